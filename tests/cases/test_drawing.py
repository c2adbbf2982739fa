"""The week and the months are drawn from what a reader may read: right place, right lane, right marks, nothing else."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hub.access_log.writer import Receipt
from hub.cases.blocks import Block
from hub.cases.drawing import WIDTH, monday_of, units_of, week_of
from hub.cases.months import NAMES, months_of
from hub.cases.showing import CaseView, PlanView
from hub.collisions.finding import Collision

MONDAY = date(2026, 3, 16)


def slot(day: int, start: str, end: str) -> dict[str, Any]:
    return {"day": day, "start": start, "end": end}


def activity(name: str, *slots: dict[str, Any], **changed: Any) -> dict[str, Any]:
    item = {"id": name, "kind": "activity", "version": 1, "category": "C04", "source": "u", "type": "komvux"}
    item |= {"title": name, "group": None, "provider": None, "place": None, "online": False, "from": None, "to": None}
    item |= {"hours_week": None, "percent": None, "slots": list(slots), "flexible": False}
    return {**item, "priority": "should", "status": "planned", **changed}


def limit(name: str, *slots: dict[str, Any], **changed: Any) -> dict[str, Any]:
    item = {"id": name, "kind": "limit", "version": 1, "category": "C07", "source": "u", "limit": "treatment_time"}
    return {**item, "from": None, "to": None, "hours": None, "slots": list(slots), "basis_date": None, **changed}


def view(*items: dict[str, Any], others: tuple[dict[str, Any], ...] = (), **changed: Any) -> CaseView:
    plans = (
        PlanView("p", "participant", "Deltagaren", "", ()),
        PlanView("q", "af", "AF Rehab", "AF", items),
        PlanView("r", "region", "Psykiatrin", "Region", others),
    )
    told: dict[str, Any] = {"id": "c", "number": "SK", "version": 1, "name": "Dana", "goal": None, "plans": plans}
    told |= {"collisions": (), "people": (), "hours_week": 0, "writes": (), "incomplete": False, "missing": ()}
    told |= {"consent": None, "consent_until": None, "stands_in_until": None}
    return CaseView(**{**told, "receipt": Receipt("e", "l"), **changed})


def collision(*items: str) -> Collision:
    return Collision("k", "X01", "high", "", items, "open", None, None, 0)


def blocks(shown: CaseView) -> list[Block]:
    return [block for day in week_of(shown, monday=MONDAY).days for block in day.blocks]


def test_what_meets_stands_side_by_side_and_what_does_not_has_the_whole_day() -> None:
    course = activity("course", slot(1, "09:00", "12:00"), slot(2, "09:00", "12:00"))
    care = limit("care", slot(1, "10:00", "11:00"))
    monday, second, tuesday = blocks(view(course, others=(care,)))
    assert (monday.lane, monday.lanes, second.lane, second.lanes) == (0, 2, 1, 2)
    assert (tuesday.lanes, tuesday.time) == (1, "09:00\N{EN DASH}12:00")
    assert monday.x + monday.width < second.x
    assert second.care
    assert second.unit.pattern != monday.unit.pattern


def test_only_what_meets_in_a_collision_is_marked() -> None:
    course = activity("course", slot(1, "09:00", "12:00"), slot(2, "09:00", "12:00"))
    care = limit("care", slot(1, "10:00", "11:00"))
    other = activity("other", slot(1, "11:00", "12:00"))
    shown = view(course, other, others=(care,), collisions=(collision("care", "course"),))
    assert [(one.item, one.collides) for one in blocks(shown)] == [
        ("course", True),
        ("care", True),
        ("other", False),
        ("course", False),
    ]


def test_the_week_holds_what_goes_on_in_it() -> None:
    shown = view(
        activity("over", slot(1, "09:00", "10:00"), to="2026-03-15"),
        activity("begins_wednesday", slot(1, "09:00", "10:00"), slot(3, "09:00", "10:00"), **{"from": "2026-03-18"}),
        activity("paused", slot(1, "09:00", "10:00"), status="paused"),
        activity("loose", hours_week=12.5),
        activity("loose_later", hours_week=5, **{"from": "2026-04-01"}),
        limit("most", limit="max_hours_week", hours=10),
    )
    week = week_of(shown, monday=MONDAY)
    assert [(day.number, block.item) for day in week.days for block in day.blocks] == [(3, "begins_wednesday")]
    assert [(one.item, one.hours) for one in week.loose] == [("loose", "12,5")]
    assert [unit.name for unit in week.units] == ["AF Rehab"]


def test_the_weekend_and_early_hours_are_drawn_where_something_stands_there() -> None:
    assert len(week_of(view(activity("a", slot(5, "09:00", "10:00"))), monday=MONDAY).days) == 5
    week = week_of(view(activity("a", slot(6, "05:30", "24:00"))), monday=MONDAY)
    assert (len(week.days), week.hours[0], week.hours[-1]) == (7, 5, 24)
    assert (monday_of(date(2026, 3, 22)), week.before, week.after) == (MONDAY, date(2026, 3, 9), date(2026, 3, 23))


def test_an_empty_week_says_so_and_her_own_things_have_the_first_pattern() -> None:
    assert week_of(view(), monday=MONDAY).empty
    assert units_of(view())["participant"].pattern == 0


@given(
    st.lists(
        st.tuples(st.integers(1, 7), st.integers(0, 22), st.integers(1, 12)).map(
            lambda one: slot(one[0], f"{one[1]:02}:00", f"{min(one[1] + one[2], 24):02}:00")
        ),
        max_size=12,
    )
)
def test_no_two_blocks_cover_each_other_and_none_leaves_the_drawing(slots: list[dict[str, Any]]) -> None:
    shown = view(*(activity(f"a{at}", one) for at, one in enumerate(slots)))
    week = week_of(shown, monday=MONDAY)
    for day in week.days:
        for at, one in enumerate(day.blocks):
            assert day.x <= one.x <= one.x + one.width <= WIDTH
            assert one.y + one.height <= week.height
            for other in day.blocks[at + 1 :]:
                apart = one.x + one.width <= other.x or other.x + other.width <= one.x
                assert apart or one.end <= other.start or other.end <= one.start


def test_the_months_draw_periods_and_the_consents_end() -> None:
    plan: dict[str, Any] = {
        "id": "plan",
        "kind": "plan",
        "goal": "",
        "valid_from": "2026-01-01",
        "valid_to": "2026-06-30",
    }
    plan |= {"follow_up": None, "status": "current", "category": "C03", "source": "af", "version": 1}
    shown = view(
        plan,
        activity("open", **{"from": "2026-04-01"}),
        activity("undated"),
        activity("over", to="2025-12-31"),
        activity("cancelled", status="cancelled", to="2026-12-31"),
        others=(limit("most", to="2026-05-31"),),
        consent_until=date(2026, 9, 15),
    )
    drawn = months_of(shown, today=date(2026, 3, 16))
    assert [month.first.isoformat() for month in drawn.months][::11] == ["2026-02-01", "2027-01-01"]
    assert [(bar.item, bar.x == NAMES, round(bar.x + bar.width, 1) == WIDTH) for bar in drawn.bars] == [
        ("plan", True, False),
        ("open", False, True),
        ("most", True, False),
    ]
    assert drawn.consent_x is not None
    assert drawn.today_x is not None
    assert drawn.today_x < drawn.consent_x
    assert all(bar.x + bar.width <= WIDTH + 3 for bar in drawn.bars)
    assert months_of(view(consent_until=date(2028, 1, 1)), today=date(2026, 3, 16)).consent_x is None
