"""*Vem är vem* says who only stands in, and for whom, and until when somebody is away; it costs no statement."""

from typing import Any

from sqlalchemy import select, update

from hub.grants.tables import consent_person
from hub.officers.roles import Role
from policies.vocabulary import Function
from tests.cases.agreeing import WHOLE, agree
from tests.cast import DAY, World
from tests.databases import count
from tests.rewriting import rewrite
from tests.staff import Part, join

KARIN = Part("Karin Kart", "handläggare", "Försäkringskassan", "FK Nordost", Function.FK_OFFICER, Role.OFFICER)
AWAY = {"first_day": "2026-03-16", "last_day": "2026-03-20"}
TOLD = "Borta till och med fredag 20 mars 2026"


def _told(world: World, **more: Any) -> str:
    """Karin stands in for Fia, who is at the same unit; both read everything."""
    with world.store.write() as tx:
        world.members["karin"] = join(tx, world.ground, "karin", KARIN, units=world.units, since=world.now - DAY)
    agree(world, world.dana, gives=WHOLE, persons=("amir", "sofia", "arvid", "fia", "karin"), **more)
    at = consent_person.c
    fia = select(at.id).where(at.officer_id == world["fia"].officer).scalar_subquery()
    rewrite(world, update(consent_person).where(at.officer_id == world["karin"].officer).values(stands_in_for=fia))
    return world.dana.case


def _people(world: World, name: str) -> dict[str, tuple[bool, str | None, str | None]]:
    people = world.api(name).get(f"/cases/{world.dana.case}").json["people"]
    return {one["name"]: (one["substitute"], one["stands_in_for"], one["away_until"]) for one in people}


def test_a_substitute_is_told_as_one(world: World) -> None:
    case = _told(world)
    page = world.page("arvid").get(f"/arenden/{case}").text
    assert "<bdi>FK Nordost</bdi>, ersättare för <bdi>Fia Falk</bdi></span>" in page
    assert page.count("ersättare") == 1
    people = _people(world, "arvid")
    assert people["Karin Kart"] == (True, world["fia"].officer, None)
    assert people["Fia Falk"] == (False, None, None)


def test_whom_she_replaces_only_where_that_one_is_shown(world: World) -> None:
    """Arvid gives Karin something, and shares no line with Fia."""
    lines = {"fia": [], "karin": [("arvid", "C04")], "arvid": []}
    case = _told(world, readers=lines)
    page = world.page("arvid").get(f"/arenden/{case}").text
    assert "<bdi>FK Nordost</bdi>, ersättare</span>" in page
    assert "Fia Falk" not in page
    assert _people(world, "arvid")["Karin Kart"] == (True, None, None)


def test_who_is_away_is_told_until_when(world: World) -> None:
    case = _told(world)
    assert TOLD not in world.page("arvid").get(f"/arenden/{case}").text
    for name in ("fia", "amir"):
        assert world.api(name).put("/me/absence", AWAY).status == 200
    page = world.page("arvid").get(f"/arenden/{case}").text
    assert page.count(TOLD) == 2
    assert {name for name, told in _people(world, "arvid").items() if told[2]} == {"Amir Amini", "Fia Falk"}
    assert _people(world, "arvid")["Fia Falk"] == (False, None, "2026-03-20")
    assert world.api("fia").delete("/me/absence").status == 204
    assert _people(world, "arvid")["Fia Falk"] == (False, None, None)
    world.clock.move(5 * DAY)
    assert TOLD not in world.page("arvid").get(f"/arenden/{case}").text


def test_an_absence_to_come_is_not_told_yet(world: World) -> None:
    _told(world)
    assert world.api("fia").put("/me/absence", {**AWAY, "first_day": "2026-03-18"}).status == 200
    assert _people(world, "arvid")["Fia Falk"] == (False, None, None)
    world.clock.move(3 * DAY)
    assert _people(world, "arvid")["Fia Falk"] == (False, None, "2026-03-20")


def test_it_costs_no_statement(world: World) -> None:
    case, arvid = _told(world), world.api("arvid")
    assert world.api("fia").put("/me/absence", AWAY).status == 200
    arvid.get(f"/cases/{case}")
    with count(world.store) as counts:
        assert arvid.get(f"/cases/{case}").status == 200
    assert counts.commits == 1
    assert counts.statements <= 5, counts.sql


def test_who_reads_her_goal_is_parted_by_the_comma_of_her_language(world: World) -> None:
    """A Latin comma stood before the Arabic word for a substitute, and turned the bracket around it."""
    _told(world, readers={"karin": [("participant", "C03")]})
    dana = world.page("dana")
    assert "Karin Kart (FK Nordost, ersättare)" in dana.get("/mitt-mal").text
    dana.client.set_cookie("sprak", "ar")
    assert "Karin Kart (FK Nordost\u060c بديل)" in dana.get("/mitt-mal").text
