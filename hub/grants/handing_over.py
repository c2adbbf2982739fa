"""A case gets another coach of the same unit: by its case number alone, decided by the unit's access manager."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, select, update

from hub.grants import coach_seals
from hub.grants.begun import check_numbered
from hub.grants.clear_marks import coordinated
from hub.grants.loading import lock
from hub.grants.tables import case, coach_assignment
from hub.officers import job_seals
from hub.officers.roles import Role
from hub.officers.tables import employment, officer
from hub.officers.working import employed_at
from hub.store import row_seals
from hub.store.actor import Actor
from hub.store.errors import Conflict, Invalid, NotShown
from hub.store.ground import Ground
from policies.vocabulary import Function

LONGEST_NUMBER: Final = 20


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Which case it was, for the log: who hands over is told the number alone."""

    case: str
    participant: str
    assignment: str
    at: int


def hand_over(
    tx: Connection, ground: Ground, actor: Actor, *, number: str, officer_id: str, left: bool = False
) -> HandedOver:
    """Make a coach of the actor's unit the case's coordinator; whoever coached it at the unit does so no longer.

    `left`: only where nobody of the unit coaches it now. Raises Conflict where somebody does, NotShown for a case that
    the unit never coached, Invalid for who is no coach there now or is it already.
    """
    coached = tx.execute(_CASE, {"number": number[:LONGEST_NUMBER], "unit": actor.unit}).all()
    found = next((row for row in coached if _is_there(row, actor) and coach_seals.stands(ground, row)), None)
    if found is None:
        raise NotShown
    lock(tx, ground, case_id=found.id, actor=actor, exclusive=True)
    check_numbered(tx, ground, case_id=found.id, participant=found.participant_id, number=number)
    at = ground.clock.now(tx)
    now = tx.execute(_STANDS, {"case": found.id, "unit": actor.unit, "now": at}).all()
    coaching = {row.coach_officer_id for row in now if coach_seals.stands(ground, row)}
    if left and coaching:
        raise Conflict("coached", "Någon på enheten är redan handledare i ärendet.")
    coach = tx.execute(_COACH, {"officer": officer_id, "unit": actor.unit, "now": at}).first()
    if coach is None or not _is_of(coach, officer_id, actor.unit) or not job_seals.stands(ground, coach):
        raise Invalid({"officer": ["Välj en handledare som arbetar på enheten nu."]})
    if officer_id in coaching:
        raise Invalid({"officer": ["Den handledaren har redan ärendet."]})
    of_unit = (coach_assignment.c.case_id == found.id, coach_assignment.c.unit_id == actor.unit)
    coach_seals.end(tx, ground, *of_unit, at=at)
    added = coach_seals.add(tx, ground, case_id=found.id, officer_id=officer_id, unit_id=actor.unit or "", at=at)
    before = tx.execute(select(case.c.coordinator_id).where(case.c.id == found.id)).scalar_one()
    tx.execute(update(case).where(case.c.id == found.id).values(coordinator_id=officer_id))
    coordinated(tx, case_id=found.id, officer=officer_id, before=before)
    return HandedOver(found.id, found.participant_id, added, at)


def let_go(tx: Connection, ground: Ground, *, officer_id: str, unit_id: str, at: int) -> None:
    """End what a coach who leaves coached at the unit: the cases stand in the unit's queue."""
    hers = (coach_assignment.c.officer_id == officer_id, coach_assignment.c.unit_id == unit_id)
    coach_seals.end(tx, ground, *hers, at=at)


def coaches(tx: Connection, ground: Ground, *, case_id: str, officer: str, at: int) -> bool:
    """Tell whether the officer coaches the case at `at`, at whichever unit, by a row that the hub wrote."""
    found = tx.execute(_COACHES, {"case": case_id, "officer": officer, "now": at}).all()
    asked = (case_id, officer)
    hers = [row for row in found if row_seals.is_asked_for((row.coach_case_id, row.coach_officer_id), asked)]
    return any(coach_seals.stands(ground, row) for row in hers)


def _is_there(row: Any, actor: Actor) -> bool:
    return row_seals.is_asked_for((row.coach_case_id, row.coach_unit_id), (row.id, actor.unit))


def _is_of(job: Any, officer_id: str, unit_id: str | None) -> bool:
    return row_seals.is_asked_for((job.job_officer_id, job.job_unit_id), (officer_id, unit_id))


def coaches_on(coached: Any, job: Any, at: Any) -> tuple[ColumnElement[bool], ...]:
    """Ask that the coach works at `at` in the employment in which the case was given her.

    What an employment before this one began is not hers any more: who leaves and comes back has none of her cases (R7).
    """
    there = (job.c.officer_id == coached.c.officer_id, job.c.unit_id == coached.c.unit_id)
    return (*there, job.c.begins <= coached.c.begins, employed_at(at, job))


# By who coaches it there or did: each such row is the hub's, or tells nothing.
_CASE: Final = (
    select(case.c.id, case.c.participant_id, *coach_seals.COLUMNS)
    .join(coach_assignment, coach_assignment.c.case_id == case.c.id)
    .where(case.c.number == bindparam("number"), coach_assignment.c.unit_id == bindparam("unit"))
)
_COACH: Final = (
    select(*job_seals.COLUMNS)
    .select_from(employment)
    .join(officer, officer.c.id == employment.c.officer_id)
    .where(
        employment.c.officer_id == bindparam("officer"),
        employment.c.unit_id == bindparam("unit"),
        employment.c.function == Function.AME_COACH.value,
        officer.c.role == Role.COACH.value,
        employed_at(bindparam("now")),
    )
)
_OPEN: Final = and_(
    coach_assignment.c.case_id == bindparam("case"),
    coach_assignment.c.unit_id == bindparam("unit"),
    coach_assignment.c.ends.is_(None),
)
_STANDS: Final = select(*coach_seals.COLUMNS).where(
    _OPEN,
    exists().where(*coaches_on(coach_assignment, employment, bindparam("now"))),
)
_COACHES: Final = select(*coach_seals.COLUMNS).where(
    coach_assignment.c.case_id == bindparam("case"),
    coach_assignment.c.officer_id == bindparam("officer"),
    coach_assignment.c.ends.is_(None),
    exists().where(*coaches_on(coach_assignment, employment, bindparam("now"))),
)
