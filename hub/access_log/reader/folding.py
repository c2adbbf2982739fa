"""Finds what was done with one participant's data, with what repeats itself counted apart from what is told singly."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, func, not_, or_, select

from hub.access_log.reader.looking import Filters, LoggedEntry, narrowed, newest_first
from hub.access_log.reader.parsing import Entry
from hub.access_log.reader.tables import log_look
from hub.access_log.tables import log_entry, log_leaf
from policies.vocabulary import Action, Outcome

# A name in somebody's own list, the daily check, her own looks: telling each of them would hide what was read.
_HERS: Final = (Action.LIST, Action.LOG_READ, Action.READ, Action.SIGN_IN, Action.SIGN_OUT)
_LISTED: Final = and_(log_entry.c.action == Action.LIST, log_entry.c.actor_unit.is_not(None))
_PERMITTED: Final = log_entry.c.outcome == Outcome.PERMITTED


@dataclass(frozen=True, slots=True)
class Fold:
    """How often one actor did one thing within a span of time; `newest` is µs."""

    actor: str
    unit: str | None
    act: Action
    count: int
    newest: int


def singly(
    tx: Connection, participant: str, *, actor: str | None, before: tuple[int, str] | None, limit: int
) -> list[LoggedEntry]:
    """Give what is not folded, newest first; `before` is (ts, id) of the last one of the page before."""
    return newest_first(tx, (*_whose(participant, actor), not_(_folded(participant))), before=before, limit=limit)


def folds(tx: Connection, participant: str, *, actor: str | None, begins: int, ends: int) -> list[Fold]:
    """Count what is folded in [begins, ends), by actor, unit and act."""
    within = (log_entry.c.at >= begins, log_entry.c.at < ends)
    return _counted(tx, *_whose(participant, actor), _folded(participant), *within)


def lists(tx: Connection, participant: str, *, units: Sequence[str], begins: int, ends: int) -> list[Fold]:
    """Count the lists of officers in [begins, ends) that concern these units, as `looking.page` finds them."""
    asked = Filters(subject=participant, action=Action.LIST, begins=begins, ends=ends)
    concerning = (
        select(log_leaf.c.entry_id)
        .join(log_look, log_look.c.number == log_leaf.c.number)
        .where(log_look.c.unit_id.in_(units), *narrowed(asked))
    )
    return _counted(tx, log_entry.c.id.in_(concerning), _LISTED, _PERMITTED)


def oldest_list(tx: Connection, participant: str, *, units: Sequence[str]) -> int | None:
    """Give the instant of the first list that concerns these units, as `lists` counts them."""
    asked = narrowed(Filters(subject=participant, action=Action.LIST))
    first: int | None = tx.execute(
        select(func.min(log_look.c.at)).where(log_look.c.unit_id.in_(units), *asked)
    ).scalar()
    return first


def is_listed(entry: Entry) -> bool:
    """Say whether `lists` counts it."""
    return entry.act is Action.LIST and entry.unit is not None and entry.outcome is Outcome.PERMITTED


def reads(
    tx: Connection, participant: str, *, unit: str | None, before: tuple[int, str] | None, limit: int
) -> list[LoggedEntry]:
    """Give the reads of officers that were permitted, in lists too, of one unit or of all, newest first."""
    conditions = (
        log_entry.c.subject == participant,
        log_entry.c.action.in_((Action.READ, Action.EXTRACT, Action.LIST)),
        log_entry.c.outcome == Outcome.PERMITTED,
        log_entry.c.actor_unit.is_not(None) if unit is None else log_entry.c.actor_unit == unit,
    )
    return newest_first(tx, conditions, before=before, limit=limit)


def actors(tx: Connection, participant: str) -> Sequence[tuple[str, str]]:
    """Give (officer, unit) of everybody who has done something with her data from a unit."""
    statement = select(log_entry.c.actor, log_entry.c.actor_unit).where(
        log_entry.c.subject == participant, log_entry.c.actor_unit.is_not(None)
    )
    return [(row.actor, row.actor_unit) for row in tx.execute(statement.distinct())]


def oldest(tx: Connection, participant: str) -> int | None:
    """Give the instant of the first entry about her."""
    first: int | None = tx.execute(select(func.min(log_entry.c.at)).where(log_entry.c.subject == participant)).scalar()
    return first


def _whose(participant: str, actor: str | None) -> tuple[ColumnElement[bool], ...]:
    hers = log_entry.c.subject == participant
    return (hers,) if actor is None else (hers, log_entry.c.actor == actor)


def _folded(participant: str) -> ColumnElement[bool]:
    looked = and_(log_entry.c.actor == participant, log_entry.c.action.in_(_HERS))
    checked = log_entry.c.action == Action.COLLISION_CHECK
    return and_(or_(_LISTED, looked, checked), _PERMITTED)


def _counted(tx: Connection, *conditions: ColumnElement[bool]) -> list[Fold]:
    by = (log_entry.c.actor, log_entry.c.actor_unit, log_entry.c.action)
    counted = select(*by, func.count().label("times"), func.max(log_entry.c.at).label("newest"))
    rows = tx.execute(counted.where(*conditions).group_by(*by))
    return [Fold(row.actor, row.actor_unit, Action(row.action), row.times, row.newest) for row in rows]
