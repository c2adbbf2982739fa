"""A second person of the unit compares the scanned paper with what was entered; only then is the version signed."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from hub.access_log.writer import Receipt
from hub.consents.acting import Permitted, permitted, refusing
from hub.consents.documents import names_of, part_of, presentation_of, remove_parts
from hub.consents.evidence import ON_PAPER, Proven, Signature, signed_bytes
from hub.consents.meeting import Interpreting, Meeting
from hub.consents.papering import scan_digest
from hub.consents.presenting import names_in
from hub.consents.recording import record_act
from hub.consents.signing import keep_signature, same_text
from hub.disclosure.changing import change
from hub.disclosure.door import disclose
from hub.disclosure.records import NO_CASE, Asked
from hub.grants import papers, signing, withdrawing
from hub.grants.draft_seals import check_asked
from hub.grants.lines import Answers
from hub.grants.naming import Names
from hub.grants.versions import Version, load_version, whereabouts
from hub.signin.current import SignedIn
from hub.store.errors import Conflict, NotShown
from hub.store.ground import Ground
from policies.vocabulary import Action

_SIGNED: Final = "Medgivandet är redan underskrivet."
_CHANGED: Final = "Det här har ändrats sedan du öppnade det. Ladda om, se vad som är nytt och spara igen."


@dataclass(frozen=True, slots=True)
class Comparison:
    """The paper's pages (JPEG) and what was entered of it, side by side; `text` is what the paper was printed from.

    `entered` counts how often a paper was entered: whoever entered one anew meanwhile has changed what is compared.
    `signed_on` is the day (ISO) that stands on it; None where a version before this one took it in.
    """

    version: Version
    names: Names
    name: str
    text: str
    signature: Signature
    pages: tuple[bytes, ...]
    entered: int
    entered_by: str
    signed_on: str | None


def look(ground: Ground, who: SignedIn, *, consent_id: str) -> Comparison:
    """Open the paper that waits, by its own act. Raises NotShown for everybody but a colleague of who entered it.

    And Conflict once the consent is signed: then no paper of it waits, whatever its row says. Or where the rows, by
    which she reads the answers, ask for something else than the text: she would compare with what was not entered.
    """
    with ground.store.read() as tx:
        where = whereabouts(tx, consent_id)
        text, paper = part_of(tx, consent_id, "text"), part_of(tx, consent_id, "paper")
        known = names_of(tx, [where.case_id if where is not None else NO_CASE])
        waits = papers.waits(tx, consent_id=consent_id)
    ref, name = next(iter(known.values()), (None, ()))
    complete = ref is not None and text is not None and paper is not None and waits
    rows = [*name, text.sealed, paper.sealed] if complete and text and paper else []
    opened = disclose(ground, Asked(who.actor, ref if complete else None, Action.COMPARE, rows)).opened
    found = {one.record: one.fields for one in opened}
    if text is None or paper is None:
        raise NotShown
    entered = found[paper.id]
    if not _may_compare(entered["entered"], who):
        raise NotShown
    with ground.store.read() as tx:
        version = load_version(tx, consent_id)
        if version is None:
            raise NotShown
        if withdrawing.was_signed(tx, version):
            raise Conflict("already_signed", _SIGNED)
        check_asked(tx, ground, version, presentation_of(version, text))
        names = names_in(tx, ground, version)
    signature = _signature(entered["entered"], digest=(paper.digest or b"").hex(), nonce=text.nonce or "")
    pages = tuple(b64decode(page) for page in entered["pages"])
    called = next((str(one.fields["name"]) for one in opened if "name" in one.fields), "")
    said, by = str(found[text.id]["text"]), str(entered["entered"]["entered_by"])
    on = entered["entered"].get("signed_on")
    return Comparison(version, names, called, said, signature, pages, paper.version, by, on)


def _may_compare(entered: Mapping[str, Any], who: SignedIn) -> bool:
    """Tell whether a colleague of hers entered it, not she, by what was sealed (R23).

    The row that the rules ask lies in clear: by it alone a paper could wait in any unit.
    """
    return entered.get("unit") == who.unit and entered.get("entered_by") != who.officer


def settle(ground: Ground, who: SignedIn, *, consent_id: str, entered: int, agrees: bool) -> Receipt:
    """Let the paper count, as the participant's signature from this instant; or send it back to who entered it.

    `entered` says which paper she had before her. Raises NotShown, or Conflict (paper_changed, text_changed,
    already_signed, no_paper). The route has stepped her up.
    """
    compared = look(ground, who, consent_id=consent_id)
    with change(ground) as tx:
        act = permitted(tx, ground, who.actor, consent_id=consent_id, action=Action.COMPARE)
        with refusing(ground, who.actor, act):
            _hold_same(tx, consent_id, (entered, compared.entered))
        if not agrees:
            with refusing(ground, who.actor, act):
                papers.settle(tx, consent_id=consent_id, officer=who.officer or "", counts=False, at=act.at)
            return record_act(tx, ground, who.actor, act, reason="differs")
        return _count(tx, ground, who, act, compared)


def _hold_same(tx: Connection, consent_id: str, seen: tuple[int, int]) -> None:
    """Hold that what she saw, what was opened and what stands now, with the case locked, are one entering."""
    stands = part_of(tx, consent_id, "paper")
    if stands is None or set(seen) != {stands.version}:
        raise Conflict("paper_changed", _CHANGED)


def _count(tx: Connection, ground: Ground, who: SignedIn, act: Permitted, compared: Comparison) -> Receipt:
    signature = compared.signature
    with refusing(ground, who.actor, act):
        signing.check_signable(act.version, None, at=act.at)
        shown = same_text(tx, ground, act.version, signature, compared.text)
        papers.settle(tx, consent_id=act.version.id, officer=who.officer or "", counts=True, at=act.at)
        made = signing.sign(tx, ground, version=act.version, answers=signature.answers, one_coach=False, at=act.at)
    proven = Proven(
        method=ON_PAPER,
        one_coach=False,
        entered_by=compared.entered_by,
        compared_by=who.officer,
        scan=scan_digest(compared.pages),
        signed_on=compared.signed_on,
    )
    signed = signed_bytes(act.version, signature, made, proven, text=compared.text, language=shown.language, at=act.at)
    written = keep_signature(tx, ground, act, signed, proven=proven, shown=shown)
    removed = remove_parts(tx, ground, act.version.id, "answers")
    return record_act(tx, ground, who.actor, act, written=written, removed=removed)


def _signature(entered: dict[str, Any], *, digest: str, nonce: str) -> Signature:
    meeting = dict(entered["meeting"])
    how = meeting.pop("interpreting")
    answers = Answers(
        persons=entered["persons"],
        rows=entered["rows"],
        exceptions=tuple((row, person) for row, person in entered["exceptions"]),
        covers_earlier=entered["covers_earlier"],
        collision_check=entered["collision_check"],
    )
    return Signature(
        digest=digest,
        nonce=nonce,
        answers=answers,
        typed_name=str(entered["signed_name"]),
        meeting=Meeting(**meeting, interpreting=Interpreting(how) if how else None),
    )
