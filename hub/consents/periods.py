"""The first day of a consent as an instant, and days as its text has them."""

from datetime import date

from babel.dates import format_date

from hub.store.days import day_of, start_of


def first_instant(day: date, *, at: int) -> int:
    """Give the instant (µs) from which a consent holds that begins on `day`; today it begins now."""
    return at if day == day_of(at) else start_of(day)


def written(day: date) -> str:
    return format_date(day, "d MMMM y", locale="sv")
