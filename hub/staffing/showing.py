"""Shows an access manager her own unit, in one read that is logged: staff, invitations, proposals, case numbers."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.access_log import writer
from hub.grants.binding import Pending, pending
from hub.officers.holding import hold_employment
from hub.organisations.tables import organisation, unit
from hub.signin.acts import told
from hub.signin.current import SignedIn
from hub.staffing.cases import Left, OwnCase, cases_of, queue
from hub.staffing.looking import Awaited, Person, awaited, coaches, people, person
from hub.staffing.recording import note_cases
from hub.staffing.refusing import not_mine
from hub.store.ground import Ground
from policies.vocabulary import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """All that an access manager sees of her unit; never a participant's name."""

    unit_name: str
    authority: str
    people: tuple[Person, ...]
    awaited: tuple[Awaited, ...]
    proposals: tuple[Pending, ...]
    queue: tuple[Left, ...]
    coaches: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPerson:
    """One who works at the unit: her case numbers, and who could take a coach's cases over."""

    one: Person
    cases: tuple[OwnCase, ...]
    coaches: tuple[Person, ...]


def show(tx: Connection, ground: Ground, who: SignedIn) -> Shown:
    """Read it and log that it was read, and each case whose number stands in it."""
    at, unit_id = ground.clock.now(tx), who.unit or ""
    named = tx.execute(_NAMED, {"unit": unit_id}).one()
    there = people(tx, ground, unit_id=unit_id, at=at)
    shown = Shown(
        unit_name=named.name,
        authority=named.authority,
        people=there,
        awaited=awaited(tx, unit_id=unit_id),
        proposals=pending(tx, unit=unit_id),
        queue=queue(tx, unit_id=unit_id, at=at),
        coaches=coaches(there),
    )
    _tell(tx, ground, who, at=at)
    note_cases(tx, ground, who, shown.queue, at=at)
    return shown


def show_person(tx: Connection, ground: Ground, who: SignedIn, officer_id: str) -> ShownPerson:
    """Read one who works at the asker's unit, and log it. Raises Refused for everybody else, there or not."""
    at, unit_id = ground.clock.now(tx), who.unit or ""
    there = people(tx, ground, unit_id=unit_id, at=at)
    one = person(there, officer_id)
    if one is None:
        raise not_mine(tx, ground, who)
    shown = ShownPerson(
        one=one,
        cases=cases_of(tx, officer_id=officer_id, unit_id=unit_id, at=at),
        coaches=tuple(other for other in coaches(there) if other.id != officer_id),
    )
    _tell(tx, ground, who, at=at)
    note_cases(tx, ground, who, shown.cases, at=at)
    return shown


def _tell(tx: Connection, ground: Ground, who: SignedIn, *, at: int) -> None:
    hold_employment(tx, ground, who.actor)
    read = told(who.actor, act=Action.READ, at=at, reason="unit_staff")
    writer.append(tx, ground, read)


_NAMED: Final = (
    select(unit.c.name, organisation.c.name.label("authority"))
    .join(organisation, organisation.c.id == unit.c.organisation_id)
    .where(unit.c.id == bindparam("unit"))
)
