"""The policy files say what the tables of the domain say, and a file that does not is refused by name and key."""

from __future__ import annotations

import re
from typing import Final

import pytest

from policies.loading import FILES, PolicyError, parse_policy
from policies.policy import Cell
from policies.rules import line_allowed, write_allowed
from policies.vocabulary import (
    PARTICIPANT_SOURCE,
    Action,
    Category,
    Function,
    Purpose,
    RefusalReason,
    Reserved,
)
from tests.policies.world import POLICY, TEXTS

# The ceiling as it is printed, with a plain hyphen for the dash: one row a category, one column a function.
TABLE: Final = """
W R R R R R - -
W W W W W W R -
W W W W W W R -
W W W W W W R -
W R W R R R - -
W W W W W R R -
R R R W W R - -
i i - W W - - -
R W W R R W - -
W R R R R W - -
W W W R R W R -
R R R R R R - -
W R R R R R - -
W W W W W W R -
R W/R - - - W/R - -
W R R R R R - -
"""
NEVER: Final = f'none = "{Cell.NEVER}"'
CONSENTS: Final = re.findall(r"^\[consents\].*\n(?:\w.*\n)+", TEXTS["retention.toml"], flags=re.MULTILINE)[0]
COLUMNS: Final = (
    Function.AME_COACH,
    Function.FK_OFFICER,
    Function.AF_OFFICER,
    Function.CLINICIAN,
    Function.REHAB_COORDINATOR,
    Function.SOCIAL_SECRETARY,
    Function.CONSULTATION,
    Function.NONE,
)


def broken(file: str, old: str, new: str, without: str | None = None) -> str:
    """Load with one text exchanged, and give the error's sentence."""
    assert old in TEXTS[file]
    text = TEXTS[file].replace(old, new, 1)
    with pytest.raises(PolicyError) as caught:
        parse_policy({**TEXTS, file: text if without is None else text.replace(without, "")})
    return str(caught.value)


def test_the_ceiling_is_the_printed_table() -> None:
    printed = [line.split() for line in TABLE.strip().splitlines()]
    expected = {
        (function, category): Cell.NEVER if cell == "-" else Cell(cell)
        for category, cells in zip(Category, printed, strict=True)
        for function, cell in zip(COLUMNS, cells, strict=True)
    }
    assert dict(POLICY.ceiling) == expected


def test_what_may_be_granted_follows_from_the_ceiling() -> None:
    for source in Function:
        for reader in Function:
            for category in Category:
                writes = POLICY.ceiling[source, category] in {"W", "W/R"}
                assert write_allowed(POLICY, source, category) is writes
                granted = writes and POLICY.ceiling[reader, category] in {"R", "W"}
                assert line_allowed(POLICY, source, reader, category) is granted
    hers = [category for category in Category if line_allowed(POLICY, PARTICIPANT_SOURCE, "ame_coach", category)]
    assert hers == ["C01", "C03", "C04", "C10", "C11", "C12"]
    assert not line_allowed(POLICY, PARTICIPANT_SOURCE, "consultation", "C01")
    assert not line_allowed(POLICY, "janitor", "ame_coach", "C04")
    assert not line_allowed(POLICY, "clinician", "janitor", "C04")
    assert not write_allowed(POLICY, "clinician", "C99")


def test_the_rest_is_as_written() -> None:
    assert (POLICY.longest_validity_days, POLICY.longest_absence_days, POLICY.minimum_age) == (366, 30, 18)
    assert POLICY.one_coach_suffices is True
    assert POLICY.one_coach_never == frozenset()
    assert dict(POLICY.retention_days) == {
        "access_log": 1827,
        "case_content": 365,
        "consents": 1827,
        "sign_in_traces": 30,
        "unsigned_drafts": 30,
    }
    assert set(POLICY.collisions) == {"X01", "X03", "X04", "X05", "X06"}
    assert POLICY.compared == {"C04", "C06", "C07"}
    assert all(words["severity"] == "high" for words in POLICY.collisions.values())
    assert POLICY.collisions["X01"]["officer_sv"] == "Två fasta tider krockar: {a} och {b} {day} {time}."


def test_one_day_is_enough() -> None:
    shortest = TEXTS["validity.toml"].replace("days = 366", "days = 1")
    assert parse_policy({**TEXTS, "validity.toml": shortest}).longest_validity_days == 1


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_missing_or_broken_is_refused(file: str) -> None:
    with pytest.raises(PolicyError, match=rf"policies\.{file}: is missing"):
        parse_policy({name: text for name, text in TEXTS.items() if name != file})
    with pytest.raises(PolicyError, match=rf"{file}: is not TOML"):
        parse_policy({**TEXTS, file: "[[["})
    with pytest.raises(PolicyError, match=r"policies\.other\.toml: is unknown"):
        parse_policy({**TEXTS, "other.toml": ""})


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("key", ["legal_reference", "valid_from"])
def test_an_entry_without_ground_or_first_day_is_refused(file: str, key: str) -> None:
    assert broken(file, f"\n{key} = ", "\nremark = ").endswith(f".{key}: is missing")


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("ceiling.toml", "[C16]", "[C17]", "ceiling.toml.C16: is missing"),
        ("ceiling.toml", "[C16]", "[C17]\n[C16]", "ceiling.toml.C17: is unknown"),
        ("ceiling.toml", "fk_officer", "fk_clerk", "ceiling.toml.C01.fk_officer: is missing"),
        ("ceiling.toml", "\nparticipant", '\nall = "R"\nparticipant', "ceiling.toml.C01.all: is unknown"),
        ("ceiling.toml", 'ame_coach = "W"', 'ame_coach = "X"', "ceiling.toml.C01.ame_coach: 'X' is not a valid Cell"),
        ("ceiling.toml", 'ame_coach = "W"', "ame_coach = 1", "ceiling.toml.C01.ame_coach: 1 is not a valid Cell"),
        ("ceiling.toml", NEVER, 'none = "R"', "ceiling.toml.C01.none: gives something to who never reads"),
        (
            "ceiling.toml",
            'participant = "W"',
            NEVER.replace("none", "participant"),
            "ceiling.toml.C01.participant: hides from the participant what is hers",
        ),
        ("ceiling.toml", "valid_from = 2026-01-01", 'valid_from = "now"', "ceiling.toml.C01.valid_from: is not a date"),
        (
            "ceiling.toml",
            "valid_from = 2026-01-01",
            "valid_from = 2026-01-01T00:00:00",
            "ceiling.toml.C01.valid_from: is not a date",
        ),
        ("validity.toml", 'legal_reference = "OSL', 'legal_reference = " "  # "', "is not a text"),
        ("validity.toml", 'legal_reference = "OSL', 'legal_reference = 7  # "', "is not a text"),
        ("validity.toml", "days = 366", "days = 0", "validity.toml.longest_validity.days: is not a whole number above"),
        ("validity.toml", "days = 366", "days = true", "longest_validity.days: is not a whole number above"),
        ("validity.toml", "days = 366", 'days = "366"', "longest_validity.days: is not a whole number above"),
        ("validity.toml", "years = 18", "years = 17.5", "minimum_age.years: is not a whole number above"),
        (
            "witnessing.toml",
            "suffices = true",
            "suffices = 1",
            "witnessing.toml.one_coach.suffices: is not true or false",
        ),
        ("witnessing.toml", "never_units = []", 'never_units = "af"', "never_units: is not a list of texts"),
        ("witnessing.toml", "never_units = []", "never_units = [7]", "never_units: is not a text"),
        ("retention.toml", "[consents]", "consents = 7\n[other]", "retention.toml"),
        ("collisions.toml", '["C04"]', '["C04", "C99"]', "collisions.toml.X01.compared: 'C99' is not a valid"),
        ("collisions.toml", '["C04"]', "[]", "collisions.toml.X01.compared: is not a list of categories"),
        ("collisions.toml", '["C04"]', '"C04"', "collisions.toml.X01.compared: is not a list of categories"),
        ("collisions.toml", 'officer_sv = "Två', 'officer_sv = ""  # "Två', "X01.officer_sv: is not a text"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(file: str, old: str, new: str, sentence: str) -> None:
    assert sentence in broken(file, old, new)


def test_an_entry_that_is_no_table_is_refused() -> None:
    assert "retention.toml.consents: is not a table" in broken(
        "retention.toml", "# How", 'consents = "long"\n# How', CONSENTS
    )


def test_there_is_no_word_for_control() -> None:
    assert "control" not in set(Purpose)


@pytest.mark.parametrize("words", [Action, RefusalReason, Reserved, Purpose, Function])
def test_lists_are_sorted_and_say_their_own_name(words: type[Action]) -> None:
    assert [word.name.lower() for word in words] == [word.value for word in words]
    assert sorted(word.name for word in words) == [word.name for word in words]
