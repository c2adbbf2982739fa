"""Seals what a decision rests on, so that the door opens by no consent but the one that was signed.

Decisions are made from rows that lie in clear. Each act that changes a signed version seals, with a key of the
participant's own, the hash of the facts that each reader's decision will rest on; the door compares before it opens
anything, and the next act before it begins. Whoever writes to the database past the hub can draw a line, name a person
or move a day: nothing opens by it, and no later act seals it as if it had been signed (T4, T8). A seal of before, put
back together with its rows, still fits; that is what the check of the log finds (hub.grants.standing).

Who is named before she is there has no decisions yet, but will have them once her unit confirms her. So what sleeps is
sealed as well: who was proposed, and the lines that wait for her.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, Final

import orjson
from sqlalchemy import Connection, bindparam, select, update

from hub.grants import loading
from hub.grants.consent_hashes import mark_rewritten, not_as_told
from hub.grants.tables import case, consent, consent_line, consent_person, governing, proposed_officer
from hub.store.actor import Actor, ActorKind
from hub.store.errors import Unavailable
from hub.store.ground import Ground
from hub.store.sealing import ring_for
from keys.errors import KeysError, Tampered
from keys.keyring import KeyRing
from policies.facts import Facts
from policies.vocabulary import Action, ReaderKind

# What takes away is never hindered; what somebody drew past the hub then stays without a seal, and opens nothing.
TAKES_AWAY: Final = frozenset({Action.DECLINE, Action.WITHDRAW})


def of(ring: KeyRing, loaded: loading.Loaded) -> bytes | None:
    """Give the seal that the consent of a decision must have.

    None where the decision rests on no consent: before the first signature, after it was taken back whole, and for the
    participant's own reading, which nobody's rewriting may close to her.
    """
    said = _said(loaded)
    return ring.tag("hub/consent", loaded.sealed_as or "", said) if said is not None else None


def _said(loaded: loading.Loaded) -> bytes | None:
    if loaded.facts is None or loaded.facts.consent is None or loaded.facts.consent.withdrawn_at is not None:
        return None
    if loaded.facts.reader.kind == ReaderKind.PARTICIPANT.value:
        return None
    # Sealed for the reader as the consent names her, or for all whom it does not: her own persons and lines, all rows.
    return sha256(orjson.dumps(loaded.facts.consent, default=tuple)).digest()


def hold(tx: Connection, ground: Ground, case_id: str, action: Action, *, keyless: bool = False) -> None:
    """Compare all that governs in a case, under its lock, before an act changes it. Raises Tampered.

    Of what is taken back whole nothing lives on, so to take it back and sign anew is the way out; it is `keyless`, and
    holds also while the keys are out of reach. After all others something is sealed anew, which was compared before.
    """
    rewritten = set(not_as_told(tx, ground, case_id))
    for consent_id, participant in tx.execute(_OF_CASE, {"case": case_id}).all():
        if not _fits(tx, ground, case_id, participant, consent_id, keyless=keyless):
            rewritten.add(consent_id)
        if consent_id in rewritten:
            if action not in TAKES_AWAY:
                raise Tampered("the consent is not the one that was signed")
            _unseal(tx, consent_id)
    mark_rewritten(tx, rewritten)


def _fits(tx: Connection, ground: Ground, case_id: str, participant: str, consent_id: str, *, keyless: bool) -> bool:
    try:
        expected = {record: seal for _, record, seal in _seals(tx, ground, case_id, participant, consent_id)}
    except (Unavailable, KeysError):
        if keyless:
            return True
        raise
    found = [row for statement in _FOUND for row in tx.execute(statement, {"consent": consent_id})]
    return {record: seal for record, seal in found if seal is not None} == expected


def hold_for(tx: Connection, ring: KeyRing, ground: Ground, case_id: str, facts: Facts) -> None:
    """Compare what an officer's write rests on, before it is sealed: by whose key it opens too. Raises Tampered.

    Else who makes the case somebody else's would let that one read what is then written about the first.
    """
    asks, signed = facts.reader, facts.consent
    locked = loading.Locked(case_id, facts.participant.id, signed.id if signed else None, asks.employment)
    loaded = loading.load(tx, ground, locked=locked, actor=Actor(ActorKind(asks.kind), asks.officer or "", asks.unit))
    if of(ring, loaded) not in {None, loaded.seal}:
        raise Tampered("the consent is not the one that was signed")


def seal_anew(tx: Connection, ground: Ground, consents: Iterable[str]) -> None:
    """Seal these versions as they stand now, each for every reader; one that does not govern loses its seals."""
    for consent_id in consents:
        governs = tx.execute(_GOVERNS, {"consent": consent_id}).first()
        _unseal(tx, consent_id)
        if governs is not None:
            for table, record, seal in _seals(tx, ground, *governs, consent_id):
                tx.execute(_SEAL[table], {"key": record, "sealed": seal})


def sealed(tx: Connection, consents: Iterable[str]) -> frozenset[str]:
    """Give those of the versions that have a seal."""
    return frozenset(tx.execute(_SEALED, {"ids": list(consents)}).scalars())


def _seals(
    tx: Connection, ground: Ground, case_id: str, participant: str, consent_id: str
) -> Iterator[tuple[str, str, bytes]]:
    """Give each seal by table and record, from the very statement of a decision, so that the two cannot drift apart."""
    locked = loading.Locked(case_id, participant, consent_id, None)
    ring: KeyRing | None = None
    persons = tx.execute(_PERSONS, {"consent": consent_id}).all()
    readers = [_NOBODY, *(Actor(ActorKind.OFFICER, officer, unit) for officer, unit in persons)]
    for reader in readers:
        loaded = loading.load(tx, ground, locked=locked, actor=reader)
        if _said(loaded) is None or loaded.sealed_as is None:
            continue
        ring = ring or ring_for(ground, participant)  # first here: what is taken back whole needs none
        seal = of(ring, loaded)
        if seal is not None:
            yield (consent if reader is _NOBODY else consent_person).name, loaded.sealed_as, seal
    if ring is not None:
        yield from _asleep(tx, ring, consent_id)


def _asleep(tx: Connection, ring: KeyRing, consent_id: str) -> Iterator[tuple[str, str, bytes]]:
    """Give the seal of each person who waits for her unit, with all the lines that would wake with her."""
    lines: dict[str, list[Any]] = defaultdict(list)
    for line in tx.execute(_LINES_ASLEEP, {"consent": consent_id}):
        lines[line.person_id].append(tuple(line))
    for person in tx.execute(_PERSONS_ASLEEP, {"consent": consent_id}):
        said = sha256(orjson.dumps([tuple(person), lines[person.id]])).digest()
        yield consent_person.name, person.id, ring.tag("hub/asleep", person.id, said)


def _unseal(tx: Connection, consent_id: str) -> None:
    for statement in _UNSEAL:
        tx.execute(statement, {"consent": consent_id})


_NOBODY: Final = Actor(ActorKind.SYSTEM, "system:consent_seal")
_OF_CASE: Final = (
    select(governing.c.consent_id, case.c.participant_id)
    .join(case, case.c.id == governing.c.case_id)
    .where(governing.c.case_id == bindparam("case"), governing.c.consent_id.is_not(None))
    .order_by(governing.c.kind)
)
_GOVERNS: Final = (
    select(case.c.id, case.c.participant_id)
    .join(governing, governing.c.case_id == case.c.id)
    .where(governing.c.consent_id == bindparam("consent"))
)
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
_STATE: Final = ("since", "covers_earlier", "accepted_at", "declined_at", "withdrawn_at")
_PERSONS_ASLEEP: Final = (
    select(*(consent_person.c[name] for name in _PERSON), *PROPOSED)
    .outerjoin(proposed_officer, proposed_officer.c.id == consent_person.c.proposal_id)
    .where(*_IS_ASLEEP)
)
_LINES_ASLEEP: Final = (
    select(*(consent_line.c[name] for name in (*_WHOSE, *_STATE)))
    .join(consent_person, consent_person.c.id == consent_line.c.person_id)
    .where(*_IS_ASLEEP)
    .order_by(consent_line.c.id)
)
_FOUND: Final[tuple[Any, ...]] = (
    select(consent.c.id, consent.c.seal).where(consent.c.id == bindparam("consent")),
    select(consent_person.c.id, consent_person.c.seal).where(consent_person.c.consent_id == bindparam("consent")),
)
_SEALED: Final = select(consent.c.id).where(
    consent.c.id.in_(bindparam("ids", expanding=True)), consent.c.seal.is_not(None)
)
_SEAL: Final = {
    table.name: update(table).where(table.c.id == bindparam("key")).values(seal=bindparam("sealed"))
    for table in (consent, consent_person)
}
_UNSEAL: Final = (
    update(consent).where(consent.c.id == bindparam("consent")).values(seal=None),
    update(consent_person).where(consent_person.c.consent_id == bindparam("consent")).values(seal=None),
)
