"""How an officer is best reached stands where her name does, for officers who share a line with her alone."""

from sqlalchemy import update

from hub.officers.tables import employment
from tests.cases.agreeing import WHOLE, agree
from tests.cast import MINUTE, World
from tests.databases import count

PHONE, NOTE = "+46 (0)70-174 06 05", "telefontid tis och tor"
LINES = {"sofia": [("rut", "C06")], "arvid": [], "rut": [], "fia": [], "amir": []}


def _told(world: World) -> str:
    agree(world, world.dana, gives=WHOLE, readers=LINES)
    assert world.api("rut").put("/me/contact", {"phone": PHONE, "reached": NOTE}).status == 204
    return world.dana.case


def test_who_shares_a_line_sees_it_best_way_first(world: World) -> None:
    case = _told(world)
    page = world.page("sofia").get(f"/arenden/{case}").text
    mail = f'href="mailto:{world["rut"].username}"'
    assert page.index(f"Nås bäst: <bdi>{NOTE}</bdi>") < page.index('href="tel:+46701740605"') < page.index(mail)
    assert f"<bdi>{PHONE}</bdi>" in page
    assert 'href="/kontakt"' in page


def test_by_the_api_too(world: World) -> None:
    people = world.api("sofia").get(f"/cases/{_told(world)}").json["people"]
    ways = {one["name"]: (one["email"], one["phone"], one["reached"]) for one in people}
    assert ways == {
        "Amir Amini": (world["amir"].username, None, None),
        "Rut Rosén": (world["rut"].username, PHONE, NOTE),
    }


def test_who_shares_none_sees_nothing_of_it(world: World) -> None:
    case = _told(world)
    for text in (world.page("arvid").get(f"/arenden/{case}").text, world.api("arvid").get(f"/cases/{case}").text):
        assert "Amir Amini" in text
        assert PHONE not in text
        assert NOTE not in text
        assert world["rut"].username not in text


def test_the_participant_is_told_how_to_reach_her_coach_alone(world: World) -> None:
    _told(world)
    assert world.api("amir").put("/me/contact", {"phone": "040-628 04 00", "reached": "sms"}).status == 204
    page = world.page("dana").get("/min-sida").text
    assert page.index("Nås bäst: <bdi>sms</bdi>") < page.index('href="tel:0406280400"')
    answer = world.api("dana").get("/me/case")
    assert {one["name"]: one["phone"] for one in answer.json["people"]}["Rut Rosén"] is None
    assert PHONE not in answer.text
    assert NOTE not in answer.text
    assert world["rut"].username not in answer.text
    assert NOTE not in page
    assert world["rut"].username not in page


def test_a_coach_who_has_left_is_nobody_to_turn_to(world: World) -> None:
    case = _told(world)
    assert "Amir Amini" in world.page("dana").get("/min-sida").text
    left = update(employment).where(employment.c.id == world["amir"].employment).values(ends=world.now + MINUTE)
    with world.store.write() as tx:
        tx.execute(left)
    assert "Amir Amini är din samordnare" in world.page("dana").get("/vem-vet-vad").text.replace("<bdi>", "").replace(
        "</bdi>", ""
    )
    world.clock.move(2 * MINUTE)
    page = world.page("dana").get("/min-sida").text
    assert (page.count("Amir Amini"), "Amir Amini</bdi> har slutat på" in page) == (1, True), "she is told that alone"
    assert 'id="handledare"' not in page
    assert "är din samordnare" not in world.page("dana").get("/vem-vet-vad").text
    assert "Amir Amini" not in world.page("sofia").get(f"/arenden/{case}").text


def test_it_costs_no_statement(world: World) -> None:
    case, sofia = _told(world), world.api("sofia")
    sofia.get(f"/cases/{case}")
    with count(world.store) as counts:
        assert sofia.get(f"/cases/{case}").status == 200
    assert counts.commits == 1
    assert counts.statements <= 5, counts.sql
    assert sum("phone" in sql for sql in counts.sql) == 1, "with what the case holds, never by itself"
