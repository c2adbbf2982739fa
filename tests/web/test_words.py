"""The catalogues: nothing is missing, nothing is guessed, and what the hub reads is what was written."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from hub.web.gathering import TRANSLATED, Text, compiled, gather, read, source
from hub.web.language import ARABIC, ENGLISH, SIMPLE, Language
from hub.web.words import catalogue
from tests.web.lix import lix

HUB = Path(__file__).parents[2] / "hub"
_PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
# What a participant meets, also before she has signed in.
PARTICIPANTS = re.compile(
    r"hub/web/templates/(base|layout|forms|error|front|help|saving|signed_out|drawings/week)\.html"
    r"|hub/web/(problems|schema_words|carried_forms|helping|signed_out)\.py"
    r"|hub/signin/templates/signin/(sign_in|sign_in_form|written|start|own_name|almanac|passkey)\.html"
    r"|hub/signin/(proving|codes|saved|starting|leaving_pages|pages|assisting)\.py"
    r"|hub/consents/templates/consents/(sign_\w+|mine|take_back|copy|text|screen|screen_back)\.html"
    r"|hub/consents/(asking|forms|inking|labels|meeting|picturing|questioning|rendering|sentences|signing\w*|summing_up|sitting|withdrawing\w*|assisting\w*|own_\w+)\.py|hub/consents/wording.sv.toml"
    r"|hub/consents/templates/consents/(view|sign)\.html|policies/collisions.toml|hub/cases/weekdays\.py"
    r"|hub/cases/templates/cases/preview\.html|hub/oversight/templates/oversight/parts\.html"
    r"|hub/cases/templates/cases/(own\w*|report_form)\.html"
    r"|hub/cases/(own\w*|describing|report\w*)\.py|hub/cases/templates/cases/parts\.html|hub/grants/(signing|withdrawing|draft_seals)\.py"
    r"|hub/plans/(vocabulary|reading)\.py"
    r"|hub/oversight/templates/oversight/(reads|own_\w+|knowledge\w*)\.html"
    r"|hub/oversight/(own_\w+|wording|act_words)\.py"
)


def said(message: Message) -> tuple[str, ...]:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return tuple(str(one or "") for one in strings)


def meant(message: Message) -> str:
    """Give the text as the code has it; of a counted one that for several."""
    return message.id if isinstance(message.id, str) else message.id[-1]


def messages(language: Language) -> Iterator[Message]:
    return (message for message in read(language) if message.id)


@pytest.fixture(scope="module")
def gathered() -> list[Text]:
    return gather()


@pytest.mark.parametrize("language", TRANSLATED, ids=lambda one: one.code)
def test_the_catalogue_has_just_what_the_pages_say(language: Language, gathered: list[Text]) -> None:
    held = {message.id if isinstance(message.id, str) else message.id[0] for message in messages(language)}
    assert held == {text.singular for text in gathered}, "mend it with: bin/words"


@pytest.mark.parametrize("language", TRANSLATED, ids=lambda one: one.code)
def test_the_hub_reads_what_was_written(language: Language) -> None:
    assert source(language).with_suffix(".mo").read_bytes() == compiled(read(language)), "mend it with: bin/words"


def test_every_text_has_its_english() -> None:
    lacking = [meant(message) for message in messages(ENGLISH) if not all(said(message))]
    assert not lacking, lacking


@pytest.mark.parametrize("language", [SIMPLE, ARABIC], ids=lambda one: one.code)
def test_what_a_participant_meets_is_in_her_language(language: Language) -> None:
    lacking = [
        meant(message)
        for message in messages(language)
        if not all(said(message)) and any(PARTICIPANTS.fullmatch(path) for path, _ in message.locations)
    ]
    assert not lacking, lacking


@pytest.mark.parametrize("language", TRANSLATED, ids=lambda one: one.code)
def test_a_translation_says_the_same_things(language: Language) -> None:
    for message in messages(language):
        assert not message.fuzzy, meant(message)
        wanted = set(_PLACEHOLDERS.findall(meant(message)))
        for one in filter(None, said(message)):
            counted_out = {"%(num)s", "%(num)d"} if isinstance(message.id, tuple) else set()  # "one row", "two rows"
            found = set(_PLACEHOLDERS.findall(one))
            assert found <= wanted, (meant(message), one)
            assert wanted - found <= counted_out, (meant(message), one)
            assert one.strip() == one or meant(message).strip() != meant(message), (meant(message), one)


@pytest.mark.parametrize("most", [40])
def test_what_a_participant_reads_is_plain_swedish(gathered: list[Text], most: float) -> None:
    lines = [text.singular for text in gathered if PARTICIPANTS.fullmatch(text.place[0])]
    assert lix(lines) <= most


def test_easy_swedish_is_easy() -> None:
    lines = [one for message in messages(SIMPLE) for one in said(message) if one]
    assert lix(lines) <= 25


def test_arabic_counts_bend_as_arabic_does() -> None:
    """In the order of the catalogue's head: the sixth form is that of 11 to 99, the fifth that of hundreds."""
    questions = "%(num)s fråga. Du kan pausa när du vill.", "%(num)s frågor. Du kan pausa när du vill."
    arabic = catalogue(ARABIC.code)
    said_of = {count: arabic.ngettext(*questions, count).split(".")[0] for count in (1, 2, 3, 10, 11, 99, 100)}
    few, many, hundred = "%(num)s أسئلة", "%(num)s سؤالًا", "%(num)s سؤال"
    assert said_of == {1: "سؤال واحد", 2: "سؤالان", 3: few, 10: few, 11: many, 99: many, 100: hundred}


def test_what_stands_side_by_side_is_parted_by_the_comma_of_the_language() -> None:
    """A Latin comma between two names is a stranger on a page that reads from right to left."""
    latin = re.compile(r"</bdi>, (?:<bdi>|\{\{)|\}\}, <bdi>|join\(\", \"\)|\"[,] \" if not loop")
    after_a_fold = re.compile(r"%\},(?: ?(?:<bdi>|\{\{)|$)", re.MULTILINE)
    # Of a sheet's columns, and of the paper that is always Swedish.
    swedish = {"upload.html", "paper_print.html"}
    found = {
        str(page.relative_to(HUB)): latin.findall(page.read_text("utf-8"))
        for page in HUB.rglob("*.html")
        if page.name not in swedish
    }
    for page in found:
        if PARTICIPANTS.fullmatch(f"hub/{page}"):
            found[page] += after_a_fold.findall((HUB / page).read_text("utf-8"))
    assert {page: hits for page, hits in found.items() if hits} == {}
