"""A case with very much in it: its page begins with where things are, and what is over does not stand in the way."""

import re
from datetime import date
from typing import Any

from hub.cases.drawing import week_of
from hub.cases.folding import RUNNING, folded, is_over, parts_of
from hub.cases.showing import PlanView
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import made, write_plans
from tests.cases.test_drawing import MONDAY, activity, blocks, limit, slot, view
from tests.cast import HOUR, World

TODAY = date(2026, 3, 16)


def write(world: World, case: str, name: str, statuses: list[str]) -> list[str]:
    """Write a plan with an activity of each status, all of them at the same time."""
    plan = made(world.api(name).post(f"/cases/{case}/plans", {"goal": "Steg för steg"}))
    lesson = {"type": "studies", "slots": [{"day": 1, "start": "09:00", "end": "11:00"}]}
    return [
        made(world.api(name).post(f"/plans/{plan}/activities", {**lesson, "title": f"Sak {at}", "status": status}))
        for at, status in enumerate(statuses)
    ]


def parts(items: list[dict[str, Any]], fresh: frozenset[str] = frozenset()) -> list[list[str]]:
    plan = PlanView("p", "u", "Enheten", "", tuple(items))
    return [[item["id"] for item in group] for group in parts_of(plan, today=TODAY, fresh=fresh)]


def test_what_is_over_is_folded_away_and_what_is_new_stands_first() -> None:
    items = [
        activity("runs"),
        activity("done", status="done"),
        activity("cancelled", status="cancelled"),
        activity("paused", status="paused"),
        activity("last day", to="2026-03-16"),
        limit("past", to="2026-03-15"),
    ]
    assert parts(items) == [["runs", "paused", "last day"], [], ["done", "cancelled", "past"]]
    assert parts(items, frozenset({"cancelled"}))[0] == ["cancelled", "runs", "paused", "last day"]
    assert not is_over({"kind": "plan", "status": "ended", "valid_to": "2026-01-01"}, TODAY)


def test_a_long_plan_folds_what_is_more_than_one_takes_in() -> None:
    items = [activity(f"{at:02}") for at in range(20)]
    shown, rest, over = parts(items, frozenset({"19"}))
    assert (shown[0], len(shown), len(rest), over) == ("19", RUNNING, 20 - RUNNING, [])
    assert folded(range(RUNNING + 2), RUNNING) == (tuple(range(RUNNING + 2)), ())


def test_where_words_find_no_room_numbers_lead_from_the_drawing_to_the_table() -> None:
    few = view(*(activity(f"Kurs {at}", slot(1, "09:00", "12:00")) for at in range(3)))
    assert [block.number for block in blocks(few)] == [0, 0, 0]
    assert not week_of(few, monday=MONDAY).is_crowded
    crowd = [activity(f"Kurs {at}", slot(1, "09:00", "12:00")) for at in range(5)]
    many = view(*crowd, activity("x", slot(2, "09:00", "12:00")))
    assert [block.number for block in blocks(many)] == [1, 2, 3, 4, 5, 6]
    assert [line for _, line in blocks(many)[0].lines] == ["1"]
    assert [line for _, line in blocks(many)[-1].lines][:2] == ["6", "x (Komvux)"]
    assert week_of(many, monday=MONDAY).is_crowded


def test_the_page_of_a_crowded_case(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    page, case = world.page("amir"), f"/arenden/{world.dana.case}"
    write(world, world.dana.case, "sofia", ["planned"] * 6 + ["done"])
    few = page.get(case).text
    assert 'aria-label="På sidan"' not in few
    assert "Avslutat och avbrutet (1)" in few
    write(world, world.dana.case, "arvid", ["ongoing"] * 14 + ["cancelled"] * 2)
    text = page.get(case).text
    for part in ("krockar", "korthet", "veckan", "planerna", "manaderna", "vem"):
        assert f'<a href="#{part}">' in text
        assert f'id="{part}"' in text
    jumps = re.findall(r'<a href="#(plan-[0-9a-f]{32})"><bdi>[^<]+</bdi></a> \((\d+)\)', text)
    assert sorted(int(number) for _, number in jumps) == [8, 17]
    assert all(f'id="{plan}"' in text for plan, _ in jumps)
    assert "Fler (5)" in text
    assert "Avslutat och avbrutet (2)" in text
    assert '<a href="#dag-2026-03-16">' in text
    assert 'id="dag-2026-03-16"' in text


def test_of_many_collisions_those_far_down_are_acted_on_one_at_a_time(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    write(world, world.dana.case, "sofia", ["planned"] * 6)
    page, case = world.page("amir"), f"/arenden/{world.dana.case}"
    text = page.get(case).text
    far = re.findall(rf'href="{case}\?krock=([0-9a-f]+)#krock-\1"', text)
    assert (text.count('class="card collision"'), text.count("data-saves"), len(far)) == (15, 13, 2)
    assert "(15)" not in text  # six things are not many
    asked = page.get(f"{case}?krock={far[0]}").text
    assert asked.count("data-saves") == 14
    assert f'action="{case}/krockar/{far[0]}"' in asked
    done = page.post(f"{case}/krockar/{far[0]}", {"state": "owned", "version": "0"}, form_at=f"{case}?krock={far[0]}")
    assert done.status == 303


def test_many_news_are_counted_and_the_first_of_them_shown(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    case = f"/arenden/{world.dana.case}"
    write(world, world.dana.case, "sofia", ["planned"])
    assert world.api("amir").get(f"/cases/{world.dana.case}").status == 200
    world.clock.move(HOUR)
    fresh = write(world, world.dana.case, "arvid", ["planned"] * 12 + ["done"])
    text = world.page("amir").get(case).text
    assert "Visa 6 ändringar till" in text
    listed = re.findall(r'<li><a href="#sak-([0-9a-f]{32})">', text)
    assert set(fresh) < set(listed)
    assert "Avslutat och avbrutet" not in text
    assert 'Fler (4)<span class="unseen"> <bdi>AF Rehabteam</bdi></span> <b class="tag new">Nytt</b>' in text


def test_a_case_of_several_plans_begins_with_where_things_are(world: World) -> None:
    """On a telephone "Vem är vem", with the number to call, lay eight thousand pixels down."""
    agree(world, world.dana, gives=WHOLE)
    page, case = world.page("amir"), f"/arenden/{world.dana.case}"
    write_plans(world, world.dana.case)
    text = page.get(case).text
    assert 'aria-label="På sidan"' in text
    assert '<a href="#vem">Vem är vem</a>' in text
