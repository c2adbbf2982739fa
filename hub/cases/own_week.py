"""The participant's week on a phone: today first, then the rest of it, out of the week as it is drawn for everybody."""

from dataclasses import dataclass
from datetime import date

from hub.cases.drawing import Day, Week, monday_of, week_of
from hub.cases.showing import CaseView
from hub.store.days import asked_day

_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """`now` is today when the week is this one; `earlier` and `later` are its other days, each in order.

    At the end of the working week the one after it is `following`: it is what lies ahead.
    """

    week: Week
    now: Day | None
    earlier: tuple[Day, ...]
    later: tuple[Day, ...]
    current: bool
    following: Week | None = None


def own_week(view: CaseView, *, today: date, wanted: str | None) -> OwnWeek:
    """Give the week of the day that was asked for; what is no day is this week."""
    day = asked_day(wanted) or today
    week = week_of(view, monday=monday_of(day))
    current = week.monday == monday_of(today)
    if not current:
        return OwnWeek(week, None, (), week.days, current)
    return OwnWeek(
        week,
        next((one for one in week.days if one.date == today), None),
        tuple(one for one in week.days if one.date < today),
        tuple(one for one in week.days if one.date > today),
        current,
        week_of(view, monday=week.after) if today.weekday() >= _FRIDAY else None,
    )
