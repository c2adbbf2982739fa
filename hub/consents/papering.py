"""Ink on paper: the coach enters its answers beside the scan; nothing counts until a second person has compared it."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection

from hub.access_log.writer import Receipt
from hub.consents.acting import Permitted, permitted, refusing
from hub.consents.documents import Document, part_of, presentation_of, put_part
from hub.consents.meeting import Meeting
from hub.consents.recording import record_act
from hub.consents.showing import View, show
from hub.disclosure.changing import change
from hub.grants import papers
from hub.grants.draft_seals import check_asked
from hub.grants.lines import Answers
from hub.grants.signing import check_answers, check_signable
from hub.grants.states import State
from hub.grants.versions import Version
from hub.signin.current import SignedIn
from hub.signin.names import words_of
from hub.store.actor import Actor
from hub.store.days import day_of
from hub.store.errors import Conflict, Invalid, NotShown
from hub.store.ground import Ground
from hub.store.heads import Written
from hub.store.legible import illegible, is_legible
from hub.store.told import told
from policies.vocabulary import Action

_PART: Final = "paper"
_SAY_CODE: Final = (
    "Koden på papperet hör inte till den här texten. Skriv den som den står. Står det en annan än på utskriften "
    "härifrån är det ett annat papper: skriv ut den här texten och fråga på nytt."
)
_SAY_DAY: Final = "Skriv dagen som står på papperet: tidigast %(first)s, då texten visades, och senast i dag."


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What a paper says: its version code, every answer, the name under it, the day beside it, and the meeting."""

    version_code: str
    answers: Answers
    signed_name: str
    signed_on: date | None
    meeting: Meeting


def version_code(version: Version, digest: str) -> str:
    """Give what is printed on the paper and typed from it: case number, version, three words of this presentation.

    The words are of the text and of when it was presented: as by its nonce on a screen, the one before no longer signs.
    """
    presented = sha256(f"{digest} {version.head.presented_at}".encode()).digest()
    return f"{version.number} v{version.head.version} {'-'.join(words_of(presented[:3]))}"


def presented_by(ground: Ground, actor: Actor, *, consent_id: str) -> View:
    """Show the consent to the coach who drafted it, whole. Raises NotShown for all others, and for one without text.

    And Conflict where the rows, of which the boxes to tick are made, ask for something else than the text.
    """
    shown = show(ground, actor, consent_id=consent_id)
    if not shown.whole or shown.text is None:
        raise NotShown
    if shown.state is State.PRESENTED:
        with ground.store.read() as tx:
            check_asked(tx, ground, shown.version, presentation_of(shown.version, part_of(tx, consent_id, "text")))
    return shown


def enter_paper(ground: Ground, who: SignedIn, *, consent_id: str, said: OnPaper, pages: Sequence[bytes]) -> Receipt:
    """Keep the scan and the answers, sealed, until a second person of the unit has compared them.

    Raises NotShown for everybody but the drafting coach, Invalid for what the text does not ask, another text's code
    or a day on which it could not be signed, Conflict for what cannot be signed now, or may have been signed before
    she took something back.
    """
    with change(ground) as tx:
        act = permitted(tx, ground, who.actor, consent_id=consent_id, action=Action.PAPER)
        text = _text(tx, consent_id)
        with refusing(ground, who.actor, act):
            if text is None:
                raise Conflict("not_presented", "Texten är inte klar än. Visa den för deltagaren först.")
            check_signable(act.version, None, at=act.at)
            papers.check_nothing_taken_back(tx, consent_id=consent_id)
        _check(act, text, said)
        papers.enter(
            tx,
            ground,
            consent_id=consent_id,
            case_id=act.version.head.case_id,
            unit=who.unit or "",
            officer=who.officer or "",
            at=act.at,
        )
        written = _seal(tx, ground, act, text, _as_json(said, who), pages)
        return record_act(tx, ground, who.actor, act, written=[written])


def _text(tx: Connection, consent_id: str) -> Document | None:
    found = part_of(tx, consent_id, "text")
    return found if found is not None and found.digest is not None else None


def _check(act: Permitted, text: Document | None, said: OnPaper) -> None:
    digest = text.digest.hex() if text is not None and text.digest is not None else ""
    faults = faults_of(
        act.version, digest, code=said.version_code, name=said.signed_name, day=said.signed_on, at=act.at
    )
    if faults:
        raise Invalid(faults)
    check_answers(act.version, said.answers)


def faults_of(
    version: Version, digest: str, *, code: str, name: str, day: date | None, at: int
) -> dict[str, list[str]]:
    """Say what is wrong with the code, the name and the day that were taken from the paper."""
    faults = {}
    if _signs(code) != _signs(version_code(version, digest)):
        faults["version_code"] = [_SAY_CODE]
    if not name:
        faults["signed_name"] = ["Skriv namnet som står under papperet."]
    elif not is_legible(name):
        faults["signed_name"] = [illegible(name)]
    first = day_of(version.head.presented_at or at)  # nobody has had this paper before
    if day is None or not first <= day <= day_of(at):
        faults["signed_on"] = [told(_SAY_DAY, first=first)]
    return faults


def _signs(code: str) -> str:
    """Give what counts of a code that is read from paper: neither case nor dashes nor spaces tell two texts apart."""
    return "".join(filter(str.isalnum, code)).casefold()


def _seal(
    tx: Connection,
    ground: Ground,
    act: Permitted,
    text: Document | None,
    entered: Mapping[str, Any],
    pages: Sequence[bytes],
) -> Written:
    return put_part(
        tx,
        ground,
        part=_PART,
        consent_id=act.version.id,
        participant=act.version.participant,
        at=act.at,
        fields={"entered": entered, "pages": [b64encode(page).decode() for page in pages]},
        before=part_of(tx, act.version.id, _PART),
        digest=text.digest if text is not None else None,
        nonce=text.nonce if text is not None else None,
        language="sv",
    )


def _as_json(said: OnPaper, who: SignedIn) -> dict[str, Any]:
    answers = said.answers
    return {
        "entered_by": who.officer,
        "unit": who.unit,
        "persons": dict(answers.persons),
        "rows": dict(answers.rows),
        "exceptions": sorted(answers.exceptions),
        "covers_earlier": answers.covers_earlier,
        "collision_check": answers.collision_check,
        "signed_name": said.signed_name,
        "signed_on": said.signed_on.isoformat() if said.signed_on is not None else None,
        "meeting": said.meeting.as_json(),
    }


def scan_digest(pages: Sequence[bytes]) -> str:
    """Give the SHA-256 (hex) of all pages, one after the other by their own hashes."""
    return sha256(b"".join(sha256(page).digest() for page in pages)).hexdigest()
