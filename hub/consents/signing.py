"""A participant signs: the exact text she was shown, her answers, her own code; rows, seal and entry as one."""

from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Final

import orjson
from sqlalchemy import Connection, update

from hub.access_log.writer import Receipt
from hub.consents.acting import permitted, refusing
from hub.consents.documents import TABLE, Document, part_of, put_part
from hub.consents.recording import record_act
from hub.disclosure.changing import change
from hub.disclosure.door import disclose
from hub.disclosure.records import CaseRef
from hub.grants import signing
from hub.grants.lines import Answers
from hub.grants.signing import SignedLines
from hub.grants.states import State
from hub.grants.tables import consent
from hub.grants.versions import DrawnLine, Version, load_version, whereabouts
from hub.signin.current import SignedIn
from hub.signin.proving import Proof, confirm, prove_code
from hub.store.errors import Conflict, NotShown
from hub.store.ground import Ground
from hub.store.heads import Written
from hub.store.ids import new_id
from hub.store.sealing import ring_for, seal
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Reserved

METHOD: Final = "code"
_PART: Final = "signature"
_CHANGED: Final = "Texten är inte längre den du såg. Läs den igen innan du skriver under."


@dataclass(frozen=True, slots=True)
class Signature:
    """What she sends: which text she saw (digest, nonce), every answer, and who interpreted, if anybody did."""

    digest: str
    nonce: str
    answers: Answers
    interpreter: str | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    at: int
    version: int
    state: State
    lines: int
    receipt: Receipt


def sign(ground: Ground, who: SignedIn, *, consent_id: str, signature: Signature, code: str) -> Signed:
    """Read the frozen text as she does, prove her code, then sign in one transaction.

    Raises NotShown, Invalid (answers, code), Conflict (already_signed, text_changed, …) or TooMany.
    """
    text = _text_shown(ground, who, consent_id)
    _check_answers(ground, consent_id, signature.answers)
    proof = prove_code(ground, who, code)
    with change(ground) as tx:
        return _sign(tx, ground, who, consent_id=consent_id, signature=signature, proof=proof, text=text)


def _text_shown(ground: Ground, who: SignedIn, consent_id: str) -> str:
    """Open the text that is to be signed; another participant's consent is refused like one that is not there."""
    with ground.store.read() as tx:
        where = whereabouts(tx, consent_id)
        found = part_of(tx, consent_id, "text")
    mine = where is not None and found is not None and where.participant == who.participant
    ref = CaseRef(where.case_id, where.participant, where.number) if where and mine else None
    rows = [found.sealed] if found and mine else []
    opened = disclose(ground, who.actor, case=ref, action=Action.READ, purpose=None, rows=rows).opened
    return str(opened[0].fields["text"])


def _check_answers(ground: Ground, consent_id: str, answers: Answers) -> None:
    """Say what has not been answered before her code is asked for; it is checked again when she signs."""
    with ground.store.read() as tx:
        version = load_version(tx, consent_id)
    if version is None:
        raise NotShown
    signing.check_answers(version, answers)


def _sign(
    tx: Connection, ground: Ground, who: SignedIn, *, consent_id: str, signature: Signature, proof: Proof, text: str
) -> Signed:
    act = permitted(tx, ground, who.actor, consent_id=consent_id, action=Action.SIGN)
    with refusing(ground, who.actor, act, Action.SIGN):
        confirm(tx, proof)
        signing.check_signable(act.version, None, at=act.at)
        shown = _same_text(tx, act.version, signature, text)
        made = signing.sign(tx, ground, version=act.version, answers=signature.answers, at=act.at)
    one_coach = proof.code_link_officer == act.version.head.drafted_by
    tx.execute(update(consent).where(consent.c.id == consent_id).values(one_coach=one_coach))
    signed = signed_bytes(act.version, signature, made, proof, text=text, language=shown.language, at=act.at)
    written = _seal(ground, act.version, signed)
    put_part(
        tx,
        written,
        part=_PART,
        consent_id=consent_id,
        participant=act.version.participant,
        at=act.at,
        digest=sha256(signed).digest(),
        nonce=shown.nonce,
        language=shown.language,
    )
    receipt = record_act(tx, ground, who.actor, act, action=Action.SIGN, written=[written])
    standing = State.ACTIVE if made.valid_from <= act.at else State.SIGNED
    return Signed(act.at, act.version.head.version, standing, len(made.lines), receipt)


def _same_text(tx: Connection, version: Version, signature: Signature, text: str) -> Document:
    """Hold that what stands now, what was opened and what she saw are one and the same text, of this presentation."""
    found = part_of(tx, version.id, "text")
    opened = sha256(text.encode()).hexdigest()
    if found is None or found.digest is None or found.nonce is None:
        raise Conflict("text_changed", _CHANGED)
    same = [
        compare_digest(opened, found.digest.hex()),
        compare_digest(signature.digest.encode(), opened.encode()),
        compare_digest(signature.nonce.encode(), found.nonce.encode()),
    ]
    if not all(same):
        raise Conflict("text_changed", _CHANGED)
    return found


def signed_bytes(
    version: Version, signature: Signature, made: SignedLines, proof: Proof, *, text: str, language: str, at: int
) -> bytes:
    """Give the canonical bytes that stand for the signature: JSON, sorted keys, no blanks."""
    answers, head = signature.answers, version.head
    return orjson.dumps(
        {
            "v": 1,
            "consent": head.id,
            "version": head.version,
            "kind": head.kind,
            "case": head.case_id,
            "participant": version.participant,
            "text": text,
            "digest": signature.digest,
            "nonce": signature.nonce,
            "language": language,
            "persons": dict(answers.persons),
            "rows": dict(answers.rows),
            "exceptions": sorted(answers.exceptions),
            "covers_earlier": answers.covers_earlier,
            "collision_check": answers.collision_check,
            "lines": sorted((_line(line) for line in made.lines), key=lambda line: list(line.values())),
            "purposes": head.purposes.split(),
            "valid_from": made.valid_from,
            "valid_to": made.valid_to,
            "at": at,
            "method": METHOD,
            "code_verified_at": proof.at,
            "one_coach": proof.code_link_officer == head.drafted_by,
            "interpreter": signature.interpreter,
            "witness": None,  # the witness signs the digest of these bytes
        },
        option=orjson.OPT_SORT_KEYS,
    )


def _line(line: DrawnLine) -> dict[str, Any]:
    return {
        "officer": line.officer_id,
        "unit": line.unit_id,
        "employment": line.employment_id,
        "source": line.source,
        "category": line.category,
        "since": line.since,
        "covers_earlier": line.covers_earlier,
    }


def _seal(ground: Ground, version: Version, signed: bytes) -> Written:
    return seal(
        ring_for(ground, version.participant),
        table=TABLE,
        record=new_id(ground.random),
        version=1,
        source=PARTICIPANT_SOURCE,
        category=Reserved.CONSENT.value,
        fields={"signed": signed.decode()},
    )
