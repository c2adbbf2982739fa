"""Turns days into instants and back, where people live: a consent's last day is included whole."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date

ZONE: Final = ZoneInfo("Europe/Stockholm")
_SECOND: Final = 1_000_000


def day_of(instant: int) -> date:
    """Give the day in Sweden on which an instant (µs) falls."""
    return datetime.fromtimestamp(instant // _SECOND, UTC).astimezone(ZONE).date()


def begin_of(day: date) -> int:
    """Give the first instant (µs) of a day in Sweden."""
    return int(datetime.combine(day, time.min, ZONE).timestamp()) * _SECOND


def end_of(day: date) -> int:
    """Give the instant (µs) at which a day in Sweden is over: it is not part of it."""
    return begin_of(day + timedelta(days=1))


def last_day_of(valid_to: int) -> date:
    """Give the last day on which something that ends at `valid_to` still holds."""
    return day_of(valid_to - 1)


def a_year_from(day: date) -> date:
    """Give the last day of twelve months that begin on `day`."""
    try:
        return day.replace(year=day.year + 1) - timedelta(days=1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


def written(day: date) -> str:
    return format_date(day, "d MMMM y", locale="sv")
