"""Counts acts of staff by the hour, for the drawings of the look back: each entry once, whoever it concerns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, func, select

from hub.access_log.reader.looking import Filters, narrowed
from hub.access_log.reader.tables import log_look, log_tally
from hub.access_log.reader.tallying import set_of
from hub.store.clock import HOUR


@dataclass(frozen=True, slots=True)
class Counted:
    """How many acts of one outcome began in one hour; `hour` in whole hours since the epoch, UTC."""

    hour: int
    outcome: str
    n: int


def counts(tx: Connection, *, units: Sequence[str], filters: Filters) -> list[Counted]:
    """Count what staff did that concerns these units, oldest hour first, of every hour that the filters' span meets.

    From what `tallying.tally` has counted: called first, after a seal, that is everything. Who is looked for by name or
    by case has few entries, and those are counted themselves.
    """
    if not units:
        return []
    begins = filters.begins if filters.begins is None else filters.begins // HOUR * HOUR
    ends = filters.ends if filters.ends is None else -(-filters.ends // HOUR) * HOUR
    filters = filters.within(begins, ends)
    query = _few(units, filters) if filters.names_somebody else _many(units, filters)
    return [Counted(row.hour, row.outcome, row.n) for row in tx.execute(query)]


def _many(units: Iterable[str], filters: Filters) -> Select[Any]:
    query = select(log_tally.c.hour, log_tally.c.outcome, func.sum(log_tally.c.n).label("n")).where(
        log_tally.c.set_id == set_of(units)
    )
    if filters.action is not None:
        query = query.where(log_tally.c.action == filters.action)
    if filters.outcome is not None:
        query = query.where(log_tally.c.outcome == filters.outcome)
    if filters.begins is not None:
        query = query.where(log_tally.c.hour >= filters.begins // HOUR)
    if filters.ends is not None:
        query = query.where(log_tally.c.hour < filters.ends // HOUR)
    return query.group_by(log_tally.c.hour, log_tally.c.outcome).order_by(log_tally.c.hour, log_tally.c.outcome)


def _few(units: Iterable[str], filters: Filters) -> Select[Any]:
    hour = log_look.c.at.op("/", return_type=BigInteger())(HOUR)
    once = (
        select(log_look.c.number, hour.label("hour"), log_look.c.outcome)
        .where(log_look.c.unit_id.in_(units), log_look.c.staff, *narrowed(filters))
        .distinct()
        .subquery()
    )
    query = select(once.c.hour, once.c.outcome, func.count().label("n"))
    return query.group_by(once.c.hour, once.c.outcome).order_by(once.c.hour, once.c.outcome)
