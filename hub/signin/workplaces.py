"""Where an officer works now: the employments of which a session is bound to one."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.officers.tables import employment
from hub.officers.working import employed_at
from hub.organisations.tables import organisation, unit


@dataclass(frozen=True, slots=True)
class Workplace:
    """One open employment, named for who chooses."""

    employment: str
    unit: str
    unit_name: str
    organisation: str
    organisation_name: str


def workplaces(tx: Connection, officer_id: str | None, *, at: int) -> tuple[Workplace, ...]:
    """Return the officer's open employments, one a unit; nobody works nowhere, by the same statement."""
    rows = tx.execute(_OPEN, {"officer": officer_id, "now": at}).all()
    return tuple({row.unit: Workplace(*row) for row in rows}.values())


_OPEN: Final = (
    select(
        employment.c.id.label("employment"),
        unit.c.id.label("unit"),
        unit.c.name.label("unit_name"),
        organisation.c.id.label("organisation"),
        organisation.c.name.label("organisation_name"),
    )
    .join(unit, unit.c.id == employment.c.unit_id)
    .join(organisation, organisation.c.id == unit.c.organisation_id)
    .where(
        employment.c.officer_id == bindparam("officer"),
        employed_at(bindparam("now")),
    )
    .order_by(organisation.c.name, unit.c.name, employment.c.begins)
)
