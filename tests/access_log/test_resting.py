"""What was read by a consent, held against what the log had told of it by then."""

from dataclasses import replace
from typing import Any, Final

import pytest

from hub.access_log.entry import Decision, Record
from hub.access_log.reader.moments import Moments
from hub.access_log.reader.parsing import Entry
from hub.access_log.reader.resting import Resting
from hub.access_log.sealer import NEAR
from policies.vocabulary import Action, Outcome

BY_A_LINE: Final = Decision("af", "C04", Outcome.PERMITTED, "line", "line-1")
_WHO: Final[dict[str, Any]] = {"actor": "fia", "actor_kind": "officer", "outcome": Outcome.PERMITTED}
_KEPT: Final[dict[str, Any]] = {"v": 1, "salt": "00", "detail": None}


def told(at: int, number: int) -> Entry:
    record = Record("consent", "c", number, "00")
    return Entry(ts=at, act=Action.SIGN, rec=(record,), id=f"told-{number}", **_WHO, **_KEPT)


def read(at: int, consent: str | None, *decisions: Decision) -> Entry:
    return Entry(ts=at, act=Action.READ, consent=consent, decisions=decisions, id=f"read-{at}", **_WHO, **_KEPT)


def returned(*entries: Entry | None) -> list[str]:
    """None stands for the end of a seal."""
    resting, moments = Resting(), Moments()
    for number, entry in enumerate(entries):
        if entry is None:
            moments.sealed(number)
        else:
            resting.take(entry, moments.of(entry))
    return list(resting.returned())


def test_what_rests_on_the_telling_of_then_stands() -> None:
    assert returned(told(1, 1), read(2, "c@1-1"), told(3, 2), read(4, "c@1-2"), read(5, "c@1-2"), read(6, None)) == []


@pytest.mark.parametrize("consent", ["c@1-1", "c@1-0", "c@1-x", "c@1-\u00b2", "other@1-2"])
def test_what_rests_on_another_does_not(consent: str) -> None:
    assert returned(told(1, 1), told(3, 2), None, read(4, consent)) == ["read-4"]


def test_what_nobody_ever_told_is_found_at_the_end() -> None:
    """As of an act that somebody made fail, and whose rows he had copied."""
    assert returned(told(1, 1), read(4, "c@1-2")) == ["read-4"]
    assert returned(told(1, 1), read(4, "c@1-2"), None, told(5, 2)) == ["read-4"]


def test_of_one_instant_either_may_be_first() -> None:
    assert returned(told(1, 1), told(4, 2), read(4, "c@1-1")) == []
    assert returned(told(1, 1), read(4, "c@1-2"), told(4, 2)) == []
    assert returned(told(1, 1), told(4, 3), told(4, 2), read(4, "c@1-1"), read(5, "c@1-3")) == []
    assert returned(told(1, 1), told(2, 2), None, told(4, 3), read(4, "c@1-1")) == ["read-4"]


def test_a_clock_that_stepped_back_within_a_seal_makes_nothing_of_before() -> None:
    assert returned(told(1, 1), read(4, "c@1-2"), told(5, 2), None) == []
    assert returned(told(1, 1), read(4, "c@1-1"), None, told(5, 2), read(3, "c@1-2")) == []
    assert returned(told(1, 1), None, told(3, 2), read(3 + NEAR, "c@1-1")) == []


def test_but_no_clock_steps_back_by_more_than_a_moment_just_then() -> None:
    late = 4 + NEAR
    assert returned(told(1, 1), None, told(3, 2), read(late, "c@1-1")) == [f"read-{late}"]


def test_what_was_refused_read_nothing() -> None:
    assert returned(told(1, 1), told(3, 2), replace(read(4, "c@1-1"), outcome=Outcome.REFUSED)) == []


def test_once_tellings_are_named_a_line_names_one() -> None:
    named = read(2, "other@1-1")
    assert returned(told(1, 1), read(3, "c@1", BY_A_LINE)) == [], "of a version that named none"
    assert returned(named, told(2, 1), read(3, "c@1", BY_A_LINE)) == ["read-3", "read-2"]
    assert returned(told(1, 1), named, read(3, "c@1", BY_A_LINE)) == ["read-2"], "not sealed anew since"
    assert returned(named, told(2, 1), read(3, "c@1")) == ["read-2"], "which opened nothing of others"
