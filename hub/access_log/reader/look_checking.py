"""Compares what the look back is made of with the entries: nothing hidden from a list, nothing put into one.

Neither an act nor, among the names to choose from, who acted.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Connection, func, or_, select, union_all

from hub.access_log.reader.findings import Fault, Findings
from hub.access_log.reader.fitting import Fitting
from hub.access_log.reader.indexing import SEALED
from hub.access_log.reader.tables import log_look, log_looked, log_seen, log_tallied, log_tally
from hub.access_log.reader.tallying import counted, set_of
from hub.access_log.tables import log_concern, log_entry

_MOST: Final = 1000
_SAID: Final = ("actor", "subject", "case_id", "action", "outcome")
_DIFFERS: Final = or_(
    log_look.c.number.is_(None),
    log_look.c.staff != log_entry.c.actor_unit.is_not(None),
    *[log_look.c[name].is_distinct_from(log_entry.c[name]) for name in _SAID],
)
_LOOKED: Final = Fitting(log_looked.c.upto)
_TALLIED: Final = Fitting(*log_tallied.c)
_TALLY: Final = Fitting(log_tally.c.action, log_tally.c.hour, log_tally.c.outcome, log_tally.c.n)
_HELD_AGAINST: Final = SEALED.outerjoin(
    log_look,
    (log_look.c.unit_id == log_concern.c.unit_id)
    & (log_look.c.at == log_entry.c.at)
    & (log_look.c.number == log_concern.c.number),
)

_OCCUR: Final = select(log_look.c.unit_id, log_look.c.actor).where(log_look.c.staff)
_NAMED: Final = select(log_seen.c.unit_id, log_seen.c.actor)
_MISNAMED: Final = union_all(
    select(_OCCUR.except_(_NAMED).subquery()), select(_NAMED.except_(_OCCUR).subquery())
).subquery()
_OF_NO_SET: Final = select(log_tally.c.set_id).distinct().where(log_tally.c.set_id.not_in(select(log_tallied.c.set_id)))


def check_looks(tx: Connection, findings: Findings, go_on: Callable[[], None]) -> None:
    """Report each leaf that the look back tells otherwise than its entry, and each hour that is counted wrongly.

    `go_on` is called between the statements that may take long.
    """
    go_on()
    upto = max((_LOOKED(row).upto for row in tx.execute(select(*_LOOKED.columns))), default=0)
    below = log_concern.c.number < upto
    differing = select(log_concern.c.number).select_from(_HELD_AGAINST).where(below, _DIFFERS).limit(_MOST)
    for number in tx.execute(differing).scalars():
        findings.add(Fault.LOOK_DIFFERS, f"leaf {number}")
    go_on()
    wanted = tx.execute(select(func.count()).select_from(log_concern).where(below)).scalar_one()
    if tx.execute(select(func.count()).select_from(log_look)).scalar_one() != wanted:
        findings.add(Fault.LOOK_DIFFERS, f"leaf 0 to {upto - 1}")
    go_on()
    for unit in tx.execute(select(_MISNAMED.c.unit_id).distinct().limit(_MOST)).scalars():
        findings.add(Fault.LOOK_DIFFERS, f"unit {unit}")
    for where in _miscounted(tx, go_on):
        findings.add(Fault.COUNT_DIFFERS, where)


def _miscounted(tx: Connection, go_on: Callable[[], None]) -> Iterator[str]:
    """Count again for each set of units, and give each hour, or set, that is told otherwise."""
    yield from (f"set {set_id}" for set_id in tx.execute(_OF_NO_SET.limit(_MOST)).scalars())
    for row in map(_TALLIED, tx.execute(select(*_TALLIED.columns)).all()):
        go_on()
        units = row.units.split(",")
        if set_of(units) != row.set_id:
            yield f"set {row.set_id}"
            continue
        true = _by_hour(tx.execute(counted(units), {"begin": 0, "end": row.upto}))
        told = _by_hour(tx.execute(select(*_TALLY.columns).where(log_tally.c.set_id == row.set_id)))
        yield from (f"hour {key[1]}" for key in sorted(true.keys() | told.keys()) if true.get(key) != told.get(key))


def _by_hour(rows: Iterable[Any]) -> dict[tuple[str, int, str], int]:
    return {(row.action, row.hour, row.outcome): row.n for row in map(_TALLY, rows)}
