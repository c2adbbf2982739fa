"""Asks whether an entry tells of a record: the head that names the entry lies in clear, as the record does."""

from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.access_log.entry import Record, UnfitEntry
from hub.access_log.reader.parsing import parse
from hub.access_log.tables import log_entry
from hub.store.outages import needing
from policies.vocabulary import Outcome

_BODY: Final = select(log_entry.c.body).where(log_entry.c.id == bindparam("entry"))


def tells(tx: Connection, entry_id: str, record: Record, *, label: tuple[str, str] | None = None) -> bool:
    """Tell whether the entry says that this version was written, that it hashes to this, and under which label.

    A label is the (source, category) that was decided on.
    """
    with needing("log"):
        body = tx.execute(_BODY, {"entry": entry_id}).scalar_one_or_none()
    try:
        entry = parse(body or b"")
    except UnfitEntry:
        return False
    decided = {(one.source, one.category) for one in entry.decisions}
    return entry.outcome == Outcome.PERMITTED and record in entry.rec and (label is None or label in decided)
