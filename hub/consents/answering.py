"""A named officer takes on the case and answers for her unit: accepts or declines what it gives."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from hub.access_log.entry import Decision
from hub.access_log.reader.telling import check_begun_for
from hub.access_log.writer import Receipt
from hub.consents.acting import Permitted, permitted, refusing
from hub.consents.documents import REASON_TABLE
from hub.consents.recording import record_act
from hub.disclosure.permitting import refuse
from hub.grants.accepting import Answered, answer_rows, check_witness, keep_reason, take_on
from hub.store.actor import Actor
from hub.store.errors import Conflict, Invalid
from hub.store.ground import Ground
from hub.store.heads import Frame, Written
from hub.store.legible import illegible, is_legible
from hub.store.sealing import ring_for, seal
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Outcome, Reserved

LONGEST_REASON: Final = 1000
_TAKEN_ON: Final = "taken_on"


@dataclass(frozen=True, slots=True)
class Answers:
    """Taking on the case, and one answer a row of the officer's own unit; the reason goes with what is declined."""

    take_on: bool
    rows: Mapping[str, bool]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Acceptance:
    at: int
    taken_on: bool
    accepted: tuple[str, ...]
    declined: tuple[str, ...]
    receipts: tuple[Receipt, ...]


def answer(tx: Connection, ground: Ground, actor: Actor, *, consent_id: str, answers: Answers) -> Acceptance:
    """Answer at once. Accepting includes taking on the case; one entry an act. Raises Refused or Invalid."""
    _check_something(answers)
    action = _act_of(answers)
    act = permitted(tx, ground, actor, consent_id=consent_id, action=action, label=Reserved.NAME)
    with refusing(ground, actor, act):
        _check_governing(act)
        if any(answers.rows.values()):
            check_witness(ground.policy, act.version, officer=actor.id, unit=actor.unit or "")
    answered = _answer_rows(tx, ground, actor, act, answers)
    yes = [one for one in answered if one.accepted]
    no = [one for one in answered if not one.accepted]
    fresh = _take_on(tx, ground, actor, act) if answers.take_on or yes else False
    receipts: list[Receipt] = []
    if yes or not no:
        reason = _TAKEN_ON if fresh and yes else None
        step = Action.ACCEPT if yes else Action.TAKE_ON
        decisions = told_decisions(yes)
        receipts.append(record_act(tx, ground, actor, act, action=step, decisions=decisions, reason=reason))
    if no:
        receipts.append(_record_declined(tx, ground, actor, act, no, answers.reason))
    return Acceptance(
        at=act.at,
        taken_on=answers.take_on or bool(yes),
        accepted=tuple(one.row.id for one in yes),
        declined=tuple(one.row.id for one in no),
        receipts=tuple(receipts),
    )


def check_governing(tx: Connection, ground: Ground, actor: Actor, *, consent_id: str) -> None:
    """Tell who answers on a page that a newer text has overtaken, before the page is made again, that there is one.

    Raises Refused, with the same Conflict as the answer itself.
    """
    action = Action.DECIDE_ACCEPTANCE
    act = permitted(tx, ground, actor, consent_id=consent_id, action=action, label=Reserved.NAME)
    with refusing(ground, actor, act):
        _check_governing(act)


def _answer_rows(
    tx: Connection, ground: Ground, actor: Actor, act: Permitted, answers: Answers
) -> tuple[Answered, ...]:
    """Answer for one's own unit's rows; to try another unit's is a refusal, which is logged before it is told."""
    unit, officer = actor.unit or "", actor.id or ""
    try:
        return answer_rows(tx, ground, version=act.version, unit=unit, officer=officer, answers=answers.rows, at=act.at)
    except Invalid as strange:
        raise refuse(ground, actor, told=strange, **act.allowed.asked | {"reason": "not_own_row"}) from strange


def told_decisions(answered: Iterable[Answered]) -> tuple[Decision, ...]:
    """Say in the log what a unit answered for each of its categories."""
    return tuple(
        Decision(
            one.row.source,
            one.row.category,
            Outcome.PERMITTED.value if one.accepted else Outcome.REFUSED.value,
            "accepted" if one.accepted else "declined",
        )
        for one in answered
    )


def _check_something(answers: Answers) -> None:
    if not answers.take_on and not answers.rows:
        raise Invalid({"rows": ["Svara för minst en rad, eller ta emot ärendet."]})
    if answers.reason is not None and len(answers.reason) > LONGEST_REASON:
        raise Invalid({"reason": [f"Skriv högst {LONGEST_REASON} tecken."]})
    if not is_legible(answers.reason or "", lines=True):
        raise Invalid({"reason": [illegible(answers.reason or "", lines=True)]})


def _act_of(answers: Answers) -> Action:
    if any(answers.rows.values()):
        return Action.ACCEPT
    return Action.DECLINE if answers.rows else Action.TAKE_ON


def _check_governing(act: Permitted) -> None:
    if act.facts.consent is None or act.facts.consent.id != act.version.id:
        raise Conflict("superseded", "Det finns ett nyare medgivande. Öppna Att godta och svara på det.")


def _take_on(tx: Connection, ground: Ground, actor: Actor, act: Permitted) -> bool:
    return take_on(
        tx,
        ground,
        case_id=act.version.head.case_id,
        officer=actor.id or "",
        unit=actor.unit or "",
        employment=actor.employment or "",
        at=act.at,
    )


def _record_declined(
    tx: Connection, ground: Ground, actor: Actor, act: Permitted, no: Sequence[Answered], reason: str | None
) -> Receipt:
    if reason:  # a no is hindered by nothing, but what is written with it is not sealed as somebody else's
        check_begun_for(tx, ground, act.version.participant, case_id=act.version.head.case_id)
    written = [_seal_reason(tx, ground, act, one, reason) for one in no] if reason else []
    return record_act(tx, ground, actor, act, action=Action.DECLINE, decisions=told_decisions(no), written=written)


def _seal_reason(tx: Connection, ground: Ground, act: Permitted, one: Answered, reason: str) -> Written:
    written = seal(
        ring_for(ground, act.version.participant),
        table=REASON_TABLE,
        record=one.id,
        version=1,
        source=PARTICIPANT_SOURCE,
        category=Reserved.CONSENT.value,
        frame=Frame(act.at, group=one.row.id),
        fields={"reason": reason},
    )
    keep_reason(tx, one.id, written.sealed)
    return written
