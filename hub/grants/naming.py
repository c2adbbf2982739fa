"""Who the officers and units of a consent are: names, titles and authorities, which are public; no participant's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select, union_all

from hub.grants.tables import proposed_officer
from hub.officers.tables import officer
from hub.organisations.tables import organisation, unit


@dataclass(frozen=True, slots=True)
class OfficerName:
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class UnitName:
    name: str
    authority: str

    @property
    def full(self) -> str:
        return f"{self.authority}, {self.name}"


@dataclass(frozen=True, slots=True)
class Names:
    """The names of those asked for, officers and those who are only proposed, by their ids; others are not named."""

    officers: Mapping[str, OfficerName]
    units: Mapping[str, UnitName]


def names(tx: Connection, *, officers: Iterable[str], units: Iterable[str]) -> Names:
    ids = sorted(set(officers))
    people = union_all(
        select(officer.c.id, officer.c.name, officer.c.title).where(officer.c.id.in_(ids)),
        select(proposed_officer.c.id, proposed_officer.c.name, proposed_officer.c.title).where(
            proposed_officer.c.id.in_(ids)
        ),
    )
    places = (
        select(unit.c.id, unit.c.name, organisation.c.name)
        .join(organisation, organisation.c.id == unit.c.organisation_id)
        .where(unit.c.id.in_(sorted(set(units))))
    )
    return Names(
        officers={officer_id: OfficerName(name, title) for officer_id, name, title in tx.execute(people)},
        units={unit_id: UnitName(name, authority) for unit_id, name, authority in tx.execute(places)},
    )
