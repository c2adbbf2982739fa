"""What a preview shows is what then happens; a coach is told lines and never an item; it is logged as a preview."""

from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from hub.access_log.reader.parsing import parse
from hub.access_log.tables import log_entry
from hub.grants.binding import decline, pending
from policies.vocabulary import Action
from tests.cases.reference import CARE, MOST, PLACEMENT, STUDIES, made
from tests.cast import HOUR, World, insecure_argon2, make_world, world
from tests.consents.story import Paper, in_force, presented, sign, signature, signed
from tests.consents.test_team import proposed, staffed
from tests.moving_on import leaves

__all__ = ["insecure_argon2", "make_world", "staffed", "world"]

NAMED = ("sofia", "arvid", "rut", "fia")


@pytest.fixture
def written(world: World) -> World:
    """Three units have written under a first consent, and she has a time when she cannot."""
    rows = [(world[name].unit, category) for name, category in _rows()]
    in_force(world, named=NAMED, rows=[*rows, ("participant", "C03"), ("participant", "C04")])
    plans: tuple[tuple[str, list[dict[str, Any]]], ...]
    plans = (("sofia", [STUDIES]), ("arvid", [PLACEMENT]), ("rut", [CARE, MOST]))
    for name, items in plans:
        plan = made(world.api(name).post(f"/cases/{world.dana.case}/plans", {}))
        for item in items:
            made(world.api(name).post(f"/plans/{plan}/{'limits' if 'kind' in item else 'activities'}", dict(item)))
    world.clock.move(HOUR)
    return world


def _rows() -> list[tuple[str, str]]:
    return [("sofia", "C04"), ("arvid", "C04"), ("rut", "C06"), ("rut", "C07")]


def _second(world: World, **more: Any) -> Paper:
    rows = [(world[name].unit, category) for name, category in _rows()]
    return presented(world, named=NAMED, rows=[*rows, ("participant", "C04")], **more)


def _items(body: Any) -> set[str]:
    return {item["id"] for plan in body["plans"] or () for item in plan["items"]}


def _previewed(world: World, paper: Paper, name: str) -> tuple[set[str], set[str]]:
    answer = world.api("dana").get(f"/consents/{paper.id}/preview/{paper.person(world, name)}")
    assert answer.status == 200, answer.text
    assert answer.json["preview"] is True
    return _items(answer.json), {one["rule"] for one in answer.json["collisions"]}


def _seen(world: World, name: str) -> tuple[set[str], set[str]]:
    answer = world.api(name).get(f"/cases/{world.dana.case}")
    if answer.status != 200:
        return set(), set()
    return _items(answer.json), {one["rule"] for one in answer.json["collisions"]}


@pytest.mark.parametrize("seed", range(4))
def test_a_preview_is_what_then_happens(written: World, seed: int) -> None:
    """Her answers are drawn, saved and previewed; then she signs, every unit accepts, and each looks."""
    random, paper = Random(seed), _second(written)
    asked = written.api("dana").get(f"/consents/{paper.id}/questions").json["items"]
    # With what was written before, each unit answers anew, and whom she says no to cannot: that is the next test's.
    answers = {one["key"]: random.random() < 0.6 and one["key"] != "earlier" for one in asked}
    single: dict[str, bool] = {}
    for one in asked:
        each = {row: random.random() < 0.5 for row in one["ids"]} if one["kind"] == "group" else {}
        by_row = bool(each) and random.random() < 0.5
        single |= each if by_row else dict.fromkeys(each, answers[one["key"]])
        said = {"answer": None if by_row else answers[one["key"]], "rows": each if by_row else {}}
        saved = written.api("dana").put(f"/consents/{paper.id}/questions/{one['number']}", said)
        assert saved.status == 200, saved.text
    before = {name: _previewed(written, paper, name) for name in NAMED}
    given = {
        "persons": {one["ids"][0]: answers[one["key"]] for one in asked if one["kind"] == "person"},
        "rows": single,
        "covers_earlier": answers["earlier"],
        "collision_check": answers["check"],
    }
    assert sign(written, paper, **given).status == 200
    _all_accept(written, paper)
    assert {name: _seen(written, name) for name in NAMED} == before


def test_before_any_answer_it_is_as_if_all_were_yes(written: World) -> None:
    paper = _second(written)
    before = {name: _previewed(written, paper, name) for name in NAMED}
    assert all(items for items, _ in before.values())
    assert sign(written, paper, covers_earlier=True).status == 200
    _all_accept(written, paper)
    assert {name: _seen(written, name) for name in NAMED} == before


def _all_accept(world: World, paper: Paper) -> None:
    world.api("amir").post(f"/consents/{paper.id}/witness", {"code": world.code("amir")})
    for name in NAMED:
        view = world.api(name).get(f"/consents/{paper.id}")
        if view.status == 200:
            own = {row["id"]: True for row in view.json["rows"] if row["source"] == world[name].unit}
            world.api(name).post(f"/consents/{paper.id}/acceptances", {"take_on": True, "rows": own})


def test_the_coach_sees_lines_and_never_items(written: World) -> None:
    paper = _second(written)
    rut = paper.person(written, "rut")
    answer = written.api("amir").get(f"/consents/{paper.id}/preview/{rut}")
    assert answer.status == 200
    assert answer.json["plans"] is None
    assert answer.json["collisions"] is None
    assert {one["category"] for one in answer.json["reads"]} == {"C04"}
    page = written.page("amir").get(f"/medgivanden/{paper.id}/sa-ser/{rut}").text
    assert "Förhandsvisning" in page
    assert "Praktik" not in page
    assert "deltagaren själv" in page
    hers = written.page("dana").get(f"/medgivanden/{paper.id}/sa-ser/{rut}").text
    assert "Praktik" in hers
    assert "dig själv" in hers


def test_it_is_logged_as_a_preview(written: World) -> None:
    paper = _second(written)
    _previewed(written, paper, "rut")
    with written.store.read() as tx:
        bodies = tx.execute(select(log_entry.c.body)).scalars().all()
    told = [(entry.n, entry.actor_kind) for entry in map(parse, bodies) if entry.act is Action.PREVIEW]
    assert len(told) == 1
    assert told[0][0] > 1, "how many records it opened"
    assert told[0][1] == "participant"


def test_it_is_for_the_two_alone(written: World) -> None:
    paper = _second(written)
    rut = paper.person(written, "rut")
    for name in ("cia", "rut", "fia", "otto"):
        assert written.api(name).get(f"/consents/{paper.id}/preview/{rut}").status == 404
    assert written.api("dana").get(f"/consents/{paper.id}/preview/{'0' * 32}").status == 404
    assert written.api("amir").get(f"/consents/{paper.id}/preview/{'0' * 32}").status == 404


def test_a_signed_one_shows_what_stands(world: World) -> None:
    paper = signed(world)
    fia = paper.person(world, "fia")
    answer = world.api("dana").get(f"/consents/{paper.id}/preview/{fia}")
    assert answer.status == 200
    assert signature(world, paper)["persons"][fia] is True
    assert {"source": "participant", "category": "C04"} in answer.json["reads"]


# What the page said of each of them before was "can read now", and it was not true.
_READS = "Det här har du sagt ja till att Fia Falk får läsa."


def _fias(world: World, paper: Paper, who: str = "dana") -> str:
    return world.page(who).get(f"/medgivanden/{paper.id}/sa-ser/{paper.person(world, 'fia')}").text


def _fias_lines(world: World, paper: Paper) -> list[Any]:
    found = world.api("dana").get(f"/consents/{paper.id}/preview/{paper.person(world, 'fia')}").json
    assert not _items(found)
    lines: list[Any] = found["reads"]
    return lines


def test_of_who_has_left_nobody_is_told_that_she_reads(world: World) -> None:
    paper = in_force(world)
    assert _READS in _fias(world, paper)
    leaves(world, "fia")
    for who in ("dana", "amir"):
        told = _fias(world, paper, who)
        assert "Fia Falk har slutat på enheten och läser inget." in told
        assert "får läsa" not in told
    assert _fias_lines(world, paper) == []


@pytest.mark.parametrize("whole", [True, False])
def test_what_was_taken_back_is_not_told_as_standing(world: World, *, whole: bool) -> None:
    paper = in_force(world)
    what = {"whole": True} if whole else {"person": paper.person(world, "fia")}
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", what).status == 201
    hers, coachs = _fias(world, paper), _fias(world, paper, "amir")
    if whole:
        assert "Medgivandet gäller inte. Ingen läser något med stöd av det." in hers
        assert "Medgivandet gäller inte. Ingen läser något med stöd av det." in coachs
    else:
        assert "Fia Falk läser inget: du har sagt nej, eller tagit tillbaka ditt ja." in hers
        assert "Fia Falk läser inget: deltagaren har sagt nej, eller tagit tillbaka sitt ja." in coachs
    assert "får läsa" not in hers + coachs
    assert _fias_lines(world, paper) == []


def test_the_coach_is_not_told_that_a_signed_one_is_a_draft(world: World) -> None:
    paper = in_force(world)
    told = _fias(world, paper, "amir")
    assert "Det här har deltagaren sagt ja till att Fia Falk får läsa." in told
    assert "utkastet" not in told


def test_of_whom_her_unit_does_not_know_nobody_is_told_that_she_reads(staffed: World) -> None:
    paper, unit = proposed(staffed), staffed.units["AF Rehabteam"]
    nina = next(one["id"] for one in paper.view["persons"] if one["proposal"])
    path, manager = f"/medgivanden/{paper.id}/sa-ser/{nina}", staffed.actor("maja")
    assert "får läsa" in staffed.page("dana").get(path).text
    with staffed.store.write() as tx:
        (waits,) = pending(tx, unit=unit)
        decline(tx, staffed.ground, manager, proposal_id=waits.id)
    for who in ("dana", "amir"):
        told = staffed.page(who).get(path).text
        assert "Enheten känner inte igen personen" in told
        assert "får läsa" not in told
