"""*Mina ärenden*: what stands in whose list, and one entry a case in one commit."""

import re

import pytest
from sqlalchemy import func, select, update

from hub.access_log.tables import log_entry
from hub.cases import listing
from hub.grants.tables import assignment, consent
from tests.cases.agreeing import WHOLE, agree
from tests.cast import World
from tests.consents.story import in_force
from tests.databases import count
from tests.rewriting import rewrite


def named(world: World, name: str) -> list[tuple[str, str | None]]:
    return [(item["state"], item["name"]) for item in world.api(name).get("/cases").json["items"]]


def test_each_sees_her_own(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    shown = [("active", "Dana Demosson")]
    for name in ("amir", "sofia", "arvid", "fia", "rut", "dana"):
        assert named(world, name) == shown
    for name in ("otto", "cia"):
        assert named(world, name) == []
    for name in ("ada", "lea", "bea", "dagny"):
        assert world.api(name).get("/cases").status == 404


def test_what_waits_to_be_taken_on_is_not_there(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, take_on=False)
    assert named(world, "fia") == []


def test_withdrawn_expired_and_left_say_the_same(world: World) -> None:
    agreed = agree(world, world.dana, gives=WHOLE)
    rewrite(world, update(consent).where(consent.c.id == agreed.id).values(withdrawn_at=world.now))
    assert named(world, "fia") == [("no_longer", None)]
    assert named(world, "amir") == [("active", "Dana Demosson")]
    with world.store.write() as tx:
        tx.execute(update(assignment).values(ends=world.now))
    assert named(world, "fia") == [("no_longer", None)]


def test_taken_back_for_the_person_alone_says_the_same_too(world: World) -> None:
    paper = in_force(world)
    who = {"person": paper.person(world, "fia")}
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", who).status == 201
    assert named(world, "fia") == [("no_longer", None)]


def test_one_commit_and_one_entry_a_case(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    for number in range(3):
        agree(world, world.add_participant(f"Person {number}", code=None), gives=WHOLE)
    amir = world.api("amir")
    with count(world.store) as counts:
        assert len(amir.get("/cases").json["items"]) == 4
    assert counts.commits == 1
    with world.store.read() as tx:
        assert tx.execute(select(func.count()).where(log_entry.c.action == "list")).scalar_one() == 4


def test_a_list_asks_for_the_keys_of_all_its_cases_at_once(world: World) -> None:
    for number in range(6):
        world.add_participant(f"Person {number}", code=None)
    amir = world.api("amir")
    with count(world.ground.key_store) as counts:
        assert len(amir.get("/cases").json["items"]) == 6
    assert counts.statements == 1


def test_pages_hold_together(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    for number in range(5):
        world.add_participant(f"Person {number}", code=None)
    seen: list[str] = []
    following: str | None = ""
    while following is not None:
        body = world.api("amir").get(f"/cases?next={following}" if following else "/cases").json
        seen += [item["name"] for item in body["items"]]
        following = body["next"]
    first = world.page("amir").get("/arenden").text
    older = re.search(r"/arenden\?before=[0-9a-f]{32}", first)
    assert older is not None
    assert world.page("amir").get(older[0]).status == 200
    assert sorted(seen) == [f"Person {number}" for number in range(5)]
    for strange in ("next=x", "next=", f"next={'0' * 33}", f"before={'0' * 32}"):
        assert world.api("amir").get(f"/cases?{strange}").status == 422


def test_names_stand_as_in_a_swedish_register(world: World) -> None:
    """Łukasz stood after all Swedes, Élise after Zara, and Ärlig before Åsa."""
    names = ["Bo", "Élise", "Łukasz", "Nguyễn", "Zara", "Åsa", "Ärlig", "Ørjan P", "Öst"]
    for name in reversed(names):
        world.add_participant(name, code=None)
    shown = world.page("amir").get("/arenden").text
    assert sorted(names, key=lambda name: shown.index(f">{name}<")) == names
