"""Whom a substitute stands in for: an employment and an absence, each known by its seal.

An absence that has ended has no seal any more, so that no end is taken away. What is not as the hub wrote it is as good
as none: who is to be away by it is there.
"""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import FromClause, Select, and_, select

from hub.grants.tables import absence, consent_person
from hub.officers import job_seals
from hub.officers.tables import employment, officer
from hub.store import row_seals
from hub.store.ground import Ground
from policies import facts

_PREFIX: Final = "away_"
ABSENCE_COLUMNS: Final = tuple(absence.c[name].label(_PREFIX + name) for name in (*row_seals.ABSENCE, "seal"))
_COLUMNS: Final = (*job_seals.COLUMNS, *ABSENCE_COLUMNS)


def is_genuine(ground: Ground, row: Any) -> bool:
    """Tell whether the absence in this row's `ABSENCE_COLUMNS` is as the hub wrote it, and not ended."""
    return row_seals.stands(ground, "absence", row, prefix=_PREFIX)


def replaced(substitute: FromClause) -> Select[Any]:
    """Ask for the employment of whom she stands in for, with the absence that stands, if one does."""
    away = and_(absence.c.employment_id == employment.c.id, absence.c.ended_at.is_(None))
    joined = consent_person.join(employment, employment.c.id == consent_person.c.employment_id)
    return (
        select(*_COLUMNS)
        .select_from(joined.join(officer, officer.c.id == employment.c.officer_id).outerjoin(absence, away))
        .where(consent_person.c.id == substitute.c.stands_in_for, consent_person.c.answer.is_(True))
    )


def whom(ground: Ground, values: Sequence[Any]) -> facts.Replaced | None:
    """Make the fact of a row of `replaced`, in which seals are written in hex; None for what is not the hub's."""
    names = [column.name for column in _COLUMNS]
    row = SimpleNamespace(**{name: _bytes(name, value) for name, value in zip(names, values, strict=True)})
    if not job_seals.stands(ground, row):
        return None
    whose = (row.job_officer_id, row.job_unit_id, row.job_function)
    job = facts.Employment(row.job_id, *whose, row.job_begins, row.job_ends)
    if row.away_id is None or not is_genuine(ground, row):
        return facts.Replaced(job, None)
    return facts.Replaced(job, facts.Absence(row.away_employment_id, row.away_begins, row.away_ends, None))


def absence_id(values: Sequence[Any]) -> str | None:
    """Give which absence stands in a row of `replaced`, if one does."""
    found: str | None = values[len(job_seals.COLUMNS)]
    return found


def _bytes(name: str, value: Any) -> Any:
    return bytes.fromhex(value) if value is not None and name.endswith("seal") else value
