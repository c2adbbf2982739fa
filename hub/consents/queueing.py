"""What a unit has left unanswered: a count for its officers, numbers and dates for its access manager; no names."""

from dataclasses import dataclass, replace
from datetime import date

from hub.access_log import writer
from hub.consents.paging import PAGE, page_of
from hub.disclosure.entries import Act, entry
from hub.grants.naming import names, who_has_left
from hub.grants.reminding import Reminder, last_answer_day, reminder
from hub.grants.unanswered import UnitWaiting, waiting_at
from hub.grants.versions import load_version
from hub.officers.holding import hold_employment
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.vocabulary import PARTICIPANT_SOURCE, Action

# hub.oversight words these entries by it.
REASON = "unit_queue"
LATE = "late_answers"


@dataclass(frozen=True, slots=True)
class Queued:
    """One consent that waits: its case number, and by when the unit was asked to answer.

    `case` and `path` are for a coach alone: the consent's page, or the case's consents where another has drafted it.
    """

    number: str
    signed_at: int
    rows: int
    answer_by: date
    case: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """One page, the longest waiting first; `next` is what asks for the one after it."""

    items: tuple[Queued, ...]
    next: str | None


def queued_count(ground: Ground, actor: Actor) -> int:
    """Count what has waited for the actor's unit for three working days."""
    with ground.store.read() as tx:
        at = ground.clock.now(tx)
        return sum(_is_queued(one, at) for one in waiting_at(tx, at=at, unit=actor.unit))


def queue(ground: Ground, actor: Actor, *, after: str | None = None) -> Queue:
    """Give one page of the queue of the actor's unit: one commit, one entry for each that is shown."""
    with ground.store.write() as tx:
        at = hold_employment(tx, ground, actor)
        every = [one for one in waiting_at(tx, at=at, unit=actor.unit) if _is_queued(one, at)]
        found, following = page_of(every, after, _place, most=PAGE)
        writer.append_many(tx, ground, [entry(ground, actor, **_seen(one, at, REASON)) for one in found])
    return Queue(tuple(_queued(one) for one in found), following)


def late_for_coach(ground: Ground, actor: Actor, *, after: str | None = None) -> Queue:
    """Give the coach a page of the cases, whoever drafted, in which a unit has not answered in five working days.

    One commit, one entry for each that is shown. Nothing is opened: the consent's own page says whose it is and which
    unit.
    """
    with ground.store.write() as tx:
        at = hold_employment(tx, ground, actor)
        every = [one for one in waiting_at(tx, at=at, coach=actor) if _after(one, at) is Reminder.COACH_AND_PARTICIPANT]
        found, following = page_of(every, after, _place, most=PAGE)
        writer.append_many(tx, ground, [entry(ground, actor, **_seen(one, at, LATE)) for one in found])
    return Queue(tuple(replace(_queued(one), case=one.case, path=_path(one, actor)) for one in found), following)


def late_units(ground: Ground, case_id: str) -> tuple[str, ...]:
    """Name the units that have not answered in five working days: what coach and participant are told.

    The caller has shown that the asker is one of the two.
    """
    with ground.store.read() as tx:
        at = ground.clock.now(tx)
        late = [
            one for one in waiting_at(tx, at=at, case_id=case_id) if _after(one, at) is Reminder.COACH_AND_PARTICIPANT
        ]
        version = load_version(tx, late[0].consent) if late else None
        if version is None:
            return ()
        left = who_has_left(tx, version.persons, at=at)
        open_rows = (row for row in version.rows if row.stands and row.declined_at is None)
        sources = {row.source for row in open_rows if version.answerable(row, left)}
        waits = {line.source for line in version.lines if line.accepted_at is None and line.withdrawn_at is None}
        waits |= {row.source for row in version.rows if row.stands and not row.accepted}
        called = names(tx, ground, officers=(), units=(sources & waits) - {PARTICIPANT_SOURCE})
    return tuple(sorted(one.full for one in called.units.values()))


def _place(one: UnitWaiting) -> tuple[int, str]:
    return one.signed_at, one.consent


def _queued(one: UnitWaiting) -> Queued:
    return Queued(one.number, one.signed_at, one.rows, last_answer_day(one.valid_from))


def _path(one: UnitWaiting, actor: Actor) -> str:
    return f"/medgivanden/{one.consent}" if one.drafted_by == actor.id else f"/arenden/{one.case}/medgivanden"


def _is_queued(one: UnitWaiting, at: int) -> bool:
    return _after(one, at) is not Reminder.OFFICER


def _after(one: UnitWaiting, at: int) -> Reminder:
    return reminder(at=at, since=one.valid_from)


def _seen(one: UnitWaiting, at: int, reason: str) -> Act:
    return {
        "at": at,
        "action": Action.LIST,
        "case": one.case,
        "subject": one.participant,
        "count": 1,
        "reason": reason,
    }
