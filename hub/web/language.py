"""Which language a page is in, and how moments and days are written in it."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from flask import Flask
from flask_babel import Babel, format_date, format_datetime, get_locale

from hub.store.days import instant

SWEDISH: Final = "sv"
TIME_ZONE: Final = "Europe/Stockholm"
_CATALOGUES: Final = Path(__file__).resolve().parents[2] / "translations"


def register(app: Flask) -> None:
    Babel(
        app,
        default_locale=SWEDISH,
        default_timezone=TIME_ZONE,
        default_translation_directories=str(_CATALOGUES),
        locale_selector=lambda: SWEDISH,
    )
    app.jinja_env.filters.update(
        moment=moment, day=day, last_day=last_day, weekday=weekday, short_day=short_day, short_month=short_month
    )
    app.jinja_env.globals.update(language=lambda: str(get_locale()).replace("_", "-"))


def moment(at: int | None) -> str:
    """Write microseconds since the epoch as a person in Sweden reads a moment; empty for none."""
    if at is None:
        return ""
    return format_datetime(datetime.fromtimestamp(at / 1_000_000, UTC), "d MMMM y 'kl.' HH.mm")


def last_day(ends: str) -> str:
    """Write the last day on which something holds that ends at this instant (RFC 3339)."""
    return day(instant(datetime.fromisoformat(ends)) - 1)


def day(value: int | str | date | None) -> str:
    """Write an instant, an ISO date or a date as a day; empty for none."""
    match value:
        case None | "":
            return ""
        case int():
            return format_datetime(datetime.fromtimestamp(value / 1_000_000, UTC), "d MMMM y")
        case str():
            return format_date(date.fromisoformat(value), "d MMMM y")
        case date():
            return format_date(value, "d MMMM y")


def weekday(value: date) -> str:
    return format_date(value, "EEEE d MMMM")


def short_day(value: date) -> str:
    return format_date(value, "EEE d/M")


def short_month(value: date) -> str:
    return format_date(value, "MMM")
