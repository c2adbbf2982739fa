"""The first and last day of a consent, in words and as instants: the last day is included whole."""

from datetime import date

from babel.dates import format_date

from hub.store.days import day_of, end_of, start_of


def first_instant(day: date, *, at: int) -> int:
    """Give the instant (µs) from which a consent holds that begins on `day`; today it begins now."""
    return at if day == day_of(at) else start_of(day)


def last_instant(day: date) -> int:
    """Give the instant (µs) at which a consent with this last day has ended."""
    return end_of(day)


def last_day_of(valid_to: int) -> date:
    """Give the last day on which something that ends at `valid_to` still holds."""
    return day_of(valid_to - 1)


def written(day: date) -> str:
    return format_date(day, "d MMMM y", locale="sv")
