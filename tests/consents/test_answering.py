"""Answering for a unit: a fresh code, one who has seen the signature or two, and a colleague's no that stands."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from hub.grants.tables import consent
from tests.cases.reference import PLACEMENT
from tests.cast import DAY, MINUTE, World, insecure_argon2, make_world, world
from tests.consents.story import Paper, answered, may_read, signed
from tests.rewriting import rewrite

__all__ = ["insecure_argon2", "make_world", "world"]


def _rows(world: World, paper: Paper, name: str) -> dict[str, bool]:
    return {one["id"]: True for one in paper.view["rows"] if one["source"] == world[name].unit}


def test_accepting_asks_for_a_code_of_the_last_five_minutes(world: World) -> None:
    paper = signed(world)
    arvid, rows = world.api("arvid"), _rows(world, paper, "arvid")
    world.clock.move(6 * MINUTE)
    late = arvid.post(f"/consents/{paper.id}/acceptances", {"take_on": True, "rows": rows})
    assert (late.status, late.json["code"]) == (403, "step_up_required")
    assert not may_read(world, "fia", "AF Rehabteam", "C04")
    no = dict.fromkeys(rows, False)
    assert arvid.post(f"/consents/{paper.id}/acceptances", {"rows": no}).status == 200, "a no needs none"
    assert arvid.post("/sessions/current/step-up", {"code": world.code("arvid")}).status == 204
    assert arvid.post(f"/consents/{paper.id}/acceptances", {"take_on": True, "rows": rows}).status == 200


def test_the_page_asks_for_it_in_its_own_form(world: World) -> None:
    paper = signed(world)
    arvid, path = world.page("arvid"), f"/medgivanden/{paper.id}/godta"
    assert "step_up" not in arvid.get(path).text
    world.clock.move(6 * MINUTE)
    assert "step_up" in arvid.get(path).text
    assert arvid.post(path, {"do": "all"}).status == 422
    assert arvid.post(path, {"do": "all", "step_up": world.code("arvid")}).status == 303


@pytest.fixture
def strict(world: World) -> World:
    """The employment service asks for two who have seen the signature."""
    never = frozenset({world.units["AF Rehabteam"]})
    object.__setattr__(world.ground, "policy", replace(world.ground.policy, one_coach_never=never))
    return world


def test_a_unit_that_asks_for_two_says_why_not_and_what_helps(strict: World) -> None:
    paper = signed(strict)  # Amir made the link and presented the text
    rows = _rows(strict, paper, "arvid")
    page = strict.page("arvid").get(f"/medgivanden/{paper.id}/godta").text
    assert "Bevittnad av en person." in page
    assert "Din enhet kan inte godta än." in page
    assert "Be handledaren om en ny underskrift" in page
    assert "godta alla" not in page
    answer = strict.api("arvid").post(f"/consents/{paper.id}/acceptances", {"take_on": True, "rows": rows})
    assert (answer.status, answer.json["code"]) == (409, "two_must_have_seen")
    assert strict.api("arvid").post(f"/consents/{paper.id}/acceptances", {"take_on": True}).status == 200
    fia = strict.page("fia").get(f"/medgivanden/{paper.id}/godta").text
    assert "Bevittnad av en person." in fia
    assert "Ta emot ärendet och godta alla" in fia


def test_no_save_goes_round_it(strict: World) -> None:
    paper = signed(strict)
    arvid = strict.api("arvid")
    arvid.post(f"/consents/{paper.id}/acceptances", {"take_on": True})
    plan = arvid.post(f"/cases/{strict.dana.case}/plans", {}).json["id"]
    refused = arvid.post(f"/plans/{plan}/activities", {**PLACEMENT, "accept": True})
    assert (refused.status, refused.json["code"]) == (409, "two_must_have_seen")
    assert not may_read(strict, "fia", "AF Rehabteam", "C04")


def test_no_new_version_goes_round_it(strict: World) -> None:
    """What two have seen the unit accepted; one coach alone lets her sign anew, for a year from then."""
    before = signed(strict)
    rewrite(strict, update(consent).where(consent.c.id == before.id).values(one_coach=False))
    answered(strict, before, "arvid", "rut")
    strict.api("fia").post(f"/consents/{before.id}/acceptances", {"take_on": True})
    assert may_read(strict, "fia", "AF Rehabteam", "C04")
    assert may_read(strict, "fia", "Vuxenpsykiatrin", "C07")
    strict.clock.move(DAY)
    paper = signed(strict)
    assert not may_read(strict, "fia", "AF Rehabteam", "C04")
    assert may_read(strict, "fia", "Vuxenpsykiatrin", "C07"), "the ward asks for no two"
    refused = strict.api("arvid").post(f"/consents/{paper.id}/acceptances", {"rows": _rows(strict, paper, "arvid")})
    assert refused.json["code"] == "two_must_have_seen"


def test_two_who_have_seen_it_are_enough(strict: World) -> None:
    paper = signed(strict)
    rewrite(strict, update(consent).where(consent.c.id == paper.id).values(one_coach=False))
    answer = strict.api("arvid").post(
        f"/consents/{paper.id}/acceptances", {"take_on": True, "rows": _rows(strict, paper, "arvid")}
    )
    assert answer.status == 200


def test_the_witness_does_not_take_back_a_colleague_s_no(world: World) -> None:
    paper = signed(world, named=("fia", "cia"), rows=(("AME", "C04"), ("participant", "C04")))
    row = paper.row(world, "AME", "C04")
    cia = world.api("cia").post(f"/consents/{paper.id}/acceptances", {"rows": {row: False}, "reason": "Inte än."})
    assert cia.status == 200
    done = world.api("amir").post(f"/consents/{paper.id}/witness", {"code": world.code("amir")})
    assert (done.status, done.json["accepted"]) == (200, [])
    assert not may_read(world, "fia", "AME", "C04")
