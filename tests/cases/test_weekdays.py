"""Weekly times in words: what is read, and that nothing that is typed makes a week of more than seven days."""

import pytest

from hub.cases.weekdays import read_days, read_times, write_times
from hub.plans.reading import Unfit


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mån-fre", [1, 2, 3, 4, 5]),
        ("1-5", [1, 2, 3, 4, 5]),
        ("tis, tors", [2, 4]),
        ("7 Måndag", [1, 7]),
        ("3", [3]),
        (" mån  \u2013\tfre, sön", [1, 2, 3, 4, 5, 7]),
    ],
)
def test_days(text: str, days: list[int]) -> None:
    assert read_days(text) == days


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "text", ["0", "8", "12", "01234567", "1-07999999999999", "07999999999999", "-", "5-1", "1-\u0665"]
)
def test_what_is_no_day_is_refused_at_once(text: str) -> None:
    """A span that ended far beyond the week was counted out day by day, until the memory of the process was full."""
    with pytest.raises(Unfit):
        read_days(text)
    with pytest.raises(Unfit):
        read_times(text, "09:00", "12:00")


def test_a_whole_day_is_said_as_one_and_lists_in_the_pages_own_way() -> None:
    slots = [{"day": day, "start": "00:00", "end": "24:00"} for day in (1, 2, 5)]
    other = {"day": 3, "start": "00:00", "end": "12:00"}
    said = write_times([*slots, other], "abcdefg", comma="، ", all_day="hela dagen")
    assert said == "c 00:00–12:00; a، b، e hela dagen"  # noqa: RUF001 - the dash that times take
