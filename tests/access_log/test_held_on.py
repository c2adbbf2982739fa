"""What was done by an employment, as a coach or by an absence, held against what the log had told of it by then."""

from dataclasses import replace
from typing import Any, Final

import pytest

from hub.access_log.entry import Decision, Record
from hub.access_log.reader.held_on import HeldOn
from hub.access_log.reader.moments import Moments
from hub.access_log.reader.parsing import Entry
from policies.vocabulary import Action, Outcome

AS_COACH: Final = Decision("participant", "name", Outcome.PERMITTED, "coach")
_KEPT: Final[dict[str, Any]] = {"v": 1, "salt": "00", "detail": None, "outcome": Outcome.PERMITTED}
ENDS, STANDS = "00" * 32, "01" * 32


def tells(at: int, *records: Record, **more: Any) -> Entry:
    act = {"act": Action.OFFICER_CHANGE, "actor": "bea", "actor_kind": "officer", "unit": "ame", "case": "k"}
    return Entry(ts=at, rec=records, id=f"told-{at}", **act | more, **_KEPT)


def row(table: str, key: str, mark: str = ENDS) -> Record:
    return Record(table, key, 0, mark)


def reads(at: int, who: str = "fia", **more: Any) -> Entry:
    act = {"act": Action.READ, "actor": who, "actor_kind": "officer", "unit": "ame", "case": "k"}
    return Entry(ts=at, emp=f"{who}-1", id=f"read-{at}", **{"facts": "00", **act, **more}, **_KEPT)


def tagged(entry: Entry, seen: int) -> Entry:
    return replace(entry, salt=f"{'0' * 32}:{seen}:{'0' * 32}")


def found(*entries: Entry | None, ends: int | None = None) -> list[str]:
    """None stands for the end of a seal; `ends` is the day that stands in Fia's employment at last."""
    held_on, moments = HeldOn(), Moments()
    for number, entry in enumerate(entries):
        if entry is None:
            moments.sealed(number)
        else:
            held_on.take(entry, moments.of(entry))
    held_on.stand("employment", "fia-1", ends)
    return list(held_on.found())


def test_what_was_done_before_it_ended_stands() -> None:
    assert found(reads(1), tells(2, row("employment", "fia-1")), None, reads(3, "otto")) == []


def test_what_was_done_afterwards_is_found() -> None:
    assert found(tells(2, row("employment", "fia-1")), None, reads(3), None, reads(4)) == ["read-3", "read-4"]


def test_a_clock_that_stepped_back_or_a_slow_commit_makes_nothing_afterwards() -> None:
    end = tells(2, row("employment", "fia-1"))
    assert found(end, reads(3), None) == [], "of one seal, whose order is the clock's"
    assert found(end, None, reads(1)) == [], "held until it had committed, and sealed later"


@pytest.mark.parametrize("act", [Action.FACTOR, Action.SIGN_IN, Action.SIGN_OUT])
def test_what_holds_no_employment_may_meet_its_end(act: Action) -> None:
    end = tells(2, row("employment", "fia-1"))
    assert found(end, None, reads(3, act=act, facts=None)) == []
    assert found(end, None, reads(3, act=Action.LOG_READ, facts=None)) == ["read-3"]


def test_what_was_refused_read_nothing() -> None:
    refused = replace(reads(3), outcome=Outcome.REFUSED)
    assert found(tells(2, row("employment", "fia-1")), None, refused) == []


def test_a_day_that_was_set_is_held_against_what_came_after_it() -> None:
    begun, set_ = tells(1, row("employment", "fia-1", STANDS)), tells(3, row("employment", "fia-1", STANDS))
    assert found(begun, None, reads(2), set_, None, reads(4), ends=5) == []
    assert found(begun, None, reads(2), set_, None, reads(5), ends=5) == ["read-5"]
    assert found(begun, None, reads(2), set_, None, ends=1) == [], "said afterwards that she had left before"
    assert found(begun, None, reads(9)) == []


def test_a_substitute_names_the_absence() -> None:
    end, by = tells(2, row("absence", "a1")), "c@3-7-a1"
    assert found(end, None, reads(3, "karin", consent=by)) == ["read-3"]
    assert found(end, None, reads(3, "karin", consent="c@3-7-a2"), reads(4, "karin", consent="c@3-7")) == []


def test_after_a_hand_over_she_is_its_coach_alone() -> None:
    to_cia = tells(2, Record("officer", "cia", 1, None), reason="coach_changed")
    as_coach = {"decisions": (AS_COACH,)}
    assert found(to_cia, None, reads(3, "amir", **as_coach), reads(4, "cia", **as_coach)) == ["read-3"]
    assert found(to_cia, None, reads(3, "amir"), reads(4, "amir", case="l", **as_coach)) == []
    assert found(to_cia, reads(3, "amir", **as_coach)) == [], "of one seal"
    back = tells(5, Record("officer", "amir", 1, None), reason="coach_changed")
    assert found(to_cia, None, back, None, reads(6, "amir", **as_coach)) == []
    unsaid = tells(5, reason="coach_changed")
    assert found(to_cia, None, unsaid, None, reads(6, "amir", **as_coach)) == [], (
        "of a version that did not say to whom"
    )


def test_of_two_hand_overs_the_first_may_be_sealed_last() -> None:
    """It took long to commit; each of these was written before either was sealed."""
    to_cia, to_amir = (
        tagged(tells(at, Record("officer", coach, 1, None), reason="coach_changed"), 0)
        for at, coach in ((2, "cia"), (20, "amir"))
    )
    amirs, cias = (tagged(reads(30, coach, decisions=(AS_COACH,)), 3) for coach in ("amir", "cia"))
    assert found(to_amir, None, to_cia, None, amirs) == []
    assert found(to_amir, None, to_cia, None, cias) == ["read-30"]
