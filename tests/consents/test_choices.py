"""What the coach proposes and the participant answers, one choice at a time, and what each of them comes to."""

from datetime import datetime
from typing import Any

from hub.store.days import instant, written
from tests.cast import DAY, World, insecure_argon2, make_world, world
from tests.consents.story import Paper, answered, drafted, may_read, presented, proposal, sign, signed, witnessed
from tests.moving_on import leaves

__all__ = ["insecure_argon2", "make_world", "world"]
FEW = ("fia", "arvid", "amir")
SOME = (("AF Rehabteam", "C04"), ("participant", "C04"))


def test_no_to_a_person_a_row_or_one_of_both(world: World) -> None:
    paper = presented(world)
    fia, rut, arvid = (paper.person(world, name) for name in ("fia", "rut", "arvid"))
    row, other = paper.row(world, "AF Rehabteam", "C04"), paper.row(world, "Vuxenpsykiatrin", "C07")
    persons = {one["id"]: one["id"] != rut for one in paper.view["persons"]}
    rows = {one["id"]: one["id"] != other for one in paper.view["rows"]}
    answer = sign(world, paper, persons=persons, rows=rows, exceptions=[{"row": row, "person": fia}])
    assert answer.status == 200
    lines = world.api("dana").get(f"/consents/{paper.id}").json["lines"]
    pairs = {(line["row"], line["person"]) for line in lines}
    assert answer.json["lines"] == len(lines)
    assert not [pair for pair in pairs if pair[0] == other or pair[1] == rut]
    assert (row, fia) not in pairs
    assert (row, paper.person(world, "amir")) in pairs
    assert not [pair for pair in pairs if pair == (row, arvid)], "nobody needs a line to her own unit's"
    unknown = [{"row": row, "person": "f" * 32}]
    again = presented(world)
    assert list(sign(world, again, exceptions=unknown).json["errors"]) == ["exceptions.0"]


def test_no_to_everything_is_a_signature_that_opens_nothing(world: World) -> None:
    first = signed(world)
    answered(world, first, "fia")
    paper = presented(world)
    answer = sign(world, paper, persons={one["id"]: False for one in paper.view["persons"]})
    assert (answer.status, answer.json["lines"]) == (200, 0)
    assert not may_read(world, "fia", "participant", "C04")


def test_a_person_may_be_named_only_to_give(world: World) -> None:
    persons = [{"officer": world["arvid"].officer, "reads": False}, world["fia"].officer]
    paper = signed(world, rows=SOME, persons=persons)
    lines = world.api("dana").get(f"/consents/{paper.id}").json["lines"]
    assert {line["officer"] for line in lines} == {world["fia"].officer}
    answered(world, paper, "arvid", "fia")
    assert may_read(world, "fia", "AF Rehabteam", "C04")
    assert not may_read(world, "arvid", "participant", "C04")


def test_readers_can_be_chosen_row_by_row(world: World) -> None:
    rows = [{"source": "participant", "category": "C04", "readers": [world["fia"].officer]}]
    body = proposal(world, named=FEW) | {"rows": rows}
    view = world.api("amir").post(f"/cases/{world.dana.case}/consents", body).json
    assert view["rows"][0]["readers"] == [
        one["id"] for one in view["persons"] if one["officer"] == world["fia"].officer
    ]


def test_the_ceiling_chooses_the_readers_that_nobody_chose(world: World) -> None:
    view = drafted(world, named=("rut", "fia", "amir"), rows=(("FK Nordost", "C15"),))
    assert view["rows"][0]["readers"] == [
        one["id"] for one in view["persons"] if one["officer"] == world["amir"].officer
    ]
    rows = [{"source": world.units["FK Nordost"], "category": "C15", "readers": [world["rut"].officer]}]
    body = proposal(world, named=("rut", "fia", "amir")) | {"rows": rows}
    answer = world.api("amir").post(f"/cases/{world.dana.case}/consents", body)
    assert list(answer.json["errors"]) == ["rows.0.readers"]
    nobody = proposal(world, named=("rut", "fia"), rows=(("FK Nordost", "C15"),))
    answer = world.api("amir").post(f"/cases/{world.dana.case}/consents", nobody)
    assert list(answer.json["errors"]) == ["rows.0.category"]


def test_who_has_left_since_the_draft_gets_no_line(world: World) -> None:
    paper = presented(world)
    leaves(world, "fia")
    assert sign(world, paper).status == 200
    lines = world.api("dana").get(f"/consents/{paper.id}").json["lines"]
    assert world["fia"].officer not in {line["officer"] for line in lines}


def test_a_period_of_days_ends_when_its_last_day_does(world: World) -> None:
    view = drafted(world, valid_from="2026-03-18", valid_to="2026-03-20", rows=SOME, named=FEW)
    given = world.api("amir").post(f"/consents/{view['id']}/presentation", {}).json
    paper = Paper(view["id"], view, given["digest"], given["nonce"])
    assert sign(world, paper).json["state"] == "signed"
    assert "Från 18 mars 2026 till och med 20 mars 2026" in world.api("dana").get(f"/consents/{paper.id}").json["text"]
    assert world.api("fia").get("/acceptances").json["items"] == [], "it has not begun"
    world.clock.move(2 * DAY)
    answered(world, paper, "fia")
    assert may_read(world, "fia", "participant", "C04")
    world.clock.at = instant(datetime.fromisoformat(view["valid_to"])) - 1
    assert may_read(world, "fia", "participant", "C04")
    world.clock.move(1)
    assert not may_read(world, "fia", "participant", "C04")
    assert world.api("dana").get(f"/consents/{paper.id}").json["state"] == "expired"


def test_after_the_end_nothing_is_carried_over(world: World) -> None:
    old = signed(world, rows=SOME, named=FEW, valid_to="2026-03-20")
    answered(world, old, "fia", "arvid")
    world.clock.move(10 * DAY)
    new = signed(world, rows=SOME, named=FEW)
    assert {line["since"] for line in world.api("dana").get(f"/consents/{new.id}").json["lines"]} == {
        written(world.now)
    }
    assert not may_read(world, "fia", "AF Rehabteam", "C04")


def test_an_old_version_is_neither_answered_nor_witnessed(world: World) -> None:
    old = signed(world)
    new = signed(world)
    row = old.row(world, "FK Nordost", "C09")
    answer = world.api("fia").post(f"/consents/{old.id}/acceptances", {"rows": {row: True}})
    assert (answer.status, answer.json["code"]) == (409, "superseded")
    answer = world.api("amir").post(f"/consents/{old.id}/witness", {"code": world.code("amir")})
    assert (answer.status, answer.json["code"]) == (409, "superseded")
    unsigned = drafted(world)
    answer = world.api("amir").post(f"/consents/{unsigned['id']}/witness", {"code": world.code("amir")})
    assert (answer.status, answer.json["code"]) == (409, "not_signed")
    witnessed(world, new)
    assert may_read(world, "amir", "participant", "C04"), "the witness has taken on the case"


def test_one_purpose_may_be_said_alone_and_persons_by_unit(world: World) -> None:
    body = proposal(world, rows=SOME)
    del body["purposes"]
    body["persons"] = [{"officer": world[name].officer, "unit": world[name].unit} for name in FEW]
    answer = world.api("amir").post(f"/cases/{world.dana.case}/consents", {**body, "purpose": "follow_up"})
    assert (answer.status, answer.json["purposes"]) == (201, ["follow_up"])
    for wrong in ({"unit": world["fia"].unit}, {"officer": 1}, {"officer": world["fia"].officer, "all": True}, 7):
        answer = world.api("amir").post(f"/cases/{world.dana.case}/consents", {**proposal(world), "persons": [wrong]})
        assert list(answer.json["errors"]) == ["persons.0"], wrong
    wrong_days: list[tuple[str, Any]] = [
        ("valid_to", "snart"),
        ("valid_to", True),
        ("valid_to", 9 * 10**14),
        ("valid_to", "2026-04-01T00:00:00"),
        ("valid_from", "2026-02-30"),
        ("valid_from", "9999-12-31"),
        ("valid_from", "1969-12-31T00:00:00Z"),
    ]
    for name, value in wrong_days:
        answer = world.api("amir").post(f"/cases/{world.dana.case}/consents", proposal(world) | {name: value})
        assert list(answer.json["errors"]) == [name], value


def test_more_than_twelve_questions_are_refused(world: World) -> None:
    sources = [("AME", "C01"), ("AME", "C06"), ("AME", "C10"), ("AME", "C11")]
    wanted = proposal(world, named=("fia", "arvid", "rut", "sofia", "amir", "cia", "otto"), rows=sources)
    answer = world.api("amir").post(f"/cases/{world.dana.case}/consents", wanted)
    assert answer.status == 422
    assert "Det blir 13 frågor till deltagaren. Högst 12" in answer.text
