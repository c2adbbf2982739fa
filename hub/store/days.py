"""Swedish calendar days and the instants at which they begin; the only code that knows a time zone."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Europe/Stockholm")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_INSTANT: Final = re.compile(_DAY.pattern + "[Tt ].+", re.ASCII)
_TYPED: Final = (
    re.compile(r"(?P<year>[0-9]{4})(?P<sign>[-/.])(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2})", re.ASCII),
    re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})", re.ASCII),
    re.compile(r"(?P<day>[0-9]{1,2})(?P<sign>[-/.])(?P<month>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{4})", re.ASCII),
    re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})[ -](?P<year>[0-9]{4})", re.ASCII),  # 1/12 2026
)
_SERIAL: Final = re.compile(r"[4-6][0-9]{4}", re.ASCII)  # the years from 2009 to 2091
_NO_DAY: Final = date(1899, 12, 30)  # from which spreadsheets count
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


def is_near(day: date) -> bool:
    """Tell whether a day can be reckoned with: at the calendar's ends there is none before, or after."""
    return _FIRST_YEAR <= day.year <= _LAST_YEAR


def asked_day(text: str | None) -> date | None:
    """Return the day that an address asks for; None for what is no day, or none that can be reckoned with."""
    try:
        day = written_day(text or "")
    except ValueError:
        return None
    return day if is_near(day) else None


def written_day(text: str) -> date:
    """Read YYYY-MM-DD. Raises ValueError, also for ISO 8601's other ways, by the week or without signs."""
    if not _DAY.fullmatch(text):
        raise ValueError("another format than year, month and day")
    return date.fromisoformat(text)


def said_day(text: str) -> str:
    """Give the day that a person has typed as YYYY-MM-DD; what is none is given back as it is, and refused later.

    In Sweden the day stands before its month where the year is last. A day without its year is none.
    """
    found = next((one for form in _TYPED if (one := form.fullmatch(text.strip()))), None)
    return f"{found['year']}-{found['month']:0>2}-{found['day']:0>2}" if found else text.strip()


def sheet_day(text: str) -> str:
    """Give the day that stands in a sheet as `said_day` does; also one that lost its format and is a bare number."""
    if _SERIAL.fullmatch(text):
        return (_NO_DAY + timedelta(days=int(text))).isoformat()
    return said_day(text)


def start_of(day: date) -> int:
    """Return the instant (µs) at which the day begins in Sweden."""
    return (datetime.combine(day, time(), tzinfo=ZONE) - _EPOCH) // _MICROSECOND


def end_of(day: date) -> int:
    """Return the instant (µs) at which the day is over: intervals are half-open."""
    return start_of(day + timedelta(days=1))


def last_day_of(ends: int) -> date:
    """Give the last day on which what is over at the instant `ends` (µs) still holds."""
    return day_of(ends - 1)


def months_from(day: date, months: int) -> date:
    """Give the last day of so many months that begin on `day`; that of a month without such a day is its last."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    last_of_month = monthrange(year, month)[1]
    return (
        date(year, month, day.day) - timedelta(days=1) if day.day <= last_of_month else date(year, month, last_of_month)
    )


def day_of(at: int) -> date:
    """Return the Swedish day of an instant (µs)."""
    return moment(at).astimezone(ZONE).date()


def moment(at: int) -> datetime:
    """Return the instant (µs) as a datetime in UTC, exactly."""
    return _EPOCH + timedelta(microseconds=at)


def local(at: int) -> datetime:
    """Return the instant (µs) as a datetime on Swedish clocks."""
    return moment(at).astimezone(ZONE)


def instant(moment: datetime) -> int:
    """Return the instant (µs) of a datetime that knows its offset, exactly."""
    return (moment - _EPOCH) // _MICROSECOND


def read(text: str) -> int | date:
    """Read what a request says: an RFC 3339 date, or an instant with its offset (µs). Raises ValueError.

    ISO 8601 has more ways to write a day, by its week or without signs; no description of the API promises those.
    """
    if not _INSTANT.fullmatch(text):
        return written_day(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("an instant without its offset")
    return instant(moment)


def written(at: int) -> str:
    """Return the instant (µs) as the API writes it: 2026-03-31T07:00:00.000000Z."""
    return moment(at).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
