"""Brings what is sealed into the tables of looking back: in batches of their own, never while an act waits."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, Insert, Row, Select, bindparam, case, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from hub.access_log.reader.tables import log_circle, log_count, log_look, log_looked, log_seen
from hub.access_log.tables import log_checkpoint, log_concern, log_entry, log_leaf
from hub.store.ground import Ground
from hub.store.locks import lock_update

BATCH: Final = 500  # leaves a transaction: on SQLite it holds the one write lock for some milliseconds
HOUR: Final = 3_600_000_000  # µs
_ONE: Final = 1
_ACTED_FOR_A_UNIT: Final = case((log_entry.c.actor_unit.is_not(None), True), else_=False)
_FROM: Final = log_concern.join(log_leaf, log_leaf.c.number == log_concern.c.number).join(
    log_entry, log_entry.c.id == log_leaf.c.entry_id
)
_REACH: Final = (log_concern.c.number >= bindparam("begin"), log_concern.c.number < bindparam("end"))
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
        _ACTED_FOR_A_UNIT.label("staff"),
    )
    .select_from(_FROM)
    .where(*_REACH)
)
_STAFF: Final[Select[Any]] = _LOOKS.where(log_entry.c.actor_unit.is_not(None)).order_by(
    log_concern.c.number, log_concern.c.unit_id
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


def circle_of(units: Iterable[str]) -> str:
    """Give the id of a set of units, whichever way it is ordered."""
    return sha256(",".join(sorted(units)).encode()).hexdigest()[:32]


def _is_behind(ground: Ground) -> bool:
    with ground.store.read() as tx:
        return _sealed(tx) > (tx.execute(select(log_looked.c.upto)).scalar_one_or_none() or 0)


def _sealed(tx: Connection) -> int:
    return int(tx.execute(select(func.max(log_checkpoint.c.size))).scalar_one() or 0)


def _take_batch(tx: Connection) -> int:
    tx.execute(_unless_there(tx, log_looked), {"id": _ONE, "upto": 0})
    begin = tx.execute(lock_update(select(log_looked.c.upto), log_looked)).scalar_one()
    end = min(_sealed(tx), begin + BATCH)
    if end <= begin:
        return 0
    reach = {"begin": begin, "end": end}
    tx.execute(insert(log_look).from_select([column.name for column in log_look.c], _LOOKS), reach)
    _take_staff(tx, tx.execute(_STAFF, reach).all())
    tx.execute(update(log_looked).values(upto=end))
    return int(end - begin)


def _take_staff(tx: Connection, rows: Sequence[Row[Any]]) -> None:
    """Note who occurs where, and count each entry once, under all the units it concerns together."""
    circles: dict[str, list[str]] = {}
    counts: dict[tuple[str, str, int, str], int] = {}
    for _, alike in groupby(rows, key=lambda row: row.number):
        entry = list(alike)
        units = [row.unit_id for row in entry]
        circle = circle_of(units)
        circles[circle] = units
        key = (circle, entry[0].action, entry[0].at // HOUR, entry[0].outcome)
        counts[key] = counts.get(key, 0) + 1
    seen = [{"unit_id": unit, "actor": actor} for unit, actor in sorted({(row.unit_id, row.actor) for row in rows})]
    _put(tx, _unless_there(tx, log_seen), seen)
    members = [{"circle_id": circle, "unit_id": unit} for circle, units in sorted(circles.items()) for unit in units]
    _put(tx, _unless_there(tx, log_circle), members)
    names = ("circle_id", "action", "hour", "outcome")
    _put(tx, _COUNTED[tx.dialect.name], [{**dict(zip(names, key, strict=True)), "n": n} for key, n in counts.items()])


def _put(tx: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        tx.execute(statement, list(rows))


def _unless_there(tx: Connection, table: Any) -> Insert:
    statement: Insert = _THERE[tx.dialect.name](table).on_conflict_do_nothing()
    return statement


_THERE: Final[Mapping[str, Any]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def _counting(make: Any) -> Insert:
    statement = make(log_count)
    counted: Insert = statement.on_conflict_do_update(
        index_elements=[log_count.c.circle_id, log_count.c.action, log_count.c.hour, log_count.c.outcome],
        set_={"n": log_count.c.n + statement.excluded.n},
    )
    return counted


_COUNTED: Final[Mapping[str, Insert]] = {name: _counting(make) for name, make in _THERE.items()}
