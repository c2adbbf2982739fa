"""Gives every row whose hash the log tells, of every feature, for the check of the log; opens nothing."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, FromClause, Integer, String, func, literal, select, true

from hub.access_log.reader.fitting import Fitting
from hub.access_log.reader.record_heads import SealedRecord
from hub.cases.tables import report, report_answer
from hub.collisions.resolving import told_state
from hub.collisions.tables import collision_state
from hub.consents.tables import document
from hub.grants.begun import cases_told
from hub.grants.consent_hashes import TABLE as CONSENTS
from hub.grants.standing import standing
from hub.grants.tables import acceptance
from hub.participants.tables import identity
from hub.plans.begun import plans_told
from hub.plans.tables import item, plan
from hub.signin.sendings import TABLE as SENDINGS
from hub.store.heads import Frame, head_hash
from hub.store.tables import record_head

_AT_A_TIME: Final = 1000


def _of(table: FromClause, *, sealed: str = "sealed", home: Any = None, **frame: str) -> Fitting:
    """Read id, version (1, where a record has but one), the frame in its order, the sealed bytes, and its place.

    That is the case, and the source and category that are decided on.
    """
    nothing: dict[str, ColumnElement[Any]] = {
        "basis_version": literal(None, Integer),
        "kind": literal("", String),
        "group": literal("", String),
    }
    columns = nothing | {part: table.c[column] for part, column in frame.items()}
    version = table.c.get("version", literal(1)).label("version")
    # Of the tables below, those with a case have both; the others' category is another.
    under = [literal(None, String) if home is None else table.c[name] for name in ("source", "category")]
    place = [_home(home), under[0].label("source"), under[1].label("category")]
    return Fitting(table.c.id, version, *(columns[part].label(part) for part in Frame._fields), table.c[sealed], *place)


def _home(column: Any) -> Any:
    return (literal(None, String) if column is None else column).label("home")


# An item lies in its plan, and that in a case as its own source's: elsewhere it is nowhere.
_IN_PLAN: Final = (
    select(item.c.case_id)
    .where(plan.c.id == item.c.plan_id, plan.c.case_id == item.c.case_id, plan.c.source == item.c.source)
    .correlate(item)
    .scalar_subquery()
)


# What each table's frame is made of, as its writer and its reader at the door have it.
_OF: Final[dict[str, tuple[Fitting, ColumnElement[bool]]]] = {
    "acceptance": (
        _of(acceptance, sealed="reason", first_written="at", group="row_id"),
        acceptance.c.reason.is_not(None),
    ),
    "document": (_of(document, first_written="first_written", kind="part", group="consent_id"), true()),
    "identity": (_of(identity, first_written="first_written"), true()),
    "item": (
        _of(
            item,
            home=func.coalesce(_IN_PLAN, ""),
            first_written="first_written",
            basis_version="basis_version",
            kind="kind",
            group="plan_id",
        ),
        true(),
    ),
    "report": (
        _of(
            report,
            home=report.c.case_id,
            first_written="made_at",
            basis_version="basis_version",
            group="item_id",
        ),
        true(),
    ),
    "report_answer": (
        _of(report_answer, first_written="made_at", basis_version="basis_version", kind="outcome", group="report_id"),
        true(),
    ),
}

_TOLD: Final = ("key", "version", "state", "owner_id", "until", "by_officer_id", "at")
# In another case it would be of no collision there, and the one that it is about would stand as nobody's.
_STATES: Final = Fitting(collision_state.c.case_id, *(collision_state.c[name] for name in _TOLD))
_HEAD: Final = Fitting(record_head.c.record_id, record_head.c.version)
_HEADS: Final = select(*_HEAD.columns).where(record_head.c.record_table == CONSENTS)
_SENDING: Final = Fitting(record_head.c.record_id, record_head.c.version, record_head.c.ct_sha256)
_SENDINGS: Final = select(*_SENDING.columns).where(record_head.c.record_table == SENDINGS)


def sealed_records(tx: Connection) -> Iterator[SealedRecord]:
    for table, (fitting, condition) in _OF.items():
        rows = tx.execute(select(*fitting.columns).where(condition).execution_options(yield_per=_AT_A_TIME))
        for record, version, *frame, sealed, home, source, category in map(fitting, rows):
            under = None if home is None else (source, category)
            ct = head_hash(sealed, *frame)
            yield SealedRecord(table, record, version, ct, begun=frame[0], home=home, under=under)
    for row in tx.execute(select(*_STATES.columns).execution_options(yield_per=_AT_A_TIME)):
        home, *said = _STATES(row)
        told = told_state(*said)
        yield SealedRecord(told.table, told.record, told.version, told.sha256, home=home)
    for told in (*cases_told(tx), *plans_told(tx)):
        yield SealedRecord(told.table, told.record, told.version, told.sha256)
    yield from _consents(tx)
    # Of a sending the head is all that stands.
    for row in tx.execute(_SENDINGS.execution_options(yield_per=_AT_A_TIME)):
        yield SealedRecord(SENDINGS, *_SENDING(row))


def _consents(tx: Connection) -> Iterator[SealedRecord]:
    """Give what stands of each signed version; its number is the head's, which no row of a consent carries."""
    numbers = {row.record_id: row.version for row in map(_HEAD, tx.execute(_HEADS))}
    for consent_id, digest in standing(tx):
        yield SealedRecord(CONSENTS, consent_id, numbers.get(consent_id, 0), digest)
