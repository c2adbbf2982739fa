"""*Mina ärenden*: the cases that an officer has taken on or registered, or the participant's own; logged each time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, or_, select

from hub.collisions.checking import hints
from hub.disclosure.door import disclose_list
from hub.grants.tables import assignment, case, coach_assignment
from hub.plans.gathering import names
from hub.store.actor import Actor, ActorKind
from hub.store.ground import Ground
from policies.vocabulary import Action

PAGE: Final = 50
ACTIVE: Final = "active"
NO_LONGER: Final = "no_longer"


@dataclass(frozen=True, slots=True)
class Listed:
    """One case in the list. What can no longer be read keeps its number, which its officer knew, and no name."""

    id: str
    number: str
    name: str | None
    state: str
    collision_hint: bool | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; `next` is what asks for the one after it."""

    items: tuple[Listed, ...]
    next: str | None


def list_cases(ground: Ground, actor: Actor, *, before: str | None = None) -> Page:
    """Give one page of the actor's own cases: one commit, one entry for each case that is shown."""
    with ground.store.read() as tx:
        found = tx.execute(_mine(actor, before).limit(PAGE + 1)).all()
        page = found[:PAGE]
        named = names(tx, [row.id for row in page])
        asked = [row.id for row in page if _hears_hints(row, actor)]
        hinted = hints(tx, asked, at=ground.clock.now(tx)) if asked else frozenset()
    shown = disclose_list(ground, actor, action=Action.LIST, cases=[named[row.id] for row in page])
    opened = {ref.id: disclosure.opened for ref, disclosure in shown}
    items = tuple(_listed(row, opened.get(row.id), hint=_hint(row, asked, hinted)) for row in page)
    return Page(items, page[-1].id if len(found) > PAGE else None)


def own_case(tx: Connection, participant: str) -> str | None:
    """Give the participant's newest case."""
    newest = select(case.c.id).where(case.c.participant_id == participant).order_by(case.c.created_at.desc())
    return tx.execute(newest.limit(1)).scalar_one_or_none()


def neighbours(tx: Connection, actor: Actor, *, case_id: str) -> tuple[str | None, str | None]:
    """Give the cases before and after this one among those that the actor still has, in the order of the list."""
    still = or_(case.c.id.in_(_taken_on(actor, ended=False)), case.c.id.in_(_coached(actor)))
    before = select(case.c.id).where(still, case.c.id > case_id).order_by(case.c.id).limit(1)
    after = select(case.c.id).where(still, case.c.id < case_id).order_by(case.c.id.desc()).limit(1)
    return tx.execute(before).scalar_one_or_none(), tx.execute(after).scalar_one_or_none()


def hinted(ground: Ground, case_id: str) -> bool:
    """Tell the participant what her collision check found: one bit."""
    with ground.store.read() as tx:
        return bool(hints(tx, [case_id], at=ground.clock.now(tx)))


def _mine(actor: Actor, before: str | None) -> Select[Any]:
    statement = select(case.c.id, case.c.number, case.c.coordinator_id).order_by(case.c.id.desc())
    if before is not None:
        statement = statement.where(case.c.id < before)
    if actor.kind is ActorKind.PARTICIPANT:
        return statement.where(case.c.participant_id == actor.id)
    # A case once taken on stays in the list, whatever ended it: that it went away would tell how it ended.
    return statement.where(or_(case.c.id.in_(_taken_on(actor, ended=True)), case.c.id.in_(_coached(actor))))


def _taken_on(actor: Actor, *, ended: bool) -> Select[Any]:
    mine = select(assignment.c.case_id).where(
        assignment.c.officer_id == actor.id,
        assignment.c.unit_id == actor.unit,
        assignment.c.employment_id == actor.employment,
    )
    return mine if ended else mine.where(assignment.c.ends.is_(None))


def _coached(actor: Actor) -> Select[Any]:
    return select(coach_assignment.c.case_id).where(
        coach_assignment.c.officer_id == actor.id,
        coach_assignment.c.unit_id == actor.unit,
        coach_assignment.c.ends.is_(None),
    )


def _hears_hints(row: Any, actor: Actor) -> bool:
    """Tell whether the one bit may go to this actor: to the participant, and to the coordinator."""
    return actor.kind is ActorKind.PARTICIPANT or row.coordinator_id == actor.id


def _hint(row: Any, asked: Sequence[str], hinted_cases: frozenset[str]) -> bool | None:
    return row.id in hinted_cases if row.id in asked else None


def _listed(row: Any, opened: Sequence[Any] | None, *, hint: bool | None) -> Listed:
    if not opened:
        return Listed(row.id, row.number, None, NO_LONGER, None)
    return Listed(row.id, row.number, str(opened[0].fields["name"]), ACTIVE, hint)
