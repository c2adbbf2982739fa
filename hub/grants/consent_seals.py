"""Seals what a decision rests on, so that the door opens by no consent but the one that was signed.

Decisions are made from rows that lie in clear. Each act that changes a signed version seals, with a key of the
participant's own, the hash of the facts that each reader's decision will rest on; the door compares before it opens
anything, and the next act before it begins. Whoever writes to the database past the hub can draw a line, name a person
or move a day: nothing opens by it, and no later act seals it as if it had been signed (T4, T8). A seal of before, put
back together with its rows, still fits; that is what the check of the log finds (hub.grants.standing).

Who is named before she is there has no decisions yet, but will have them once her unit confirms her. So what sleeps is
sealed as well: who was proposed, and the lines that wait for her.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

import orjson
from sqlalchemy import Connection, bindparam, select, update

from hub.grants import loading
from hub.grants.consent_hashes import mark_rewritten, not_as_told
from hub.grants.consent_parts import Parts, asleep_hash, read_parts
from hub.grants.holding import holding
from hub.grants.tables import case, consent, consent_person, governing
from hub.grants.tellings import telling, telling_of
from hub.store.actor import Actor, ActorKind
from hub.store.errors import Unavailable
from hub.store.ground import Ground
from hub.store.sealing import ring_for
from keys.errors import KeysError, Tampered
from keys.keyring import KeyRing
from policies.facts import Consent, Facts
from policies.vocabulary import Action, ReaderKind

# What takes away is never hindered; what somebody drew past the hub then stays without a seal, and opens nothing.
TAKES_AWAY: Final = frozenset({Action.DECLINE, Action.WITHDRAW})


def of(ring: KeyRing, loaded: loading.Loaded) -> bytes | None:
    """Give the seal that the consent of a decision must have.

    None where the decision rests on no consent: before the first signature, after it was taken back whole, and for the
    participant's own reading, which nobody's rewriting may close to her.
    """
    said = _said(loaded)
    return _seal(ring, "hub/consent", loaded.sealed_as or "", telling_of(loaded.seal), said) if said else None


def _said(loaded: loading.Loaded) -> bytes | None:
    if loaded.facts is None or loaded.facts.consent is None or loaded.facts.consent.withdrawn_at is not None:
        return None
    if loaded.facts.reader.kind == ReaderKind.PARTICIPANT.value:
        return None
    # Sealed for the reader as the consent names her, or for all whom it does not: her own persons and lines, all rows.
    return sha256(orjson.dumps(loaded.facts.consent, default=tuple)).digest()


def hold(
    tx: Connection, ground: Ground, case_id: str, action: Action, decided: Consent | None, *, keyless: bool = False
) -> None:
    """Compare all that governs in a case, under its lock, before an act changes it. Raises Tampered.

    What was compared is kept: after the act, `compare` holds what stands against it. `decided` is the consent that the
    act was decided by, one statement earlier.
    A consent that is taken back whole leaves nothing to seal, so that act is `keyless` and goes through while the keys
    are out of reach. Taking back and signing anew is also the way out of Tampered. All other acts seal something anew,
    and so only what was compared here first.
    """
    rewritten = set(not_as_told(tx, ground, case_id))
    held = holding(tx)
    held.takes_away = action in TAKES_AWAY
    for consent_id, participant, *how in tx.execute(_OF_CASE, {"case": case_id}).all():
        parts = read_parts(tx, ground, case_id, participant, consent_id)
        same = decided is None or decided.id != consent_id or parts.whole is None or parts.whole.has(decided)
        if not same or not _fits(tx, ground, participant, consent_id, parts, keyless=keyless):
            rewritten.add(consent_id)
        if consent_id in rewritten:
            if not held.takes_away:
                raise Tampered("the consent is not the one that was signed")
            _unseal(tx, consent_id)
        else:
            held.wholes[consent_id], held.how[consent_id] = parts.whole, tuple(how)
    mark_rewritten(tx, rewritten)


def _fits(tx: Connection, ground: Ground, participant: str, consent_id: str, parts: Parts, *, keyless: bool) -> bool:
    try:
        found = {record: seal for one in _FOUND for record, seal in tx.execute(one, {"consent": consent_id}) if seal}
        told = telling_of(next(iter(found.values()), None))  # one of another begins otherwise, and differs
        return found == {record: seal for _, record, seal in _seals(ground, participant, parts, told)}
    except (Unavailable, KeysError):
        if keyless:
            return True
        raise


def compare(tx: Connection, ground: Ground, case_id: str) -> dict[str, Parts | None]:
    """Give what governs in a case after an act, each part as it was read; None for what is not as the act made it.

    A trigger, or whoever writes beside the act, could else have his rows sealed with it, and told as genuine. Raises
    Tampered, but where something is taken away: then what is not as it was made is left without a seal.
    """
    held, found = holding(tx), dict[str, Parts | None]()
    signed = held.signed.head.id if held.signed is not None else None
    for consent_id, participant, *how in tx.execute(_OF_CASE, {"case": case_id}).all():
        parts = read_parts(tx, ground, case_id, participant, consent_id)
        if consent_id == signed or consent_id in held.wholes:
            so = held.was_signed(consent_id, tuple(how)) and held.makes(consent_id, parts.said)
            found[consent_id] = parts if so else None
        elif sealed(tx, [consent_id]):
            found[consent_id] = None
    if not held.takes_away and (None in found.values() or signed not in {None, *found}):
        raise Tampered("the consent is not as the act made it")
    return found


def hold_for(tx: Connection, ring: KeyRing, ground: Ground, case_id: str, facts: Facts) -> None:
    """Compare what an officer's write rests on, before it is sealed: by whose key it opens too. Raises Tampered.

    Else who makes the case somebody else's would let that one read what is then written about the first.
    """
    asks, signed = facts.reader, facts.consent
    locked = loading.Locked(case_id, facts.participant.id, signed.id if signed else None, asks.employment)
    loaded = loading.load(tx, ground, locked=locked, actor=Actor(ActorKind(asks.kind), asks.officer or "", asks.unit))
    same = loaded.facts is not None and loaded.facts.consent == signed  # by which it was decided, a statement before
    if not same or of(ring, loaded) not in {None, loaded.seal}:
        raise Tampered("the consent is not the one that was signed")


def seal_anew(
    tx: Connection,
    ground: Ground,
    consents: Mapping[str, int],
    compared: Mapping[str, Parts | None] | None = None,
) -> None:
    """Seal these versions as they stand now, each for every reader; one that does not govern loses its seals.

    `consents` gives the telling that each is sealed with. What was `compared` is sealed as it was read then, and what
    was found otherwise not at all.
    """
    for consent_id, told in consents.items():
        governs = tx.execute(_GOVERNS, {"consent": consent_id}).first()
        _unseal(tx, consent_id)
        if governs is None:
            continue
        parts = read_parts(tx, ground, *governs, consent_id) if compared is None else compared.get(consent_id)
        if parts is not None:
            for table, record, seal in _seals(ground, governs.participant_id, parts, telling(told)):
                tx.execute(_SEAL[table], {"key": record, "sealed": seal})


def sealed(tx: Connection, consents: Iterable[str]) -> frozenset[str]:
    """Give those of the versions that have a seal."""
    return frozenset(tx.execute(_SEALED, {"ids": list(consents)}).scalars())


def _seals(ground: Ground, participant: str, parts: Parts, told: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Give each seal by table and record."""
    if not parts.said:
        return  # what is taken back whole needs no key
    ring = ring_for(ground, participant)
    for record, said in parts.said.items():
        if isinstance(said, Consent):
            table = consent.name if record == said.id else consent_person.name
            hashed = sha256(orjson.dumps(said, default=tuple)).digest()
            yield table, record, _seal(ring, "hub/consent", record, told, hashed)
        else:
            yield consent_person.name, record, _seal(ring, "hub/asleep", record, told, asleep_hash(*said))


def _seal(ring: KeyRing, what: str, record: str, told: bytes, hashed: bytes) -> bytes:
    return told + ring.tag(what, record, told + hashed)


def _unseal(tx: Connection, consent_id: str) -> None:
    for statement in _UNSEAL:
        tx.execute(statement, {"consent": consent_id})


_OF_CASE: Final = (
    select(governing.c.consent_id, case.c.participant_id, consent.c.covers_earlier, consent.c.one_coach)
    .join(case, case.c.id == governing.c.case_id)
    .join(consent, consent.c.id == governing.c.consent_id)
    .where(governing.c.case_id == bindparam("case"))
    .order_by(governing.c.kind)
)
_GOVERNS: Final = (
    select(case.c.id, case.c.participant_id)
    .join(governing, governing.c.case_id == case.c.id)
    .where(governing.c.consent_id == bindparam("consent"))
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
