"""What a reviewer was refused by a case's number tells her nothing afterwards: the log is told as for no case."""

from typing import Any

import pytest

from hub.oversight import reviewing
from tests.cast import SECOND, Api, World
from tests.consents.story import in_force

REASON = "Anmälan 2026/17 om obehörig läsning"
NOWHERE = "SK-FFFF-FFFF"
_ITS_OWN = {"id", "number", "at", "leaf"}


@pytest.fixture(name="asked")
def _asked(world: World) -> World:
    """Dora, of FK, asks by two numbers for whom they are about and takes back: a case of AF's, and none at all."""
    in_force(world, named=("arvid", "amir"), rows=(("AF Rehabteam", "C04"),))
    for number in (NOWHERE, world.dana.number):
        world.clock.move(SECOND)
        assert world.api("dora").post(f"/log/cases/{number}/identity", {"reason": REASON}).status == 404
        world.clock.move(SECOND)
        body = {"number": number, "whole": True, "channel": "phone"}
        assert world.api("dora").post("/withdrawals", body).status == 404
    world.clock.move(SECOND)
    return world


def refused(api: Api) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get("/log/entries?outcome=refused").json["items"]
    return items


def alike(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name not in _ITS_OWN}


def test_her_own_refused_questions_are_told_alike(asked: World) -> None:
    api = asked.api("dora")
    items = refused(api)
    assert [one["action"] for one in items] == ["withdraw", "reveal"] * 2
    assert [alike(one) for one in items[:2]] == [alike(one) for one in items[2:]]
    opened = [api.get(f"/log/entries/{one['id']}").json for one in (items[0], items[2])]
    assert alike(opened[0]) == alike(opened[1])
    proved = [api.get(f"/log/entries/{one['id']}/proof").json["body"] for one in (items[0], items[2])]
    assert proved == [None, None]
    page = asked.page("dora").get(f"/logg/{items[0]['id']}").text
    assert "visas utan vad den gällde" in page
    assert asked.dana.id not in page
    later = (
        api.get("/log/entries?action=log_read").json["items"] + api.get("/log/entries?action=log_proof").json["items"]
    )
    assert {one["subject"] for one in later} == {None}, "nor does the entry of that look say whom it was about"


@pytest.mark.parametrize(
    "path",
    [
        "/log/entries?case={number}",
        "/log/counts?action=reveal&case={number}",
        "/log/counts?action=withdraw&case={number}",
        "/log/answers/{number}",
    ],
)
def test_no_number_finds_them(asked: World, path: str) -> None:
    for number in (NOWHERE, asked.dana.number):
        assert asked.api("dora").get(path.format(number=number)).json["items"] == []
    assert asked.api("dora").get(f"/log/entries?subject={asked.dana.id}").json["items"] == []


def test_the_participant_sees_that_somebody_tried(asked: World) -> None:
    told = [one["text"] for one in asked.api("dana").get("/me/reads").json["items"]]
    assert sum("Dora Dike" in one and "nekades" in one for one in told) == 2


def test_what_her_unit_does_in_its_cases_is_found_as_before(world: World) -> None:
    in_force(world)
    world.clock.move(SECOND)
    assert world.api("otto").get(f"/cases/{world.dana.case}").status == 404
    items = world.api("dora").get(f"/log/entries?outcome=refused&case={world.dana.number}").json["items"]
    assert [one["actor"]["name"] for one in items] == ["Otto Okänd"]
    assert items[0]["subject"] == world.dana.id


def test_without_leaving_it_out_the_log_would_tell(asked: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewing, "reviewers", lambda _: ())
    items = refused(asked.api("dora"))
    assert [one["case"] for one in items] == [asked.dana.number] * 2 + [None] * 2
    assert items[0]["consent"] is not None
