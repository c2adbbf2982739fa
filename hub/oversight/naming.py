"""Looks up the names that log entries hold only as ids: officers, units and case numbers; never a participant's."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from hub.access_log.reader import LoggedEntry
from hub.access_log.reader.parsing import Entry
from hub.grants.naming import OfficerName, UnitName
from hub.grants.tables import case
from hub.officers.tables import officer
from hub.organisations.tables import organisation, unit
from hub.store.row_marks import NUMBER


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that the entries of one page name."""

    officers: Mapping[str, OfficerName]
    units: Mapping[str, UnitName]
    cases: Mapping[str, str]


def names_of(tx: Connection, entries: Iterable[LoggedEntry]) -> Names:
    """Fetch by three statements, however long the page is."""
    told = [logged.entry for logged in entries]
    return names_for(
        tx,
        actors=officers_in(told),
        units={entry.unit for entry in told} | {one.source for entry in told for one in entry.decisions},
        cases={entry.case for entry in told},
    )


def officers_in(entries: Iterable[Entry]) -> set[str]:
    """Give the ids of all who acted, and of the staff that it was done to."""
    return {one for entry in entries for one in (entry.actor, *done_to(entry))}


def done_to(entry: Entry) -> Iterable[str]:
    """Give the officers that an act tells of beside who acted; a row's mark may be of somebody of another unit."""
    told = (one.id for one in entry.rec if one.table == officer.name and one.version != NUMBER)
    return dict.fromkeys(one for one in told if one != entry.actor)


def names_for(
    tx: Connection, *, actors: Collection[str], units: Collection[str | None], cases: Collection[str | None] = ()
) -> Names:
    """Fetch what these ids are called; whatever is nobody's id is left out."""
    officers = tx.execute(select(officer.c.id, officer.c.name, officer.c.title).where(officer.c.id.in_(actors)))
    places = tx.execute(
        select(unit.c.id, unit.c.name, organisation.c.name)
        .join(organisation, organisation.c.id == unit.c.organisation_id)
        .where(unit.c.id.in_(set(units) - {None}))
    )
    numbers = tx.execute(select(case.c.id, case.c.number).where(case.c.id.in_(set(cases) - {None})))
    return Names(
        officers={row[0]: OfficerName(row[1], row[2]) for row in officers},
        units={row[0]: UnitName(row[1], row[2]) for row in places},
        cases={row[0]: row[1] for row in numbers},
    )
