"""Where an officer works now: the employments of which a session is bound to one."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from hub.officers import job_seals
from hub.officers.tables import employment, officer
from hub.officers.working import employed_at
from hub.organisations.tables import organisation, unit
from hub.store import row_seals
from hub.store.ground import Ground


@dataclass(frozen=True, slots=True)
class Workplace:
    """One open employment, named for who chooses."""

    employment: str
    unit: str
    unit_name: str
    organisation: str
    organisation_name: str


def workplaces(
    tx: Connection, ground: Ground, officer_id: str | None, *, at: int, since: int | None = None
) -> tuple[Workplace, ...]:
    """Return the officer's open employments, one a unit; nobody works nowhere, by the same statement.

    One that is not as the hub wrote it is none. Nor is one that the hub made before `since` (µs), where her account was
    given ways in as somebody's who worked nowhere: it had ended then, or was hidden by who has them.
    """
    rows = tx.execute(_OPEN, {"officer": officer_id, "now": at}).all()
    known = [row for row in rows if since is None or (row.job_made_at or 0) >= since]
    genuine = [row for row in known if _is_of(row, officer_id) and job_seals.stands(ground, row)]
    return tuple({row.unit: Workplace(*row[: len(_NAMED)]) for row in genuine}.values())


def _is_of(row: Any, officer_id: str | None) -> bool:
    """Tell whether it is hers, and the unit is its own."""
    told = (row.job_officer_id, row.job_id, row.job_unit_id)
    return row_seals.is_asked_for(told, (officer_id, row.employment, row.unit))


_NAMED: Final = (
    employment.c.id.label("employment"),
    unit.c.id.label("unit"),
    unit.c.name.label("unit_name"),
    organisation.c.id.label("organisation"),
    organisation.c.name.label("organisation_name"),
)
_OPEN: Final = (
    select(*_NAMED, *job_seals.COLUMNS)
    .select_from(employment)
    .join(officer, officer.c.id == employment.c.officer_id)
    .join(unit, unit.c.id == employment.c.unit_id)
    .join(organisation, organisation.c.id == unit.c.organisation_id)
    .where(
        employment.c.officer_id == bindparam("officer"),
        employed_at(bindparam("now")),
    )
    .order_by(organisation.c.name, unit.c.name, employment.c.begins)
)
