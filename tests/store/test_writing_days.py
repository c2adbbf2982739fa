"""Days are written as Babel's patterns write them, in every language of the pages."""

from datetime import date, timedelta

import pytest
from babel.dates import format_date

from hub.store.writing_days import write_day, write_full_day, write_short_day, write_short_month, write_weekday
from hub.web.language import LANGUAGES

DAYS = [date(2023, 12, 25) + timedelta(days=at) for at in range(400)] + [date(1, 1, 1), date(9999, 12, 31)]


@pytest.mark.parametrize("locale", sorted({one.locale for one in LANGUAGES.values()}))
def test_days_are_written_as_babel_writes_them(locale: str) -> None:
    for day in DAYS:
        assert write_day(day, locale) == format_date(day, "d MMMM y", locale)
        assert write_full_day(day, locale) == format_date(day, "EEEE d MMMM y", locale)
        assert write_weekday(day, locale) == format_date(day, "EEEE d MMMM", locale)
        assert write_short_day(day, locale) == format_date(day, "EEE d/M", locale)
        assert write_short_month(day, locale) == format_date(day, "MMM", locale)


def test_where_no_language_is_said_a_day_is_swedish() -> None:
    assert write_day(date(2026, 10, 9)) == "9 oktober 2026"
