"""Which of two entries came first, by the clock, the seals, and what the later one's writer had seen sealed."""

from typing import Any, Final

import pytest

from hub.access_log import sealer
from hub.access_log.reader.moments import Moment, Moments
from hub.access_log.reader.parsing import Entry
from hub.access_log.sealer import NEAR
from policies.vocabulary import Action, Outcome

_SAID: Final[dict[str, Any]] = {"v": 1, "id": "e", "detail": None, "actor": "fia", "actor_kind": "officer"}
_ACT: Final[dict[str, Any]] = {"act": Action.READ, "outcome": Outcome.PERMITTED}
END: Final = Moment(at=10, seals=3, below=40, seen=40)


def entry(at: int, seen: int | None) -> Entry:
    salt = "00" if seen is None else f"{'0' * 32}:{seen}:{'0' * 32}"
    return Entry(ts=at, salt=salt, **_SAID, **_ACT)


@pytest.mark.parametrize(
    ("this", "is_after"),
    [
        (Moment(11, 4, 50, 40), True),
        (Moment(11, 4, 50, None), True),
        (Moment(9, 4, 50, 41), True),  # the clock was put back, but its writer knew of it
        (Moment(9, 4, 50, 40), False),
        (Moment(9, 4, 50, None), False),
        (Moment(11, 3, 40, 40), False),
        (Moment(10 + NEAR, 3, 40, 40), False),
        (Moment(11 + NEAR, 3, 40, 40), True),  # a seal that somebody kept waiting
    ],
)
def test_it_is_after_what_its_writer_knew_or_clock_and_seals_say(this: Moment, *, is_after: bool) -> None:
    assert this.is_after(END) is is_after


@pytest.mark.parametrize(
    ("this", "may_be_before"),
    [
        (Moment(9, 4, 50, 40), True),
        (Moment(9, 4, 50, 41), False),
        (Moment(9, 4, 50, None), False),
        (Moment(11, 4, 50, 40), False),
        (Moment(10, 3, 40, None), True),
        (Moment(10, 4, 50, 41), False),
    ],
)
def test_what_took_long_to_commit_began_before(this: Moment, *, may_be_before: bool) -> None:
    assert this.may_be_before(END) is may_be_before


def test_a_backlog_is_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealer, "BATCH", 2)
    moments = Moments()
    moments.sealed(2)
    rest = moments.of(entry(5, 0))
    moments.sealed(3)
    later = moments.of(entry(6, None))
    assert (rest, later) == (Moment(5, 0, 2, 0), Moment(6, 1, 3, None))
    assert rest.is_at_once(Moment(1, 0, 0, 0))
    assert not rest.is_at_once(Moment(6 + NEAR, 0, 0, 0))  # a seal that somebody kept waiting
    assert not Moment(6 + NEAR, 0, 0, 0).is_at_once(rest)
    assert not later.is_at_once(rest)
