"""The hub's own style sheets say nothing in a way that makes an older telephone draw something unreadable."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import hub.web

SHEETS: Final = sorted((Path(hub.web.__file__).parent / "static").glob("*.css"))
# Known to Safari 15.4 and Chrome 99 (2022), as are layers and `:has` or what stands for it.
KNOWN: Final = frozenset({"calc", "clamp", "max", "min", "rgb", "var"})
PROPERTY: Final = re.compile(r"--[a-z-]+:\s*([^;}]+)")
FUNCTION: Final = re.compile(r"([a-z-]+)\(")


def unknown(text: str) -> Iterator[str]:
    """Yield each value of a property of its own with a function that an older browser would not know.

    Elsewhere such a value is passed by, and what stood before it holds. In a property of one's own it is kept as text,
    and what uses it falls back to nothing: a shape is filled with black, and its words with it.
    """
    for value in PROPERTY.findall(text):
        yield from (value for name in FUNCTION.findall(value) if name not in KNOWN)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_what_a_property_holds_is_known_to_an_older_telephone(sheet: Path) -> None:
    assert list(unknown(sheet.read_text())) == []


def test_what_it_does_not_know_is_seen() -> None:
    value = "light-dark(#fff, #000)"
    assert list(unknown(f".hue {{ --hue-ground: {value}; --line: var(--ink); color: color-mix(in srgb, red); }}")) == [
        value
    ]
