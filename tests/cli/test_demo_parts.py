"""What the demo's story is made of: days counted back, short forms of weekly times, and people who exist nowhere."""

from datetime import date, timedelta

import pytest

from hub.cli.story.calendar import Calendar
from hub.cli.story.cast import data_text, read_cast, slots_of
from hub.officers.reaching import dialled
from hub.officers.reading import read_officers
from hub.participants.numbers import TEST_NUMBERS
from hub.store.days import day_of
from policies.vocabulary import PARTICIPANT_SOURCE, Category, Purpose

MONDAY = date(2026, 3, 30)  # the day after the clocks went forward


@pytest.mark.parametrize("weekday", range(7))
def test_offices_are_closed_at_weekends(weekday: int) -> None:
    today = MONDAY + timedelta(days=weekday)
    calendar = Calendar(today)
    for days in range(60):
        exact, office = (day_of(at) for at in (calendar.instant(days, "21:40"), calendar.office_instant(days, "21:40")))
        assert exact == today - timedelta(days=days)
        assert office.weekday() < 5
        assert timedelta(0) <= exact - office <= timedelta(days=2)


def test_files_are_filled_with_dates_and_numbers() -> None:
    filled = Calendar(MONDAY).fill("{T-1};{T+2};{P01}", {"P01": "SK-2222-3333"})
    assert filled == "2026-03-29;2026-04-01;SK-2222-3333"


def test_weekly_times_have_a_short_form() -> None:
    assert slots_of(["1-2,5 09:00-13:00"]) == [{"day": day, "start": "09:00", "end": "13:00"} for day in (1, 2, 5)]


def test_the_officers_file_can_be_read_on_any_day() -> None:
    calendar = Calendar(MONDAY)
    rows = read_officers(calendar.fill(data_text("officers.csv"), {}).encode())
    assert {row.email for row in rows} == {officer.email for officer in read_cast().officers.values()}
    leaving = read_officers(calendar.fill(data_text("leaving.csv"), {}).encode())
    assert [day_of(row.ends or 0) for row in leaving] == [MONDAY - timedelta(days=10)]


def test_the_officers_telephones_are_nobodys() -> None:
    """Numbers that the Swedish telecom authority keeps for made-up people: mobile, Malmö, Stockholm."""
    rows = read_officers(Calendar(MONDAY).fill(data_text("officers.csv"), {}).encode())
    digits = [dialled(row.reach.phone) for row in rows if row.reach.phone]
    kept = {"070": range(1740605, 1740700), "040": range(6280400, 6280500), "08": range(46500400, 46500500)}
    assert len(set(digits)) == len(digits) > 0
    for one in digits:
        assert any(one.startswith(area) and int(one.removeprefix(area)) in free for area, free in kept.items()), one


def test_the_participants_are_nobody() -> None:
    cast = read_cast()
    for person in cast.participants.values():
        assert person.number is None or person.number.replace("-", "") in TEST_NUMBERS
        # Numbers that the Swedish telecom authority keeps for made-up people.
        assert not person.contact or 1740605 <= int(person.contact.replace(" ", "").partition("-")[2]) <= 1740699
        assert (person.purpose in frozenset(Purpose)) is bool(person.gives)
        for source, categories in {**person.gives, **person.later}.items():
            assert source == PARTICIPANT_SOURCE or source in cast.officers
            assert set(categories) <= set(Category)
