"""Swedish days: where they begin in winter and summer, and that no instant is lost on the way."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from hub.store.days import asked_day, day_of, end_of, moment, read, start_of, written

MICROSECOND = 1_000_000


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        (date(2026, 1, 15), datetime(2026, 1, 14, 23, tzinfo=UTC)),
        (date(2026, 7, 15), datetime(2026, 7, 14, 22, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 28, 23, tzinfo=UTC)),  # 23 hours long
        (date(2026, 10, 25), datetime(2026, 10, 24, 22, tzinfo=UTC)),  # 25 hours long
    ],
)
def test_a_day_begins_at_midnight_in_sweden(day: date, begins: datetime) -> None:
    assert start_of(day) == int(begins.timestamp()) * MICROSECOND
    assert day_of(start_of(day)) == day
    assert day_of(end_of(day) - 1) == day
    assert day_of(end_of(day)) > day


def test_a_moment_is_exact() -> None:
    assert moment(1_774_000_000_123_457).microsecond == 123_457


def test_an_instant_is_written_and_read_back_exactly() -> None:
    assert written(1_774_000_000_000_000) == "2026-03-20T09:46:40.000000Z"
    assert read(written(1_774_000_000_123_457)) == 1_774_000_000_123_457
    assert read("2026-03-20T10:46:40+01:00") == 1_774_000_000_000_000
    assert read("2026-03-20") == date(2026, 3, 20)


@pytest.mark.parametrize("text", ["", "snart", "2026-02-30", "2026-03-20T10:46:40", "2026-03-20 25:00Z"])
def test_what_is_neither_day_nor_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"offset|format|range|hour"):
        read(text)


@pytest.mark.parametrize("text", ["2027-W05-1", "2027-W05-1T10:00+01:00", "20270201T100000Z", "20270201", "2027-032"])
def test_a_day_written_another_way_than_the_description_says_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="another format"):
        read(text)
    assert asked_day(text) is None


def test_sweden_is_known_where_the_machine_has_no_zones() -> None:
    code = "from datetime import date; from hub.store.days import start_of; print(start_of(date(2026, 7, 15)))"
    environment = {**os.environ, "PYTHONTZPATH": ""}
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert int(told.stdout) == start_of(date(2026, 7, 15))
