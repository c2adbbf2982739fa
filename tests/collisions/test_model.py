"""All rules, written a second time as people say them: over days and quarters of an hour, from what was typed."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.collisions.rules import find, hours_a_week
from hub.disclosure.records import Opened
from hub.plans.fields import category_of, check, pack
from hub.plans.items import compared
from hub.plans.vocabulary import ItemKind

# The week 53, the new year, both changes of the clock, a leap day.
TODAYS = (date(2026, 12, 28), date(2027, 1, 1), date(2026, 3, 28), date(2026, 10, 24), date(2024, 2, 28))
AHEAD = 45
CLOCKS = ("00:00", "08:00", "09:00", "10:30", "12:00", "23:00", "24:00")
CARE = ("rest", "treatment")
WINDOWS = {"rest": "X04", "treatment": "X05", "rest_window": "X04", "no_activity": "X04", "treatment_time": "X05"}
LIMITS = ("max_hours_week", "max_travel", "no_activity", "rest_window", "treatment_time")
TYPES = ("komvux", "sfi", "placement", "work_trial", "rest", "treatment", "unavailable", "other")

Values = Mapping[str, Any]
Item = tuple[str, ItemKind, Values]

_slots = st.builds(
    lambda day, first, later: {"day": day, "start": CLOCKS[first], "end": CLOCKS[min(first + later, 6)]},
    st.integers(1, 7),
    st.integers(0, 5),
    st.integers(1, 3),
)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[date, list[Item]]:
    today = draw(st.sampled_from(TODAYS))
    days = st.none() | st.integers(-20, AHEAD + 10).map(lambda later: (today + timedelta(days=later)).isoformat())
    periods = st.tuples(days, days).filter(lambda two: not (two[0] and two[1]) or two[0] <= two[1])
    items: list[Item] = []
    for number in range(draw(st.integers(0, 6))):
        first, last = draw(periods)
        kind = draw(st.sampled_from(TYPES))
        said = {
            "type": kind,
            "from": first,
            "to": last,
            "hours_week": draw(st.none() | st.sampled_from([0.25, 5, 12.5, 25, 41])),
            "percent": draw(st.none() | st.sampled_from([1, 25, 50, 100])),
            "slots": draw(st.lists(_slots, min_size=1 if kind == "unavailable" else 0, max_size=3)),
            "flexible": draw(st.booleans()),
            "priority": draw(st.sampled_from(["must", "should"])),
            "status": draw(st.sampled_from(["planned", "ongoing", "paused", "done", "cancelled"])),
        }
        items.append((f"a{number}", ItemKind.ACTIVITY, check(ItemKind.ACTIVITY, said)))
    for number in range(draw(st.integers(0, 3))):
        first, last = draw(periods)
        kind = draw(st.sampled_from(LIMITS))
        least = 1 if kind in {"rest_window", "treatment_time"} else 0
        hours = draw(st.sampled_from([5, 10.25, 40])) if kind.startswith("max_") else None
        said = {"limit": kind, "from": first, "to": last, "hours": hours}
        said["slots"] = draw(st.lists(_slots, min_size=least, max_size=2))
        items.append((f"l{number}", ItemKind.LIMIT, check(ItemKind.LIMIT, said)))
    return today, items


@given(worlds())
@settings(max_examples=200)
def test_the_rules_find_what_a_calendar_finds(world: tuple[date, list[Item]]) -> None:
    today, items = world
    opened = opened_of(items)
    found = find(compared(opened, today=today))
    said = {(one.rule, one.limit.id, one.hours) if one.limit else (one.rule, *one.items) for one in found}
    days = [today + timedelta(days=later) for later in range(AHEAD + 30)]
    activities = {n: v for n, kind, v in items if kind is ItemKind.ACTIVITY and v["status"] in {"planned", "ongoing"}}
    limits = {name: values for name, kind, values in items if kind is ItemKind.LIMIT}
    assert said == {*_pairs(activities, days), *_windows(activities, limits, days), *_hours(activities, limits, days)}
    work = [one for one in activities.values() if _is_asked(one)]
    assert hours_a_week(compared(opened, today=today)) == max(_together(work, day) for day in days)


def opened_of(items: list[Item]) -> list[Opened]:
    return [
        Opened("item", name, 1, "unit", category_of(kind, said).value, 0, pack(kind, said), kind.value)
        for name, kind, said in items
    ]


def test_days_off_are_told_as_one_until_the_last_of_them_is_over() -> None:
    """The Monday, once over, was forgotten: on the Tuesday there was room again."""
    monday = date(2026, 3, 2)
    days = [(monday + timedelta(days=later)).isoformat() for later in range(4)]
    off = [check(ItemKind.LIMIT, {"limit": "no_activity", "from": day, "to": day}) for day in days]
    items: list[Item] = [(f"n{at}", ItemKind.LIMIT, said) for at, said in enumerate(off)]
    items.append(("a", ItemKind.ACTIVITY, check(ItemKind.ACTIVITY, {"type": "komvux", "hours_week": 16})))
    for later in range(-7, 7):
        found = find(compared(opened_of(items), today=monday + timedelta(days=later)))
        assert [one.items for one in found] == ([("a", "n0", "n1", "n2", "n3")] if later < 4 else []), later


def _pairs(activities: Mapping[str, Values], days: list[date]) -> Iterator[tuple[str, ...]]:
    for name, a in activities.items():
        for other, b in activities.items():
            fixed = not (a["flexible"] or b["flexible"]) and not {a["type"], b["type"]} & set(CARE)
            hers = a["type"] == b["type"] == "unavailable"
            at_once = any(_quarters(a, day) & _quarters(b, day) for day in days)
            if name < other and fixed and not hers and at_once:
                yield ("X01", name, other)
            if a["type"] in {"komvux", "sfi"} and b["type"] in {"placement", "work_trial"}:
                both = any(_goes_on(a, day) and _goes_on(b, day) for day in days)
                must = a["priority"] == b["priority"] == "must"
                if both and (_week(a) + _week(b) > 40 or (must and at_once)):
                    yield ("X06", *sorted((name, other)))


def _windows(
    activities: Mapping[str, Values], limits: Mapping[str, Values], days: list[date]
) -> Iterator[tuple[str, ...]]:
    windows = {name: (WINDOWS[one["type"]], one) for name, one in activities.items() if one["type"] in CARE}
    windows = {name: two for name, two in windows.items() if two[1]["slots"]}  # rest without a time can be any time
    windows |= {name: (WINDOWS[one["limit"]], one) for name, one in limits.items() if one["limit"] in WINDOWS}
    for name, a in activities.items():
        for other, (rule, window) in windows.items() if _is_asked(a) else ():
            if any(_meet(a, window, day) for day in days):
                yield (rule, *sorted((name, other)))
    off = {name: one for name, one in limits.items() if one["limit"] == "no_activity" and not one["slots"]}
    for name, a in activities.items():
        if _is_asked(a) and not a["slots"]:
            yield from (("X04", *sorted((name, *some))) for some in _without_room(a, off, days))


def _meet(a: Values, window: Values, day: date) -> bool:
    if window["slots"]:
        return bool(_quarters(a, day) & _quarters(window, day))
    return _goes_on(window, day) and bool(_quarters(a, day))


def _without_room(a: Values, off: Mapping[str, Values], days: list[date]) -> Iterator[tuple[str, ...]]:
    """Eight hours a day, five days a week: what has no times is moved to the days that it has left of the week."""
    whole = [days[0] + timedelta(days=later) for later in range(-30, len(days))]
    hers = {day for day in whole if _goes_on(a, day)}
    kept_out = {name: {day for day in hers if _goes_on(one, day)} for name, one in off.items()}
    goes_on = {name for name, out in kept_out.items() if out & set(days)}
    alone = {name for name, out in kept_out.items() if not _week(a) or out == hers}
    weeks: dict[tuple[int, int], set[date]] = {}
    for day in hers:
        if day + timedelta(days=7 - day.isoweekday()) >= days[0]:
            weeks.setdefault(day.isocalendar()[:2], set()).add(day)

    def is_short(week: set[date], out: set[date]) -> bool:
        work = {day for day in week if day.isoweekday() <= 5}
        left = len(work - out)
        return bool(work & out) and (not left or _week(a) > left * 8)

    alone |= {name for name, out in kept_out.items() if any(is_short(week, out) for week in weeks.values())}
    yield from ((name,) for name in alone & goes_on)
    for week in weeks.values():
        work = {day for day in week if day.isoweekday() <= 5}
        some = [name for name, out in kept_out.items() if name not in alone and out & work]
        if len(some) > 1 and goes_on & set(some) and is_short(week, set().union(*(kept_out[name] for name in some))):
            yield tuple(some)


def _hours(
    activities: Mapping[str, Values], limits: Mapping[str, Values], days: list[date]
) -> Iterator[tuple[str, str, float]]:
    work = [one for one in activities.values() if _is_asked(one)]
    for name, limit in limits.items():
        most = max((_together(work, day) for day in days if _goes_on(limit, day)), default=0)
        if limit["limit"] == "max_hours_week" and most > limit["hours"]:
            yield ("X03", name, most)


def _together(work: list[Values], day: date) -> float:
    return sum(_week(one) for one in work if _goes_on(one, day))


def _is_asked(activity: Values) -> bool:
    return activity["type"] not in {*CARE, "unavailable"}


def _week(activity: Values) -> float:
    if activity["hours_week"] is not None:
        return float(activity["hours_week"])
    if activity["slots"]:
        return len({(slot["day"], quarter) for slot in activity["slots"] for quarter in _of_slot(slot)}) / 4
    return (activity["percent"] or 0) * 40 / 100


def _goes_on(item: Values, day: date) -> bool:
    return (item["from"] or "") <= day.isoformat() and (not item["to"] or day.isoformat() <= item["to"])


def _quarters(item: Values, day: date) -> set[int]:
    if not _goes_on(item, day):
        return set()
    return {quarter for slot in item["slots"] if slot["day"] == day.isoweekday() for quarter in _of_slot(slot)}


def _of_slot(slot: Values) -> range:
    first, last = (int(slot[name][:2]) * 4 + int(slot[name][3:]) // 15 for name in ("start", "end"))
    return range(first, last)
