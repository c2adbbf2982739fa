"""The coach who drafted the consent witnesses the signature with her own code: it is also her unit's acceptance."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import orjson
from sqlalchemy import Connection, update

from hub.access_log.writer import Receipt
from hub.consents.acting import Permitted, permitted, refusing
from hub.consents.answering import told_decisions
from hub.consents.documents import part_of, put_part
from hub.consents.recording import record_act
from hub.consents.rendering import LANGUAGE
from hub.disclosure.changing import change
from hub.disclosure.door import disclose
from hub.disclosure.records import Asked, CaseRef
from hub.grants.accepting import answer_rows, enough_saw, take_on
from hub.grants.clear_marks import witnessed
from hub.grants.tables import consent
from hub.grants.versions import GivenRow, Version, whereabouts
from hub.signin.current import SignedIn
from hub.signin.proving import Proof, confirm, prove
from hub.signin.second_factor import Shown
from hub.store.errors import Conflict
from hub.store.ground import Ground
from hub.store.heads import Written
from policies.vocabulary import Action

_NOT_SIGNED: Final = "Deltagaren har inte skrivit under än."


@dataclass(frozen=True, slots=True)
class Witnessed:
    at: int
    accepted: tuple[str, ...]
    receipt: Receipt


def witness(ground: Ground, who: SignedIn, *, consent_id: str, shown: Shown) -> Witnessed:
    """Witness with her second factor. Raises NotShown for everybody but the drafting coach, Invalid, Conflict."""
    proof = prove(ground, who, shown)
    signed = _signed(ground, who, consent_id)
    with change(ground) as tx:
        return _witness(tx, ground, who, consent_id=consent_id, proof=proof, signed=signed)


def _signed(ground: Ground, who: SignedIn, consent_id: str) -> str:
    """Open the signature and give its digest: the one beside it lies in clear, and would be attested as it stands.

    Only for the coach who drafted it; all others get as far as the refusal of the act. So does who drafted it and has
    handed the case over: named in the version before she is shown the case still, but no signature.
    """
    with ground.store.read() as tx:
        where = whereabouts(tx, consent_id)
        found = part_of(tx, consent_id, "signature")
    if where is None or found is None or where.drafted_by != who.officer:
        return ""
    ref = CaseRef(where.case_id, where.participant, where.number)
    opened = disclose(ground, Asked(who.actor, ref, Action.READ, [found.sealed])).opened
    return sha256(str(opened[0].fields["signed"]).encode()).hexdigest() if opened else ""


def _witness(tx: Connection, ground: Ground, who: SignedIn, *, consent_id: str, proof: Proof, signed: str) -> Witnessed:
    act = permitted(tx, ground, who.actor, consent_id=consent_id, action=Action.WITNESS)
    with refusing(ground, who.actor, act):
        confirm(tx, proof)
        _check(act)
        if not signed:  # it was signed after it was asked for
            raise Conflict("not_signed", _NOT_SIGNED)
    rows = {row.id: True for row in act.version.rows if _accepts(ground, act.version, row, who.unit or "")}
    answered = answer_rows(
        tx, ground, version=act.version, unit=who.unit or "", officer=who.officer or "", answers=rows, at=act.at
    )
    _take_on_if_named(tx, ground, who, act.version, at=act.at)
    tx.execute(update(consent).where(consent.c.id == consent_id).values(witnessed_at=act.at, witnessed_by=who.officer))
    witnessed(tx, consent_id, act.version.head, at=act.at, by=who.officer or "")
    written = _seal(tx, ground, who, act, proof, signed)
    receipt = record_act(tx, ground, who.actor, act, written=[written], decisions=told_decisions(answered))
    return Witnessed(act.at, tuple(rows), receipt)


def _accepts(ground: Ground, version: Version, row: GivenRow, unit: str) -> bool:
    """Tell whether her witnessing is her unit's acceptance of the row: not where a colleague has declined it."""
    enough = enough_saw(ground.policy, unit, one_coach=bool(version.head.one_coach))
    return enough and row.source == unit and row.stands and row.declined_at is None


def _check(act: Permitted) -> None:
    head, governing = act.version.head, act.facts.consent
    if head.signed_at is None:
        raise Conflict("not_signed", _NOT_SIGNED)
    if head.witnessed_at is not None:
        raise Conflict("already_witnessed", "Medgivandet är redan bevittnat.")
    if governing is None or governing.id != head.id:
        raise Conflict("superseded", "Det finns ett nyare medgivande. Öppna det i stället.")
    if head.withdrawn_at is not None or act.at >= head.valid_to:
        raise Conflict("ended", "Medgivandet gäller inte längre.")


def _take_on_if_named(tx: Connection, ground: Ground, who: SignedIn, version: Version, *, at: int) -> None:
    named = any(
        person.stands and person.officer_id == who.officer and person.employment_id == who.employment
        for person in version.persons
    )
    if named and who.officer and who.unit and who.employment:
        take_on(
            tx,
            ground,
            case_id=version.head.case_id,
            officer=who.officer,
            unit=who.unit,
            employment=who.employment,
            at=at,
        )


def _seal(tx: Connection, ground: Ground, who: SignedIn, act: Permitted, proof: Proof, signed: str) -> Written:
    """Seal what she attests, bound to the signature by its digest."""
    witnessed = {
        "v": 1,
        "consent": act.version.id,
        "version": act.version.head.version,
        "signature": signed,
        "officer": who.officer,
        "unit": who.unit,
        "employment": who.employment,
        "at": act.at,
        "method": proof.method,
        "code_verified_at": proof.at,
    }
    return put_part(
        tx,
        ground,
        part="witness",
        consent_id=act.version.id,
        participant=act.version.participant,
        at=act.at,
        fields={"witnessed": orjson.dumps(witnessed, option=orjson.OPT_SORT_KEYS).decode()},
        language=LANGUAGE,
    )
