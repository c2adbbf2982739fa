"""Seals committed entries: consecutive leaf numbers, the tree, a signed checkpoint; right after, and never in line."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, exists, insert, select

from hub.access_log.checkpoint import Checkpoint, sign_checkpoint
from hub.access_log.entry import concerned_units
from hub.access_log.tables import log_checkpoint, log_concern, log_entry, log_leaf, log_node
from hub.access_log.tree import Frontier, is_kept
from hub.store.ground import Ground

BATCH: Final = 1000  # entries a transaction: on SQLite a seal holds the one write lock for some milliseconds at most
SECOND: Final = 1_000_000
# An entry's instant is read before its commit, so a seal looks back further than to the last seal: by this much each
# time, by more once a minute, and through everything at start.
NEAR: Final = 10 * SECOND
FAR: Final = 600 * SECOND
_ADVISORY_LOCK: Final = 0x6C6F67  # "log": the one number that all processes of an installation's database share

_LATEST: Final = select(log_checkpoint).order_by(log_checkpoint.c.size.desc()).limit(1)
_PENDING: Final = (
    select(log_entry.c.id, log_entry.c.body, log_entry.c.leaf, log_entry.c.at)
    .where(log_entry.c.at >= bindparam("since"), ~exists().where(log_leaf.c.entry_id == log_entry.c.id))
    .order_by(log_entry.c.at, log_entry.c.id)
    .limit(bindparam("most"))
)


class LogBroken(Exception):  # noqa: N818 - names the state
    """What is sealed already contradicts itself; nothing is sealed on top of it. `hub log verify` says where."""


def seal_pending(ground: Ground, *, reach: int | None = FAR) -> int:
    """Seal what is committed and say how many; `reach` is how far before the last seal to look (µs), None for all."""
    sealed = 0
    while _is_pending(ground, reach):
        with ground.store.write() as tx:
            number = _seal_batch(tx, ground, reach)
        if not number:  # another process was faster
            break
        sealed += number
    return sealed


def _is_pending(ground: Ground, reach: int | None) -> bool:
    with ground.store.read() as tx:
        return tx.execute(_PENDING, {"since": _since(_latest(tx), reach), "most": 1}).first() is not None


def _latest(tx: Connection) -> Row[Any] | None:
    return tx.execute(_LATEST).first()


def _since(latest: Row[Any] | None, reach: int | None) -> int:
    return 0 if latest is None or reach is None else latest.at - reach


def _seal_batch(tx: Connection, ground: Ground, reach: int | None) -> int:
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
    latest = _latest(tx)
    frontier = _frontier(latest)
    now = ground.clock.now(tx)
    pending = tx.execute(_PENDING, {"since": _since(latest, reach), "most": BATCH}).all()
    if not pending:
        return 0
    _write(tx, frontier, pending)
    checkpoint = Checkpoint(frontier.size, frontier.root())
    note = sign_checkpoint(ground.provider, ground.installation, checkpoint)
    # `at` is where the next seal begins to look, so a full batch says how far it came.
    at = now if len(pending) < BATCH else pending[-1].at
    head = {"size": checkpoint.size, "root": checkpoint.root, "at": at, "frontier": frontier.packed(), "note": note}
    tx.execute(insert(log_checkpoint), head)
    return len(pending)


def _frontier(latest: Row[Any] | None) -> Frontier:
    if latest is None:
        return Frontier()
    try:
        frontier = Frontier(latest.size, latest.frontier)
    except ValueError as error:
        raise LogBroken("the last checkpoint's frontier") from error
    if frontier.root() != latest.root:
        raise LogBroken("the last checkpoint's root")
    return frontier


def _write(tx: Connection, frontier: Frontier, pending: Sequence[Row[Any, Any, Any, Any]]) -> None:
    leaves: list[dict[str, Any]] = []
    nodes: list[dict[str, Any]] = []
    concerns: list[dict[str, Any]] = []
    for entry_id, body, leaf, _ in pending:
        number = frontier.size
        leaves.append({"number": number, "entry_id": entry_id, "leaf_hash": leaf})
        units = sorted(concerned_units(body))
        concerns.extend({"unit_id": unit, "number": number, "entry_id": entry_id} for unit in units)
        completed = frontier.append(leaf)
        nodes.extend({"level": at[0], "position": at[1], "hash": root} for at, root in completed if is_kept(at))
    for table, rows in ((log_leaf, leaves), (log_node, nodes), (log_concern, concerns)):
        if rows:
            tx.execute(insert(table), rows)
