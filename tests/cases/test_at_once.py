"""Two write at once: what there is one of stays one, one of two wins, and nobody meets an error."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final

import pytest
from sqlalchemy import event, func, select

from hub.cases import saving
from hub.plans.tables import item, plan
from hub.plans.vocabulary import ItemKind
from policies.vocabulary import PARTICIPANT_SOURCE
from tests.cases.agreeing import agree
from tests.cases.reference import STUDIES, made, slots
from tests.cases.test_importing import file, send
from tests.cast import Answer, World
from tests.meeting import Meeting, read_in_turn

GIVES: Final = {"sofia": ("C03", "C04"), "rut": ("C06", "C07"), PARTICIPANT_SOURCE: ("C03", "C04")}
TIMES: Final = {"slots": slots(range(1, 2), "09:00", "10:00")}
WRITES: Final = ("INSERT INTO plan ", "INSERT INTO item ", "UPDATE item ")


@contextmanager
def meeting(world: World) -> Iterator[None]:
    """Let both have looked before either writes, where nothing keeps the second from looking."""
    place = Meeting(world, 2)

    def wait(*told: Any) -> None:
        if str(told[2]).startswith(WRITES):
            place.wait()

    writer = world.store.engines[-1]
    event.listen(writer, "before_cursor_execute", wait)
    try:
        yield
    finally:
        event.remove(writer, "before_cursor_execute", wait)


def both(world: World, *acts: Callable[[], Answer]) -> list[int]:
    with meeting(world), ThreadPoolExecutor(2) as pool:
        return sorted(answer.status for answer in pool.map(lambda act: act(), acts))


def counts(world: World, source: str) -> tuple[int, int]:
    """Give how many plans a source has, and how many items."""
    with world.store.read() as tx:
        plans, items = (
            tx.execute(select(func.count()).select_from(table).where(table.c.source == source)).scalar_one()
            for table in (plan, item)
        )
    return plans, items


@pytest.mark.parametrize("silent", [False, True])
def test_of_two_goals_the_last_stands(world: World, *, silent: bool) -> None:
    hers = [world.api("dana"), world.api("dana")]
    if silent:
        made(hers[0].post("/me/busy", TIMES))
    goals = [lambda api=api, n=n: api.put("/me/goal", {"text": f"Mål {n}"}) for n, api in enumerate(hers)]
    assert both(world, *goals) == [200, 200]
    assert counts(world, PARTICIPANT_SOURCE) == (1, 2 if silent else 1)
    assert hers[0].put("/me/goal", {"text": "Nytt"}).status == 200
    shown = hers[0].get("/me/case").json
    assert shown["goal"] == "Nytt"
    assert "Mål" not in str(shown)


def test_two_times_that_she_cannot_are_of_one_plan(world: World) -> None:
    hers = [world.api("dana"), world.api("dana")]
    assert both(world, *[lambda api=api: api.post("/me/busy", TIMES) for api in hers]) == [201, 201]
    assert counts(world, PARTICIPANT_SOURCE) == (1, 2)


def test_two_begin_a_plan_that_says_nothing_and_get_the_same(world: World) -> None:
    """Care gives no goals: its plan is begun by saying nothing."""
    agree(world, world.dana, gives=GIVES)
    ruts, path = [world.api("rut"), world.api("rut")], f"/cases/{world.dana.case}/plans"
    assert both(world, *[lambda api=api: api.post(path, {}) for api in ruts]) == [201, 201]
    assert counts(world, world["rut"].unit) == (1, 0)


def test_two_goals_meet_one_silent_plan(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    assert send(world, "sofia", file(f"{world.dana.number};komvux;;20;;;;;")).status == 201
    sofias, path = [world.api("sofia"), world.api("sofia")], f"/cases/{world.dana.case}/plans"
    goals = [lambda api=api, n=n: api.post(path, {"goal": f"Mål {n}"}) for n, api in enumerate(sofias)]
    assert both(world, *goals) == [201, 201]
    assert counts(world, world["sofia"].unit) == (2, 3)


def test_two_add_to_a_plan_that_was_just_begun(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    sofias = [world.api("sofia"), world.api("sofia")]
    begun = made(sofias[0].post(f"/cases/{world.dana.case}/plans", {"goal": "Läsa"}))
    path = f"/plans/{begun}/activities"
    assert both(world, *[lambda api=api: api.post(path, STUDIES) for api in sofias]) == [201, 201]
    assert counts(world, world["sofia"].unit) == (1, 3)


def test_two_first_activities_are_of_one_plan(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    actors = [world.actor("sofia"), world.actor("sofia")]

    def add(actor: Any) -> None:
        case, kind = world.dana.case, ItemKind.ACTIVITY
        saving.add_to_case(world.ground, actor, case_id=case, kind=kind, values=STUDIES, accept=False)

    with meeting(world), ThreadPoolExecutor(2) as pool:
        assert list(pool.map(add, actors)) == [None, None]
    assert counts(world, world["sofia"].unit) == (1, 2)


def test_two_files_are_saved_in_one_plan(world: World) -> None:
    eva = world.participants["eva"] = world.add_participant("Eva Ek")
    for who in (world.dana, eva):
        agree(world, who, gives=GIVES)
    rows = [f"{number};komvux;;20;;;;;" for number in (world.dana.number, eva.number)]
    files = [file(*rows), file(*[row.replace(";20;", ";10;") for row in reversed(rows)])]
    with read_in_turn():
        assert both(world, *[lambda content=content: send(world, "sofia", content) for content in files]) == [201, 201]
    assert counts(world, world["sofia"].unit) == (2, 4)


@pytest.mark.parametrize("path", ["/activities/{}", "/plans/{}"])
def test_of_two_changes_of_one_version_one_wins(world: World, path: str) -> None:
    agree(world, world.dana, gives=GIVES)
    sofias = [world.api("sofia"), world.api("sofia")]
    begun = made(sofias[0].post(f"/cases/{world.dana.case}/plans", {"goal": "Läsa"}))
    course = made(sofias[0].post(f"/plans/{begun}/activities", STUDIES))
    field = "title" if "activities" in path else "goal"
    changed = path.format(course if "activities" in path else begun)
    acts = [lambda api=api, n=n: api.patch(changed, {"version": 1, field: f"Nytt {n}"}) for n, api in enumerate(sofias)]
    assert both(world, *acts) == [200, 412]
    items = sofias[0].get(f"/cases/{world.dana.case}").json["plans"][0]["items"]
    assert [one["version"] for one in items if str(one.get(field)).startswith("Nytt")] == [2]


def test_of_two_changes_of_her_times_one_wins(world: World) -> None:
    hers = [world.api("dana"), world.api("dana")]
    path = f"/me/busy/{made(hers[0].post('/me/busy', TIMES))}"
    until = ["2026-10-01", "2026-11-01"]
    changes = [
        lambda api=api, to=to: api.patch(path, {"version": 1, "to": to}) for api, to in zip(hers, until, strict=True)
    ]
    assert both(world, *changes) == [200, 412]
