"""What units have not answered yet, in the consents that govern: asked for by unit, by case and by coach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)

from hub.grants.tables import (
    case,
    coach_assignment,
    consent,
    consent_line,
    consent_person,
    consent_row,
    governing,
)
from hub.officers.tables import employment
from hub.participants.tables import participant
from hub.store.actor import Actor
from policies.vocabulary import PARTICIPANT_SOURCE


@dataclass(frozen=True, slots=True)
class UnitWaiting:
    """One consent in whose rows of a unit nobody has answered: no name, and how many rows."""

    consent: str
    case: str
    number: str
    participant: str
    signed_at: int
    valid_from: int
    drafted_by: str
    rows: int


def waiting_at(
    tx: Connection, *, at: int, unit: str | None = None, case_id: str | None = None, coach: Actor | None = None
) -> list[UnitWaiting]:
    """Give what units have not answered: of one unit, in one case, or in a coach's cases, the longest waiting first.

    A coach's are those that she coaches at the unit, and in the employment, that she is signed in for. About whom
    processing is restricted, or who has died, nobody may answer: nothing waits. Nor does what nobody there can answer
    any more: all who were named at the unit were taken back, or have left it, but for substitutes.
    """
    of_case = (consent.c.id, consent.c.case_id, case.c.number, case.c.participant_id)
    columns = (*of_case, consent.c.signed_at, consent.c.valid_from, consent.c.drafted_by)
    statement = (
        select(*columns, func.count(consent_row.c.id).label("rows"))
        .join(governing, governing.c.consent_id == consent.c.id)
        .join(case, case.c.id == consent.c.case_id)
        .join(participant, participant.c.id == case.c.participant_id)
        .join(consent_row, consent_row.c.consent_id == consent.c.id)
        .where(*in_force(at), *unanswered(), _answerable(at))
        .where(participant.c.restricted_at.is_(None), participant.c.died_at.is_(None))
        .group_by(*columns)
        .order_by(consent.c.signed_at, consent.c.id)
    )
    if unit is not None:
        statement = statement.where(consent_row.c.source == unit)
    if case_id is not None:
        statement = statement.where(consent.c.case_id == case_id, consent_row.c.source != PARTICIPANT_SOURCE)
    if coach is not None:
        statement = statement.where(
            consent.c.case_id.in_(coached(coach, at)), consent_row.c.source != PARTICIPANT_SOURCE
        )
    return [UnitWaiting(*row) for row in tx.execute(statement)]


def coached(coach: Actor, at: int) -> Select[Any]:
    """Give the cases; what an employment before this one began is none of them (R7)."""
    job = (employment.c.id == coach.employment, employment.c.begins <= coach_assignment.c.begins)
    runs = or_(employment.c.ends.is_(None), employment.c.ends > at)
    return (
        select(coach_assignment.c.case_id)
        .join(employment, and_(*job, runs))
        .where(
            coach_assignment.c.officer_id == coach.id,
            coach_assignment.c.unit_id == coach.unit,
            coach_assignment.c.ends.is_(None),
        )
    )


def in_force(at: int | BindParameter[int]) -> tuple[Any, ...]:
    return (consent.c.withdrawn_at.is_(None), consent.c.valid_from <= at, consent.c.valid_to > at)


def unanswered() -> tuple[Any, ...]:
    new_line = exists().where(
        consent_line.c.row_id == consent_row.c.id,
        consent_line.c.accepted_at.is_(None),
        consent_line.c.declined_at.is_(None),
        consent_line.c.withdrawn_at.is_(None),
    )
    return (
        consent_row.c.answer.is_(True),
        consent_row.c.withdrawn_at.is_(None),
        consent_row.c.declined_at.is_(None),
        or_(consent_row.c.accepted_at.is_(None), new_line),
    )


def _answerable(at: int) -> ColumnElement[bool]:
    """Ask for what `Version.answerable` tells: somebody named is still there, or its coach witnesses."""
    left = exists().where(employment.c.id == consent_person.c.employment_id, employment.c.ends <= at)
    named = exists().where(
        consent_person.c.consent_id == consent.c.id,
        consent_person.c.unit_id == consent_row.c.source,
        consent_person.c.answer.is_(True),
        consent_person.c.withdrawn_at.is_(None),
        consent_person.c.stands_in_for.is_(None),
        ~left,
    )
    return or_(named, and_(consent.c.witnessed_at.is_(None), consent.c.drafted_unit_id == consent_row.c.source))


UNIT_WAITS: Final = (
    select(governing.c.case_id)
    .join(consent_row, consent_row.c.consent_id == governing.c.consent_id)
    .where(consent_row.c.source == bindparam("unit", type_=String), *unanswered())
)
"""The cases in whose governing version a row of the unit, or a new line in it, has no answer."""
_UNIT_WAITS: Final = (
    UNIT_WAITS.join(consent, consent.c.id == governing.c.consent_id)
    .where(governing.c.case_id.in_(bindparam("cases", expanding=True)))
    .add_columns(and_(consent.c.drafted_by == bindparam("officer"), consent.c.witnessed_at.is_(None)).label("witness"))
    .distinct()
)


def unit_waits(tx: Connection, *, actor: Actor, cases: Sequence[str]) -> Mapping[str, bool]:
    """Give those of the cases in whose governing version a row of the actor's unit, or a new line in it, has no answer.

    Each with whether the actor drafted the version, and has not witnessed it: it waits for her though it names her not.
    """
    asked = {"unit": actor.unit or "", "officer": actor.id, "cases": cases}
    return {row.case_id: bool(row.witness) for row in tx.execute(_UNIT_WAITS, asked)}
