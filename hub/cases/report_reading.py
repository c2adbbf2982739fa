"""Opens reports and their answers through the door: all of hers for the participant, the own unit's for an officer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Table, and_, bindparam, func, select

from hub.cases.describing import describe
from hub.cases.reporting import COLUMNS, VERSION
from hub.cases.showing import item_view
from hub.cases.tables import report, report_answer
from hub.disclosure.door import disclose
from hub.disclosure.records import Asked, Opened, Sealed
from hub.officers.tables import officer
from hub.organisations.tables import unit
from hub.plans.gathering import gather
from hub.plans.items import TABLE as ITEMS
from hub.store.actor import Actor, ActorKind
from hub.store.ground import Ground
from hub.store.tables import record_head
from policies.vocabulary import Action

_REPORT: Final = report.name
_ANSWER: Final = report_answer.name
# Every look at a case asks it: built once.
_WAITING: Final = (
    select(report.c.case_id, func.count().label("waits"), func.min(report.c.due_at).label("due_at"))
    .where(
        report.c.case_id.in_(bindparam("cases", expanding=True)),
        report.c.source == bindparam("unit"),
        report.c.answered_at.is_(None),
    )
    .group_by(report.c.case_id)
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the unit answered; `outcome` is corrected or stands, `at` µs."""

    outcome: str
    text: str
    at: int
    officer: str


@dataclass(frozen=True, slots=True)
class Report:
    """One report in clear; `about` names the item, None once it has been taken away; `detail` is what it says first."""

    id: str
    item: str
    kind: str | None
    about: str | None
    detail: str
    unit: str
    category: str
    text: str
    made_at: int
    due_at: int
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Reports:
    """The reports of one case, the newest first, as far as one reader may read them. `at` is when they were opened."""

    case: str
    name: str
    items: tuple[Report, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many reports of a case have no answer, and when the first of them is due (µs)."""

    count: int
    due_at: int


def reports_of(ground: Ground, actor: Actor, *, case_id: str) -> Reports:
    """Open what this actor may read of a case's reports: one read, one entry. Raises NotShown."""
    gathered = gather(ground, actor, case_id=case_id)
    with ground.store.read() as tx:
        rows = _rows(tx, case_id, actor)
    about = {row.item_id for row in rows}
    sealed = [row for row in gathered.rows if row.table != ITEMS or row.record in about]
    sealed += [_report(row) for row in rows]
    sealed += [_answer(row) for row in rows if row.answer_id is not None]
    shown = disclose(ground, Asked(actor, gathered.case, Action.READ, sealed))
    opened = {(one.table, one.record): one for one in shown.opened}
    participant = actor.kind is ActorKind.PARTICIPANT
    found = [_told(row, opened, participant=participant) for row in rows if (_REPORT, row.id) in opened]
    name = next((str(one.fields["name"]) for one in shown.opened if "name" in one.fields), "")
    return Reports(case_id, name, tuple(found), shown.at)


def waiting_reports(tx: Connection, *, unit_id: str, case_ids: Sequence[str]) -> Mapping[str, Waiting]:
    """Count what waits for a unit's answer, by case; only for cases that the asker has just been shown."""
    found = tx.execute(_WAITING, {"unit": unit_id, "cases": case_ids})
    return {row.case_id: Waiting(row.waits, row.due_at) for row in found}


def own_reports(tx: Connection, *, case_id: str, since: int) -> tuple[int, int]:
    """Count the participant's own reports, and the answers that she has had since an instant."""
    answered = func.count(report.c.id).filter(report.c.answered_at >= since)
    row = tx.execute(select(func.count(report.c.id), answered).where(report.c.case_id == case_id)).one()
    return row[0], row[1]


def _rows(tx: Connection, case_id: str, actor: Actor) -> Sequence[Row[Any]]:
    """Give the reports, each with its answer and both heads: all of hers, or those to the actor's own unit."""
    head, answer_head = record_head.alias(), record_head.alias()
    statement = (
        select(
            report,
            unit.c.name.label("unit_name"),
            head.c.version.label("head_version"),
            head.c.ct_sha256.label("head_sha"),
            report_answer.c.id.label("answer_id"),
            report_answer.c.outcome,
            report_answer.c.made_at.label("answer_at"),
            report_answer.c.basis_version.label("answer_basis"),
            report_answer.c.sealed.label("answer_sealed"),
            answer_head.c.version.label("answer_head_version"),
            answer_head.c.ct_sha256.label("answer_head_sha"),
            officer.c.name.label("officer_name"),
        )
        .join(unit, unit.c.id == report.c.source)
        .outerjoin(head, _head_of(head, _REPORT, report))
        .outerjoin(report_answer, report_answer.c.report_id == report.c.id)
        .outerjoin(answer_head, _head_of(answer_head, _ANSWER, report_answer))
        .outerjoin(officer, officer.c.id == report_answer.c.officer_id)
        .where(report.c.case_id == case_id)
        .order_by(report.c.made_at.desc(), report.c.id)
    )
    if actor.kind is not ActorKind.PARTICIPANT:
        statement = statement.where(report.c.source == actor.unit)
    return tx.execute(statement).all()


def _head_of(head: Any, table: str, of: Table) -> Any:
    return and_(head.c.record_table == table, head.c.record_id == of.c.id)


def _report(row: Row[Any]) -> Sealed:
    head = (row.head_version, row.head_sha)
    label = (row.source, row.category, row.made_at, row.basis_version)
    return Sealed(_REPORT, row.id, VERSION, *label, COLUMNS, row.sealed, *head, group=row.item_id)


def _answer(row: Row[Any]) -> Sealed:
    head = (row.answer_head_version, row.answer_head_sha)
    label = (row.source, row.category, row.answer_at, row.answer_basis)
    return Sealed(_ANSWER, row.answer_id, VERSION, *label, COLUMNS, row.answer_sealed, *head, row.outcome, row.id)


def _told(row: Row[Any], opened: Mapping[tuple[str, str], Opened], *, participant: bool) -> Report:
    item = opened.get((ITEMS, row.item_id))
    answered = opened.get((_ANSWER, row.answer_id))
    text = str(opened[_REPORT, row.id].fields["text"])
    told = describe(item_view(item), participant=participant) if item is not None else None
    answer = None
    if answered is not None:
        answer = Answer(row.outcome, str(answered.fields["text"]), row.answer_at, row.officer_name)
    return Report(
        id=row.id,
        item=row.item_id,
        kind=told.kind if told else None,
        about=told.heading if told else None,
        detail=told.facts[0][1] if told and told.facts else "",
        unit=row.unit_name,
        category=row.category,
        text=text,
        made_at=row.made_at,
        due_at=row.due_at,
        answer=answer,
    )
