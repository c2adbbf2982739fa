"""Asks whether an entry tells of a record: the head that names the entry lies in clear, as the record does."""

from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.access_log.entry import Record, UnfitEntry
from hub.access_log.reader.parsing import parse
from hub.access_log.tables import log_entry
from hub.store.heads import Written
from hub.store.outages import needing
from hub.store.tables import record_head
from keys.errors import Tampered
from policies.vocabulary import Outcome

_BODY: Final = select(log_entry.c.body).where(log_entry.c.id == bindparam("entry"))
_NAMED: Final = select(record_head.c.entry_id).where(
    record_head.c.record_table == bindparam("table"), record_head.c.record_id == bindparam("record")
)


def tells(
    tx: Connection,
    entry_id: str,
    record: Record,
    *,
    label: tuple[str, str] | None = None,
    subject: str | None = None,
) -> bool:
    """Tell whether the entry says that this version was written, that it hashes to this, under which label, of whom.

    A label is the (source, category) that was decided on.
    """
    with needing("log"):
        body = tx.execute(_BODY, {"entry": entry_id}).scalar_one_or_none()
    try:
        entry = parse(body or b"")
    except UnfitEntry:
        return False
    decided = {(one.source, one.category) for one in entry.decisions}
    said = entry.outcome == Outcome.PERMITTED and record in entry.rec
    return said and (label is None or label in decided) and subject in {None, entry.subj}


def check_told(
    tx: Connection, standing: Written, *, label: tuple[str, str] | None = None, subject: str | None = None
) -> None:
    """Hold that the entry which a record's head names tells of the record, before anything is written over it.

    What is written over, or removed, does not open: without it the next version of the one would be told to the log
    where somebody has put the other in its place, and nothing would find that the other is gone. Raises Tampered.
    """
    named = tx.execute(_NAMED, {"table": standing.table, "record": standing.record}).scalar_one_or_none()
    if not tells(tx, named or "", Record.of(standing), label=label, subject=subject):
        raise Tampered(f"{standing.table} {standing.record}: not what its entry tells")
