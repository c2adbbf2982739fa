"""Seals committed entries: consecutive leaf numbers, the tree, a signed checkpoint; right after, and never in line."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, exists, func, insert, select

from hub.access_log.checkpoint import Checkpoint, sign_checkpoint
from hub.access_log.entry import concerned_units
from hub.access_log.tables import log_checkpoint, log_concern, log_entry, log_leaf, log_node
from hub.access_log.tree import HASH_BYTES, Frontier, is_kept
from hub.store import clock, entry_tags
from hub.store.errors import LogBroken
from hub.store.ground import Ground
from hub.store.prepared import Prepared

BATCH: Final = 1000  # entries a transaction: on SQLite a seal holds the one write lock for some milliseconds at most
# An entry's instant is read before its commit, so a seal looks back further than to the last seal: by this much each
# time, by more once a minute, and through everything at start.
NEAR: Final = 10 * clock.SECOND
FAR: Final = 600 * clock.SECOND
# "log": the one number that all processes of an installation's database share. Nobody may keep them waiting by it.
_TAKE_TURN: Final = f"SELECT set_config('lock_timeout', '10s', true), pg_advisory_xact_lock({0x6C6F67})"

_LATEST: Final = select(log_checkpoint).order_by(log_checkpoint.c.size.desc()).limit(1)
_NEW: Final = log_entry.c.at >= bindparam("since")
_PENDING: Final = (
    select(log_entry.c.id, log_entry.c.body, log_entry.c.leaf, log_entry.c.at)
    .where(_NEW, ~exists().where(log_leaf.c.entry_id == log_entry.c.id))
    .order_by(log_entry.c.at, log_entry.c.id)
    .limit(bindparam("most"))
)
# Nearly all that a seal looks back at are the leaves sealed last: passed over at one go, none is looked up by itself.
_LOOKED_BACK_AT: Final = select(func.count()).select_from(log_entry).where(_NEW).scalar_subquery()
_JUST_SEALED: Final = select(log_leaf.c.entry_id).where(log_leaf.c.number >= bindparam("size") - _LOOKED_BACK_AT)
_NEARLY: Final = _PENDING.where(log_entry.c.id.not_in(_JUST_SEALED))


_INTO: Final = [Prepared(partial(lambda table, _: insert(table), table)) for table in (log_leaf, log_node, log_concern)]


def seal_pending(ground: Ground, *, reach: int | None = FAR) -> int:
    """Seal what is committed and say how many; `reach` is how far before the last seal to look (µs), None for all.

    Raises LogBroken.
    """
    sealed = behind = 0
    while True:
        with ground.store.read() as tx:
            latest = _latest(tx)
            entry_tags.saw(ground, latest, partial(sign_checkpoint, ground.provider, ground.installation))
            pending = _pending(tx, ground, latest, reach, behind)
        if not pending:
            return sealed
        with ground.store.write() as tx:
            if _is_still(tx, latest):  # else another process was faster
                _seal(tx, ground, latest, pending)
                sealed += len(pending)
                if len(pending) < BATCH:
                    return sealed
                behind = pending[-1].at  # to pass each time over what is sealed would take the square of a backlog


def _latest(tx: Connection) -> Row[Any] | None:
    return tx.execute(_LATEST).first()


def _pending(tx: Connection, ground: Ground, latest: Row[Any] | None, reach: int | None, behind: int) -> Sequence[Any]:
    if behind or latest is None or reach is None:
        return tx.execute(_PENDING, {"since": behind, "most": BATCH}).all()
    since = min(latest.at, ground.clock.now(tx)) - reach  # a clock that was put back writes before the last seal
    return tx.execute(_NEARLY, {"since": since, "size": latest.size, "most": BATCH}).all()


def _is_still(tx: Connection, latest: Row[Any] | None) -> bool:
    """Let one sealer at a time on, and tell whether nothing was sealed since `latest` was read."""
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql(_TAKE_TURN)
    return _latest(tx) == latest


def _seal(tx: Connection, ground: Ground, latest: Row[Any] | None, pending: Sequence[Any]) -> None:
    frontier = _frontier(latest)
    _write(tx, frontier, pending)
    checkpoint = Checkpoint(frontier.size, frontier.root())
    note = sign_checkpoint(ground.provider, ground.installation, checkpoint)
    # `at` is where the next seal begins to look, so a full batch says how far it came.
    at = ground.clock.now(tx) if len(pending) < BATCH else pending[-1].at
    head = {"size": checkpoint.size, "root": checkpoint.root, "at": at, "frontier": frontier.packed(), "note": note}
    tx.execute(insert(log_checkpoint), entry_tags.sealing(tx, head))


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


def _write(tx: Connection, frontier: Frontier, pending: Sequence[Any]) -> None:
    rows: tuple[list[dict[str, Any]], ...] = ([], [], [])
    leaves, nodes, concerns = rows
    for entry_id, body, said, _ in pending:
        # What was not written here may say anything; `hub log verify` compares body and leaf.
        number, leaf = frontier.size, said if type(said) is bytes and len(said) == HASH_BYTES else bytes(HASH_BYTES)
        leaves.append({"number": number, "entry_id": entry_id, "leaf_hash": leaf})
        units = sorted(concerned_units(body))
        concerns.extend({"unit_id": unit, "number": number, "entry_id": entry_id} for unit in units)
        completed = frontier.append(leaf)
        nodes.extend({"level": at[0], "position": at[1], "hash": root} for at, root in completed if is_kept(at))
    for statement, new in zip(_INTO, rows, strict=True):
        if new:
            statement.write(tx, new)
