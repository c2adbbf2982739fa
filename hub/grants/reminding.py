"""When somebody is reminded that a unit has not yet answered: a pure function of two instants."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

_SATURDAY: Final = 5
_UNIT_AFTER: Final = 3
_EVERYBODY_AFTER: Final = 5


class Reminder(StrEnum):
    """Who is reminded by now."""

    COACH_AND_PARTICIPANT = "coach_and_participant"
    OFFICER = "officer"
    UNIT = "unit"


def reminder(*, at: int, signed_at: int) -> Reminder:
    """Tell who is reminded: the named officer at once, her unit's queue after 3 working days, both others after 5.

    Working days are Monday to Friday; a public holiday counts as one, which reminds a day early and never late.
    """
    waited = working_days(since=signed_at, until=at)
    if waited >= _EVERYBODY_AFTER:
        return Reminder.COACH_AND_PARTICIPANT
    return Reminder.UNIT if waited >= _UNIT_AFTER else Reminder.OFFICER


def working_days(*, since: int, until: int) -> int:
    """Count the working days that have begun after the day of `since`, up to and with the day of `until` (UTC)."""
    day, last = _day(since), _day(until)
    counted = 0
    while day < last and counted < _EVERYBODY_AFTER:
        day += timedelta(days=1)
        counted += day.weekday() < _SATURDAY
    return counted


def _day(instant: int) -> datetime:
    whole = datetime.fromtimestamp(instant // 1_000_000, tz=UTC)
    return whole.replace(hour=0, minute=0, second=0, microsecond=0)
