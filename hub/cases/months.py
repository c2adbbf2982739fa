"""Draws a year of a case from what its reader may read: plans, activities, limits and the consent's end; pure.

Lengths are the drawing's own units, which its viewBox scales.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from hub.cases.blocks import Unit
from hub.cases.describing import Say, heading
from hub.cases.drawing import units_of
from hub.cases.showing import CaseView
from hub.plans.vocabulary import TAKES_TIME, ItemKind, PlanStatus

MONTHS: Final = 12
NAMES: Final = 300  # the room for names, before the first month
WIDTH: Final = 900
HEAD: Final = 26
ROW: Final = 26
_LETTERS: Final = 42
_YEAR: Final = 12
_LEAST: Final = 3
_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"
_ENDED: Final = frozenset({PlanStatus.ENDED})
_PERIODS: Final = {
    ItemKind.PLAN: ("valid_from", "valid_to"),
    ItemKind.ACTIVITY: ("from", "to"),
    ItemKind.LIMIT: ("from", "to"),
}


@dataclass(frozen=True, slots=True)
class Month:
    """One month: its first day, and where it begins."""

    first: date
    x: float


class Bar(NamedTuple):
    """One thing with a period; `first` and `last` say its own days, also where the drawing is cut off before them."""

    item: str
    kind: str
    label: str
    told: str  # the label, and whose it is
    unit: Unit
    first: str
    last: str
    x: float
    y: float
    width: float

    @property
    def short(self) -> str:
        """Give the label and whose it is, as far as they find room."""
        return self.told if len(self.told) <= _LETTERS else self.told[: _LETTERS - 1] + _ELLIPSIS

    @property
    def rect(self) -> Markup:
        """Give how its rectangle looks and stands, as attributes: no text, so that nothing in it needs escaping."""
        marks = " care" if self.kind == ItemKind.LIMIT else ""
        box = f'x="{self.x}" y="{self.y + 4}" width="{self.width}"'
        return Markup(f'class="block{marks}" fill="url(#months-{self.unit.pattern})" {box}')  # noqa: S704 - as said


@dataclass(frozen=True, slots=True)
class Months:
    """A year as one reader may see it; `consent_x` and `today_x` are None outside it."""

    months: tuple[Month, ...]
    bars: tuple[Bar, ...]
    units: tuple[Unit, ...]
    today_x: float | None
    consent_until: date | None
    consent_x: float | None
    height: float


def months_of(view: CaseView, *, today: date) -> Months:
    """Draw twelve months from the one before today's, with the consent's last day."""
    first, units, until = _month(today.replace(day=1), -1), units_of(view), view.consent_until
    end = _month(first, MONTHS)
    wanted = [(units[plan.unit], item) for plan in view.plans for item in plan.items if _drawn(item, first, end)]
    say = Say()
    bars = tuple(_bar(unit, item, at, first, end, say) for at, (unit, item) in enumerate(wanted))
    return Months(
        months=tuple(Month(month, _x(month, first, end)) for month in (_month(first, at) for at in range(MONTHS))),
        bars=bars,
        units=tuple(sorted({bar.unit for bar in bars}, key=lambda unit: unit.pattern)),
        today_x=_x(today, first, end),
        consent_until=until,
        consent_x=_x(until, first, end) if until and first <= until < end else None,
        height=HEAD + len(bars) * ROW + 4,
    )


def _drawn(item: Mapping[str, Any], first: date, end: date) -> bool:
    """What has neither a beginning nor an end says nothing about the months."""
    begins, ends = (item[name] for name in _PERIODS[item["kind"]])
    if not begins and not ends:
        return False
    if item["kind"] == ItemKind.ACTIVITY and item["status"] not in TAKES_TIME:
        return False
    if item["kind"] == ItemKind.PLAN and item["status"] in _ENDED:
        return False
    return (begins or "") < end.isoformat() and first.isoformat() <= (ends or end.isoformat())


def _bar(unit: Unit, item: Mapping[str, Any], at: int, first: date, end: date, _: Say) -> Bar:
    label = heading(item, _)
    begins, ends = (item[name] for name in _PERIODS[item["kind"]])
    left = max(date.fromisoformat(begins), first) if begins else first
    # The last day is part of it; one beyond what is drawn may be the calendar's own last, with no day after it.
    right = date.fromisoformat(ends) + timedelta(days=1) if ends and ends < end.isoformat() else end
    x = _x(left, first, end)
    return Bar(
        item=item["id"],
        kind=item["kind"],
        label=label,
        told=f"{label}{_(', ')}{unit.name}",
        unit=unit,
        first=_.day(begins),
        last=_.day(ends),
        x=x,
        y=HEAD + at * ROW,
        width=max(round(_x(right, first, end) - x, 1), _LEAST),
    )


def _month(first: date, months: int) -> date:
    """Give the first day of the month that is so many months from this one's."""
    count = first.year * _YEAR + first.month - 1 + months
    return date(count // _YEAR, count % _YEAR + 1, 1)


def _x(day: date, first: date, end: date) -> float:
    return round(NAMES + (day - first).days / (end - first).days * (WIDTH - NAMES), 1)
