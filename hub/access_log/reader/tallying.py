"""Counts acts of staff by the hour for each set of units that somebody reviews: each entry once."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, Select, func, select, update

from hub.access_log.reader.indexing import REACH, SEALED, inserting, sealed_size, unless_there
from hub.access_log.reader.tables import log_tallied, log_tally
from hub.access_log.tables import log_concern, log_entry
from hub.store.clock import HOUR
from hub.store.ground import Ground
from hub.store.locks import lock_update

BATCH: Final = 5_000  # leaves a transaction
_KEYS: Final = ("action", "hour", "outcome")


def tally(ground: Ground, units: Sequence[str]) -> int:
    """Count all that is sealed and concerns one of these units; say how many leaves were gone through."""
    taken = 0
    while units and _is_behind(ground, units):
        with ground.store.write() as tx:
            number = _take_batch(tx, units)
        if not number:  # another process was faster
            break
        taken += number
    return taken


def set_of(units: Iterable[str]) -> str:
    """Give the id of a set of units, whichever way it is ordered."""
    return sha256(_plain(units).encode()).hexdigest()[:32]


def counted(units: Iterable[str]) -> Select[Any]:
    """Make the question what there is to count between two leaf numbers, `begin` and `end`."""
    hour = log_entry.c.at.op("/", return_type=BigInteger())(HOUR)
    once = (
        select(log_concern.c.number, log_entry.c.action, hour.label("hour"), log_entry.c.outcome)
        .select_from(SEALED)
        .where(log_concern.c.unit_id.in_(sorted(set(units))), *REACH, log_entry.c.actor_unit.is_not(None))
        .distinct()
        .subquery()
    )
    keys = [once.c[name] for name in _KEYS]
    return select(*keys, func.count().label("n")).group_by(*keys)


def _plain(units: Iterable[str]) -> str:
    return ",".join(sorted(set(units)))


def _is_behind(ground: Ground, units: Iterable[str]) -> bool:
    with ground.store.read() as tx:
        upto = tx.execute(select(log_tallied.c.upto).where(log_tallied.c.set_id == set_of(units))).scalar_one_or_none()
        return sealed_size(tx) > (upto or 0)


def _take_batch(tx: Connection, units: Sequence[str]) -> int:
    mine = set_of(units)
    tx.execute(unless_there(tx, log_tallied), {"set_id": mine, "units": _plain(units), "upto": 0})
    begun = select(log_tallied.c.upto).where(log_tallied.c.set_id == mine)
    begin = tx.execute(lock_update(begun, log_tallied)).scalar_one()
    end = min(sealed_size(tx), begin + BATCH)
    if end <= begin:
        return 0
    found = tx.execute(counted(units), {"begin": begin, "end": end}).all()
    if found:
        add = inserting(tx, log_tally)
        add = add.on_conflict_do_update(index_elements=["set_id", *_KEYS], set_={"n": log_tally.c.n + add.excluded.n})
        tx.execute(add, [{"set_id": mine, **dict(zip((*_KEYS, "n"), row, strict=True))} for row in found])
    tx.execute(update(log_tallied).where(log_tallied.c.set_id == mine).values(upto=end))
    return int(end - begin)
