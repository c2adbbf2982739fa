"""Before a participant says yes, where she says no, and once she takes it back, no other unit's reviewer sees her."""

from collections.abc import Callable

import pytest

from hub.store.days import written
from tests.cast import DAY, SECOND, World
from tests.consents.story import Paper, drafted, in_force, presented, sign, signed, witnessed

REASON = "Anmälan 2026/17 om obehörig läsning"


def declined(world: World) -> None:
    paper = presented(world)
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 201


def no_to_fk(world: World) -> None:
    """She signs for all but FK: neither Fia nor what FK has."""
    paper = presented(world)
    fia, hers = paper.person(world, "fia"), paper.row(world, "FK Nordost", "C09")
    persons = {one["id"]: one["id"] != fia for one in paper.view["persons"]}
    rows = {one["id"]: one["id"] != hers for one in paper.view["rows"]}
    assert sign(world, paper, persons=persons, rows=rows).status == 200
    witnessed(world, paper)


def found_by(world: World, reviewer: str) -> tuple[int, int]:
    """Tell how many entries of the case a reviewer finds, and how her question whose it is was answered."""
    world.clock.move(SECOND)
    api = world.api(reviewer)
    items = api.get(f"/log/entries?case={world.dana.number}").json["items"]
    asked = api.post(f"/log/cases/{world.dana.number}/identity", {"reason": REASON})
    return len(items), asked.status


@pytest.mark.parametrize("how", [drafted, presented, declined, no_to_fk])
def test_another_units_reviewer_finds_nothing(world: World, how: Callable[[World], object]) -> None:
    how(world)
    assert found_by(world, "dora") == (0, 404)
    entries, asked = found_by(world, "dagny")
    assert entries > 0, "the drafting unit's own reviewer finds it"
    assert asked == 200


def test_thinking_it_over_is_hers(world: World) -> None:
    paper = presented(world)
    page = world.page("dana").get(f"/medgivanden/{paper.id}")
    assert page.status == 200
    assert found_by(world, "dora") == (0, 404)


def test_whom_she_says_yes_to_finds_the_signature(world: World) -> None:
    paper: Paper = presented(world)
    assert sign(world, paper).status == 200
    world.clock.move(SECOND)
    items = world.api("dora").get(f"/log/entries?case={world.dana.number}").json["items"]
    assert [one["action"] for one in items] == ["sign"]
    assert found_by(world, "dora") == (1, 200)


@pytest.mark.parametrize("ends", ["whole", "row", "time"])
def test_what_she_does_afterwards_is_no_matter_of_theirs(world: World, ends: str) -> None:
    paper = in_force(world)
    if ends == "time":
        world.clock.move(400 * DAY)
    else:
        what = {"whole": True} if ends == "whole" else {"row": paper.row(world, "FK Nordost", "C09")}
        assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", what).status == 201
    world.clock.move(SECOND)
    since = world.now
    assert world.api("dana").put("/me/goal", {"text": "Arbete"}).status == 200
    if ends != "row":
        signed(world, named=("arvid", "amir"), rows=(("AF Rehabteam", "C04"), ("AME", "C04")))
    later = [one for one in world.api("dora").get("/log/entries").json["items"] if one["at"] >= written(since)]
    assert [one["action"] for one in later] == []
