"""Activities and limits for the rules' tests, and hypothesis strategies over a domain where collisions are common."""

from typing import Any

from hypothesis import strategies as st

from hub.plans.items import FOREVER, Activity, Compared, Limit, Slot
from hub.plans.vocabulary import ActivityStatus, ActivityType, LimitKind, Priority

MONDAY = 738886  # 1 January 2024


def slot(day: int, start: float, end: float) -> Slot:
    """Hours in, minutes out."""
    return Slot(day, round(start * 60), round(end * 60))


def weekdays(start: float, end: float, days: range = range(1, 6)) -> tuple[Slot, ...]:
    return tuple(slot(day, start, end) for day in days)


def activity(name: str, kind: ActivityType = ActivityType.OTHER, **changed: Any) -> Activity:
    slots = changed.get("slots", ())
    values: dict[str, Any] = {
        "id": name,
        "source": "unit-" + name,
        "category": "C04",
        "type": kind,
        "name": name,
        "began": changed.get("first", 1),
        "first": 1,
        "last": FOREVER,
        "hours_week": sum(one.end - one.start for one in slots) / 60,
        "slots": (),
        "flexible": False,
        "priority": Priority.SHOULD,
        "status": ActivityStatus.PLANNED,
    }
    return Activity(**{**values, **changed})


def limit(name: str, kind: LimitKind, **changed: Any) -> Limit:
    values: dict[str, Any] = {
        "id": name,
        "source": "unit-" + name,
        "category": "C07",
        "kind": kind,
        "began": changed.get("first", 1),
        "first": 1,
        "last": FOREVER,
        "hours": None,
        "slots": (),
    }
    return Limit(**{**values, **changed})


def together(*items: Activity | Limit) -> Compared:
    return Compared(
        tuple(item for item in items if isinstance(item, Activity)),
        tuple(item for item in items if isinstance(item, Limit)),
    )


_SLOTS = st.builds(
    lambda day, start, length: slot(day, start, start + length),
    st.integers(1, 3),
    st.integers(8, 12),
    st.integers(1, 3),
)
_PERIODS = st.tuples(st.integers(MONDAY, MONDAY + 20), st.integers(0, 20)).map(lambda p: (p[0], p[0] + p[1]))


@st.composite
def activities(draw: st.DrawFn) -> Activity:
    first, last = draw(_PERIODS)
    slots = tuple(sorted(draw(st.sets(_SLOTS, max_size=3)), key=lambda s: (s.day, s.start, s.end)))
    kinds = (
        ActivityType.KOMVUX,
        ActivityType.PLACEMENT,
        ActivityType.REST,
        ActivityType.TREATMENT,
        ActivityType.UNAVAILABLE,
    )
    return activity(
        f"a{draw(st.integers(0, 99))}",
        draw(st.sampled_from(kinds)),
        first=first,
        last=last,
        slots=slots,
        hours_week=draw(st.sampled_from((0, 5, 10, 25))),
        flexible=draw(st.booleans()),
        priority=draw(st.sampled_from(list(Priority))),
        status=draw(st.sampled_from(list(ActivityStatus))),
    )


@st.composite
def limits(draw: st.DrawFn) -> Limit:
    first, last = draw(_PERIODS)
    return limit(
        f"l{draw(st.integers(0, 99))}",
        draw(st.sampled_from(list(LimitKind))),
        first=first,
        last=last,
        hours=draw(st.sampled_from((None, 8, 20))),
        slots=tuple(draw(st.sets(_SLOTS, max_size=2))),
    )


@st.composite
def plans(draw: st.DrawFn) -> Compared:
    return together(
        *draw(st.lists(activities(), max_size=6, unique_by=lambda a: a.id)),
        *draw(st.lists(limits(), max_size=4, unique_by=lambda one: one.id)),
    )
