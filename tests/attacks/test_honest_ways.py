"""What guards against rewritten rows hinders nobody whose rows are as the hub wrote them."""

from contextlib import contextmanager

from hub.store.days import day_of
from tests.attacks.test_outages import OUTAGES
from tests.cases.test_people_importing import ROWS, file, send
from tests.cast import DAY, World
from tests.checking import faults
from tests.consents import story

CARE = {"type": "treatment", "title": "Samtal", "hours_week": 2}


def test_taken_back_without_the_keys_and_signed_anew(world: World) -> None:
    paper, dana = story.in_force(world), world.api("dana")
    with contextmanager(OUTAGES["the key database is stopped"][1])(world):
        assert dana.post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 201
    story.in_force(world)
    assert not faults(world)


def test_handed_over_while_presented(world: World) -> None:
    paper = story.presented(world)
    cia = world.api("cia")
    given = world.api("bea").post("/handovers", {"number": world.dana.number, "officer": world["cia"].officer})
    assert given.status == 204, given.text
    assert story.sign(world, paper).json["code"] == "another_coach"
    assert cia.post(f"/cases/{world.dana.case}/links", {"purpose": "code_reset"}).status == 201
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 201, "a no"
    drafted = cia.post(f"/cases/{world.dana.case}/consents", story.proposal(world)).json
    shown = cia.post(f"/consents/{drafted['id']}/presentation", {}).json
    assert story.sign(world, story.Paper(drafted["id"], drafted, shown["digest"], shown["nonce"])).status == 200
    assert cia.post(f"/consents/{drafted['id']}/witness", {"code": world.code("cia")}).status == 200
    assert not faults(world)


def test_witnessed_before_it_holds(world: World) -> None:
    paper = story.signed(world, valid_from=day_of(world.now + 5 * DAY).isoformat())
    story.witnessed(world, paper)
    assert not faults(world)


def test_an_empty_plan_is_begun_twice_and_a_report_is_answered_under_the_next_consent(world: World) -> None:
    story.in_force(world)
    rut = world.api("rut")
    first, again = (rut.post(f"/cases/{world.dana.case}/plans", {}).json["id"] for _ in range(2))
    assert first == again
    item = rut.post(f"/plans/{first}/activities", CARE).json["id"]
    said = world.api("dana").post(f"/items/{item}/reports", {"text": "Fel"}).json["id"]
    story.in_force(world)
    assert rut.patch(f"/reports/{said}", {"outcome": "stands", "text": "Det är bestämt."}).status == 200
    assert rut.post(f"/plans/{first}/activities", CARE).status == 201
    assert not faults(world)


def test_who_came_by_a_file_is_given_a_way_in(world: World) -> None:
    assert send(world, file(ROWS[0])).status == 201
    amir = world.api("amir")
    (eva,) = (one["id"] for one in amir.get("/cases").json["items"] if one["id"] != world.dana.case)
    assert amir.post(f"/cases/{eva}/links", {"purpose": "first_sign_in"}).status == 201
    assert amir.post(f"/cases/{eva}/consents", story.proposal(world)).status == 201
    assert not faults(world)
