"""That a backup was put back (hub.signin.restoring), as the log tells it: to reviewers, and to who acted meanwhile."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from hub.access_log.reader.acts import acts_of, last_of_a_person
from hub.access_log.reader.parsing import Entry
from hub.signin.acts import OPERATOR
from hub.signin.restoring import REASON, SHORTER
from hub.store.clock import DAY
from hub.store.ground import Ground
from hub.store.outages import needing, or_none
from policies.vocabulary import Action

_TOLD_FOR: Final = 30 * DAY


@dataclass(frozen=True, slots=True)
class PutBack:
    """When (µs) a backup was said to be put back; of a log that lost its end how many were sealed, and their root."""

    at: int
    size: int | None = None
    root: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """From the last act of somebody's that is left, to when the backup was said to be back (µs)."""

    begin: int
    end: int


def put_back(tx: Connection, ground: Ground, *, since: int = 0) -> tuple[PutBack, ...]:
    """Give each time that a backup was said to be put back since then (µs), oldest first, once each."""
    acts = acts_of(tx, ground, by=OPERATOR.id or "", action=Action.SIGN_OUT, since=since)
    return tuple(dict.fromkeys(_put_back(one) for one in acts if one.reason in {REASON, SHORTER}))


def _put_back(entry: Entry) -> PutBack:
    if entry.reason == SHORTER and entry.facts is not None:
        return PutBack(entry.ts, entry.n, entry.facts)
    return PutBack(entry.ts)


def may_be_lost(ground: Ground) -> Gap | None:
    """Give between which instants acts may be gone, for as long as each first page tells its reader to look.

    A consent that was taken back then stands again, and nobody but who did it can know. None too while the log is away:
    what opens nothing is told without.
    """
    return or_none(lambda: _gap(ground))


def _gap(ground: Ground) -> Gap | None:
    with needing("log"), ground.store.read() as tx:
        since = ground.clock.now(tx) - _TOLD_FOR
        times = put_back(tx, ground, since=since)
        last = last_of_a_person(tx, ground, before=times[0].at) if times else None
    return None if last is None else Gap(last, times[-1].at)
