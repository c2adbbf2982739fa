"""What a coach is told of others who have not answered: of the unit she is signed in for, and each time in the log."""

from dataclasses import replace

import pytest
from sqlalchemy import insert, select, update

from hub.access_log.tables import log_entry
from hub.consents.queueing import late_for_coach, late_units, queued_count
from hub.grants.handing_over import hand_over
from hub.grants.tables import coach_assignment, consent
from hub.officers.tables import employment
from hub.store.actor import Actor
from hub.store.errors import StoreUnavailable
from policies.vocabulary import Function
from tests.cast import DAY, World
from tests.consents.story import signed, witnessed
from tests.sealed_rows import seal_all

WAITS = "Väntar på andra"
ELSEWHERE = "e" * 32


@pytest.fixture(name="late")
def _late(world: World) -> World:
    """Nobody has answered for twenty days what Amir has drafted."""
    signed(world)
    world.clock.move(20 * DAY)
    return world


def numbers(world: World, name: str = "amir") -> list[str]:
    return [one.number for one in late_for_coach(world.ground, world.actor(name)).items]


def works_elsewhere(world: World) -> None:
    """Let Amir be a coach of another unit too, and sign in for it."""
    with world.store.write() as tx:
        place = {"officer_id": world["amir"].officer, "unit_id": world.units["FK Nordost"]}
        job = {"id": ELSEWHERE, **place, "function": Function.AME_COACH.value, "begins": world.now - 100 * DAY}
        tx.execute(insert(employment), job)
        seal_all(tx, world.ground)
    world.members["amir elsewhere"] = replace(world["amir"], employment=ELSEWHERE, unit=world.units["FK Nordost"])


def test_each_that_is_shown_leaves_an_entry_that_says_what_she_saw(late: World) -> None:
    page = late.page("amir").get("/att-godta").text
    assert WAITS in page
    assert late.dana.number in page
    told = [one["text"] for one in late.api("dana").get("/me/reads").json["items"]]
    assert sum("Amir Amini" in one and "såg att en enhet inte har svarat på ett medgivande" in one for one in told) == 1


def test_nothing_is_shown_when_that_entry_cannot_be_written(late: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object, **__: object) -> None:
        raise StoreUnavailable

    monkeypatch.setattr("hub.access_log.writer.append_many", down)
    with pytest.raises(StoreUnavailable):
        numbers(late)


def told_late(world: World, units: list[Actor]) -> tuple[list[str], int, list[int]]:
    """Give what the coach and the participant are told of, and how many each unit is."""
    counted = [queued_count(world.ground, actor) for actor in units]
    return numbers(world), len(late_units(world.ground, world.dana.case)), counted


def test_nobody_is_waited_for_where_nobody_is_left_to_answer(world: World) -> None:
    """Of two she takes back her yes, the third leaves: the lists went on waiting for them, for good."""
    paper = signed(world)
    witnessed(world, paper)
    world.clock.move(20 * DAY)
    units = [world.actor(name) for name in ("fia", "arvid", "rut")]
    assert told_late(world, units) == ([world.dana.number], 3, [1, 1, 1])
    for name in ("fia", "arvid"):
        body = {"person": paper.person(world, name)}
        assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", body).status == 201
    assert told_late(world, units) == ([world.dana.number], 1, [0, 0, 1])
    with world.store.write() as tx:
        tx.execute(update(employment).where(employment.c.id == world["rut"].employment).values(ends=world.now))
        seal_all(tx, world.ground)
    assert told_late(world, units) == ([], 0, [0, 0, 0])


def test_what_the_witness_answers_is_waited_for_though_nobody_is_named_there(world: World) -> None:
    signed(world, named=("fia", "arvid", "rut"), rows=(("AME", "C04"),))
    world.clock.move(20 * DAY)
    assert (numbers(world), len(late_units(world.ground, world.dana.case))) == ([world.dana.number], 1)


def test_what_she_coaches_at_one_unit_is_not_told_at_another(late: World) -> None:
    works_elsewhere(late)
    assert numbers(late) == [late.dana.number]
    assert numbers(late, "amir elsewhere") == []


def test_an_employment_after_the_one_that_began_it_is_not_told(late: World) -> None:
    """He left and came back: what he coached before is nobody's but the unit's now."""
    with late.store.write() as tx:
        tx.execute(update(employment).where(employment.c.id == late["amir"].employment).values(begins=late.now))
        seal_all(tx, late.ground)
    assert numbers(late) == []


def test_what_has_been_handed_over_is_not_told(late: World) -> None:
    with late.store.write() as tx:
        tx.execute(update(coach_assignment).values(ends=late.now))
    assert numbers(late) == []
    with late.store.read() as tx:
        assert tx.execute(select(log_entry.c.id).where(log_entry.c.action == "list")).all() == []


def test_who_took_the_case_over_is_told_and_shown_the_way_on(late: World) -> None:
    """What another coach drafted she can neither open nor witness: a version of her own is the way out."""
    bea = late.actor("bea")
    with late.store.write() as tx:
        hand_over(tx, late.ground, bea, number=late.dana.number, officer_id=late["cia"].officer)
    assert (numbers(late), numbers(late, "cia")) == ([], [late.dana.number])
    cia = late.page("cia")
    path = f"/arenden/{late.dana.case}/medgivanden"
    assert f'href="{path}"' in cia.get("/att-godta").text
    shown = cia.get(path).text
    assert "har en annan handledare skrivit" in shown
    assert "Det finns inget medgivande" not in shown
    with late.store.write() as tx:
        tx.execute(update(consent).values(withdrawn_at=late.now))
    assert "har en annan handledare skrivit" not in cia.get(path).text


def test_of_what_she_took_back_whole_a_new_draft_proposes_nothing(world: World) -> None:
    """Whoever takes the case over afterwards is not told whom it named, nor what they shared."""
    paper = signed(world)
    new = f"/arenden/{world.dana.case}/medgivande/nytt"
    chosen = f'value="{world["fia"].officer}:{world["fia"].unit}" checked'
    assert chosen in world.page("amir").get(new).text
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 201
    bea = world.actor("bea")
    with world.store.write() as tx:
        hand_over(tx, world.ground, bea, number=world.dana.number, officer_id=world["cia"].officer)
    page = world.page("cia").get(new)
    assert page.status == 200
    assert chosen not in page.text


def test_nobody_is_late_before_the_first_day(world: World) -> None:
    """What begins later is asked of nobody until then: the working days are counted from its first day."""
    paper = signed(world, valid_from="2026-03-30", valid_to="2026-09-30")
    assert paper.view["valid_from"] > world.api("dana").get(f"/consents/{paper.id}").json["signed_at"]
    late = "Har inte svarat på fem arbetsdagar"
    for days in (10, 4):  # two days before the first day, and on the second
        world.clock.move(days * DAY)
        assert late not in world.page("dana").get(f"/medgivanden/{paper.id}").text
        assert numbers(world) == []
    assert [one["reminder"] for one in world.api("fia").get("/acceptances").json["items"]] == ["officer"]
    world.clock.move(10 * DAY)
    assert late in world.page("dana").get(f"/medgivanden/{paper.id}").text
    assert numbers(world) == [world.dana.number]
