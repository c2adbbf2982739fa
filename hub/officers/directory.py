"""The list of officers and units that a coach chooses from: open employments of organisations that read."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, or_, select

from hub.officers import job_seals
from hub.officers.roles import Role
from hub.officers.tables import employment, officer
from hub.officers.working import employed_at
from hub.organisations import place_seals
from hub.organisations.tables import organisation, unit
from hub.store.alphabet import in_swedish
from hub.store.base import Instant
from hub.store.ground import Ground
from policies.vocabulary import Function


@dataclass(frozen=True, slots=True)
class Listed:
    """One open employment."""

    id: str  # the officer's
    name: str
    title: str
    unit: str
    unit_name: str
    authority: str
    kind: str
    function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedUnit:
    """One secrecy unit that can be a source."""

    id: str
    name: str
    authority: str
    kind: str


def officers(tx: Connection, ground: Ground, *, at: int) -> tuple[Listed, ...]:
    """Return who can be named in a consent now.

    None whose name, role or employment is not the one the hub wrote, nor her unit or its organisation.
    """
    rows = tx.execute(_OFFICERS, {"now": at}).all()
    doubtful = place_seals.doubtful(ground, rows)
    genuine = (row for row in rows if row.unit not in doubtful and job_seals.are_genuine(ground, row))
    listed = (Listed(*row[: len(_LISTED)]) for row in genuine)
    return tuple(sorted(listed, key=lambda one: (*map(in_swedish, (one.authority, one.unit_name, one.name)), one.id)))


def units(tx: Connection, ground: Ground, *, at: int) -> tuple[ListedUnit, ...]:
    """Return the units that can be sources now: none that the hub did not write as it stands."""
    rows = tx.execute(_UNITS, {"now": at}).all()
    genuine = (row for row in rows if place_seals.are_genuine(ground, row))
    listed = (ListedUnit(id=row.id, name=row.name, authority=row.authority, kind=row.kind) for row in genuine)
    return tuple(sorted(listed, key=lambda one: (in_swedish(one.authority), in_swedish(one.name), one.id)))


def _open(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    now = bindparam("now", type_=Instant)
    return statement.where(
        organisation.c.never_reads.is_(False),
        unit.c.valid_from <= now,
        or_(unit.c.valid_to.is_(None), unit.c.valid_to > now),
        organisation.c.valid_from <= now,
        or_(organisation.c.valid_to.is_(None), organisation.c.valid_to > now),
    )


_LISTED: Final = (
    officer.c.id,
    officer.c.name,
    officer.c.title,
    unit.c.id.label("unit"),
    unit.c.name.label("unit_name"),
    organisation.c.name.label("authority"),
    organisation.c.kind,
    employment.c.function,
)
_OFFICERS: Final = _open(
    select(*_LISTED, *job_seals.COLUMNS, *job_seals.HERSELF, *place_seals.COLUMNS)
    .join(employment, employment.c.officer_id == officer.c.id)
    .join(unit, unit.c.id == employment.c.unit_id)
    .join(organisation, organisation.c.id == unit.c.organisation_id)
    .where(
        employed_at(bindparam("now")),
        employment.c.function != Function.NONE.value,
        officer.c.role.in_([Role.COACH.value, Role.OFFICER.value]),
    )
)
_UNITS: Final = _open(
    select(
        unit.c.id, unit.c.name, organisation.c.name.label("authority"), organisation.c.kind, *place_seals.COLUMNS
    ).join(organisation, organisation.c.id == unit.c.organisation_id)
)
