"""Who stands in for an officer in her cases while she is away; pseudonymous, and for who may be shown the cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, String, and_, bindparam, select

from hub.grants import assignment_seals, replacing
from hub.grants.tables import absence, assignment, consent_person, governing
from hub.officers import job_seals
from hub.officers.tables import employment, officer
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.vocabulary import Kind


@dataclass(frozen=True, slots=True)
class Substitute:
    """Whom the participant has said yes to. Who has not taken on the case reads nothing, whoever is away.

    `away` is the substitute's own absence, begun or still to come: from and to (µs, half-open).
    """

    officer: str
    taken_on: bool
    away: tuple[int, int] | None


def substitutes(
    tx: Connection, ground: Ground, actor: Actor, *, cases: Sequence[str], at: int
) -> dict[str, Substitute]:
    """Give the actor's substitute, by case. Who does not work there now, or not as the hub wrote it, is none."""
    asked = {"officer": actor.id, "unit": actor.unit, "cases": list(cases), "kind": Kind.COOPERATION.value}
    rows = tx.execute(_SUBSTITUTES, asked).all()
    return {row.case_id: _substitute(ground, row, at) for row in rows if _works(ground, row, at)}


def _works(ground: Ground, row: Any, at: int) -> bool:
    open_now = row.job_begins <= at and (row.job_ends is None or at < row.job_ends)
    return open_now and job_seals.stands(ground, row)


def _substitute(ground: Ground, row: Any, at: int) -> Substitute:
    away = row.away_id is not None and at < row.away_ends and replacing.is_genuine(ground, row)
    return Substitute(
        officer=row.job_officer_id,
        taken_on=row.taken_id is not None and assignment_seals.stands(ground, row),
        away=(row.away_begins, row.away_ends) if away else None,
    )


_me, _other = consent_person.alias("me"), consent_person.alias("other")
_TAKEN_ON: Final = and_(
    assignment.c.case_id == governing.c.case_id,
    assignment.c.employment_id == _other.c.employment_id,
    assignment.c.officer_id == _other.c.officer_id,
    assignment.c.ends.is_(None),
)
_AWAY: Final = and_(absence.c.employment_id == _other.c.employment_id, absence.c.ended_at.is_(None))
_SUBSTITUTES: Final = (
    select(governing.c.case_id, *job_seals.COLUMNS, *assignment_seals.COLUMNS, *replacing.ABSENCE_COLUMNS)
    .select_from(governing)
    .join(_me, _me.c.consent_id == governing.c.consent_id)
    .join(_other, and_(_other.c.consent_id == _me.c.consent_id, _other.c.stands_in_for == _me.c.id))
    .join(employment, employment.c.id == _other.c.employment_id)
    .join(officer, officer.c.id == employment.c.officer_id)
    .outerjoin(assignment, _TAKEN_ON)
    .outerjoin(absence, _AWAY)
    .where(
        governing.c.case_id.in_(bindparam("cases", expanding=True)),
        governing.c.kind == bindparam("kind", type_=String),
        _me.c.officer_id == bindparam("officer", type_=String),
        _me.c.unit_id == bindparam("unit", type_=String),
        *(one.c.answer.is_(True) for one in (_me, _other)),
        *(one.c.withdrawn_at.is_(None) for one in (_me, _other)),
    )
)
