"""Rows that a test writes past the hub's own ways, sealed as those would have sealed them."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, select, update

from hub.grants.tables import absence, assignment, coach_assignment
from hub.officers.tables import employment, officer
from hub.organisations.tables import organisation, unit
from hub.store import row_seals
from hub.store.ground import Ground

_ROWS: Final[Mapping[Table, Select[Any]]] = {
    organisation: select(organisation),
    unit: select(unit),
    officer: select(officer),
    employment: select(employment, officer.c.role).join(officer, officer.c.id == employment.c.officer_id),
    coach_assignment: select(coach_assignment),
    assignment: select(assignment).where(assignment.c.ends.is_(None)),
    absence: select(absence).where(absence.c.ended_at.is_(None)),
}


def seal_all(tx: Connection, ground: Ground) -> None:
    """Seal what officers' rights follow from as it stands."""
    for table, rows in _ROWS.items():
        for row in tx.execute(rows).mappings().all():
            seal = row_seals.seal_of(ground, table.name, dict(row))
            tx.execute(update(table).where(table.c.id == row["id"]).values(seal=seal))
