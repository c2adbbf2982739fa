"""Moves the heads: after a sealed record was written, which version stands and what it hashes to, frame and all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, NamedTuple

import orjson
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from hub.store.tables import record_head
from keys.errors import Tampered


class HeadRefused(Exception):  # noqa: N818 - names the act
    """The head already stands at this version or a later one: two writers met, and this one is the later."""


class Frame(NamedTuple):
    """What stands in clear beside a record's sealed bytes, and decides how far back a line reaches and where it shows.

    `group` is what it belongs to: an item's plan, a document's consent. What a table has no column for is left out.
    """

    first_written: int
    basis_version: int | None = None
    kind: str = ""
    group: str = ""


def head_hash(sealed: bytes, first_written: int, basis_version: int | None, kind: str, group: str) -> bytes:
    """Give what head and log hold of a record: the SHA-256 of its frame, then its sealed bytes.

    The frame is a JSON array without blanks, its first element this rule's name. An array says itself where it ends,
    so nothing can pass from frame to bytes; and no sealed bytes begin like one, so no hash of them alone is this one.
    What no hub writes into a frame's columns hashes to something else, and raises nothing.
    """
    frame = ("hub/head", first_written, basis_version, kind, group)
    return sha256(orjson.dumps(frame, default=repr) + sealed).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One record as it was just written; `sha256` is its head's."""

    table: str
    record: str
    version: int
    sha256: bytes
    sealed: bytes = field(repr=False)


def check_head(tx: Connection, standing: Written) -> None:
    """Hold that a record is what its head stands for, before the next version takes its frame over. Raises Tampered.

    Without it, who rewrites a frame would only have to wait for the next save to have it told to the log as genuine.
    """
    head = tx.execute(_HEAD, {"table": standing.table, "record": standing.record}).first()
    if head is None or tuple(head) != (standing.version, standing.sha256):
        raise Tampered(f"{standing.table} {standing.record}: not the record that its head row stands for")


def put_heads(tx: Connection, written: Sequence[Written], *, entry: str) -> None:
    """Point the records' heads at what was written; `entry` is the log entry that tells of it. Raises HeadRefused."""
    for record in written:
        put_head(tx, record, entry=entry)


def put_head(tx: Connection, record: Written, *, entry: str) -> None:
    moved = tx.execute(
        _PUT[tx.dialect.name],
        {
            "record_table": record.table,
            "record_id": record.record,
            "version": record.version,
            "ct_sha256": record.sha256,
            "entry_id": entry,
        },
    )
    if moved.first() is None:
        raise HeadRefused(record.table)


def _put(insert: postgresql.Insert | sqlite.Insert) -> ReturningInsert[int]:
    new = insert.excluded
    return insert.on_conflict_do_update(
        index_elements=[record_head.c.record_table, record_head.c.record_id],
        set_={"version": new.version, "ct_sha256": new.ct_sha256, "entry_id": new.entry_id},
        where=record_head.c.version < new.version,
    ).returning(record_head.c.version)


_HEAD: Final = select(record_head.c.version, record_head.c.ct_sha256).where(
    record_head.c.record_table == bindparam("table"), record_head.c.record_id == bindparam("record")
)
_PUT: Final = {"postgresql": _put(postgresql.insert(record_head)), "sqlite": _put(sqlite.insert(record_head))}
