"""Finds plans that cannot both be followed: pure rules over the items that one reader was just permitted to open.

Every rule looks at the items that it names and at no other: what one reader finds never depends on what another may
read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Final

from hub.collisions.room import FULL_WEEK, days_of_both, falls_in, without_room
from hub.plans.items import Activity, Compared, Limit
from hub.plans.vocabulary import CARE_ACTIVITIES, PLACEMENTS, STUDIES, ActivityType, LimitKind, Priority


@dataclass(frozen=True, slots=True)
class Meeting:
    """When two weekly times meet: day 1 (Monday) to 7, minutes after midnight."""

    day: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """One collision: the rule, the items it is between (sorted ids), and what its text tells."""

    rule: str
    items: tuple[str, ...]
    a: Activity
    b: Activity | Limit | None = None
    when: Meeting | None = None
    hours: float = 0
    limit: Limit | None = None

    @property
    def key(self) -> str:
        """Name the collision by what it is, so that what was done about it is found again without storing the hit."""
        return sha256("\n".join((self.rule, *self.items)).encode()).hexdigest()


def find(items: Compared) -> tuple[Found, ...]:
    """Give all collisions of these items, the same whatever the order of the items."""
    activities = sorted((a for a in items.activities if a.takes_time), key=lambda a: a.id)
    work = [a for a in activities if a.type not in CARE_ACTIVITIES]
    care = [a for a in activities if a.type in CARE_ACTIVITIES]
    asked = [a for a in work if a.type is not ActivityType.UNAVAILABLE]
    limits = sorted(items.limits, key=lambda limit: limit.id)
    found = [*_x01(work), *_x03(asked, limits), *_x04_x05(asked, care, limits), *_x06(asked)]
    return tuple(sorted(found, key=lambda one: (one.rule, one.items)))


def hours_a_week(items: Compared) -> float:
    """Give the most hours of any week: at least this much is planned, by what this reader may read."""
    peak = _peak([a for a in items.activities if a.takes_time and _counts(a)], None)
    return peak[0] if peak else 0


def _x01(activities: Sequence[Activity]) -> Iterator[Found]:
    """X01: two fixed times overlap. What is flexible can move, and two times she cannot are no clash."""
    fixed = [a for a in activities if a.slots and not a.flexible]
    for a, b in _at_once(fixed):
        if a.type is ActivityType.UNAVAILABLE and b.type is ActivityType.UNAVAILABLE:
            continue
        if (when := _meet(a, b)) is not None:
            yield Found("X01", _ids(a, b), a, b, when)


def _x03(activities: Sequence[Activity], limits: Sequence[Limit]) -> Iterator[Found]:
    """X03: the hours of some week are more than a limit allows."""
    counted = [a for a in activities if _counts(a)]
    for limit in limits:
        if limit.kind is not LimitKind.MAX_HOURS_WEEK or limit.hours is None:
            continue
        peak = _peak(counted, limit)
        if peak is not None and peak[0] > limit.hours:
            hours, together = peak
            yield Found("X03", _ids(limit, *together), together[0], None, None, hours, limit)


def _x04_x05(activities: Sequence[Activity], care: Sequence[Activity], limits: Sequence[Limit]) -> Iterator[Found]:
    """X04: an activity while rest is planned or nothing is allowed. X05: an activity at a treatment time."""
    windows: list[tuple[str, Activity | Limit]] = [
        ("X05" if c.type is ActivityType.TREATMENT else "X04", c) for c in care if c.slots
    ]
    windows += [(_LIMIT_RULES[limit.kind], limit) for limit in limits if limit.kind in _LIMIT_RULES]
    for rule, window in windows:
        for a in activities:
            if window.slots:
                if (when := _meet(a, window)) is not None:
                    yield Found(rule, _ids(a, window), a, window, when)
            elif rule == "X04" and _takes_place_in(a, window):
                yield Found(rule, _ids(a, window), a, window)
    off = [limit for limit in limits if not limit.slots and _LIMIT_RULES.get(limit.kind) == "X04"]
    for a in (a for a in activities if not a.slots):
        yield from (Found("X04", _ids(a, *some), a, some[0]) for some in without_room(a, off))


def _x06(activities: Sequence[Activity]) -> Iterator[Found]:
    """X06: studies and placement are more than a full week together, or both must be at the same time."""
    for a in (a for a in activities if a.type in STUDIES):
        for b in (b for b in activities if b.type in PLACEMENTS and days_of_both(a, b) is not None):
            hours = a.hours_week + b.hours_week
            both_must = a.priority is Priority.MUST and b.priority is Priority.MUST
            if hours > FULL_WEEK:
                yield Found("X06", _ids(a, b), a, b, None, hours)
            elif both_must and (when := _meet(a, b)) is not None:
                yield Found("X06", _ids(a, b), a, b, when)


_LIMIT_RULES: Final = {
    LimitKind.NO_ACTIVITY: "X04",
    LimitKind.REST_WINDOW: "X04",
    LimitKind.TREATMENT_TIME: "X05",
}


def _ids(*items: Activity | Limit) -> tuple[str, ...]:
    return tuple(sorted(item.id for item in items))


def _counts(activity: Activity) -> bool:
    """Tell whether its hours are planned work: neither care nor rest, nor a time she cannot."""
    cared = activity.type in CARE_ACTIVITIES or activity.type is ActivityType.UNAVAILABLE
    return not cared and activity.hours_week > 0


def _peak(activities: Sequence[Activity], limit: Limit | None) -> tuple[float, tuple[Activity, ...]] | None:
    """Give the most hours a week that go on at once within the limit's period, and which activities they are.

    The sum changes only where something begins, so those days alone are looked at; the first of equals is taken.
    """
    inside = [a for a in activities if limit is None or days_of_both(a, limit) is not None]
    starts = sorted({max(a.first, limit.first) if limit else a.first for a in inside})
    best: tuple[float, tuple[Activity, ...]] | None = None
    for start in starts:
        together = tuple(a for a in inside if a.first <= start <= a.last)
        hours = sum(a.hours_week for a in together)
        if best is None or hours > best[0]:
            best = (hours, together)
    return best


def _at_once(activities: Sequence[Activity]) -> list[tuple[Activity, Activity]]:
    """Give the pairs with overlapping weekly times by one walk through the week, so that a long plan stays cheap."""
    week = sorted((slot.day, slot.start, slot.end, place) for place, a in enumerate(activities) for slot in a.slots)
    pairs: set[tuple[int, int]] = set()
    for at, (day, _, end, place) in enumerate(week):
        for later_day, later_start, _, other in islice(week, at + 1, None):
            if (later_day, later_start) >= (day, end):
                break
            if other != place:
                pairs.add((min(place, other), max(place, other)))
    return [(activities[one], activities[other]) for one, other in sorted(pairs)]


def _takes_place_in(activity: Activity, window: Activity | Limit) -> bool:
    days = days_of_both(activity, window)
    return days is not None and any(falls_in(slot.day, days) for slot in activity.slots)


def _meet(a: Activity | Limit, b: Activity | Limit) -> Meeting | None:
    """Give the first time in the week at which two weekly times meet on a day when both go on."""
    if not a.slots or not b.slots or (days := days_of_both(a, b)) is None:
        return None
    meetings = [
        Meeting(day, max(start, other.start), min(end, other.end))
        for day, start, end in a.slots
        for other in b.slots
        if day == other.day and start < other.end and other.start < end and falls_in(day, days)
    ]
    return min(meetings, key=lambda m: (m.day, m.start, m.end)) if meetings else None
