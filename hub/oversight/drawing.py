"""Draws when staff read: a bar for each day or week, and a square for each hour of the weekdays. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from hub.access_log.reader import Counted
from hub.store.clock import HOUR
from hub.store.days import day_of, local
from policies.vocabulary import Outcome

WIDTH: Final = 720
HEIGHT: Final = 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 8, 12, 28
_MOST_DAYS: Final = 62  # more of them are drawn by the week
_WEEK: Final = 7
_HOURS: Final = 24
_TICKS: Final = 10
CELL: Final = 26
_LABELS: Final = 44
OFFICE: Final = range(7, 18)  # hours of the weekdays in which reading is expected


@dataclass(frozen=True, slots=True)
class Bar:
    """One day or week. Heights and places in the drawing's own units; `ticked` has its date under it."""

    begins: date
    permitted: int
    refused: int
    x: float
    width: float
    permitted_y: float
    permitted_height: float
    refused_y: float
    refused_height: float
    ticked: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """The drawing of days or weeks; `lines` are (y, how many)."""

    bars: tuple[Bar, ...]
    lines: tuple[tuple[float, int], ...]
    by_week: bool
    total: int
    refused: int


@dataclass(frozen=True, slots=True)
class Square:
    """One hour of one weekday; its side grows with the number, so that colour alone says nothing."""

    hour: int
    n: int
    x: float
    y: float
    side: float
    office: bool


@dataclass(frozen=True, slots=True)
class Week:
    """The hours of the weekdays: seven rows, Monday first; `outside` counts what was outside of office hours."""

    rows: tuple[tuple[Square, ...], ...]
    outside: int
    width: int
    height: int


def draw_days(counted: Iterable[Counted], *, first: date, last: date) -> Bars:
    """Draw every day of [first, last], also those on which nothing was read."""
    days = (last - first).days + 1
    by_week = days > _MOST_DAYS
    step = _WEEK if by_week else 1
    begin = first - timedelta(days=first.weekday()) if by_week else first
    begins = [begin + timedelta(days=at) for at in range(0, (last - begin).days + 1, step)]
    sums = {one: [0, 0] for one in begins}
    for one in counted:
        day = day_of(one.hour * HOUR)
        place = day - timedelta(days=(day - begin).days % step)
        if place in sums:
            sums[place][one.outcome == Outcome.REFUSED.value] += one.n
    top = _round_up(max((sum(pair) for pair in sums.values()), default=0))
    bars = tuple(_bar(at, one, sums[one], count=len(begins), top=top) for at, one in enumerate(begins))
    lines = tuple((_y(value, top), value) for value in sorted({0, top // 2, top}))
    refused = sum(pair[1] for pair in sums.values())
    return Bars(bars, lines, by_week, total=sum(map(sum, sums.values())), refused=refused)


def draw_hours(counted: Iterable[Counted]) -> Week:
    """Draw at which hours of which weekdays, on Swedish clocks."""
    sums = [[0] * _HOURS for _ in range(_WEEK)]
    for one in counted:
        moment = local(one.hour * HOUR)
        sums[moment.weekday()][moment.hour] += one.n
    most = max(map(max, sums))
    rows = tuple(
        tuple(_square(weekday, hour, n, most) for hour, n in enumerate(row)) for weekday, row in enumerate(sums)
    )
    outside = sum(square.n for row in rows for square in row if not square.office)
    return Week(rows, outside, _LABELS + _HOURS * CELL, (_WEEK + 1) * CELL)


def _bar(at: int, begins: date, sums: Sequence[int], *, count: int, top: int) -> Bar:
    permitted, refused = sums
    room = (WIDTH - _LEFT - _RIGHT) / count
    width = max(room * 0.72, 1.0)
    upper, between = _y(permitted + refused, top), _y(permitted, top)
    return Bar(
        begins=begins,
        permitted=permitted,
        refused=refused,
        x=round(_LEFT + at * room + (room - width) / 2, 1),
        width=round(width, 1),
        permitted_y=between,
        permitted_height=round(_y(0, top) - between, 1),
        refused_y=upper,
        refused_height=round(between - upper, 1),
        ticked=at % -(-count // _TICKS) == 0,
    )


def _y(value: int, top: int) -> float:
    return round(HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * value / top, 1)


def _round_up(most: int) -> int:
    """Give the first round number that is even and not less, such as 2, 4, 6, 10, 20 or 40."""
    scale = 1
    while True:
        for first in (2, 4, 6, 10):
            if first * scale >= most:
                return first * scale
        scale *= 10


def _square(weekday: int, hour: int, n: int, most: int) -> Square:
    side = round((CELL - 4) * max((n / most) ** 0.5, 0.25), 1) if n else 0.0
    office = weekday < 5 and hour in OFFICE  # noqa: PLR2004 - Saturday
    middle_x, middle_y = _LABELS + hour * CELL + CELL / 2, (weekday + 1) * CELL + CELL / 2
    return Square(hour, n, round(middle_x - side / 2, 1), round(middle_y - side / 2, 1), side, office)
