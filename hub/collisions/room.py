"""On which days two things go on, and what room days off leave for an activity that has no times of its own."""

from collections.abc import Iterator, Sequence
from typing import Final

from hub.plans.items import Activity, Limit

DAYS_IN_WEEK: Final = 7
FULL_WEEK: Final = 40  # hours
_WORKING_DAYS: Final = 5
_HOURS_A_DAY: Final = FULL_WEEK // _WORKING_DAYS


def days_of_both(a: Activity | Limit, b: Activity | Limit) -> tuple[int, int] | None:
    """Give the first and last day on which both go on."""
    first, last = max(a.first, b.first), min(a.last, b.last)
    return (first, last) if first <= last else None


def falls_in(day: int, days: tuple[int, int]) -> bool:
    """Tell whether the weekday (1 is Monday) is among these days; day number 1 of the calendar is a Monday."""
    first, last = days
    return last - first + 1 >= DAYS_IN_WEEK or (day - 1 - (first - 1)) % DAYS_IN_WEEK <= last - first


def without_room(activity: Activity, off: Sequence[Limit]) -> Iterator[tuple[Limit, ...]]:
    """Give each period out of which an activity without times cannot be kept, and those that do it only together.

    A week counts whole until it is over: it loses no room as its days go by, nor a period of it that is over.
    """
    by_week: dict[int, list[Limit]] = {}
    for limit in off:
        mondays = _mondays(activity, limit)
        if _has_no_room(activity, limit, mondays):
            if days_of_both(activity, limit) is not None:
                yield (limit,)
            continue
        for monday in mondays:
            if any(limit.began <= day <= limit.last for day in _working_days(activity, monday)):
                by_week.setdefault(monday, []).append(limit)
    short = (tuple(some) for monday, some in by_week.items() if len(some) > 1 and _is_short(activity, some, monday))
    yield from (
        some for some in dict.fromkeys(short) if any(days_of_both(activity, limit) is not None for limit in some)
    )


def _mondays(activity: Activity, limit: Limit) -> range:
    """Give the weeks that are not over and in which both go on, by their own days."""
    first, last = max(activity.began, limit.began, _monday(activity.first)), min(activity.last, limit.last)
    return range(_monday(first), last + 1, DAYS_IN_WEEK) if first <= last else range(0)


def _monday(day: int) -> int:
    return day - (day - 1) % DAYS_IN_WEEK


def _has_no_room(activity: Activity, limit: Limit, mondays: Sequence[int]) -> bool:
    """Tell whether all of it lies in the period, or one of these weeks has too little else of it.

    Nobody can tell where it says no hours.
    """
    whole = activity.began >= limit.began and activity.last <= limit.last
    return whole or not activity.hours_week or any(_is_short(activity, (limit,), monday) for monday in mondays)


def _working_days(activity: Activity, monday: int) -> range:
    return range(max(activity.began, monday), min(activity.last, monday + _WORKING_DAYS - 1) + 1)


def _is_short(activity: Activity, off: Sequence[Limit], monday: int) -> bool:
    """Tell whether its other working days of a week are too few for its hours."""
    hers = _working_days(activity, monday)
    left = sum(not any(limit.began <= day <= limit.last for limit in off) for day in hers)
    return left < len(hers) and (not left or activity.hours_week > left * _HOURS_A_DAY)
