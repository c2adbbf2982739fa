"""How somebody is best reached: she says it herself, or her own unit's access manager does, and nobody else."""

import re

import pytest
from sqlalchemy import select

from hub.officers.tables import officer
from tests.cast import MINUTE, World
from tests.staffing.conftest import NEW
from tests.staffing.test_own_unit import acts

REACH = {"phone": "+46 70-174 06 05", "reached": "telefontid tis och tor"}
NOTHING = {"phone": None, "reached": None}


def test_she_says_it_herself_and_it_is_logged(world: World) -> None:
    fia = world.api("fia")
    mail = {"email": world["fia"].username}
    assert fia.get("/me/contact").json == {**NOTHING, **mail}
    world.clock.move(6 * MINUTE)
    assert fia.put("/me/contact", REACH).status == 204, "no fresh code is asked for"
    assert fia.get("/me/contact").json == {**REACH, **mail}
    assert fia.put("/me/contact", REACH).status == 204
    assert acts(world) == ["reach_changed"], "to say what stands is to change nothing"
    log = world.page("dora").get("/logg").text
    assert "ändrade hur en anställd nås på jobbet" in log, "her unit's reviewer finds it"
    assert REACH["reached"] not in log
    assert fia.put("/me/contact", NOTHING).status == 204
    assert fia.get("/me/contact").json == {**NOTHING, **mail}


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({**REACH, "phone": "ring hemligt"}, "phone"),
        ({**REACH, "phone": "12345"}, "phone"),
        ({**REACH, "phone": "701740605"}, "phone"),
        ({**REACH, "reached": "=hemligt"}, "reached"),
        ({**REACH, "reached": "h" * 81}, "reached"),
        ({**REACH, "email": "annan@fk.example"}, "email"),
        ({"phone": None}, "reached"),
    ],
)
def test_what_cannot_be_so_is_told_by_field_without_its_value(world: World, body: dict[str, str], wrong: str) -> None:
    refused = world.api("fia").put("/me/contact", body)
    assert refused.status == 422
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert list(refused.json["errors"]) == [wrong]
    assert "hemligt" not in refused.text
    assert acts(world) == []


def test_the_sentence_is_in_the_askers_language(world: World) -> None:
    fia = world.api("fia")
    said = fia.ask("PUT", "/me/contact", {**REACH, "phone": "x"}, headers={"Accept-Language": "en"})
    assert said.json["errors"]["phone"] == [
        "Write a telephone number with 6 to 20 digits. Spaces, +, - and brackets are fine too."
    ]


def test_by_her_own_page_nothing_typed_is_lost(world: World) -> None:
    page = world.page("fia")
    assert 'href="/kontakt"' in page.get("/").text
    assert 'href="/kontakt"' in page.get("/inloggning").text
    assert '<a href="/arenden">' in page.get("/kontakt").text.partition("<main")[2], "and a way back"
    assert "Är du handledare ser deltagaren det också." in page.get("/kontakt").text
    wrong = page.post("/kontakt", {**REACH, "phone": "ring mig"})
    assert wrong.status == 422
    assert 'value="ring mig"' in wrong.text
    assert REACH["reached"] in wrong.text
    done = page.post("/kontakt", {"phone": "  070-174  06 05 ", "reached": ""})
    assert (done.status, done.headers["Location"]) == (303, "/kontakt")
    assert 'value="070-174 06 05"' in page.get("/kontakt").text


def test_her_units_manager_says_it_for_her(world: World, fk_manager: str) -> None:
    fia = world["fia"].officer
    gun = world.api(fk_manager)
    assert gun.put(f"/officers/{fia}/contact", REACH).status == 204
    listed = {one["id"]: one for one in gun.get("/officers").json["people"]}
    assert {name: listed[fia][name] for name in REACH} == REACH
    at = f"/handlaggare/{fia}/kontakt"
    page = world.page(fk_manager)
    assert REACH["reached"] in page.get(f"/handlaggare/{fia}").text
    assert page.post(at, {"phone": "x", "reached": ""}).status == 422
    world.clock.move(6 * MINUTE)
    asked = page.post(at, {"phone": "", "reached": "sms först"})
    assert asked.status == 422
    assert "sms först" in asked.text
    done = page.post(at, {"phone": "", "reached": "sms först", "step_up": world.code(fk_manager)})
    assert (done.status, done.headers["Location"]) == (303, f"/handlaggare/{fia}")
    assert world.api("fia").get("/me/contact").json["reached"] == "sms först"
    assert acts(world).count("reach_changed") == 2


def test_another_officer_cannot(world: World) -> None:
    """A colleague has no such address, and another unit's manager meets nobody: the same as for an id of none."""
    fia = world["fia"].officer
    assert world.api("otto").put(f"/officers/{fia}/contact", REACH).status == 404
    assert world.page("otto").get(f"/handlaggare/{fia}/kontakt").status == 404
    bea, page = world.api("bea"), world.page("bea")
    for one in (fia, "f" * 32):
        assert bea.put(f"/officers/{one}/contact", REACH).status == 404
        assert page.get(f"/handlaggare/{one}/kontakt").status == 404
        sent = page.post(f"/handlaggare/{one}/kontakt", REACH, form_at="/handlaggare")
        assert sent.status == 404
    assert world.api("fia").get("/me/contact").json["phone"] is None


@pytest.mark.parametrize("name", ["dana", "ada", "dora", "lea", "bea"])
def test_who_stands_in_no_case_has_no_such_page(world: World, name: str) -> None:
    assert world.api(name).get("/me/contact").status == 404
    assert world.page(name).get("/kontakt").status == 404


def test_an_invitation_may_say_it(world: World, fk_manager: str) -> None:
    page = world.page(fk_manager)
    wrong = page.post("/handlaggare/bjud-in", {**NEW, **REACH, "phone": "ring mig"})
    assert wrong.status == 422
    assert REACH["reached"] in wrong.text
    assert re.search("<code>http", page.post("/handlaggare/bjud-in", {**NEW, **REACH}).text)
    nils = world.api(fk_manager).get("/officers").json["awaited"][0]["id"]
    assert how_reached(world, nils) == (REACH["phone"], REACH["reached"])


def test_an_invitation_changes_nothing_that_she_has_said(world: World, fk_manager: str) -> None:
    """Sofia of the town works at FK too from now: her own number stands, and what was not said is filled in."""
    sofia = world["sofia"]
    world.api("sofia").put("/me/contact", {"phone": "070-174 06 07", "reached": None})
    body = {**NEW, "name": sofia.name, "email": sofia.username, **REACH}
    assert world.api(fk_manager).post("/officers", body).json["link"] is None
    assert how_reached(world, sofia.officer) == ("070-174 06 07", REACH["reached"])


def how_reached(world: World, officer_id: str) -> tuple[str | None, str | None]:
    with world.store.read() as tx:
        query = select(officer.c.phone, officer.c.reached).where(officer.c.id == officer_id)
        row = tx.execute(query).one()
        return row.phone, row.reached
