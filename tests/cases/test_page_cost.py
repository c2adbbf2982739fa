"""What one item more costs the case page: counted in calls, which no busy machine can blur."""

from cProfile import Profile
from pstats import Stats

from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import made, slots
from tests.cast import World

MOST_CALLS = 900  # an item with two weekly times; they were 1,370 while each text and day went through three libraries


def test_an_item_more_costs_the_page_few_calls(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    plan = made(world.api("sofia").post(f"/cases/{world.dana.case}/plans", {"goal": "Läsa svenska"}))
    _write(world, plan, range(8, 10))
    few = _calls(world)
    _write(world, plan, range(10, 20))
    assert (_calls(world) - few) / 10 <= MOST_CALLS


def _write(world: World, plan: str, hours: range) -> None:
    for hour in hours:
        at = slots(range(1, 3), f"{hour:02}:00", f"{hour:02}:45")
        period = {"from": "2026-03-02", "to": "2026-12-31"}
        told = {"type": "komvux", "title": f"Svenska {hour}", "hours_week": 1, "slots": at, **period}
        made(world.api("sofia").post(f"/plans/{plan}/activities", told))


def _calls(world: World) -> int:
    page, address = world.page("amir"), f"/arenden/{world.dana.case}"
    for _ in range(2):  # the second time nothing is new, and all is compiled
        assert page.get(address).status == 200
    counted = Profile()
    with counted:
        page.get(address)
    return int(Stats(counted).total_calls)  # type: ignore[attr-defined]
