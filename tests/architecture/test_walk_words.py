"""What the walk with the stop-watch presses and follows is on the hub's pages: nothing else runs it on each change."""

import ast
import re
from collections.abc import Iterator
from typing import Final

import pytest
from babel.messages.pofile import read_po

from tests.architecture.source import ROOT, files

PRESSES: Final = frozenset({"press", "follow", "unfold"})
PART: Final = re.compile(r"%\\?\(\w+\\?\)s")  # as it stands in an escaped text
STORY: Final = ROOT / "hub/cli/story"


def pressed(text: str) -> Iterator[str]:
    """Yield each word of a link or a button that stands in the code as it is."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PRESSES:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def shown(word: str) -> bool:
    """Tell whether a text of the pages has it, or the demo's story: a name, what somebody is to do."""
    with (ROOT / "hub/web/translations/en/LC_MESSAGES/messages.po").open("rb") as catalogue:
        said = [message.id for message in read_po(catalogue) if isinstance(message.id, str) and message.id]
    told = (path.read_text() for path in STORY.rglob("*") if path.suffix in {".py", ".csv", ".toml"})
    return (
        any(word in text for text in said)
        or any(re.fullmatch(PART.sub(r"\\d+", re.escape(text)), word) for text in said)
        or any(word in text for text in told)
    )


def test_each_word_is_one_of_the_pages() -> None:
    words = {word for path in files("bench/walking") for word in pressed(path.read_text())}
    assert words
    assert not {word for word in words if not shown(word)}


@pytest.mark.parametrize(("word", "there"), [("6 månader", True), ("Amira Saleh", True), ("Använd teamet", False)])
def test_what_is_on_no_page_is_seen(word: str, *, there: bool) -> None:
    assert shown(word) is there


def test_what_is_made_of_parts_is_left_alone() -> None:
    assert list(pressed('her.press("Spara")\nher.follow(f"{name}")\nher.write("name", "Bo")')) == ["Spara"]
