"""The administrator adds organisations and units, and calls in each unit's first access manager; nobody else."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, or_, select

from hub.access_log.entry import Record
from hub.officers.roles import Role
from hub.officers.standing import MIXED
from hub.officers.tables import employment, officer
from hub.officers.working import not_ended
from hub.organisations import place_seals
from hub.organisations.adding import NameTaken, add_organisation
from hub.organisations.adding import add_unit as add
from hub.organisations.kinds import AuthorityKind
from hub.organisations.tables import organisation, unit
from hub.signin.calling import Purpose
from hub.signin.current import SignedIn
from hub.signin.tables import invitation
from hub.staffing.describing import text_of
from hub.staffing.recording import record
from hub.store.alphabet import in_swedish
from hub.store.errors import Invalid
from hub.store.ground import Ground
from hub.store.legible import mixes_alphabets, skeleton

_ORGANISATION_STANDS: Final = "Organisationen finns redan. Välj den i listan."
_ONE_OF_BOTH: Final = "Du har både valt en organisation och skrivit namnet på en ny. Ta bort det ena."
_UNIT_STANDS: Final = "Enheten finns redan i organisationen. Välj den i listan."


@dataclass(frozen=True, slots=True)
class Manager:
    """An access manager who works at a unit or is to begin there: staff, whose names are public."""

    id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Managed:
    """One unit, and who looks after who works there. `called`: a first link is out and has not been used."""

    id: str
    name: str
    organisation: str
    authority: str
    kind: str
    managers: tuple[Manager, ...]
    called: str | None


def units(tx: Connection, *, at: int) -> tuple[Managed, ...]:
    managers: dict[str, list[Manager]] = {}
    for row in tx.execute(MANAGERS, {"now": at}):
        managers.setdefault(row.unit_id, []).append(Manager(row.id, row.name, row.email))
    out = {row.unit_id: row.name for row in tx.execute(_CALLED, {"now": at})}
    return tuple(
        Managed(
            row.id,
            row.name,
            row.organisation,
            row.authority,
            row.kind,
            tuple(managers.get(row.id, ())),
            out.get(row.id),
        )
        for row in sorted(tx.execute(_UNITS, {"now": at}), key=_by_place)
    )


def _by_place(row: Any) -> tuple[str, str]:
    return in_swedish(row.authority), in_swedish(row.name)


def organisations(tx: Connection) -> tuple[tuple[str, str], ...]:
    """Give (id, name) of each, for the choice of where a unit belongs."""
    return tuple(sorted(((row.id, row.name) for row in tx.execute(_ORGANISATIONS)), key=lambda one: in_swedish(one[1])))


def add_unit(tx: Connection, ground: Ground, who: SignedIn, given: Mapping[str, str]) -> str:
    """Add a unit (`unit_name`) to an `organisation` that stands, or to a `new_organisation` of a `kind`.

    Return the unit's id. Raises Invalid, also for the name of another organisation beside the one that was chosen.
    """
    at = ground.clock.now(tx)
    faults: dict[str, list[str]] = {}
    name = text_of(given, "unit_name", faults)
    belongs_to = given.get("organisation", "")
    new = text_of(given, "new_organisation", faults) if not belongs_to else ""
    kind = given.get("kind", "")
    if not belongs_to and kind not in frozenset(AuthorityKind):
        faults["kind"] = ["Välj vad för slags organisation det är."]
    standing = dict(organisations(tx))
    if belongs_to and belongs_to not in standing:
        faults["organisation"] = ["Välj en organisation i listan, eller skriv en ny."]
    elif belongs_to and not place_seals.is_organisation(ground, tx.execute(_CHOSEN, {"id": belongs_to}).one()):
        faults["organisation"] = [place_seals.DOUBTFUL]
    if wrong := _unfit_name(given.get("new_organisation", ""), standing, chosen=belongs_to):
        faults["new_organisation"] = [wrong]
    taken = tx.execute(_UNIT_NAMES, {"organisation": belongs_to}).scalars()
    if skeleton(name) in {skeleton(one) for one in taken}:
        faults["unit_name"] = [_UNIT_STANDS]
    for field, said in (("unit_name", name), ("new_organisation", new)):
        if mixes_alphabets(said):  # as a file of officers is refused: it would be read as another's name
            faults.setdefault(field, [MIXED])
    if faults:
        raise Invalid(faults)
    if not belongs_to:
        with _unless_taken("new_organisation", _ORGANISATION_STANDS):
            belongs_to = add_organisation(tx, ground, name=new, kind=AuthorityKind(kind), at=at)
        record(tx, ground, who, Record(organisation.name, belongs_to, 1, None), reason="organisation_added")
    with _unless_taken("unit_name", _UNIT_STANDS):
        added = add(tx, ground, organisation_id=belongs_to, name=name, at=at)
    record(tx, ground, who, Record(unit.name, added, 1, None), reason="unit_added", unit=added)
    return added


def _unfit_name(new: str, standing: Mapping[str, str], *, chosen: str) -> str | None:
    """Say what is wrong with a new organisation's name, or with one that stands beside the choice of another."""
    if not chosen:
        return _ORGANISATION_STANDS if skeleton(new) in {skeleton(one) for one in standing.values()} else None
    # Who was told that it stands already has only chosen it.
    return _ONE_OF_BOTH if skeleton(new) not in {"", skeleton(standing.get(chosen, new))} else None


@contextmanager
def _unless_taken(field: str, sentence: str) -> Iterator[None]:
    """Say the same to who pressed the button twice, or at once with another, as to who comes later."""
    try:
        yield
    except NameTaken:
        raise Invalid({field: [sentence]}) from None


MANAGERS: Final = (
    select(employment.c.unit_id, officer.c.id, officer.c.name, officer.c.email)
    .join(employment, and_(employment.c.officer_id == officer.c.id, not_ended(bindparam("now"))))
    .where(officer.c.role == Role.ACCESS_MANAGER.value)
    .order_by(officer.c.name)
)
_CALLED: Final = (
    select(invitation.c.unit_id, officer.c.name)
    .join(officer, officer.c.id == invitation.c.officer_id)
    .where(
        invitation.c.purpose == Purpose.FIRST.value,
        invitation.c.used_at.is_(None),
        invitation.c.expires_at > bindparam("now"),
    )
)
_UNITS: Final = (
    select(
        unit.c.id,
        unit.c.name,
        organisation.c.id.label("organisation"),
        organisation.c.name.label("authority"),
        organisation.c.kind,
    )
    .join(organisation, organisation.c.id == unit.c.organisation_id)
    .where(or_(unit.c.valid_to.is_(None), unit.c.valid_to > bindparam("now")))
    .order_by(unit.c.id)
)
_ORGANISATIONS: Final = select(organisation.c.id, organisation.c.name).order_by(organisation.c.id)
# She chose it by its name.
_CHOSEN: Final = select(*place_seals.ORGANISATION_COLUMNS).where(organisation.c.id == bindparam("id"))
_UNIT_NAMES: Final = select(unit.c.name).where(unit.c.organisation_id == bindparam("organisation"))
