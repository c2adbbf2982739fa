"""Who is reminded when: at once, after three working days, after five; weekends and holidays do not count."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hub.grants.reminding import Reminder, last_answer_day, reminder, working_days


def _at(day: str, hour: int = 12) -> int:
    moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=hour)
    return int(moment.timestamp()) * 1_000_000


@pytest.mark.parametrize(
    ("until", "who"),
    [
        ("2026-03-16", Reminder.OFFICER),
        ("2026-03-18", Reminder.OFFICER),
        ("2026-03-19", Reminder.UNIT),
        ("2026-03-22", Reminder.UNIT),
        ("2026-03-23", Reminder.COACH_AND_PARTICIPANT),
        ("2027-01-01", Reminder.COACH_AND_PARTICIPANT),
    ],
)
def test_signed_on_a_monday(until: str, who: Reminder) -> None:
    assert reminder(at=_at(until), since=_at("2026-03-16")) is who


def test_a_weekend_does_not_count() -> None:
    friday = _at("2026-03-20")
    assert [working_days(since=friday, until=friday + days * 86_400_000_000) for days in range(5)] == [0, 0, 0, 1, 2]
    assert timedelta(microseconds=friday) > timedelta(0)


def test_time_that_goes_backwards_counts_nothing() -> None:
    assert working_days(since=_at("2026-03-20"), until=_at("2026-03-16")) == 0


@pytest.mark.parametrize(
    ("signed", "until", "days"),
    [
        ("2026-04-02", "2026-04-07", 1),  # Good Friday and Easter Monday
        ("2026-06-18", "2026-06-22", 1),  # midsummer eve is no public holiday, and nobody works
        ("2026-12-23", "2026-12-28", 1),
        ("2026-12-30", "2027-01-04", 1),
        ("2026-05-13", "2026-05-15", 1),  # Ascension Day is free, the Friday after it is not
    ],
)
def test_holidays_do_not_count(signed: str, until: str, days: int) -> None:
    assert working_days(since=_at(signed), until=_at(until)) == days


def test_the_day_is_the_swedish_one() -> None:
    late = _at("2026-03-16", hour=23)  # Tuesday in Sweden already
    assert working_days(since=late, until=_at("2026-03-18")) == 1


def test_five_working_days_are_given_to_answer() -> None:
    assert last_answer_day(_at("2026-03-30")) == date(2026, 4, 8)
