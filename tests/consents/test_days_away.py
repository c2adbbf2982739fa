"""Absences in a row are reckoned as one, however many hours the day between them has."""

from datetime import date, timedelta

import pytest

from hub.grants import absences
from hub.store.days import start_of
from tests.cast import DAY, World


def away(world: World, first: date, last: date) -> int:
    return world.api("fia").put("/me/absence", {"first_day": str(first), "last_day": str(last)}).status


def away_again(world: World, *, last: date, between: int) -> int:
    """Be away for thirty days, be there for so many, and ask on the first of them for five days more."""
    first, anew = last - timedelta(days=29), last + timedelta(days=1 + between)
    world.clock.at = start_of(first)
    assert away(world, first, last) == 200
    world.clock.at = start_of(last + timedelta(days=1))
    return away(world, anew, anew + timedelta(days=4))


@pytest.mark.parametrize("last", [date(2026, 10, 17), date(2026, 10, 24), date(2027, 3, 27), date(2027, 12, 31)])
def test_a_day_between_breaks_no_absence(world: World, last: date) -> None:
    assert away_again(world, last=last, between=1) == 422


@pytest.mark.parametrize("last", [date(2026, 10, 16), date(2026, 10, 23), date(2027, 3, 26)])
def test_two_days_do(world: World, last: date) -> None:
    assert away_again(world, last=last, between=2) == 200


def test_reckoned_as_a_day_of_24_hours_that_of_autumn_would(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has 25: she would be replaced for sixty days on one yes."""
    monkeypatch.setattr(absences, "_DAY_BETWEEN", DAY)
    assert away_again(world, last=date(2026, 10, 24), between=1) == 200
