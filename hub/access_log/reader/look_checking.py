"""Compares what the look back is made of with the entries: nothing hidden from a list, nothing put into one."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, func, or_, select

from hub.access_log.reader.findings import Fault, Findings
from hub.access_log.reader.indexing import HOUR, circle_of
from hub.access_log.reader.tables import log_circle, log_count, log_look, log_looked
from hub.access_log.tables import log_concern, log_entry, log_leaf

_MOST: Final = 1000
_SAID: Final = ("actor", "subject", "case_id", "action", "outcome")
_DIFFERS: Final = or_(
    log_look.c.number.is_(None),
    log_look.c.staff != log_entry.c.actor_unit.is_not(None),
    *[log_look.c[name].is_distinct_from(log_entry.c[name]) for name in _SAID],
)
_HELD_AGAINST: Final = (
    log_concern.join(log_leaf, log_leaf.c.number == log_concern.c.number)
    .join(log_entry, log_entry.c.id == log_leaf.c.entry_id)
    .outerjoin(
        log_look,
        (log_look.c.unit_id == log_concern.c.unit_id)
        & (log_look.c.at == log_entry.c.at)
        & (log_look.c.number == log_concern.c.number),
    )
)


def check_looks(tx: Connection, findings: Findings) -> None:
    """Report each leaf that the look back tells otherwise than its entry, and each hour that is counted wrongly."""
    upto = tx.execute(select(log_looked.c.upto)).scalar_one_or_none() or 0
    below = log_concern.c.number < upto
    differing = select(log_concern.c.number).select_from(_HELD_AGAINST).where(below, _DIFFERS).limit(_MOST)
    for number in tx.execute(differing).scalars():
        findings.add(Fault.LOOK_DIFFERS, f"leaf {number}")
    wanted = tx.execute(select(func.count()).select_from(log_concern).where(below)).scalar_one()
    if tx.execute(select(func.count()).select_from(log_look)).scalar_one() != wanted:
        findings.add(Fault.LOOK_DIFFERS, f"leaf 0 to {upto - 1}")
    for where in _miscounted(tx):
        findings.add(Fault.COUNT_DIFFERS, where)


def _miscounted(tx: Connection) -> Iterator[str]:
    members: dict[str, list[str]] = {}
    for row in tx.execute(select(log_circle)):
        members.setdefault(row.circle_id, []).append(row.unit_id)
    yield from (f"circle {circle}" for circle, units in members.items() if circle_of(units) != circle)
    hour = log_look.c.at.op("/", return_type=BigInteger())(HOUR).label("hour")
    once = select(log_look.c.number, hour, log_look.c.action, log_look.c.outcome).where(log_look.c.staff).distinct()
    looked = once.subquery()
    keys = (looked.c.hour, looked.c.action, looked.c.outcome)
    true = _by_hour(tx, select(*keys, func.count().label("n")).group_by(*keys))
    kept = (log_count.c.hour, log_count.c.action, log_count.c.outcome)
    told = _by_hour(tx, select(*kept, func.sum(log_count.c.n).label("n")).group_by(*kept))
    yield from (f"hour {key[0]}" for key in sorted(true.keys() | told.keys()) if true.get(key) != told.get(key))


def _by_hour(tx: Connection, query: Any) -> dict[tuple[int, str, str], int]:
    return {(row[0], row[1], row[2]): int(row[3]) for row in tx.execute(query)}
