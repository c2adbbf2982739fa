"""A case as one reader may read it: what opens, what does not, how many statements it takes."""

import pytest

from hub.cases.describing import heading
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import write_plans
from tests.cast import World
from tests.databases import ONE_DATABASE, count


def rules(body: dict[str, list[dict[str, str]]]) -> set[str]:
    return {collision["rule"] for collision in body["collisions"]}


def test_the_reader_of_all_finds_the_five(world: World) -> None:
    who = world.dana
    agree(world, who, gives=WHOLE)
    ids = write_plans(world, who.case)
    answer = world.api("amir").get(f"/cases/{who.case}")
    assert answer.status == 200
    body = answer.json
    assert rules(body) == {"X01", "X03", "X04", "X05", "X06"}
    assert body["name"] == "Dana Demosson"
    assert body["incomplete"] is False
    assert body["version"] == 1
    assert body["hours_week"] == 50
    assert {item["id"] for plan in body["plans"] for item in plan["items"]} >= {
        ids["studies"],
        ids["placement"],
        ids["most"],
    }
    assert len(body["receipt"]["entry"]) == 32
    assert len(body["receipt"]["leaf"]) == 64


def test_one_sided_readers_get_no_collision(world: World) -> None:
    who = world.dana
    none: dict[str, list[tuple[str, str]]] = {name: [] for name in ("sofia", "arvid", "rut")}
    agree(world, who, gives=WHOLE, readers=none)
    write_plans(world, who.case)
    for name in ("sofia", "arvid"):
        body = world.api(name).get(f"/cases/{who.case}").json
        assert body["collisions"] == []
        assert body["incomplete"] is True
        assert [plan["unit"] for plan in body["plans"]] == [world[name].unit]


def test_the_participant_reads_all_of_her_own(world: World) -> None:
    who = world.dana
    agree(world, who, gives=WHOLE)
    write_plans(world, who.case)
    dana = world.api("dana")
    assert dana.put("/me/goal", {"text": "Ett jobb som håller"}).status == 200
    assert dana.post("/me/busy", {"slots": [{"day": 1, "start": "09:00", "end": "10:00"}]}).status == 201
    body = dana.get("/me/case").json
    assert body["goal"] == "Ett jobb som håller"
    assert rules(body) == {"X01", "X03", "X04", "X05", "X06"}
    assert body["collision_hint"] is False
    assert body["plans"][0]["unit"] == "participant"
    assert len(body["people"]) == 5
    assert dana.get(f"/cases/{who.case}").json["goal"] == "Ett jobb som håller"


def test_before_the_first_signature_only_the_coach_sees_the_name(world: World) -> None:
    who = world.dana
    body = world.api("amir").get(f"/cases/{who.case}").json
    assert body["name"] == "Dana Demosson"
    assert body["plans"] == []
    assert body["version"] == 0
    assert [person["name"] for person in body["people"]] == ["Amir Amini"]
    for name in ("cia", "fia", "rut", "ada", "lea", "bea", "dagny"):
        assert world.api(name).get(f"/cases/{who.case}").status == 404


def test_absent_and_refused_cost_and_tell_the_same(world: World) -> None:
    who = world.dana
    agree(world, who, gives=WHOLE)
    write_plans(world, who.case)
    otto = world.api("otto")
    seen = []
    for case_id in (who.case, "f" * 32):
        with count(world.store) as counts:
            answer = otto.get(f"/cases/{case_id}")
        seen.append((answer.status, answer.data, counts.statements, counts.commits))
    assert seen[0] == seen[1]
    assert seen[0][0] == 404


def test_the_hot_path_takes_a_fixed_number_of_statements(world: World) -> None:
    who = world.dana
    agree(world, who, gives=WHOLE)
    arvid = world.api("arvid")
    assert arvid.get(f"/cases/{who.case}").status == 200
    with count(world.store) as counts, count(world.ground.key_store) as keys:
        assert arvid.get(f"/cases/{who.case}").status == 200
    assert counts.commits == 1
    assert counts.statements <= 5, counts.sql
    assert keys.statements == 1
    write_plans(world, who.case)
    with count(world.store) as full:
        assert arvid.get(f"/cases/{who.case}").status == 200
    assert full.commits == 1
    assert full.statements <= 6, full.sql  # one more: what was done about the collisions that there are


@pytest.mark.parametrize("purpose", ["control", "COORDINATE_PLANS"])
def test_an_unknown_purpose_is_told_for_every_id(world: World, purpose: str) -> None:
    for case_id in (world.dana.case, "f" * 32):
        answer = world.api("otto").get(f"/cases/{case_id}?purpose={purpose}")
        assert answer.status == 422
        assert "purpose" in answer.json["errors"]


def test_of_several_purposes_one_is_said(world: World) -> None:
    who = world.dana
    agree(world, who, gives=WHOLE, purposes="coordinate_plans follow_up")
    write_plans(world, who.case)
    fia = world.api("fia")
    assert fia.get(f"/cases/{who.case}").status == 422
    assert fia.get(f"/cases/{who.case}?purpose=joint_decision").json.get("plans") in (None, [])
    assert rules(fia.get(f"/cases/{who.case}?purpose=follow_up").json) >= {"X01"}


def test_people_are_those_with_whom_a_line_is_shared(world: World) -> None:
    who = world.dana
    lines = {"sofia": [("rut", "C06")], "arvid": [], "rut": [], "fia": [], "amir": []}
    agree(world, who, gives=WHOLE, readers=lines)
    told = {
        name: {person["name"] for person in world.api(name).get(f"/cases/{who.case}").json["people"]}
        for name in ("sofia", "rut", "arvid")
    }
    assert told == {
        "sofia": {"Amir Amini", "Rut Rosén"},
        "rut": {"Amir Amini", "Sofia Sand"},
        "arvid": {"Amir Amini"},
    }


@ONE_DATABASE
@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("", "Praktik"),
        ("Praktik i skolkök", "Praktik i skolkök"),
        ("I skolkök, praktik", "I skolkök, praktik"),
        ("Praktikern", "Praktikern (Praktik)"),
        ("Skolkök", "Skolkök (Praktik)"),
    ],
)
def test_what_a_title_says_is_not_said_twice(world: World, title: str, said: str) -> None:
    with world.app.test_request_context("/"):
        assert heading({"kind": "activity", "type": "placement", "title": title}) == said
