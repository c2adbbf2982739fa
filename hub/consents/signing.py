"""A participant signs: the exact text she was shown, her answers, her own code; rows, seal and entry as one."""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Final

from sqlalchemy import Connection, update

from hub.access_log.writer import Receipt
from hub.consents.acting import Permitted, permitted, refusing
from hub.consents.documents import Document, part_of, presentation_of, put_part, remove_parts
from hub.consents.evidence import Proven, Signature, signed_bytes
from hub.consents.recording import record_act
from hub.consents.templating import check_helps
from hub.disclosure.changing import change
from hub.disclosure.door import disclose
from hub.disclosure.records import Asked, CaseRef
from hub.grants import signing
from hub.grants.draft_seals import check_asked
from hub.grants.handing_over import coaches
from hub.grants.lines import Answers
from hub.grants.states import State
from hub.grants.tables import consent
from hub.grants.versions import Version, load_version, whereabouts
from hub.signin.current import SignedIn
from hub.signin.proving import Proof, confirm, prove_code
from hub.store.errors import Conflict, Invalid, NotShown
from hub.store.ground import Ground
from hub.store.heads import Written
from hub.store.legible import illegible, is_legible
from policies.vocabulary import Action

_CHANGED: Final = "Texten är inte längre den du såg. Läs den igen innan du skriver under."


@dataclass(frozen=True, slots=True)
class Signed:
    at: int
    version: int
    state: State
    lines: int
    receipt: Receipt


def sign(ground: Ground, who: SignedIn, *, consent_id: str, signature: Signature, code: str) -> Signed:
    """Read the frozen text as she does, prove her code, then sign in one transaction.

    Raises NotShown, Invalid (answers, code, a reading help that may not be used), Conflict (already_signed,
    text_changed, …) or TooMany.
    """
    text = _text_shown(ground, who, consent_id)
    _check_written(signature)
    _check_answers(ground, consent_id, signature.answers)
    check_helps(signature.helps, ground.settings)
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
    opened = disclose(ground, Asked(who.actor, ref, Action.READ, rows)).opened
    return str(opened[0].fields["text"])


def _check_written(signature: Signature) -> None:
    written = {"typed_name": signature.typed_name, "interpreter": signature.interpreter or ""}
    faults = {name: [illegible(text)] for name, text in written.items() if not is_legible(text)}
    if faults:
        raise Invalid(faults)


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
    proven = _proven(signature, who, proof, one_coach=_rests_on_one(tx, ground, act.version, who, proof, at=act.at))
    with refusing(ground, who.actor, act):
        confirm(tx, proof)
        signing.check_signable(act.version, None, at=act.at)
        shown = same_text(tx, ground, act.version, signature, text)
        answers = signature.answers
        made = signing.sign(tx, ground, version=act.version, answers=answers, one_coach=proven.one_coach, at=act.at)
    signed = signed_bytes(act.version, signature, made, proven, text=text, language=shown.language, at=act.at)
    written = keep_signature(tx, ground, act, signed, proven=proven, shown=shown, drawing=signature.drawing)
    removed = remove_parts(tx, ground, consent_id, "answers")
    receipt = record_act(tx, ground, who.actor, act, written=written, removed=removed)
    standing = State.ACTIVE if made.valid_from <= act.at else State.SIGNED
    return Signed(act.at, act.version.head.version, standing, len(made.lines), receipt)


def _proven(signature: Signature, who: SignedIn, proof: Proof, *, one_coach: bool) -> Proven:
    return Proven(
        method=signature.method,
        one_coach=one_coach,
        assisted=who.assisted,
        code_verified_at=proof.at,
    )


def _rests_on_one(tx: Connection, ground: Ground, version: Version, who: SignedIn, proof: Proof, *, at: int) -> bool:
    """Tell whether one coach alone has seen all of it: she signed at his screen, or by a code set with his own link.

    He is the coach who drafted the text, or any other who coaches her now. The others count although nobody can sign
    what an earlier coach drafted: by an old row put back, a coach could otherwise sign all alone with his own link.
    """
    linked = proof.code_link_officer
    if who.assisted or linked is None:
        return who.assisted
    return linked == version.head.drafted_by or coaches(tx, ground, case_id=version.head.case_id, officer=linked, at=at)


def same_text(tx: Connection, ground: Ground, version: Version, signature: Signature, text: str) -> Document:
    """Hold that what stands now, what was opened and what she saw are one and the same text, of this presentation.

    And that what is asked, of which the lines are made, is what it says.
    """
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
    check_asked(tx, ground, version, presentation_of(version, found))
    return found


def keep_signature(
    tx: Connection,
    ground: Ground,
    act: Permitted,
    signed: bytes,
    *,
    proven: Proven,
    shown: Document,
    drawing: bytes | None = None,
) -> list[Written]:
    """Seal and keep what was signed, and the drawn name beside it; mark the version with how it was seen."""
    marks = {"one_coach": proven.one_coach, "thinking_at": None}
    tx.execute(update(consent).where(consent.c.id == act.version.id).values(**marks))
    parts: dict[str, dict[str, Any]] = {"signature": {"signed": signed.decode()}}
    if drawing is not None:
        parts["drawing"] = {"png": b64encode(drawing).decode()}
    digests = {"signature": sha256(signed).digest(), "drawing": sha256(drawing or b"").digest()}
    return [
        put_part(
            tx,
            ground,
            part=part,
            consent_id=act.version.id,
            participant=act.version.participant,
            at=act.at,
            fields=fields,
            digest=digests[part],
            nonce=shown.nonce,
            language=shown.language,
        )
        for part, fields in parts.items()
    ]
