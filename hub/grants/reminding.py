"""When somebody is reminded that a unit has not yet answered: a pure function of two instants, in working days."""

from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Final

from holidays import HolidayBase, country_holidays

from hub.store.days import day_of

_SATURDAY: Final = 5
UNIT_AFTER: Final = 3
EVERYBODY_AFTER: Final = 5


class Reminder(StrEnum):
    """Who is reminded by now."""

    COACH_AND_PARTICIPANT = "coach_and_participant"
    OFFICER = "officer"
    UNIT = "unit"


def reminder(*, at: int, since: int) -> Reminder:
    """Tell who is reminded: the named officer at once, her unit's queue after 3 working days, both others after 5."""
    waited = working_days(since=since, until=at)
    if waited >= EVERYBODY_AFTER:
        return Reminder.COACH_AND_PARTICIPANT
    return Reminder.UNIT if waited >= UNIT_AFTER else Reminder.OFFICER


def working_days(*, since: int, until: int) -> int:
    """Count the working days after the Swedish day of `since`, up to and with that of `until`; no more than five.

    Weekends, public holidays and the three eves that offices keep (midsummer, Christmas, New Year) are none.
    """
    day, last = day_of(since), day_of(until)
    counted = 0
    while day < last and counted < EVERYBODY_AFTER:
        day += timedelta(days=1)
        counted += _works(day)
    return counted


def last_answer_day(since: int) -> date:
    """Give the fifth working day: the day by which a unit is asked to have answered."""
    day, counted = day_of(since), 0
    while counted < EVERYBODY_AFTER:
        day += timedelta(days=1)
        counted += _works(day)
    return day


def _works(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in _free_days()


@cache
def _free_days() -> HolidayBase:
    return country_holidays("SE", categories=("public", "de_facto"))
