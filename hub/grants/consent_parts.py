"""Reads what each reader's decisions rest on, of one consent, by the very statement of a decision."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import orjson
from sqlalchemy import Connection, bindparam, select

from hub.grants import loading
from hub.grants.tables import consent_line, consent_person, proposed_officer
from hub.grants.wholes import Asleep, Whole, put_together
from hub.store.actor import Actor, ActorKind
from hub.store.ground import Ground
from policies.facts import Consent, Line


@dataclass(frozen=True, slots=True)
class Parts:
    """By record: the consent as a reader's decisions see it, or who sleeps and all lines that would wake with her."""

    said: Mapping[str, Any]

    @property
    def whole(self) -> Whole | None:
        seen = {key: one for key, one in self.said.items() if isinstance(one, Consent)}
        return put_together(seen, {key: one for key, one in self.said.items() if key not in seen})


def read_parts(tx: Connection, ground: Ground, case_id: str, participant: str, consent_id: str) -> Parts:
    """Read them; none of one that was taken back whole."""
    locked = loading.Locked(case_id, participant, consent_id, None)
    persons = tx.execute(_PERSONS, {"consent": consent_id}).all()
    said: dict[str, Any] = {}
    for reader in (_NOBODY, *(Actor(ActorKind.OFFICER, officer, unit) for officer, unit in persons)):
        loaded = loading.load(tx, ground, locked=locked, actor=reader)
        stands = loaded.facts.consent if loaded.facts is not None else None
        if stands is not None and stands.withdrawn_at is None and loaded.sealed_as is not None:
            said[loaded.sealed_as] = stands
    return Parts(said | _asleep(tx, consent_id) if said else said)


def asleep_hash(person: Asleep, lines: list[Line]) -> bytes:
    """Give what is sealed of who waits for her unit."""
    told = [[getattr(line, _CALLED.get(name, name)) for name in _LINE] for line in lines]
    return sha256(orjson.dumps([person, told])).digest()


def _asleep(tx: Connection, consent_id: str) -> dict[str, tuple[Asleep, list[Line]]]:
    lines: dict[str, list[Line]] = defaultdict(list)
    for row in tx.execute(_LINES_ASLEEP, {"consent": consent_id}):
        lines[row.person_id].append(Line(**{_CALLED.get(name, name): getattr(row, name) for name in _LINE}))
    return {row.id: (tuple(row), lines[row.id]) for row in tx.execute(_PERSONS_ASLEEP, {"consent": consent_id})}


_NOBODY: Final = Actor(ActorKind.SYSTEM, "system:consent_seal")
# Exactly those for whom `hub.grants.loading` finds a place of their own.
_PERSONS: Final = (
    select(consent_person.c.officer_id, consent_person.c.unit_id)
    .where(
        consent_person.c.consent_id == bindparam("consent"),
        consent_person.c.officer_id.is_not(None),
        consent_person.c.answer.is_(True),
    )
    .order_by(consent_person.c.id)
)
# Who was proposed, as her unit is told and as the text says.
PROPOSED: Final = tuple(proposed_officer.c[name] for name in ("unit_id", "name", "title", "work_email", "function"))
_IS_ASLEEP: Final = (
    consent_person.c.consent_id == bindparam("consent"),
    consent_person.c.officer_id.is_(None),
    consent_person.c.answer.is_(True),
)
# Named one by one: a column that a later migration adds must not make what was sealed before look rewritten.
_PERSON: Final = ("id", "unit_id", "proposal_id", "stands_in_for", "reads", "withdrawn_at")
_WHOSE: Final = ("person_id", "id", "row_id", "officer_id", "unit_id", "employment_id", "source", "category")
_LINE: Final = (*_WHOSE, "since", "covers_earlier", "accepted_at", "declined_at", "withdrawn_at")
_CALLED: Final = {f"{name}_id": name for name in ("person", "row", "officer", "unit", "employment")}
_PERSONS_ASLEEP: Final = (
    select(*(consent_person.c[name] for name in _PERSON), *PROPOSED)
    .outerjoin(proposed_officer, proposed_officer.c.id == consent_person.c.proposal_id)
    .where(*_IS_ASLEEP)
)
_LINES_ASLEEP: Final = (
    select(*(consent_line.c[name] for name in _LINE))
    .join(consent_person, consent_person.c.id == consent_line.c.person_id)
    .where(*_IS_ASLEEP)
    .order_by(consent_line.c.id)
)
