"""Who the officers and units of a consent are: names, titles and authorities, which are public; no participant's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, bindparam, literal, null, select, union_all

from hub.grants.tables import proposed_officer
from hub.grants.versions import NamedPerson
from hub.officers import job_seals
from hub.officers.tables import employment, officer
from hub.organisations import place_seals
from hub.organisations.tables import organisation, unit
from hub.store import row_seals
from hub.store.ground import Ground


@dataclass(frozen=True, slots=True)
class OfficerName:
    name: str
    title: str


# Where somebody has changed the name past the hub: nobody is asked about one person under another's name, nor about
# one unit under another's.
UNKNOWN: Final = OfficerName("okänd person", "namnet kunde inte bekräftas")


@dataclass(frozen=True, slots=True)
class UnitName:
    name: str
    authority: str

    @property
    def full(self) -> str:
        return f"{self.authority}, {self.name}"


UNKNOWN_UNIT: Final = UnitName("namnet kunde inte bekräftas", "okänd enhet")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of those asked for, officers and those who are only proposed, by their ids; others are not named."""

    officers: Mapping[str, OfficerName]
    units: Mapping[str, UnitName]
    declined: frozenset[str] = frozenset()  # of who is only proposed: where the unit has said that she is nobody there
    doubtful: frozenset[str] = frozenset()  # officers whose name is not the one that the hub wrote: it is not told
    doubtful_units: frozenset[str] = frozenset()  # nor these units', or their organisations'


def names(tx: Connection, ground: Ground, *, officers: Iterable[str], units: Iterable[str]) -> Names:
    found = tx.execute(_PEOPLE, {"ids": sorted(set(officers))}).all()
    places = tx.execute(_PLACES, {"ids": sorted(set(units))}).all()
    doubtful_units = place_seals.doubtful(ground, places)
    doubtful = frozenset(row.id for row in found if row.is_officer and not row_seals.stands(ground, "officer", row))
    return Names(
        officers={row.id: UNKNOWN if row.id in doubtful else OfficerName(row.name, row.title) for row in found},
        doubtful=doubtful,
        units={
            row.place_id: UNKNOWN_UNIT if row.place_id in doubtful_units else UnitName(row.place_name, row.owner_name)
            for row in places
        },
        doubtful_units=doubtful_units,
        declined=frozenset(row.id for row in found if row.gone),
    )


def who_has_left(tx: Connection, persons: Iterable[NamedPerson], *, at: int) -> frozenset[str]:
    """Give the ids of the persons who work no more where they are named: no yes opens anything to them again."""
    jobs = {person.id: person.employment_id for person in persons if not person.sleeps}
    ended = select(employment.c.id).where(employment.c.id.in_(sorted(set(jobs.values()))), employment.c.ends <= at)
    gone = set(tx.execute(ended).scalars()) if jobs else set()
    return frozenset(person for person, job in jobs.items() if job in gone)


_IDS: Final[BindParameter[Any]] = bindparam("ids", expanding=True)
_PEOPLE: Final = union_all(
    select(
        *job_seals.OFFICER_COLUMNS, literal(value=False).label("gone"), literal(value=True).label("is_officer")
    ).where(officer.c.id.in_(_IDS)),
    select(
        proposed_officer.c.id,
        null(),
        proposed_officer.c.name,
        proposed_officer.c.title,
        proposed_officer.c.work_email,
        null(),
        proposed_officer.c.declined_at.is_not(None),
        literal(value=False),
    ).where(proposed_officer.c.id.in_(_IDS)),
)
_PLACES: Final = (
    select(*place_seals.COLUMNS)
    .join(organisation, organisation.c.id == unit.c.organisation_id)
    .where(unit.c.id.in_(_IDS))
)
