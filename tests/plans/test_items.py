"""What rules compare of opened items: their own days, but none that is over."""

from datetime import date, timedelta
from typing import Any

import pytest

from hub.disclosure.records import Opened
from hub.plans.fields import check, pack
from hub.plans.items import FOREVER, compared
from hub.plans.vocabulary import ItemKind

TODAY = date(2026, 3, 17)
_SAID: dict[ItemKind, dict[str, Any]] = {
    ItemKind.ACTIVITY: {"type": "placement"},
    ItemKind.LIMIT: {"limit": "max_hours_week", "hours": 10},
}


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


def periods(kind: ItemKind, first: date | None, last: date | None) -> list[tuple[int, int]]:
    period = {"from": first and first.isoformat(), "to": last and last.isoformat()}
    fields = pack(kind, check(kind, {**_SAID[kind], **period}))
    found = compared([Opened("item", "i", 1, "unit", "C04", 0, fields, kind.value)], today=TODAY)
    return [(one.first, one.last) for one in found.activities] + [(one.first, one.last) for one in found.limits]


@pytest.mark.parametrize("kind", _SAID)
def test_what_is_over_is_not_compared_and_what_goes_on_begins_today(kind: ItemKind) -> None:
    today = TODAY.toordinal()
    assert periods(kind, day(-9), day(-1)) == []
    assert periods(kind, day(-9), TODAY) == [(today, today)]
    assert periods(kind, day(2), day(3)) == [(today + 2, today + 3)]
    assert periods(kind, None, None) == [(today, FOREVER)]


def test_weekly_times_that_overlap_within_one_activity_take_her_time_once() -> None:
    times = [(1, "08:00", "12:00"), (1, "09:00", "10:00"), (1, "11:00", "13:00"), (2, "12:00", "13:00")]
    slots = [{"day": on, "start": start, "end": end} for on, start, end in times]
    fields = pack(ItemKind.ACTIVITY, check(ItemKind.ACTIVITY, {"type": "placement", "slots": slots}))
    found = compared([Opened("item", "i", 1, "unit", "C04", 0, fields, "activity")], today=TODAY)
    assert found.activities[0].hours_week == 6
