"""Who is reminded when: at once, after three working days, after five; Saturdays and Sundays do not count."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hub.grants.reminding import Reminder, reminder, working_days


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
    assert reminder(at=_at(until), signed_at=_at("2026-03-16")) is who


def test_a_weekend_does_not_count() -> None:
    friday = _at("2026-03-20")
    assert [working_days(since=friday, until=friday + days * 86_400_000_000) for days in range(5)] == [0, 0, 0, 1, 2]
    assert timedelta(microseconds=friday) > timedelta(0)


def test_time_that_goes_backwards_counts_nothing() -> None:
    assert working_days(since=_at("2026-03-20"), until=_at("2026-03-16")) == 0
