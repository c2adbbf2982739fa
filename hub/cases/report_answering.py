"""A unit answers what the participant says is wrong: it is corrected, or it stands and this is why; once, for good."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Row, select, update

from hub.access_log.entry import Record
from hub.access_log.reader.telling import check_told
from hub.access_log.writer import Receipt
from hub.cases.reporting import ANSWERED, TOLD, VERSION, frame_now, seal_words, words
from hub.cases.tables import report, report_answer
from hub.disclosure.changing import change
from hub.disclosure.permitting import Allowed, record, refuse, require
from hub.grants import consent_seals
from hub.store.actor import Actor
from hub.store.clear_rows import values
from hub.store.errors import Conflict, Invalid, NotShown
from hub.store.ground import Ground
from hub.store.heads import Frame, Written, check_head, head_hash, put_heads
from hub.store.ids import new_id
from hub.store.locks import lock_update
from hub.store.sealing import ring_for
from policies.facts import Facts
from policies.vocabulary import Action, Category

_CHOOSE: Final = "Välj ett av alternativen."
_SAY_WHY: Final = "Skriv varför uppgiften står kvar."
_ANSWERED: Final = "Någon i din enhet har redan svarat. Ladda om sidan, så ser du svaret."


class ReportOutcome(StrEnum):
    """How a report ended."""

    CORRECTED = "corrected"
    STANDS = "stands"


def answer(ground: Ground, actor: Actor, *, report_id: str, outcome: str, text: str) -> Receipt:
    """Answer in the unit's name, as it writes. Raises Invalid, Conflict when somebody has, and NotShown for others'."""
    with ground.store.read() as tx:
        row = tx.execute(select(report).where(report.c.id == report_id)).first()
    with change(ground) as tx:
        category = row.category if row else Category.C04.value
        allowed = require(
            tx,
            ground,
            actor,
            case_id=row.case_id if row else None,
            action=Action.ANSWER_REPORT,
            source=row.source if row else actor.unit,
            category=category,
        )
        if row is None:
            raise NotShown  # not reached: no case gives no permit
        facts, said = allowed.facts, _checked(outcome, text)
        _hold(tx, ground, row, facts)
        _close(tx, ground, actor, allowed, row)
        consent_seals.hold_for(tx, ring_for(ground, facts.participant.id), ground, row.case_id, facts)
        label = {"source": row.source, "category": category}
        frame = frame_now(facts, group=report_id, kind=outcome)
        written = _keep(tx, ground, actor, facts, frame, said, label)
        receipt = record(tx, ground, actor, **allowed.done | {"written": (Record.of(written),)})
        put_heads(tx, [written], entry=receipt.entry)
    return receipt


def _keep(
    tx: Connection, ground: Ground, actor: Actor, facts: Facts, frame: Frame, said: str, label: Mapping[str, str]
) -> Written:
    """Seal and insert the answer; its frame tells the report and the outcome."""
    answer_id = new_id(ground.random)
    table = report_answer.name
    written = seal_words(ground, facts, table=table, record=answer_id, frame=frame, text=said, **label)
    made = {"id": answer_id, "report_id": frame.group, "officer_id": actor.id, "outcome": frame.kind}
    when = {"made_at": frame.first_written, "basis_version": frame.basis_version}
    tx.execute(report_answer.insert(), {**made, **when, "sealed": written.sealed})
    ANSWERED.written(tx, {**made, **when})
    return written


def _hold(tx: Connection, ground: Ground, row: Row[Any], facts: Facts) -> None:
    """Hold that this participant told this unit so: which case a report lies in stands in clear. Raises Tampered."""
    digest = head_hash(row.sealed, row.made_at, row.basis_version, "", row.item_id)
    standing = Written(table=report.name, record=row.id, version=VERSION, sha256=digest, sealed=row.sealed)
    check_head(tx, standing)
    check_told(tx, ground, standing, label=(row.source, row.category), subject=facts.participant.id)


def _checked(outcome: str, text: str) -> str:
    if outcome not in frozenset(ReportOutcome):
        raise Invalid({"outcome": [_CHOOSE]})
    return words(text, needed=_SAY_WHY if outcome == ReportOutcome.STANDS else None)


def _close(tx: Connection, ground: Ground, actor: Actor, allowed: Allowed, row: Row[Any]) -> None:
    """Mark it as answered; two officers who meet here are told so, the later one."""
    open_one = (report.c.id == row.id, report.c.answered_at.is_(None))
    found = tx.execute(lock_update(select(report).where(*open_one))).first()
    if found is not None:
        closed = {"answered_at": allowed.facts.at}
        tx.execute(update(report).where(*open_one).values(closed))
        TOLD.written(tx, {**values(found), **closed}, was=values(found))
    else:
        told = Conflict("already_answered", _ANSWERED)
        raise refuse(ground, actor, told=told, **allowed.asked | {"reason": told.code})
