"""The directory's guard, as an example of all: who lacks a route is told what a missing page tells."""

import pytest

from tests.cast import World
from tests.moving_on import leaves
from tests.staff import PARTS

READERS = {"fia", "arvid", "rut", "sofia", "amir", "cia", "otto", "bea"}


@pytest.mark.parametrize("path", ["/directory", "/units"])
def test_coaches_officers_and_access_managers_see_the_directory(world: World, path: str) -> None:
    missing = world.api("fia").get("/no-such-route")
    assert missing.status == 404
    for name in [*PARTS, "dana"]:
        answer = world.api(name).get(path)
        assert answer.status == (200 if name in READERS else 404), name
        if answer.status == 404:
            assert answer.data == missing.data
    assert world.api().get(path).status == 401


def test_the_directory_holds_who_can_be_named(world: World) -> None:
    listed = world.api("amir").get("/directory").json
    assert listed["next"] is None
    assert {one["name"] for one in listed["items"]} == {PARTS[name].name for name in READERS - {"bea"}}
    fia = next(one for one in listed["items"] if one["name"] == "Fia Falk")
    assert fia == {
        "id": world["fia"].officer,
        "name": "Fia Falk",
        "title": "handläggare",
        "unit": world.units["FK Nordost"],
        "unit_name": "FK Nordost",
        "authority": "Försäkringskassan",
        "kind": "social_insurance",
        "function": "fk_officer",
    }


def test_who_has_left_is_not_listed(world: World) -> None:
    leaves(world, "fia")
    listed = world.api("amir").get("/directory").json
    assert "Fia Falk" not in {one["name"] for one in listed["items"]}


def test_units_that_never_read_are_no_sources(world: World) -> None:
    listed = world.api("amir").get("/units").json["items"]
    assert {one["name"] for one in listed} == set(world.units) - {"Kansli"}
