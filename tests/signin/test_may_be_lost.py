"""After a backup was put back each first page says which time may be gone: what was taken back then stands again."""

from typing import Any, Final

import pytest
from sqlalchemy import insert, select

from hub.access_log import writer
from hub.access_log.reader.findings import Fault
from hub.access_log.reader.parsing import parse
from hub.access_log.tables import log_entry
from hub.signin.acts import OPERATOR, told
from hub.signin.put_back import may_be_lost
from hub.signin.restoring import REASON, end_ways_in
from hub.store.actor import Actor, ActorKind
from hub.store.days import written
from policies.vocabulary import Action
from tests.attacks.test_held_on import faults
from tests.attacks.test_outages import outage
from tests.cast import DAY, MINUTE, World
from tests.consents.story import in_force

FIRST_PAGES: Final = {
    "dana": ("/min-sida", "/mina-medgivanden"),
    "fia": ("/",),
    "amir": ("/",),
    "bea": ("/handlaggare",),
    "ada": ("/enheter",),
}
SAYS: Final = "Något kan vara borta"


def put_back(world: World) -> tuple[int, int]:
    """Let somebody act, and a backup be put back two minutes later; give both instants."""
    in_force(world)
    last = world.now
    world.clock.move(2 * MINUTE)
    end_ways_in(world.ground, by=OPERATOR)
    return last, world.now


def act(world: World, actor: Actor, *, reason: str | None = None) -> None:
    with world.store.write() as tx:
        writer.append(tx, world.ground, told(actor, act=Action.SIGN_OUT, at=world.now, reason=reason))


def test_each_first_page_says_it_for_a_month(world: World) -> None:
    pages = [(name, page) for name, pages in FIRST_PAGES.items() for page in pages]
    in_force(world)
    assert [one for one in pages if SAYS in world.page(one[0]).get(one[1]).text] == []
    world.clock.move(MINUTE)
    end_ways_in(world.ground, by=OPERATOR)
    assert [one for one in pages if SAYS not in world.page(one[0]).get(one[1]).text] == []
    world.clock.move(30 * DAY)
    assert [one for one in pages if SAYS not in world.page(one[0]).get(one[1]).text] == []
    world.clock.move(MINUTE)
    assert [one for one in pages if SAYS in world.page(one[0]).get(one[1]).text] == []


def test_a_program_is_told_the_same(world: World) -> None:
    assert world.api("fia").get("/me").json["may_be_lost"] is None
    last, said = put_back(world)
    for name in ("fia", "dana", "ada"):
        lost = world.api(name).get("/me").json["may_be_lost"]
        assert lost == {"begin": written(last), "end": written(said)}, name


def test_it_begins_with_the_last_act_of_a_person(world: World) -> None:
    """Housekeeping and the commands run while nobody can do anything."""
    in_force(world)
    last = world.now
    for by in (Actor(ActorKind.SYSTEM, "system:housekeeping"), OPERATOR):
        world.clock.move(MINUTE)
        act(world, by)
    end_ways_in(world.ground, by=OPERATOR)
    found = may_be_lost(world.ground)
    assert found is not None
    assert (found.begin, found.end) == (last, world.now)


def test_said_again_it_reaches_from_before_the_first(world: World) -> None:
    last, _ = put_back(world)
    world.api("fia").get("/me")
    world.clock.move(DAY)
    end_ways_in(world.ground, by=OPERATOR)
    found = may_be_lost(world.ground)
    assert found is not None
    assert (found.begin, found.end) == (last, world.now)


@pytest.mark.parametrize(("by", "reason"), [("fia", REASON), ("operator", None)])
def test_nobody_elses_entry_and_no_other_reason_says_it(world: World, by: str, reason: str | None) -> None:
    in_force(world)
    world.clock.move(MINUTE)
    act(world, OPERATOR if by == "operator" else world.actor(by), reason=reason)
    assert may_be_lost(world.ground) is None


def test_where_nobody_had_done_anything_nothing_is_lost(world: World) -> None:
    end_ways_in(world.ground, by=OPERATOR)
    assert may_be_lost(world.ground) is None


def put_there(world: World, **changed: Any) -> None:
    """Write past the hub to the log what it wrote once, under another id and otherwise changed."""
    with world.store.write() as tx:
        copied = tx.execute(select(log_entry).order_by(log_entry.c.at.desc()).limit(1)).one()
        tx.execute(insert(log_entry), {**copied._mapping, "id": "0" * 31 + str(changed.pop("number", 1)), **changed})


@pytest.mark.parametrize("guarded", [True, False])
def test_what_somebody_put_into_the_log_says_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """A copy of what was said long ago, or what is no entry at all: no first page fails by it, and the check tells."""
    put_back(world)
    world.clock.move(40 * DAY)
    if not guarded:
        monkeypatch.setattr("hub.access_log.reader.acts._of_hub", lambda _, row: parse(row.body))
    put_there(world, at=world.now)
    assert (may_be_lost(world.ground) is None) == guarded
    if guarded:
        put_there(world, number=2, at=world.now, body=b"no entry")
        assert SAYS not in world.page("fia").get("/").text
        assert world.api("fia").get("/me").status == 200
    assert Fault.COLUMN_DIFFERS in faults(world)


@pytest.mark.parametrize("guarded", [True, False])
def test_no_entry_put_there_makes_the_lost_time_shorter(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    last, said = put_back(world)
    if not guarded:
        monkeypatch.setattr("hub.access_log.reader.acts._of_hub", lambda _, row: parse(row.body))
    put_there(world, at=said - 1, actor=world["fia"].officer)
    found = may_be_lost(world.ground)
    assert found is not None
    assert found.begin == (last if guarded else said - 1)


def test_while_the_log_is_away_the_rest_is_told(world: World) -> None:
    mine = world.api("dana")
    with outage(world, "the log's table is gone"):
        told = mine.get("/me")
    assert (told.status, told.json["may_be_lost"]) == (200, None)
