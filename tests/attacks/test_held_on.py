"""What had ended, put back for the moment of one read, leaves that read; the check of the log tells (T4, T5, T8).

The row is put back with the tag that it once had, and afterwards everything is as it was. Each attack is shown to stay
unseen with the comparing of what was done off.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, NamedTuple

import pytest
from sqlalchemy import Table

from hub.access_log import sealer
from hub.access_log.reader.findings import Fault
from hub.access_log.reader.held_on import HeldOn
from hub.access_log.reader.moments import Moment
from hub.access_log.reader.verifying import verify
from hub.access_log.sealer import NEAR, seal_pending
from hub.cli.sealed_records import sealed_records
from hub.cli.tagged_rows import tagged_rows
from hub.grants.tables import absence, coach_assignment
from hub.officers.employing import move_end
from hub.officers.tables import employment
from hub.officers.telling_rows import tell_rows
from tests.attacks.test_for_a_moment import taking_long
from tests.attacks.test_rows_of_before import OPERATOR, put_back, rows
from tests.cast import MINUTE, SECOND, World
from tests.consents.story import in_force
from tests.consents.test_team import _away, _take_on, _with_substitute, staffed
from tests.moving_on import handed_over

__all__ = ["staffed"]


def faults(world: World) -> set[Fault]:
    """Walk with the rows that carry a tag: a day that was set stands in one of them alone."""
    seal_pending(world.ground)
    tags = partial(tagged_rows, world.ground)
    return {one.fault for one in verify(world.ground, lambda *_: None, records=sealed_records, tags=tags).found}


@contextmanager
def standing_again(world: World, table: Table, before: dict[tuple[Any, ...], Any]) -> Iterator[None]:
    now = rows(world, table)
    assert put_back(world, table, before)
    yield
    put_back(world, table, now)
    assert rows(world, table) == now


def reads(world: World, name: str) -> bool:
    """Sign her in anew: the session that she had ended with the rest."""
    return world.api(name).get(f"/cases/{world.dana.case}").status == 200


def shared(world: World) -> None:
    in_force(world)


def registered(world: World) -> None:
    assert world.dana.case


def with_a_substitute(world: World) -> None:
    _take_on(world, _with_substitute(world))
    assert _away(world) == 200


def is_ended(world: World) -> None:
    assert world.api("gun").delete(f"/officers/{world['fia'].officer}").status == 200


def has_had_her_last_day(world: World) -> None:
    job = world["fia"].employment
    with world.store.write() as tx:
        assert move_end(tx, world.ground, employment_id=job, ends=world.now + MINUTE, at=world.now)
        tell_rows(tx, world.ground, OPERATOR, at=world.now)
    world.clock.move(MINUTE)


def comes_back(world: World) -> None:
    assert world.api("fia").delete("/me/absence").status == 204


class Story(NamedTuple):
    """What stood, what ended it in which table, and who read by it."""

    begin: Callable[[World], None]
    end: Callable[[World], None]
    table: Table
    reader: str


STORIES: Final = {
    "ended": Story(shared, is_ended, employment, "fia"),
    "last day": Story(shared, has_had_her_last_day, employment, "fia"),
    "handed over": Story(registered, handed_over, coach_assignment, "amir"),
    "back at work": Story(with_a_substitute, comes_back, absence, "karin"),
}


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("what", STORIES)
def test_what_was_done_by_what_had_ended_is_found(
    staffed: World, monkeypatch: pytest.MonkeyPatch, what: str, *, guarded: bool
) -> None:
    story = STORIES[what]
    story.begin(staffed)
    before = rows(staffed, story.table)
    staffed.clock.move(MINUTE)
    assert reads(staffed, story.reader)
    story.end(staffed)
    assert faults(staffed) == set(), "what was read before it ended"
    staffed.clock.move(MINUTE)
    assert not reads(staffed, story.reader)
    with standing_again(staffed, story.table, before):
        assert reads(staffed, story.reader)
    if not guarded:
        monkeypatch.setattr(HeldOn, "found", lambda _: iter(()))
    assert faults(staffed) == ({Fault.RIGHT_ENDED} if guarded else set())


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("what", ["ended", "handed over", "back at work"])
def test_so_it_is_where_somebody_kept_the_seal_waiting_until_then(
    staffed: World, monkeypatch: pytest.MonkeyPatch, what: str, *, guarded: bool
) -> None:
    """One seal takes in both: the sealer waits for a lock that whoever writes to the database can hold."""
    story = STORIES[what]
    story.begin(staffed)
    before = rows(staffed, story.table)
    seal_pending(staffed.ground)
    staffed.clock.move(MINUTE)
    story.end(staffed)
    staffed.clock.move(MINUTE)
    with standing_again(staffed, story.table, before):
        assert reads(staffed, story.reader)
    if not guarded:
        monkeypatch.setattr(Moment, "is_after", lambda this, other: this.at > other.at and this.seals > other.seals)
    assert faults(staffed) == ({Fault.RIGHT_ENDED} if guarded else set())


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_does_it_hide_him_that_he_is_given_the_case_anew_before_the_seal(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    registered(world)
    before = rows(world, coach_assignment)
    handed_over(world)
    assert faults(world) == set()
    world.clock.move(MINUTE)
    with standing_again(world, coach_assignment, before):
        assert reads(world, "amir")
    world.clock.move(MINUTE)
    body = {"number": world.dana.number, "officer": world["amir"].officer}
    assert world.api("bea").post("/handovers", body).status == 204
    if not guarded:
        monkeypatch.setattr(Moment, "is_at_once", lambda this, other: this.seals == other.seals)
    assert faults(world) == ({Fault.RIGHT_ENDED} if guarded else set())


def test_who_is_given_the_case_anew_coaches_it(world: World) -> None:
    handed_over(world)
    assert faults(world) == set()
    world.clock.move(MINUTE)
    assert reads(world, "cia")
    body = {"number": world.dana.number, "officer": world["amir"].officer}
    assert world.api("bea").post("/handovers", body).status == 204
    world.clock.move(MINUTE)
    assert reads(world, "amir")
    assert faults(world) == set()


def test_who_is_away_again_is_stood_in_for_again(staffed: World) -> None:
    with_a_substitute(staffed)
    comes_back(staffed)
    assert faults(staffed) == set()
    staffed.clock.move(MINUTE)
    assert _away(staffed) == 200
    assert reads(staffed, "karin")
    assert faults(staffed) == set()


def test_a_hand_over_that_took_long_to_commit_is_one_of_before(world: World) -> None:
    handed_over(world)
    assert faults(world) == set()
    world.clock.move(MINUTE)
    assert reads(world, "cia")
    body = {"number": world.dana.number, "officer": world["amir"].officer}
    with taking_long(world):
        assert world.api("bea").post("/handovers", body).status == 204
    assert reads(world, "amir")
    seal_pending(world.ground, reach=NEAR)
    assert faults(world) == set()


def test_what_a_backlog_took_in_is_of_one_moment(staffed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file's instant is from before it held whom it says to have left: she reads until it holds her."""
    in_force(staffed)
    assert faults(staffed) == set()
    job = staffed["fia"].employment
    staffed.clock.move(MINUTE)
    began = staffed.now
    staffed.clock.move(SECOND)
    assert reads(staffed, "fia")
    with staffed.store.write() as tx:
        assert move_end(tx, staffed.ground, employment_id=job, ends=began - MINUTE, at=began)
        tell_rows(tx, staffed.ground, OPERATOR, at=began)
    monkeypatch.setattr(sealer, "BATCH", 1)
    seal_pending(staffed.ground)
    assert faults(staffed) == set()


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("what", [what for what in STORIES if what != "last day"])
def test_who_sets_the_clock_back_is_found_by_what_the_writer_had_seen(
    staffed: World, monkeypatch: pytest.MonkeyPatch, what: str, *, guarded: bool
) -> None:
    story = STORIES[what]
    story.begin(staffed)
    before = rows(staffed, story.table)
    staffed.clock.move(MINUTE)
    story.end(staffed)
    assert faults(staffed) == set()
    staffed.clock.move(-2 * SECOND)
    with standing_again(staffed, story.table, before):
        assert reads(staffed, story.reader)
    if not guarded:
        monkeypatch.setattr(Moment, "saw", lambda *_: False)
    assert faults(staffed) == ({Fault.RIGHT_ENDED} if guarded else set())
