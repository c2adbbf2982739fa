"""When an officer last opened a case, and when its records were last written: the log knows, nothing else keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from hub.access_log.entry import UnfitEntry
from hub.access_log.reader.parsing import parse
from hub.access_log.tables import log_entry
from hub.store.tables import record_head
from policies.vocabulary import Action, Category, Outcome

_NEWEST = 8  # of an officer's reads of a case: among so few mostly stands one that opened it
_FARTHEST = 500  # are looked through where none of the newest did: drafting a consent reads a case, and opens nothing
_CATEGORIES = frozenset(Category)


@dataclass(frozen=True, slots=True)
class LastWritten:
    """The newest write of a record: when (µs), and by whom."""

    at: int
    actor: str


_RANK: Final = func.row_number().over(partition_by=log_entry.c.case_id, order_by=log_entry.c.at.desc())
_READS: Final = (
    select(log_entry.c.case_id, log_entry.c.at, log_entry.c.body, _RANK.label("place"))
    .where(
        log_entry.c.actor == bindparam("actor"),
        log_entry.c.at >= bindparam("since"),
        log_entry.c.at < bindparam("before"),
        log_entry.c.action == Action.READ.value,
        log_entry.c.outcome == Outcome.PERMITTED.value,
        log_entry.c.case_id.in_(bindparam("cases", expanding=True)),
    )
    .subquery()
)
_OPENED: Final = select(_READS).where(_READS.c.place <= bindparam("most")).order_by(_READS.c.at)
_WRITTEN: Final = (
    select(record_head.c.record_id, log_entry.c.at, log_entry.c.actor)
    .join(log_entry, log_entry.c.id == record_head.c.entry_id)
    .where(
        record_head.c.record_table == bindparam("table"),
        record_head.c.record_id.in_(bindparam("records", expanding=True)),
    )
)


def last_opened(tx: Connection, *, actor: str, cases: Sequence[str], since: int, before: int) -> dict[str, int]:
    """Give when (µs) the actor last opened each of these cases, within [since, before).

    `since` bounds what is looked through. Being told who reads, or seeing a name, is not opening a case.
    """
    if not cases:
        return {}
    asked = {"actor": actor, "since": since, "before": before}
    rows = tx.execute(_OPENED, asked | {"cases": cases, "most": _NEWEST}).all()
    found = {row.case_id: row.at for row in rows if _opened_items(row.body)}
    if full := sorted({row.case_id for row in rows if row.place == _NEWEST and row.case_id not in found}):
        rows = tx.execute(_OPENED, asked | {"cases": full, "most": _FARTHEST}).all()
        found |= {row.case_id: row.at for row in rows if _opened_items(row.body)}
    return found


def last_written(tx: Connection, *, table: str, records: Sequence[str]) -> dict[str, LastWritten]:
    """Give the newest write of each of these records."""
    if not records:
        return {}
    rows = tx.execute(_WRITTEN, {"table": table, "records": records})
    return {row.record_id: LastWritten(row.at, row.actor) for row in rows}


def _opened_items(body: bytes) -> bool:
    try:
        entry = parse(body)
    except UnfitEntry:
        return False  # `hub log verify` points it out
    return entry.reason is None and any(
        one.outcome == Outcome.PERMITTED.value and one.category in _CATEGORIES for one in entry.decisions
    )
