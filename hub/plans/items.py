"""Opened items as typed values that rules can compare: weekly times in minutes, periods as day numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

from hub.disclosure.records import Opened
from hub.plans.vocabulary import (
    TAKES_TIME,
    TYPE_LABELS,
    ActivityStatus,
    ActivityType,
    ItemKind,
    LimitKind,
    Priority,
)

TABLE: Final = "item"
FOREVER: Final = date.max.toordinal()
_EVER: Final = date.min.toordinal()
_ACTIVITY: Final = ItemKind.ACTIVITY.value
_LIMIT: Final = ItemKind.LIMIT.value
_MINUTES_IN_HOUR: Final = 60
_FULL_WEEK_HOURS: Final = 40
_WHOLE: Final = 100

# A look-up is five times as fast as asking the enum, and every read asks for each of its items.
_TYPES: Final = {str(word): word for word in ActivityType}
_LIMITS: Final = {str(word): word for word in LimitKind}
_PRIORITIES: Final = {str(word): word for word in Priority}
_STATUSES: Final = {str(word): word for word in ActivityStatus}


class Slot(NamedTuple):
    """One weekly time: day 1 (Monday) to 7, minutes after midnight, half-open."""

    day: int
    start: int
    end: int


class Activity(NamedTuple):
    """What takes the participant's time. The period is inclusive, in days since year 1.

    `began` is its own first day; `first` is the first that is not over.
    """

    id: str
    source: str
    category: str
    type: ActivityType
    name: str
    began: int
    first: int
    last: int
    hours_week: float
    slots: tuple[Slot, ...]
    flexible: bool
    priority: Priority
    status: ActivityStatus

    @property
    def takes_time(self) -> bool:
        return self.status in TAKES_TIME


class Limit(NamedTuple):
    """What an activity must keep within. The period is as an activity's."""

    id: str
    source: str
    category: str
    kind: LimitKind
    began: int
    first: int
    last: int
    hours: float | None
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """All that rules compare, of what one reader was just permitted to open."""

    activities: tuple[Activity, ...]
    limits: tuple[Limit, ...]


def compared(opened: Sequence[Opened], *, today: date) -> Compared:
    """Give what still goes on today or is to come: what is over collides with nothing, and takes no hours.

    But for days off of this week, which give no room back by being over.
    """
    items = [item for item in opened if item.table == TABLE]
    since, monday = today.toordinal(), today.toordinal() - today.weekday()
    activities = [_activity(item, item.fields, since) for item in items if item.kind == _ACTIVITY]
    limits = [_limit(item, item.fields, since) for item in items if item.kind == _LIMIT]
    return Compared(
        tuple([one for one in activities if one.last >= since]),
        tuple([one for one in limits if one.last >= (monday if one.kind is LimitKind.NO_ACTIVITY else since)]),
    )


def _activity(item: Opened, fields: Mapping[str, Any], since: int) -> Activity:
    what, period, extent, state = fields["what"], fields["period"], fields["extent"], fields["state"]
    kind = _TYPES[what["type"]]
    slots, began = _slots(fields["slots"]["slots"]), _day(period["from"], _EVER)
    return Activity(
        id=item.record,
        source=item.source,
        category=item.category,
        type=kind,
        name=what["title"] or TYPE_LABELS[kind],
        began=began,
        first=max(began, since),
        last=_day(period["to"], FOREVER),
        hours_week=_hours(extent, slots),
        slots=slots,
        flexible=fields["slots"]["flexible"],
        priority=_PRIORITIES[state["priority"]],
        status=_STATUSES[state["status"]],
    )


def _limit(item: Opened, fields: Mapping[str, Any], since: int) -> Limit:
    period = fields["period"]
    began = _day(period["from"], _EVER)
    return Limit(
        id=item.record,
        source=item.source,
        category=item.category,
        kind=_LIMITS[fields["what"]["limit"]],
        began=began,
        first=max(began, since),
        last=_day(period["to"], FOREVER),
        hours=fields["extent"]["hours"],
        slots=_slots(fields["slots"]["slots"]),
    )


def _hours(extent: Mapping[str, Any], slots: Sequence[Slot]) -> float:
    """Give the hours a week as they were said; else as the weekly times add up; else as the part of a full week."""
    if extent["hours_week"] is not None:
        return float(extent["hours_week"])
    if slots:
        return _minutes_of(slots) / _MINUTES_IN_HOUR
    return (extent["percent"] or 0) * _FULL_WEEK_HOURS / _WHOLE


def _minutes_of(slots: Sequence[Slot]) -> int:
    """Add up weekly times, which are kept in order; what two of them share takes her time once."""
    minutes, day, until = 0, 0, 0
    for slot in slots:
        counted = until if slot.day == day else 0
        until = max(slot.end, counted)
        minutes += until - max(slot.start, counted)
        day = slot.day
    return minutes


def _slots(values: Sequence[Mapping[str, Any]]) -> tuple[Slot, ...]:
    minutes = _minutes
    return tuple([Slot._make((one["day"], minutes(one["start"]), minutes(one["end"]))) for one in values])


@lru_cache(maxsize=1441)  # as many as there are times of day
def _minutes(clock: str) -> int:
    return int(clock[:2]) * _MINUTES_IN_HOUR + int(clock[3:])


def _day(value: str | None, otherwise: int) -> int:
    return _ordinal(value) if value else otherwise


@lru_cache(maxsize=4096)  # plans of one time share their days
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()
