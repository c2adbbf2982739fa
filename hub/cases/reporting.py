"""*Det här stämmer inte*: the participant tells a unit that something it has written about her is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, select

from hub.access_log.entry import Record
from hub.access_log.writer import Receipt
from hub.cases.naming import in_force
from hub.cases.tables import report, report_answer
from hub.disclosure.changing import change
from hub.disclosure.permitting import Allowed, record, refuse, require
from hub.plans.beginning import alone
from hub.plans.gathering import Place, place_of
from hub.plans.reading import Unfit
from hub.plans.reading import text as reading_text
from hub.plans.saving import hold_item
from hub.signin.sendings import Sending, heads_of, made_before, put
from hub.store.actor import Actor
from hub.store.clear_rows import Clear
from hub.store.days import day_of, end_of
from hub.store.errors import Conflict, Invalid
from hub.store.ground import Ground
from hub.store.heads import Frame, Written
from hub.store.ids import new_id
from hub.store.sealing import ring_for, seal
from policies.facts import Facts
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Category

TABLE: Final = report.name
# What no hash holds of a report, and by whom it was answered.
TOLD: Final = Clear.of(report, "id", "case_id", "item_id", "source", "category", "made_at", "due_at", "answered_at")
ANSWERED: Final = Clear.of(report_answer, "id", "report_id", "officer_id", "outcome", "made_at")
COLUMNS: Final = ("text",)
VERSION: Final = 1
LONGEST: Final = 1000
_SAY_WHAT: Final = "Skriv vad som inte stämmer."
_HERS: Final = "Det här har du själv skrivit. Du kan ändra det själv."
_NOBODY_READS: Final = (
    "Ditt medgivande gäller inte nu. Då kan enheten inte läsa det du skriver här. Ring eller skriv till dem i stället."
)


@dataclass(frozen=True, slots=True)
class Made:
    """What was told; `due_at` (µs) is the end of the last day to answer on. `again`: by the same sending, before."""

    id: str
    due_at: int
    receipt: Receipt
    again: bool = False


def tell_wrong(ground: Ground, actor: Actor, *, item_id: str, text: str, sending: Sending | None = None) -> Made:
    """Seal her words under the item's own label, so that who reads the item reads them too, and nobody else.

    The label stands in the item's row, in clear: it is held to what the log tells of it, else her words about one unit
    would be told to another (T4, T8).

    Raises Invalid, Conflict while no consent lets the unit read, and NotShown for what is not hers.
    """
    said = words(text, needed=_SAY_WHAT)
    with ground.store.read() as tx:
        place = place_of(tx, item_id) or Place(item_id, "", "", PARTICIPANT_SOURCE, Category.C04.value, "")
    with change(ground) as tx:
        allowed = _permitted(tx, ground, actor, place)
        facts = allowed.facts
        before = _told_before(tx, ground, place, sending)
        if before is not None:
            return before
        hold_item(tx, ground, actor, place=place, allowed=allowed)
        due_at = end_of(day_of(facts.at) + timedelta(days=ground.policy.report_answer_days))
        row = {"id": new_id(ground.random), "case_id": place.case, "item_id": item_id}
        label = {"source": place.source, "category": place.category}
        frame = frame_now(facts, group=item_id)
        written = seal_words(ground, facts, table=TABLE, record=row["id"], frame=frame, text=said, **label)
        made = {"made_at": facts.at, "due_at": due_at, "basis_version": frame.basis_version, "sealed": written.sealed}
        tx.execute(report.insert(), {**row, **label, **made})
        TOLD.written(tx, {**row, **label, **made})
        receipt = _told(tx, ground, actor, allowed, (written, *heads_of(sending)))
    return Made(row["id"], due_at, receipt)


def frame_now(facts: Facts, *, group: str, kind: str = "") -> Frame:
    """Frame what is said once, and now: a report belongs to its item, an answer to its report."""
    return Frame(facts.at, facts.consent.version if facts.consent else None, kind, group)


def seal_words(
    ground: Ground, facts: Facts, *, table: str, record: str, source: str, category: str, frame: Frame, text: str
) -> Written:
    """Seal a report, or its answer, under the label of what it is about."""
    return seal(
        ring_for(ground, facts.participant.id),
        table=table,
        record=record,
        version=VERSION,
        source=source,
        category=category,
        frame=frame,
        fields={"text": text},
    )


def words(text: str, *, needed: str | None) -> str:
    """Read what was written; `needed` is what to say when nothing was. Raises Invalid."""
    try:
        said = str(reading_text(LONGEST, lines=True)(text))
    except Unfit as error:
        raise Invalid({"text": [str(error)]}) from None
    if needed is not None and not said:
        raise Invalid({"text": [needed]})
    return said


def _permitted(tx: Connection, ground: Ground, actor: Actor, place: Place) -> Allowed:
    case_id, source = place.case or None, place.source
    act, category = Action.REPORT, place.category
    allowed = require(tx, ground, actor, case_id=case_id, action=act, source=source, category=category)
    if place.source == PARTICIPANT_SOURCE:
        raise Invalid({"text": [_HERS]})
    if not in_force(allowed.facts.consent, allowed.facts.at):
        told = Conflict("nobody_reads", _NOBODY_READS)
        raise refuse(ground, actor, told=told, **allowed.asked | {"reason": told.code})
    return allowed


def _told_before(tx: Connection, ground: Ground, place: Place, sending: Sending | None) -> Made | None:
    """Give what the same sending told. Of two at once the later one sees it; it was permitted."""
    if sending is None:
        return None
    alone(tx, place.case)
    made = made_before(tx, ground, sending)
    if made is None:
        return None
    told = made.id_in(TABLE)
    due_at: int = tx.execute(select(report.c.due_at).where(report.c.id == told)).scalar_one()
    return Made(told, due_at, made.receipt, again=True)


def _told(tx: Connection, ground: Ground, actor: Actor, allowed: Allowed, written: Sequence[Written]) -> Receipt:
    told = [Record.of(one) for one in written]
    receipt = record(tx, ground, actor, **allowed.done | {"count": 1, "written": told})
    put(tx, written, entry=receipt.entry)
    return receipt
