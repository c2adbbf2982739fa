"""Seals what a decision rests on, so that the door opens by no consent but the one that was signed.

Decisions are made from rows that lie in clear. Each act that changes a signed version seals, with the participant's own
key, the hash of the facts that each reader's decision will rest on; the door compares before it opens anything. Whoever
writes to the database past the hub can draw a line, name a person or move a day: nothing opens by it (T4, T8). A seal
of before, put back together with its rows, still fits; that is what the check of the log finds (hub.grants.standing).
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy import Connection, bindparam, select, update

from hub.grants import loading
from hub.grants.tables import case, consent, consent_person, governing
from hub.store.actor import Actor, ActorKind
from hub.store.ground import Ground
from hub.store.sealing import ring_for
from keys.keyring import KeyRing
from keys.sealed import Label
from keys.sealing import seal_record
from policies import facts
from policies.vocabulary import PARTICIPANT_SOURCE, ReaderKind, Reserved

TABLE: Final = "consent_seal"
COLUMNS: Final = ("facts",)


class ConsentSeal(NamedTuple):
    """A seal as it is opened, and what it says when nobody has rewritten the consent's rows."""

    label: Label
    columns: tuple[str, ...]
    sealed: bytes
    says: bytes


def of(loaded: loading.Loaded) -> ConsentSeal | None:
    """Give the seal of the consent that was decided on, an empty one where its rows have none.

    None where the decision rests on no consent: before the first signature, and for the participant's own reading,
    which nobody's rewriting may close to her.
    """
    if loaded.facts is None or loaded.facts.consent is None:
        return None
    consent = loaded.facts.consent
    if loaded.facts.reader.kind == ReaderKind.PARTICIPANT.value:
        return None
    # The record is the reader as the consent names her, or the consent itself for all whom it does not.
    record = loaded.sealed_as or ""
    label = Label(TABLE, record, consent.version, PARTICIPANT_SOURCE, Reserved.CONSENT.value)
    return ConsentSeal(label, COLUMNS, loaded.seal or b"", orjson.dumps(_digest(consent)))


def _digest(consent: facts.Consent) -> str:
    """Give the SHA-256 (hex) of a consent as one reader's decision sees it: her own persons and lines, all rows."""
    return sha256(orjson.dumps(consent, default=tuple)).hexdigest()


def seal_anew(tx: Connection, ground: Ground, consents: Iterable[str]) -> None:
    """Seal these versions as they stand now, each for every reader; one that does not govern loses its seals."""
    for consent_id in consents:
        found = tx.execute(_GOVERNS, {"consent": consent_id}).first()
        if found is None:
            tx.execute(_UNSEAL[0], {"consent": consent_id})
            tx.execute(_UNSEAL[1], {"consent": consent_id})
        else:
            _seal(tx, ground, *found)


def _seal(tx: Connection, ground: Ground, case_id: str, participant: str, consent_id: str) -> None:
    ring, locked = ring_for(ground, participant), loading.Locked(case_id, participant, consent_id, None)
    tx.execute(_OF_ALL, {"key": consent_id, "sealed": _sealed(tx, ground, ring, locked, _NOBODY)})
    for person, officer, unit in tx.execute(_PERSONS, {"consent": consent_id}).all():
        reader = Actor(ActorKind.OFFICER, officer, unit)
        tx.execute(_OF_PERSON, {"key": person, "sealed": _sealed(tx, ground, ring, locked, reader)})


def _sealed(tx: Connection, ground: Ground, ring: KeyRing, locked: loading.Locked, reader: Actor) -> bytes:
    """Read the facts by the very statement of a decision, so that the two cannot drift apart."""
    made = of(loading.load(tx, ground, locked=locked, actor=reader))
    if made is None:
        msg = "a version that governs has no facts"
        raise LookupError(msg)
    return seal_record(ring, made.label, [(COLUMNS[0], made.says)])


_NOBODY: Final = Actor(ActorKind.SYSTEM, "system:consent_seal")
_GOVERNS: Final = (
    select(case.c.id, case.c.participant_id, governing.c.consent_id)
    .join(case, case.c.id == governing.c.case_id)
    .where(governing.c.consent_id == bindparam("consent"))
)
# Exactly those for whom `hub.grants.loading` finds a place of their own.
_PERSONS: Final = select(consent_person.c.id, consent_person.c.officer_id, consent_person.c.unit_id).where(
    consent_person.c.consent_id == bindparam("consent"),
    consent_person.c.officer_id.is_not(None),
    consent_person.c.answer.is_(True),
)
_OF_ALL: Final = update(consent).where(consent.c.id == bindparam("key")).values(seal=bindparam("sealed"))
_OF_PERSON: Final = (
    update(consent_person).where(consent_person.c.id == bindparam("key")).values(seal=bindparam("sealed"))
)
_UNSEAL: Final[tuple[Any, ...]] = (
    update(consent).where(consent.c.id == bindparam("consent")).values(seal=None),
    update(consent_person).where(consent_person.c.consent_id == bindparam("consent")).values(seal=None),
)
