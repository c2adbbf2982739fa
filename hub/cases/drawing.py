"""Draws one week of a case from what its reader may read: days, hours, patterns and what collides; pure.

Lengths are the drawing's own units, which its viewBox scales; times are minutes after midnight, half-open.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations, count, permutations
from typing import Any, Final

from hub.cases.blocks import AXIS, HEAD, HOUR, MINUTES, Block, Unit, laned, placed
from hub.cases.describing import Say, heading
from hub.cases.showing import CaseView
from hub.cases.weekdays import ALL_DAY, write_number
from hub.plans.vocabulary import CARE_ACTIVITIES, TAKES_TIME, ItemKind
from policies.vocabulary import PARTICIPANT_SOURCE

PATTERNS: Final = 6
WIDTH: Final = 900
_DAY_BEGINS, _DAY_ENDS = 8, 17  # hours that are always drawn, so that weeks are easy to compare
_WORKDAYS, _WEEK = 5, 7
_DASH: Final = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week, 1 is Monday, with its blocks in the order of the clock."""

    date: date
    number: int
    x: float
    width: float
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Loose:
    """Something that goes on in the week and has no time of its own; `hours` as Swedish writes them, or empty."""

    item: str
    label: str
    unit: Unit
    hours: str


@dataclass(frozen=True, slots=True)
class Week:
    """One week as one reader may see it: Monday to Friday, and the weekend where something stands in it."""

    monday: date
    days: tuple[Day, ...]
    units: tuple[Unit, ...]
    loose: tuple[Loose, ...]
    hours: tuple[int, ...]
    height: float

    @property
    def empty(self) -> bool:
        return not any(day.blocks for day in self.days)

    @property
    def is_crowded(self) -> bool:
        """Tell whether its blocks are numbered, since words find no room in them."""
        return any(block.number for day in self.days for block in day.blocks)

    @property
    def last(self) -> date:
        return self.monday + timedelta(days=_WEEK - 1)

    @property
    def before(self) -> date:
        return self.monday - timedelta(days=_WEEK)

    @property
    def after(self) -> date:
        return self.monday + timedelta(days=_WEEK)


def week_of(view: CaseView, *, monday: date) -> Week:
    """Draw the week that begins on this Monday. Only what takes time is drawn; what is over or paused is not."""
    units = units_of(view)
    going_on = [(units[plan.unit], item) for plan in view.plans for item in plan.items if _takes_time(item)]
    days = _days(going_on, monday)
    pairs = {two for one in view.collisions for two in permutations(one.items, 2)}
    days = [laned(_marked(blocks, pairs)) for blocks in days]
    last = _WEEK if any(days[_WORKDAYS:]) else _WORKDAYS
    hours = _hours(block for blocks in days for block in blocks)
    width = (WIDTH - AXIS) / last
    drawn = _numbered(
        Day(monday + timedelta(days=at), at + 1, AXIS + at * width, width, placed(days[at], at, width, hours[0]))
        for at in range(last)
    )
    used = {block.unit for day in drawn for block in day.blocks}
    loose = tuple(_loose(unit, item) for unit, item in going_on if _is_loose(item, monday))
    height = HEAD + (hours[-1] - hours[0]) * HOUR + 2
    return Week(monday, drawn, tuple(sorted(used, key=lambda unit: unit.pattern)), loose, hours, height)


def units_of(view: CaseView) -> dict[str, Unit]:
    """Give every source of the view its pattern, by the order in which the view has them."""
    others = {plan.unit: plan.unit_name for plan in view.plans if plan.unit != PARTICIPANT_SOURCE}
    hers = {plan.unit: plan.unit_name for plan in view.plans if plan.unit == PARTICIPANT_SOURCE}
    named = [Unit(unit, name, 1 + at % PATTERNS) for at, (unit, name) in enumerate(others.items())]
    return {unit.id: unit for unit in [*(Unit(unit, name, 0) for unit, name in hers.items()), *named]}


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _takes_time(item: Mapping[str, Any]) -> bool:
    if item["kind"] == ItemKind.LIMIT:
        return bool(item["slots"])
    return item["kind"] == ItemKind.ACTIVITY and item["status"] in TAKES_TIME


def _goes_on(item: Mapping[str, Any], day: str) -> bool:
    """ISO dates stand in the order of the calendar, so they are compared as they are."""
    return (item["from"] or "") <= day <= (item["to"] or day)


def _days(going_on: Iterable[tuple[Unit, Mapping[str, Any]]], monday: date) -> list[list[Block]]:
    dates = [(monday + timedelta(days=at)).isoformat() for at in range(_WEEK)]
    days: list[list[Block]] = [[] for _ in dates]
    say = Say()
    for unit, item in going_on:
        label = heading(item, say) if item["slots"] else ""
        for slot in item["slots"]:
            if _goes_on(item, dates[slot["day"] - 1]):
                days[slot["day"] - 1].append(_block(unit, item, label, slot, say))
    return days


def _block(unit: Unit, item: Mapping[str, Any], label: str, slot: Mapping[str, Any], _: Say) -> Block:
    limit, clocks = item["kind"] == ItemKind.LIMIT, (slot["start"], slot["end"])
    time = _("hela dagen") if clocks == ALL_DAY else _DASH.join(clocks)
    return Block(
        item=item["id"],
        label=label,
        unit=unit,
        place="" if limit else item["place"] or "",
        time=time,
        told=f"{time} {label}{_(', ')}{unit.name}",
        start=_minutes(slot["start"]),
        end=_minutes(slot["end"]),
        care=limit or item["type"] in CARE_ACTIVITIES,
    )


def _marked(blocks: Sequence[Block], pairs: Collection[tuple[str, str]]) -> list[Block]:
    """Mark the blocks that meet on this day and that one and the same collision is about."""
    colliding = {one for one, _ in pairs}
    involved = [(place, block) for place, block in enumerate(blocks) if block.item in colliding]
    hit = {
        place
        for (one, a), (other, b) in combinations(involved, 2)
        if a.start < b.end and b.start < a.end and (a.item, b.item) in pairs
        for place in (one, other)
    }
    return [block._replace(collides=True) if place in hit else block for place, block in enumerate(blocks)]


def _hours(blocks: Iterable[Block]) -> tuple[int, ...]:
    """Give the hours to draw, the last one being where the drawing ends."""
    shown = list(blocks)
    first = min([_DAY_BEGINS, *(block.start // MINUTES for block in shown)])
    last = max([_DAY_ENDS, *(-(-block.end // MINUTES) for block in shown)])
    return tuple(range(first, last + 1))


def _numbered(days: Iterable[Day]) -> tuple[Day, ...]:
    """Number the week's blocks where words find no room in one of them."""
    drawn = tuple(days)
    if not any(block.is_narrow for day in drawn for block in day.blocks):
        return drawn
    numbers = count(1)
    return tuple(
        replace(day, blocks=tuple([block._replace(number=next(numbers)) for block in day.blocks])) for day in drawn
    )


def _is_loose(item: Mapping[str, Any], monday: date) -> bool:
    sunday = monday + timedelta(days=_WEEK - 1)
    begins, ends = item["from"] or "", item["to"] or monday.isoformat()
    return not item["slots"] and begins <= sunday.isoformat() and monday.isoformat() <= ends


def _loose(unit: Unit, item: Mapping[str, Any]) -> Loose:
    return Loose(item["id"], heading(item), unit, write_number(item.get("hours_week")))


def _minutes(clock: str) -> int:
    return int(clock[:2]) * MINUTES + int(clock[3:])
