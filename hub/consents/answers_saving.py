"""Saves one answer at a time, sealed, so that nothing is lost when she rests; and that she wants to think."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy import Connection, select, update

from hub.consents.acting import permitted, refusing
from hub.consents.asking import Question, QuestionKind
from hub.consents.documents import part_of, put_part
from hub.consents.recording import record_act
from hub.consents.sitting import Saved, Sitting, sit_down
from hub.consents.tables import document
from hub.disclosure.changing import change
from hub.grants.signing import check_signable
from hub.grants.tables import consent
from hub.signin.current import SignedIn
from hub.store.errors import Invalid, Stale
from hub.store.ground import Ground
from policies.vocabulary import Action

ANSWERS: Final = "answers"
_TRIES: Final = 3  # two taps on one button meet; the later one looks again
_SAY_EACH: Final = "Svara ja eller nej."
_NOT_HERE: Final = "Raden eller personen finns inte i den här frågan."


@dataclass(frozen=True, slots=True)
class Answer:
    """What she says to one question: yes, no, or (None) row by row; `exceptions` are (row, person)."""

    answer: bool | None
    single: Mapping[str, bool] = field(default_factory=dict)
    exceptions: frozenset[tuple[str, str]] = frozenset()
    reading_help: str = ""


def save_answer(ground: Ground, who: SignedIn, *, consent_id: str, number: int, said: Answer) -> Sitting:
    """Save what she says to a question (from 1); give the sitting as it then is.

    Raises NotShown, Invalid, or Conflict when it cannot be signed now.
    """
    for _ in range(_TRIES):
        sitting = sit_down(ground, who, consent_id=consent_id)
        question = _question(sitting, number)
        _check(sitting, question, said)
        saved = sitting.saved.with_answer(
            question,
            answer=said.answer,
            single=said.single,
            exceptions=said.exceptions,
            reading_help=said.reading_help,
        )
        with change(ground) as tx:
            if _save(tx, ground, who, sitting, saved):
                return replace(sitting, saved=saved, kept=sitting.kept + 1)
    raise Stale


def save_ticked(ground: Ground, who: SignedIn, *, consent_id: str, ticked: Callable[[Sitting], Saved]) -> None:
    """Save what `ticked` gives, of any number of questions. Raises as `save_answer`."""
    for _ in range(_TRIES):
        sitting = sit_down(ground, who, consent_id=consent_id)
        saved = ticked(sitting)
        if saved == sitting.saved:
            return
        with change(ground) as tx:
            if _save(tx, ground, who, sitting, saved):
                return
    raise Stale


def think(ground: Ground, who: SignedIn, *, consent_id: str) -> None:
    """Note that she wants to think: the coach sees that much and no more, and what she has answered stays saved."""
    with change(ground) as tx:
        act = permitted(tx, ground, who.actor, consent_id=consent_id, action=Action.SIGN)
        with refusing(ground, who.actor, act):
            check_signable(act.version, None, at=act.at)
        tx.execute(update(consent).where(consent.c.id == consent_id).values(thinking_at=act.at))
        record_act(tx, ground, who.actor, act, action=Action.WRITE, reason="thinking")


def _question(sitting: Sitting, number: int) -> Question:
    if not 1 <= number <= len(sitting.asked):
        raise Invalid({"number": ["Frågan finns inte i det här medgivandet."]})
    return sitting.asked[number - 1]


def _check(sitting: Sitting, question: Question, said: Answer) -> None:
    """Raise Invalid for a row without an answer, and for what the question does not ask about."""
    faults: dict[str, list[str]] = {}
    if said.answer is None:
        if question.kind is not QuestionKind.GROUP:
            faults["answer"] = [_SAY_EACH]
        faults |= {f"rows.{row}": [_SAY_EACH] for row in question.ids if row not in said.single}
    people = {person.id for person in sitting.version.persons}
    rows = set(question.ids) if question.kind is QuestionKind.GROUP else set()
    pairs_fit = all(row in rows and person in people for row, person in said.exceptions)
    if set(said.single) - rows or not pairs_fit:
        faults["answer"] = [_NOT_HERE]
    if faults:
        raise Invalid(faults)


def _save(tx: Connection, ground: Ground, who: SignedIn, sitting: Sitting, saved: Saved) -> bool:
    """Replace what is saved, if it is still what was looked at; else change nothing."""
    act = permitted(tx, ground, who.actor, consent_id=sitting.version.id, action=Action.SIGN)
    with refusing(ground, who.actor, act):
        check_signable(act.version, None, at=act.at)
    if _kept(tx, sitting.version.id) != sitting.kept:
        return False
    written = put_part(
        tx,
        ground,
        part=ANSWERS,
        consent_id=act.version.id,
        participant=act.version.participant,
        at=act.at,
        fields={ANSWERS: saved.as_json()},
        before=part_of(tx, act.version.id, ANSWERS),
        digest=bytes.fromhex(sitting.digest),
        language="sv",
    )
    tx.execute(update(consent).where(consent.c.id == act.version.id).values(thinking_at=None))
    record_act(tx, ground, who.actor, act, action=Action.WRITE, written=[written], reason="answers_saved")
    return True


def _kept(tx: Connection, consent_id: str) -> int:
    mine = (document.c.consent_id == consent_id, document.c.part == ANSWERS)
    return int(tx.execute(select(document.c.version).where(*mine)).scalar_one_or_none() or 0)
