"""Who was named has left, and nobody else is named at the unit: the participant and her coach are told, unasked."""

import re
from types import SimpleNamespace
from typing import Final

import pytest
from sqlalchemy import update

from hub.consents import leaving, pages
from hub.grants.tables import consent, consent_person
from hub.participants.tables import participant
from hub.store.engine import Store
from hub.store.errors import StoreUnavailable
from tests.cases.agreeing import agree
from tests.cast import DAY, HOUR, World, insecure_argon2, make_world, world
from tests.consents.story import NAMED, drafted, in_force, signed
from tests.consents.test_substitutes_in_words import KARIN
from tests.moving_on import handed_over, leaves
from tests.rewriting import rewrite
from tests.sealed_rows import seal_all
from tests.staff import join

__all__ = ["insecure_argon2", "make_world", "world"]

GONE: Final = "Fia Falk</bdi> har slutat på"
COACHS: Final = "Fia Falk har slutat på Försäkringskassan, FK Nordost."


def leave(world: World, name: str) -> None:
    leaves(world, name)
    world.clock.move(HOUR)


def at_hers(world: World) -> str:
    return world.page("dana").get("/min-sida").text


def at_the_coachs(world: World, name: str = "amir") -> str:
    return world.page(name).get("/att-godta").text


def test_both_are_told_with_the_way_to_a_new_version(world: World) -> None:
    paper = in_force(world)
    assert "har slutat" not in at_hers(world) + at_the_coachs(world)
    leave(world, "fia")
    hers, coachs = at_hers(world), at_the_coachs(world)
    assert GONE in hers
    assert f'href="/medgivanden/{paper.id}">Se medgivandet' in hers
    assert COACHS in coachs
    assert f'href="/arenden/{world.dana.case}/medgivande/nytt"' in coachs
    assert world.page("amir").get(f"/arenden/{world.dana.case}/medgivande/nytt").status == 200


def test_the_new_version_says_who_is_not_in_it_and_counts_the_others_alone(world: World) -> None:
    in_force(world)
    page, new = world.page("amir"), f"/arenden/{world.dana.case}/medgivande/nytt"

    def questions() -> int:
        return int(re.findall(r"Det blir ([0-9]+) fr", page.get(new).text)[0])

    before = questions()
    assert "arbetar inte kvar" not in page.get(new).text
    leave(world, "fia")
    page = world.page("amir")
    assert "1 person i medgivandet arbetar inte kvar på sin enhet, och är inte med här." in page.get(new).text
    assert questions() < before


def test_where_a_colleague_of_hers_is_named_somebody_reads(world: World) -> None:
    in_force(world, named=("fia", "amir", "cia"), rows=(("AME", "C04"), ("FK Nordost", "C09"), ("participant", "C04")))
    leave(world, "cia")
    assert "har slutat" not in at_hers(world) + at_the_coachs(world)
    leave(world, "amir")
    assert "Amir Amini, Cia" in at_hers(world), "both, by their names"


def test_who_is_named_only_to_give_is_nobody_who_reads(world: World) -> None:
    """When she leaves nobody has read, and while she is there nobody reads where her colleague left."""
    only_gives = [{"officer": world[name].officer, "reads": False} for name in ("arvid", "cia")]
    persons = [world["amir"].officer, *only_gives]
    signed(world, persons=persons, rows=(("AF Rehabteam", "C04"), ("AME", "C04"), ("participant", "C04")))
    leave(world, "arvid")
    assert "har slutat" not in at_hers(world) + at_the_coachs(world)
    leave(world, "amir")
    assert "Amir Amini</bdi> har slutat" in at_hers(world)


def test_nor_is_a_substitute_of_who_has_left_though_she_is_named(world: World) -> None:
    with world.store.write() as tx:
        world.members["karin"] = join(tx, world.ground, "karin", KARIN, units=world.units, since=world.now - 100 * DAY)
    fia, karin = world["fia"].officer, {"officer": world["karin"].officer, "stands_in_for": world["fia"].officer}
    signed(world, persons=[fia, karin, world["amir"].officer], rows=(("AME", "C04"), ("participant", "C04")))
    leave(world, "fia")
    assert GONE in at_hers(world)
    coachs = at_the_coachs(world)
    assert COACHS in coachs
    assert "har slutat, och ingen annan på enheten får läsa enligt medgivandet." in coachs


def test_what_she_has_taken_back_or_what_has_ended_is_no_gap(world: World) -> None:
    paper = in_force(world)
    leave(world, "fia")
    rewrite(
        world,
        update(consent_person)
        .where(consent_person.c.officer_id == world["fia"].officer)
        .values(withdrawn_at=world.now),
    )
    assert "har slutat" not in at_hers(world) + at_the_coachs(world)
    leave(world, "arvid")
    assert "Arvid Alm" in at_hers(world)
    rewrite(world, update(consent).where(consent.c.id == paper.id).values(withdrawn_at=world.now))
    assert "har slutat" not in at_hers(world) + at_the_coachs(world)


def test_it_is_told_to_the_coach_whose_case_it_is(world: World) -> None:
    in_force(world)
    leave(world, "fia")
    for name in ("cia", "arvid"):
        assert "har slutat" not in at_the_coachs(world, name)
    handed_over(world)
    assert COACHS in at_the_coachs(world, "cia"), "whoever drafted"
    assert "har slutat" not in at_the_coachs(world, "amir")


def test_nobody_is_told_of_whom_is_restricted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    in_force(world)
    leave(world, "fia")
    with world.store.write() as tx:
        tx.execute(update(participant).values(restricted_at=world.now))
        seal_all(tx, world.ground)
    assert leaving.left_for_coach(world.ground, world.actor("amir")) == ()
    monkeypatch.setattr(leaving, "check_drafter", lambda tx, ground, actor, case_id: _let_in(world))
    monkeypatch.setattr(leaving, "record", lambda *_, **__: None)
    assert leaving.left_for_coach(world.ground, world.actor("amir")) != (), "by that decision alone"


def _let_in(world: World) -> SimpleNamespace:
    return SimpleNamespace(facts=SimpleNamespace(at=world.now), done={})


def at_home(world: World, name: str = "amir") -> bool:
    return "I 1 ärende har en enhet ingen som läser längre." in world.page(name).get("/").text


def test_once_a_new_version_is_begun_the_coach_is_not_asked_again(world: World) -> None:
    in_force(world)
    before = drafted(world)
    world.clock.move(HOUR)
    leave(world, "fia")
    assert (COACHS in at_the_coachs(world), at_home(world)) == (True, True), "begun while she was still there"
    named = tuple(name for name in NAMED if name != "fia")
    begun = drafted(world, named=named, rows=(("AME", "C04"), ("participant", "C04")))
    assert ("har slutat" in at_the_coachs(world), at_home(world)) == (False, False)
    assert GONE in at_hers(world), "to her it is so until she has answered"
    for one in (before, begun):
        rewrite(world, update(consent).where(consent.c.id == one["id"]).values(declined_at=world.now))
    assert (COACHS in at_the_coachs(world), at_home(world)) == (True, True), "it came to nothing"


def test_a_version_begun_by_the_coach_before_is_none_of_hers(world: World) -> None:
    in_force(world)
    leave(world, "fia")
    drafted(world, named=tuple(name for name in NAMED if name != "fia"), rows=(("participant", "C04"),))
    handed_over(world)
    assert (COACHS in at_the_coachs(world, "cia"), at_home(world, "cia")) == (True, True)


def test_what_is_hers_to_do_is_not_called_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    in_force(world)
    assert all("Inget väntar på dig." in world.page("amir").get(path).text for path in ("/", "/att-godta"))
    leave(world, "fia")
    assert not any("Inget väntar på dig." in world.page("amir").get(path).text for path in ("/", "/att-godta"))
    monkeypatch.setattr(pages, "queued_count", lambda *_: 1)
    assert "Det som står i kön gäller en annan handläggare." in at_the_coachs(world), "the queue is still explained"


def test_the_first_page_counts_for_coaches_alone(world: World) -> None:
    in_force(world)
    assert not at_home(world)
    leave(world, "fia")
    assert [at_home(world, name) for name in ("amir", "cia", "arvid")] == [True, False, False]


def test_whom_it_may_not_be_told_of_takes_nobodys_place(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "MOST", 1)
    cases = []
    for name in ("Olle Olsson", "Ulla Ulvsdotter"):
        one = world.add_participant(name)
        world.participants[one.case] = one
        agree(world, one, gives={"fia": ("C09",), "amir": ("C04",)})
        cases.append(one)
    leave(world, "fia")
    first = min(cases, key=lambda one: one.case)
    with world.store.write() as tx:
        tx.execute(update(participant).where(participant.c.id == first.id).values(restricted_at=world.now))
        seal_all(tx, world.ground)
    assert len(leaving.left_for_coach(world.ground, world.actor("amir"))) == 1


def test_each_that_is_shown_leaves_an_entry_that_says_what_she_saw(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force(world)
    leave(world, "fia")
    at_the_coachs(world)
    told = [one["text"] for one in world.api("dana").get("/me/reads").json["items"]]
    seen = "såg att ingen på en enhet läser längre, för att en handläggare har slutat"
    assert sum("Amir Amini" in one and seen in one for one in told) == 1

    def down(*_: object, **__: object) -> None:
        raise StoreUnavailable

    monkeypatch.setattr("hub.access_log.writer.append", down)
    with pytest.raises(StoreUnavailable):
        leaving.left_for_coach(world.ground, world.actor("amir"))


def test_while_everybody_is_there_the_list_costs_one_look_and_no_commit(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force(world)
    actor = world.actor("amir")

    def never(_: Store) -> None:
        raise AssertionError("it began to write")

    monkeypatch.setattr(Store, "write", never)
    assert leaving.left_for_coach(world.ground, actor) == ()


def test_at_most_so_many_are_decided_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "MOST", 1)
    in_force(world)
    leave(world, "fia")
    assert "Fler visas när de här är klara." in at_the_coachs(world)
