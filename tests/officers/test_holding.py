"""An officer is ended between the look-up of her session and the transaction of her act: nothing of it happens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Final

import pytest
from sqlalchemy import Connection, select, update

from hub.access_log.reader import Filters
from hub.access_log.tables import log_entry
from hub.cases import people_importing, registering, reminding
from hub.consents import papers_listing, queueing
from hub.officers.employing import move_end
from hub.officers.holding import hold_employment
from hub.officers.reaching import UNSAID
from hub.officers.roles import Role
from hub.officers.tables import employment
from hub.oversight import checking, reviewing
from hub.participants.registering import Person
from hub.signin.current import SignedIn
from hub.staffing import acting as staffing_acting
from hub.staffing import importing, reaching, recording, showing
from hub.staffing.acting import acting
from hub.store.errors import NotSignedIn
from policies.vocabulary import Function
from tests.cast import HOUR, SECOND, World
from tests.log_entries import entry_count
from tests.moving_on import handed_over
from tests.staffing.conftest import add_member

OFFICERS: Final = b"namn;titel;e-post;arbetar som\nNils Ny;handledare;nils@demo.example;AME-handledare"
PEOPLE: Final = "namn;hur\nSara Sund;är på plats".encode()


def manage(world: World, who: SignedIn) -> None:
    with acting(world.ground, who):
        pytest.fail("she acts on")


def look_at_unit(world: World, who: SignedIn) -> None:
    with world.store.write() as tx:
        showing.show(tx, world.ground, who)


def say_reach(world: World, who: SignedIn) -> None:
    with world.store.write() as tx:
        reaching.change_own(tx, world.ground, who, UNSAID)


ACTS: Final[dict[str, tuple[str, Callable[[World, SignedIn], Any]]]] = {
    "registers": ("amir", lambda world, who: registering.register_case(world.ground, who, Person(name="Sara"))),
    "sends a file": (
        "amir",
        lambda world, who: people_importing.import_people(world.ground, who, PEOPLE, dry_run=False),
    ),
    "lists her late cases": ("amir", lambda world, who: queueing.late_for_coach(world.ground, who.actor)),
    "lists her papers": ("cia", lambda world, who: papers_listing.list_papers(world.ground, who.actor)),
    "lists her unit's queue": ("bea", lambda world, who: queueing.queue(world.ground, who.actor)),
    "lists what to look into": ("cia", lambda world, who: reminding.reminders(world.ground, who.actor)),
    "looks into": ("cia", lambda world, who: reminding.settle(world.ground, who.actor, todo_id="0" * 32)),
    "is reached": ("amir", say_reach),
    "invites": ("bea", lambda world, who: importing.import_officers(world.ground, who, OFFICERS, dry_run=False)),
    "looks at her unit": ("bea", look_at_unit),
    "manages": ("bea", manage),
    "counts what stands in the log": (
        "dagny",
        lambda world, who: reviewing.count_entries(world.ground, who, filters=Filters(), case=None),
    ),
    "looks at an entry": (
        "dagny",
        lambda world, who: reviewing.show_entry(world.ground, who, entry_id="0" * 32, with_proof=False),
    ),
    "looks at the log": (
        "dagny",
        lambda world, who: reviewing.list_entries(
            world.ground, who, filters=Filters(), case=None, before=None, limit=9
        ),
    ),
    "looks at what was signed": ("dagny", lambda world, who: reviewing.checkpoint(world.ground, who)),
    "looks whether the log is whole": ("dagny", lambda world, who: checking.wholeness(world.ground, who)),
    "looks who occurs in the log": ("dagny", lambda world, who: reviewing.occurring(world.ground, who)),
    "has the log walked": ("dagny", lambda world, who: checking.ask_for_walk(world.ground, who)),
}


@pytest.mark.parametrize("act", ACTS)
def test_who_is_ended_in_that_moment_does_it_no_more(world: World, act: str) -> None:
    add_member(world, "bo", "Bo Bok", "AME", Role.ACCESS_MANAGER, Function.NONE)
    name, does = ACTS[act]
    who = world.who(name)
    assert world.api("bo").delete(f"/officers/{who.officer}").status == 200
    before = entry_count(world)
    with pytest.raises(NotSignedIn):
        does(world, who)
    assert entry_count(world) == before


def test_who_is_ended_once_a_file_is_checked_has_checked_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was checked is taken back, and lets go of her: its entry is an act of its own."""
    add_member(world, "bo", "Bo Bok", "AME", Role.ACCESS_MANAGER, Function.NONE)
    who = world.who("bea")

    @contextmanager
    def ended_after(*asked: Any) -> Iterator[Connection]:
        try:
            with acting(*asked) as tx:
                yield tx
        finally:
            assert world.api("bo").delete(f"/officers/{who.officer}").status == 200

    monkeypatch.setattr(importing, "acting", ended_after)
    with pytest.raises(NotSignedIn):
        importing.import_officers(world.ground, who, OFFICERS, dry_run=True)


@pytest.mark.parametrize("ends", [-SECOND, 0, SECOND])
def test_an_end_that_was_dated_counts_from_its_moment(world: World, ends: int) -> None:
    who = world.who("amir")
    with world.store.write() as tx:
        at = world.now + HOUR
        assert move_end(tx, world.ground, employment_id=world["amir"].employment, ends=at, at=world.now)
    world.clock.move(HOUR - ends)
    with world.store.write() as tx:
        if ends > 0:
            hold_employment(tx, world.ground, who.actor)
            return
        with pytest.raises(NotSignedIn):
            hold_employment(tx, world.ground, who.actor)


@pytest.mark.parametrize("guarded", [True, False])
def test_an_act_that_waits_past_her_last_day_is_none(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Bea acts in her last second, and waits for somebody: what she did would stand in the log after her end."""
    who, ends = world.who("bea"), world.now + SECOND
    with world.store.write() as tx:
        assert move_end(tx, world.ground, employment_id=world["bea"].employment, ends=ends, at=world.now)
    with pytest.raises(NotSignedIn) if guarded else nullcontext(), acting(world.ground, who) as tx:
        world.clock.move(2 * SECOND)
        recording.record(tx, world.ground, who, reason="file", unit=who.unit)
        if not guarded:
            monkeypatch.setattr(staffing_acting, "hold_employment", lambda *_: world.now)
    with world.store.read() as tx:
        late = tx.execute(select(log_entry.c.id).where(log_entry.c.at >= ends)).all()
    assert (late == []) is guarded


def test_whom_a_file_waited_for_while_she_was_ended_has_left(world: World) -> None:
    """The file's instant is from before it waited: her end lies after it, and her employment has no seal any more."""
    amir, began = world["amir"].employment, world.now
    world.clock.move(SECOND)
    assert world.api("bea").delete(f"/officers/{world['amir'].officer}").status == 200
    with world.store.write() as tx:
        assert not move_end(tx, world.ground, employment_id=amir, ends=began + HOUR, at=began)


def test_a_job_that_the_hub_did_not_write_is_none(world: World) -> None:
    who = world.who("amir")
    with world.store.write() as tx:
        tx.execute(update(employment).where(employment.c.id == who.employment).values(begins=1))
        with pytest.raises(NotSignedIn):
            hold_employment(tx, world.ground, who.actor)


def test_who_was_ended_stays_out_where_the_clock_steps_back(world: World) -> None:
    """An end that somebody has written down counts from then on, whatever the clock says."""
    cia, before = world["cia"], world.now
    world.clock.move(HOUR)
    assert world.api("bea").delete(f"/officers/{cia.officer}").status == 200
    world.clock.at = before
    body = {**world.credentials("cia"), "unit": cia.unit}
    assert world.api().post("/sessions", body).status == 401
    session = world.api("cia")
    assert session.get("/cases").status == 401


def test_a_case_that_was_handed_over_stays_so_where_the_clock_steps_back(world: World) -> None:
    dana, before = world.dana, world.now
    world.clock.move(HOUR)
    handed_over(world)
    world.clock.at = before
    amir = world.api("amir")
    assert amir.get(f"/cases/{dana.case}").status == 404
    assert amir.get("/cases").json["items"] == []
