"""Brings what is sealed into the tables of looking back: in batches of their own, never while an act waits."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, bindparam, case, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from hub.access_log.reader.tables import log_look, log_looked, log_seen
from hub.access_log.tables import log_checkpoint, log_concern, log_entry, log_leaf
from hub.store.ground import Ground
from hub.store.locks import lock_update

BATCH: Final = 500  # leaves a transaction: on SQLite it holds the one write lock for some milliseconds
_ONE: Final = 1
_INSERTS: Final[Mapping[str, Any]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}

SEALED: Final = log_concern.join(log_leaf, log_leaf.c.number == log_concern.c.number).join(
    log_entry, log_entry.c.id == log_leaf.c.entry_id
)
REACH: Final = (log_concern.c.number >= bindparam("begin"), log_concern.c.number < bindparam("end"))
_LOOKS: Final = (
    select(
        log_concern.c.unit_id,
        log_entry.c.at,
        log_concern.c.number,
        log_entry.c.actor,
        log_entry.c.subject,
        log_entry.c.case_id,
        log_entry.c.action,
        log_entry.c.outcome,
        case((log_entry.c.actor_unit.is_not(None), True), else_=False).label("staff"),
    )
    .select_from(SEALED)
    .where(*REACH)
)
_SEEN: Final = (
    select(log_concern.c.unit_id, log_entry.c.actor)
    .select_from(SEALED)
    .where(*REACH, log_entry.c.actor_unit.is_not(None))
    .distinct()
)


def catch_up(ground: Ground) -> int:
    """Bring in all that is sealed, and say how many leaves that were."""
    taken = 0
    while _is_behind(ground):
        with ground.store.write() as tx:
            number = _take_batch(tx)
        if not number:  # another process was faster
            break
        taken += number
    return taken


def sealed_size(tx: Connection) -> int:
    """Give how many leaves are sealed: all with a smaller number are there."""
    return int(tx.execute(select(func.max(log_checkpoint.c.size))).scalar_one() or 0)


def unless_there(tx: Connection, table: Any) -> Any:
    """Make an insert that leaves alone what stands already."""
    return inserting(tx, table).on_conflict_do_nothing()


def inserting(tx: Connection, table: Any) -> Any:
    """Make the database's own insert, which can say what to do with what stands already."""
    return _INSERTS[tx.dialect.name](table)


def _is_behind(ground: Ground) -> bool:
    with ground.store.read() as tx:
        upto = tx.execute(select(log_looked.c.upto)).scalar_one_or_none() or 0
        return sealed_size(tx) > upto


def _take_batch(tx: Connection) -> int:
    tx.execute(unless_there(tx, log_looked), {"id": _ONE, "upto": 0})
    begin = tx.execute(lock_update(select(log_looked.c.upto), log_looked)).scalar_one()
    end = min(sealed_size(tx), begin + BATCH)
    if end <= begin:
        return 0
    reach = {"begin": begin, "end": end}
    tx.execute(insert(log_look).from_select([column.name for column in log_look.c], _LOOKS), reach)
    tx.execute(inserting(tx, log_seen).from_select(["unit_id", "actor"], _SEEN).on_conflict_do_nothing(), reach)
    tx.execute(update(log_looked).values(upto=end))
    return int(end - begin)
