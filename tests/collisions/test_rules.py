"""The rules find what the reference case holds, and nothing that depends on order or on what was not opened."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.collisions.rules import Found, Meeting, find, hours_a_week
from hub.plans.items import Activity, Compared, Limit
from hub.plans.vocabulary import ActivityStatus, ActivityType, LimitKind, Priority
from tests.collisions.plans import MONDAY, activity, limit, plans, slot, together, weekdays

STUDIES = activity("studier", ActivityType.KOMVUX, slots=weekdays(9, 13))
PLACEMENT = activity("praktik", ActivityType.PLACEMENT, slots=weekdays(8, 15.5, range(1, 5)))
REST = limit("vila", LimitKind.REST_WINDOW, slots=weekdays(13, 17))
CARE = limit("vård", LimitKind.TREATMENT_TIME, slots=(slot(2, 10, 11),))
MOST = limit("gräns", LimitKind.MAX_HOURS_WEEK, hours=10)


def rules(*items: Activity | Limit) -> list[str]:
    return [found.rule for found in find(together(*items))]


def test_the_reference_case_holds_all_five() -> None:
    found = find(together(STUDIES, PLACEMENT, REST, CARE, MOST))
    assert {one.rule for one in found} == {"X01", "X03", "X04", "X05", "X06"}
    by_rule = {one.rule: one for one in found}
    assert by_rule["X03"].hours == 50
    assert by_rule["X03"].items == ("gräns", "praktik", "studier")
    assert by_rule["X06"].hours == 50
    when = by_rule["X01"].when
    assert when is not None
    assert (when.day, when.start, when.end) == (1, 9 * 60, 13 * 60)


@pytest.mark.parametrize("alone", [STUDIES, PLACEMENT, REST, CARE, MOST])
def test_one_side_alone_is_no_collision(alone: Activity | Limit) -> None:
    assert rules(alone) == []


def test_x01_touching_times_do_not_overlap() -> None:
    assert rules(activity("a", slots=(slot(1, 9, 10),)), activity("b", slots=(slot(1, 10, 11),))) == []


def test_x01_flexible_never_double_books() -> None:
    a, b = activity("a", slots=(slot(1, 9, 10),), flexible=True), activity("b", slots=(slot(1, 9, 10),))
    assert rules(a, b) == []


def test_x01_on_a_day_when_both_go_on() -> None:
    tuesdays = (slot(2, 9, 10),)
    a = activity("a", slots=tuesdays, first=MONDAY, last=MONDAY + 6)
    assert rules(a, activity("b", slots=tuesdays, first=MONDAY + 1, last=MONDAY + 1)) == ["X01"]
    assert rules(a, activity("b", slots=tuesdays, first=MONDAY + 2, last=MONDAY + 6)) == []
    assert rules(a, activity("b", slots=tuesdays, first=MONDAY + 7)) == []


def test_x01_her_own_times_collide_with_activities_but_not_with_each_other() -> None:
    times = (slot(1, 9, 10),)
    one, other = (activity(name, ActivityType.UNAVAILABLE, slots=times) for name in "ab")
    assert rules(one, other) == []
    assert rules(one, activity("c", slots=times)) == ["X01"]


@pytest.mark.parametrize("status", [ActivityStatus.DONE, ActivityStatus.CANCELLED, ActivityStatus.PAUSED])
def test_what_does_not_go_on_collides_with_nothing(status: ActivityStatus) -> None:
    a = activity("a", slots=(slot(1, 9, 10),), status=status)
    assert rules(a, activity("b", slots=(slot(1, 9, 10),)), REST, CARE, MOST) == []


def test_x03_counts_only_what_goes_on_together() -> None:
    most = limit("g", LimitKind.MAX_HOURS_WEEK, hours=15, first=MONDAY, last=MONDAY + 27)
    early = activity("a", hours_week=10, first=MONDAY, last=MONDAY + 6)
    late = activity("b", hours_week=10, first=MONDAY + 7, last=MONDAY + 13)
    assert rules(most, early, late) == []
    assert rules(most, early, activity("b", hours_week=10, first=MONDAY + 6)) == ["X03"]
    assert rules(most, early, activity("b", hours_week=6, first=MONDAY)) == ["X03"]
    assert rules(most, early, activity("b", hours_week=5, first=MONDAY)) == []


def test_x03_neither_rest_nor_care_nor_her_own_times_are_planned_hours() -> None:
    most = limit("g", LimitKind.MAX_HOURS_WEEK, hours=1)
    kinds = (ActivityType.REST, ActivityType.TREATMENT, ActivityType.UNAVAILABLE)
    assert rules(most, *[activity(kind.value, kind, hours_week=20) for kind in kinds]) == []


def test_x04_a_whole_period_without_activity() -> None:
    nothing = limit("n", LimitKind.NO_ACTIVITY, first=MONDAY, last=MONDAY + 1)
    assert rules(nothing, activity("a", slots=(slot(2, 9, 10),))) == ["X04"]
    assert rules(nothing, activity("a", slots=(slot(3, 9, 10),))) == []
    assert rules(nothing, activity("a", first=MONDAY + 2)) == []


@pytest.mark.parametrize(
    ("first", "last", "hours", "found"),
    [
        (0, 0, 10, []),  # one day off
        (0, 0, 32, []),
        (0, 0, 40, ["X04"]),  # every day is needed
        (0, 3, 8, []),
        (0, 3, 9, ["X04"]),
        (5, 6, 40, []),  # a weekend
        (4, 7, 32, []),  # Friday to Monday: one working day of each week
        (0, 0, 0, ["X04"]),  # what says no hours may need that day
        (2, 12, 1, ["X04"]),  # the second week is whole
        (2, 8, 20, ["X04"]),  # of the first, Wednesday to Friday; 20 hours do not fit in two days
    ],
)
def test_x04_what_has_no_times_is_let_alone_where_it_can_keep_out(
    first: int, last: int, hours: float, found: list[str]
) -> None:
    """One day without activity hit every weekly activity that has no fixed times, though there were four others."""
    nothing = limit("n", LimitKind.NO_ACTIVITY, first=MONDAY + first, last=MONDAY + last)
    assert rules(nothing, activity("a", hours_week=hours)) == found
    inside = activity("a", hours_week=hours, first=MONDAY + first, last=MONDAY + last)
    assert rules(nothing, inside) == ["X04"], "all of it lies there"


@pytest.mark.parametrize(
    ("began", "last", "off", "hours", "found"),
    [
        (3, 60, (3, 4), 16, ["X04"]),  # it begins on the Thursday, and has none of its days in that week
        (2, 60, (2, 3), 16, ["X04"]),  # of its three days one is left
        (2, 60, (3, 3), 16, []),
        (-60, 2, (1, 2), 9, ["X04"]),  # it ends on the Wednesday, and the Monday is too short
        (-60, 2, (1, 2), 8, []),
        (-60, 4, (3, 4), 16, []),
        (4, 5, (4, 4), 2, ["X04"]),  # a Saturday is no working day
    ],
)
def test_x04_a_week_in_which_it_begins_or_ends_has_only_its_own_days(
    began: int, last: int, off: tuple[int, int], hours: float, found: list[str]
) -> None:
    """Days on which it does not go on were counted as room for it."""
    nothing = limit("n", LimitKind.NO_ACTIVITY, first=MONDAY + off[0], last=MONDAY + off[1])
    assert rules(nothing, activity("a", hours_week=hours, first=MONDAY + began, last=MONDAY + last)) == found


@pytest.mark.parametrize(
    ("off", "hours", "found"),
    [((0, 4), 10, ["X04"]), ((0, 3), 9, ["X04"]), ((0, 3), 8, []), ((4, 4), 20, []), ((3, 4), 24, [])],
)
def test_x04_is_the_same_on_every_day_of_its_week(off: tuple[int, int], hours: float, found: list[str]) -> None:
    """Days that are over counted as room: a week off vanished on its Wednesday, in the midst of what collided."""
    nothing = limit("n", LimitKind.NO_ACTIVITY, first=MONDAY + off[0], last=MONDAY + off[1])
    course = activity("a", hours_week=hours)
    for today in range(MONDAY - 7, nothing.last + 1):
        left = [one._replace(first=max(one.first, today)) for one in (nothing, course)]
        assert rules(*left) == found, today - MONDAY
    before = activity("a", hours_week=hours, first=MONDAY - 60, last=MONDAY + off[1])
    left = [one._replace(first=MONDAY + off[1]) for one in (nothing, before)]
    assert rules(*left) == rules(nothing, before), "all that is left of it lies there, but not all of it"


def test_x04_days_off_that_leave_no_room_together_are_told_as_one() -> None:
    """Each was looked at alone: a week off that was written day by day was never told."""
    days = [limit(f"n{day}", LimitKind.NO_ACTIVITY, first=MONDAY + day, last=MONDAY + day) for day in range(5)]
    course = activity("a", hours_week=16)
    assert find(together(course, *days[:3])) == ()
    assert [one.items for one in find(together(course, *days[:4]))] == [("a", "n0", "n1", "n2", "n3")]
    weekend = limit("m", LimitKind.NO_ACTIVITY, first=MONDAY + 5, last=MONDAY + 6)
    assert [one.items for one in find(together(course, *days[:4], weekend))] == [("a", "n0", "n1", "n2", "n3")]
    next_week = limit("m", LimitKind.NO_ACTIVITY, first=MONDAY + 7, last=MONDAY + 7)
    assert find(together(course, *days[:3], next_week)) == ()
    alone = limit("o", LimitKind.NO_ACTIVITY, first=MONDAY, last=MONDAY + 4)
    assert [one.items for one in find(together(course, days[0], alone))] == [("a", "o")]
    both = [limit(name, LimitKind.NO_ACTIVITY, first=MONDAY + 3, last=MONDAY + 8) for name in ("p", "q")]
    assert [one.items for one in find(together(activity("a", hours_week=16), *both))] == []


def test_x04_x05_rest_and_care_as_activities() -> None:
    rest = activity("vila", ActivityType.REST, slots=(slot(1, 13, 15),))
    care = activity("vård", ActivityType.TREATMENT, slots=(slot(2, 10, 11),))
    assert rules(activity("a", slots=(slot(1, 14, 16),)), rest, care) == ["X04"]
    assert rules(activity("a", slots=(slot(2, 10, 16),)), rest, care) == ["X05"]


def test_x06_more_than_a_week_or_both_must_at_once() -> None:
    def pair(hours: float, priority: Priority, start: int) -> list[str]:
        studies = activity("s", ActivityType.SFI, hours_week=20, slots=(slot(1, 9, 10),), priority=priority)
        work = activity(
            "p", ActivityType.WORK_TRAINING, hours_week=hours, slots=(slot(1, start, 12),), priority=priority
        )
        return [rule for rule in rules(studies, work) if rule == "X06"]

    assert pair(20, Priority.MUST, 10) == []
    assert pair(20.5, Priority.MUST, 10) == ["X06"]
    assert pair(5, Priority.MUST, 9) == ["X06"]
    assert pair(5, Priority.SHOULD, 9) == []


def test_x06_says_what_it_is_found_for() -> None:
    """Two that were both a must at the same hours were told by their sum alone, however small."""
    must = Priority.MUST
    s = activity("s", ActivityType.SFI, slots=(slot(1, 9, 11),), priority=must)
    p = activity("p", ActivityType.PLACEMENT, slots=(slot(1, 10, 12),), priority=must)
    at_once, more = (
        next(one for one in find(together(s, placement)) if one.rule == "X06")
        for placement in (p, p._replace(hours_week=40))
    )
    assert (at_once.when, at_once.hours) == (Meeting(1, 10 * 60, 11 * 60), 0)
    assert (more.when, more.hours) == (None, 42)


@given(plans(), st.randoms(use_true_random=False))
def test_the_order_of_the_items_changes_nothing(items: Compared, shuffler: random.Random) -> None:
    activities, limits = list(items.activities), list(items.limits)
    shuffler.shuffle(activities)
    shuffler.shuffle(limits)
    assert find(Compared(tuple(activities), tuple(limits))) == find(items)


@given(plans())
def test_pairs_are_found_by_the_two_alone(items: Compared) -> None:
    """What a pair collides on never depends on a third item: nothing else can be learnt from it."""
    both: list[Activity | Limit] = [*items.activities, *items.limits]
    everything = {one.id: one for one in both}
    for found in find(items):
        assert found in find(together(*[everything[item] for item in found.items]))


@given(plans(), st.integers(0, 9))
def test_more_items_never_hide_a_collision(items: Compared, drop: int) -> None:
    fewer = Compared(items.activities[:drop], items.limits)
    assert _told(find(fewer)) <= _told(find(items))
    assert hours_a_week(fewer) <= hours_a_week(items)


@given(plans())
def test_keys_tell_collisions_apart(items: Compared) -> None:
    found = find(items)
    assert len({one.key for one in found}) == len(found)


@given(plans())
def test_x01_agrees_with_the_calendar(items: Compared) -> None:
    """Brute force: walk every minute of every day that any of the periods touches."""
    fixed = [a for a in items.activities if a.takes_time and not a.flexible]
    care = {ActivityType.REST, ActivityType.TREATMENT}
    work = [a for a in fixed if a.type not in care]
    expected = {
        tuple(sorted((a.id, b.id)))
        for a in work
        for b in work
        if a.id < b.id and {a.type, b.type} != {ActivityType.UNAVAILABLE} and _ever_at_once(a, b)
    }
    assert {one.items for one in find(items) if one.rule == "X01"} == expected


def _ever_at_once(a: Activity, b: Activity) -> bool:
    return any(
        one.day == other.day == (day - MONDAY) % 7 + 1
        and set(range(one.start, one.end)) & set(range(other.start, other.end))
        for day in range(max(a.first, b.first), min(a.last, b.last) + 1)
        for one in a.slots
        for other in b.slots
    )


def _told(found: tuple[Found, ...]) -> set[tuple[str, ...]]:
    """X03 names all that go on in its week, so of it only that the limit is passed can be compared."""
    return {(one.rule, one.limit.id) if one.limit else (one.rule, *one.items) for one in found}
