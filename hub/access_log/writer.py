"""The only appender of the log: one insert in the transaction of what it tells of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, insert

from hub.access_log.detail import seal_detail
from hub.access_log.entry import NewEntry, Record, canonical
from hub.access_log.hashing import leaf_hash
from hub.access_log.tables import log_entry
from hub.store import entry_tags, row_marks
from hub.store.ground import Ground
from hub.store.ids import new_id
from hub.store.outages import needing
from hub.store.prepared import Prepared

_INSERT: Final = Prepared(lambda _: insert(log_entry))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is handed out with a read: the entry's id and its leaf hash (hex). The proof follows once it is sealed."""

    entry: str
    leaf: str


def append(tx: Connection, ground: Ground, entry: NewEntry, detail: bytes | None = None) -> Receipt:
    """Write one entry; `detail` is given in clear and kept sealed. It stands when `tx` commits, not before.

    It tells the rows with a tag that the transaction wrote before it. Raises UnfitEntry, and KeysError when a detail
    cannot be sealed: the caller's transaction then falls with it.
    """
    rows = tuple(Record(*row) for row in row_marks.take(tx, ground, entry.ts))
    return _insert(tx, [_row(ground, replace(entry, rec=entry.rec + rows) if rows else entry, detail)])[0]


def append_many(tx: Connection, ground: Ground, entries: Iterable[NewEntry]) -> list[Receipt]:
    """Write one entry for each case of a list, by one statement."""
    rows = [_row(ground, entry, None) for entry in entries]
    return _insert(tx, rows) if rows else []


def _insert(tx: Connection, rows: Sequence[dict[str, Any]]) -> list[Receipt]:
    with needing("log"):
        _INSERT.write(tx, entry_tags.noted(tx, rows))
    return [Receipt(row["id"], row["leaf"].hex()) for row in rows]


def _row(ground: Ground, entry: NewEntry, detail: bytes | None) -> dict[str, Any]:
    entry_id = new_id(ground.random)
    sealed = digest = None
    if detail is not None:
        sealed = seal_detail(ground, entry_id=entry_id, subject=entry.subj, plaintext=detail)
        digest = sha256(sealed).hexdigest()
    body = entry_tags.tagged(ground, lambda salt: canonical(entry, entry_id=entry_id, salt=salt, detail=digest))
    return {
        "id": entry_id,
        "at": entry.ts,
        "body": body,
        "leaf": leaf_hash(body),
        "actor": entry.actor,
        "actor_unit": entry.unit,
        "subject": entry.subj,
        "case_id": entry.case,
        "action": entry.act,
        "outcome": entry.outcome,
        "detail": sealed,
    }
