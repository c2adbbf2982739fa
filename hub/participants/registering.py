"""Registers a person who is present or has asked: keys first, then her sealed identity; nobody's existence is told.

The only caller of keys.blind_index. A number that the unit knows already gives the same answer by the same statements:
a fresh participant without index, and a pseudonymous to-do for the unit.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, LargeBinary, bindparam, exists, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from hub.participants import identity, numbers
from hub.participants.tables import participant, unit_todo
from hub.store import key_store, row_marks, row_seals
from hub.store.base import Id, Instant
from hub.store.days import day_of
from hub.store.errors import Invalid
from hub.store.ground import Ground
from hub.store.heads import Written
from hub.store.ids import new_id
from hub.store.legible import clean, illegible, is_legible, one_line
from hub.store.outages import needing
from hub.store.phones import ZERO_LOST, has_lost_zero
from keys.blind_index import blind_index
from keys.keyring import DATA, LOG, KeyRing, new_wrapped_key, unwrap
from policies.vocabulary import Reserved

LONGEST_NAME: Final = 200
LONGEST_CONTACT: Final = 300
LANGUAGES: Final = frozenset(
    {"ar", "bs", "de", "en", "es", "fa", "fi", "fr", "pl", "prs", "ru", "so", "sv", "ti", "uk"}
)
ORIGINS: Final = frozenset({"asked", "present"})
TODO_KNOWN: Final = "number_already_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is registered. `origin`: she is `present` or has `asked`; there is no third way in."""

    name: str
    number: str | None = None
    contact: str = ""
    language: str = "sv"
    origin: str = "present"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """The surrogate id, and what was sealed: the caller tells the log of it and puts the heads."""

    participant: str
    written: tuple[Written, ...]


def register(tx: Connection, ground: Ground, person: Person, *, unit: str, at: int) -> Registered:
    """Store a new participant for a unit at `at` (µs). Raises Invalid for a minor and for what cannot be her data."""
    name, number = check(ground, person, at=at)
    added = new_id(ground.random)
    ring = _new_keys(ground, added, at=at)
    index = blind_index(ground.provider, installation=ground.installation, unit=unit, number=number) if number else None
    _insert(tx, ground, added, unit=unit, index=index, at=at)
    account: dict[str, str | None] = {
        "contact": clean(person.contact),
        "language": person.language,
        "origin": person.origin,
    }
    records: dict[Reserved, dict[str, str | None]] = {
        Reserved.NAME: {"name": name},
        Reserved.NUMBER: {"number": number},
        Reserved.ACCOUNT: account,
    }
    written = tuple(
        identity.write_identity(tx, ground, ring, category=category, fields=fields, at=at)
        for category, fields in records.items()
    )
    return Registered(participant=added, written=written)


def check(ground: Ground, person: Person, *, at: int) -> tuple[str, str | None]:
    """Give the name and the number as they are kept. Raises Invalid where `register` would, with all that is wrong.

    It looks at the person alone, never at who is there already.
    """
    errors: dict[str, list[str]] = {}
    name, contact, number = one_line(person.name), clean(person.contact), None
    if not name or len(name) > LONGEST_NAME:
        errors["name"] = [f"Skriv namnet, högst {LONGEST_NAME} tecken."]
    elif not is_legible(name):
        errors["name"] = [illegible(name)]
    try:
        number = _number(ground, person, at=at)
    except Invalid as invalid:
        errors |= invalid.errors
    if len(contact) > LONGEST_CONTACT:
        errors["contact"] = [f"Skriv högst {LONGEST_CONTACT} tecken."]
    elif not is_legible(contact, lines=True):
        errors["contact"] = [illegible(contact, lines=True)]
    elif has_lost_zero(contact):
        errors["contact"] = [ZERO_LOST]
    if person.language not in LANGUAGES:
        errors["language"] = ["Välj ett av språken i listan."]
    if person.origin not in ORIGINS:
        errors["origin"] = ["Ange om personen är på plats eller själv har bett om det."]
    if errors:
        raise Invalid(errors)
    return name, number


def _number(ground: Ground, person: Person, *, at: int) -> str | None:
    if person.number is None or not person.number.strip():
        return None
    today = day_of(at)
    return numbers.check(
        numbers.normalise(clean(person.number), today=today),
        settings=ground.settings,
        today=today,
        minimum_age=ground.policy.minimum_age,
    )


def _new_keys(ground: Ground, added: str, *, at: int) -> KeyRing:
    """Commit her keys before any of her data: a lone key opens nothing, data without a key would be lost."""
    data, log = (
        new_wrapped_key(
            ground.provider,
            installation=ground.installation,
            participant=added,
            purpose=purpose,
            random=ground.random,
        )
        for purpose in (DATA, LOG)
    )
    with needing("keys"), ground.key_store.write() as keys:
        key_store.put(keys, data, created_at=at)
        key_store.put(keys, log, created_at=at)
    return unwrap(ground.provider, data, installation=ground.installation)


def _insert(tx: Connection, ground: Ground, added: str, *, unit: str, index: bytes | None, at: int) -> None:
    """Run the same three statements whether the number is new, known or absent."""
    seal = row_seals.seal_of(ground, participant.name, {"id": added, "unit_id": unit})
    row = {"id": added, "registered_at": at, "unit_id": unit, "number_index": index, "seal": seal}
    tx.execute(_WITH_INDEX[tx.dialect.name], row)
    tx.execute(_WITHOUT_INDEX, {"new": added, "now": at, "unit": unit, "sealed": seal})
    row_marks.written(tx, participant.name, added, seal=seal)
    wanted = {"todo": new_id(ground.random), "new": added, "now": at, "unit": unit, "numbered": index is not None}
    tx.execute(_TODO, wanted)


_WITH_INDEX: Final = {
    "postgresql": postgresql.insert(participant).on_conflict_do_nothing(
        index_elements=[participant.c.unit_id, participant.c.number_index]
    ),
    "sqlite": sqlite.insert(participant).on_conflict_do_nothing(
        index_elements=[participant.c.unit_id, participant.c.number_index]
    ),
}
_NEW: Final = bindparam("new", type_=Id)
_UNIT: Final = bindparam("unit", type_=Id)
_NOW: Final = bindparam("now", type_=Instant)
_WITHOUT_INDEX: Final = insert(participant).from_select(
    ["id", "registered_at", "unit_id", "seal"],
    select(_NEW, _NOW, _UNIT, bindparam("sealed", type_=LargeBinary)).where(~exists().where(participant.c.id == _NEW)),
)
_TODO: Final = insert(unit_todo).from_select(
    ["id", "unit_id", "participant_id", "kind", "at"],
    select(bindparam("todo", type_=Id), _UNIT, _NEW, literal(TODO_KNOWN), _NOW).where(
        bindparam("numbered"), exists().where(participant.c.id == _NEW, participant.c.number_index.is_(None))
    ),
)
