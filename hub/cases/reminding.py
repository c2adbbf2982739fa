"""What a unit is asked to look into about a registration: a kind and a case number, never a name.

Its coaches are asked, and its access manager: where one coach works alone nobody else would be.

Whoever registered the person is left out: she typed the number, and would learn whether the person was known (T4). So
the entries name what was looked into, and neither the case nor the participant: in the log of who was registered last
they would tell the same to the coach who made her way in, and could use it.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, Select, and_, exists, or_, select, update

from hub.access_log import writer
from hub.access_log.entry import Record
from hub.disclosure.changing import change
from hub.disclosure.entries import Act, entry
from hub.disclosure.permitting import record, refuse
from hub.grants.tables import case, coach_assignment
from hub.officers.holding import hold_employment
from hub.participants.tables import unit_todo
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.vocabulary import Action

PAGE: Final = 50
REASON: Final = "unit_todo"  # hub.oversight words these entries by it; they name no kind


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to look into; `case` is the number of the case it is about, `at` is µs."""

    id: str
    kind: str
    case: str | None
    at: int


@dataclass(frozen=True, slots=True)
class Page:
    """The newest first; `next` is what asks for the page after."""

    items: tuple[Reminder, ...]
    next: str | None


def reminders(ground: Ground, actor: Actor, *, before: tuple[int, str] | None = None) -> Page:
    """Give one page of what the actor's unit has to look into: one commit, one entry for each that is shown."""
    statement = _open(actor)
    if before is not None:
        at, todo_id = before
        earlier = and_(unit_todo.c.at == at, unit_todo.c.id < todo_id)
        statement = statement.where(or_(unit_todo.c.at < at, earlier))
    with ground.store.write() as tx:
        now = hold_employment(tx, ground, actor)
        found = tx.execute(statement.order_by(unit_todo.c.at.desc(), unit_todo.c.id.desc()).limit(PAGE + 1)).all()
        shown = found[:PAGE]
        writer.append_many(tx, ground, [entry(ground, actor, **_seen(row, at=now)) for row in shown])
    items = tuple(Reminder(row.id, row.kind, row.number, row.at) for row in shown)
    return Page(items, f"{shown[-1].at}-{shown[-1].id}" if len(found) > PAGE else None)


def settle(ground: Ground, actor: Actor, *, todo_id: str) -> None:
    """Note that it has been looked into. Raises NotShown for what is done, another unit's, her own, or not there."""
    with change(ground) as tx:
        at = hold_employment(tx, ground, actor)
        row = tx.execute(_open(actor).where(unit_todo.c.id == todo_id)).first()
        mine = and_(unit_todo.c.id == (row.id if row else ""), unit_todo.c.done_at.is_(None))
        done = tx.execute(update(unit_todo).where(mine).values(done_at=at)).rowcount
        if row is None or not done:
            raise refuse(ground, actor, at=at, action=Action.WRITE)
        record(
            tx,
            ground,
            actor,
            at=at,
            action=Action.WRITE,
            written=(Record(unit_todo.name, row.id, 1, None),),
            reason=REASON,
        )


def _seen(row: Row[Any], *, at: int) -> Act:
    looked_at = (Record(unit_todo.name, row.id, 1, None),)
    return {"at": at, "action": Action.LIST, "written": looked_at, "count": 1, "reason": REASON}


def _open(actor: Actor) -> Select[Any]:
    """Select what the actor's unit has not looked into, but for what she herself registered."""
    hers = exists().where(coach_assignment.c.case_id == case.c.id, coach_assignment.c.officer_id == actor.id)
    return (
        select(
            unit_todo.c.id,
            unit_todo.c.kind,
            unit_todo.c.at,
            case.c.number,
        )
        .outerjoin(case, case.c.participant_id == unit_todo.c.participant_id)
        .where(unit_todo.c.unit_id == actor.unit, unit_todo.c.done_at.is_(None), ~hers)
    )
