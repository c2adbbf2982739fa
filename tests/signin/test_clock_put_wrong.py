"""The clock is wrong when a newer link ends the older one, which seems to have ended by itself, or not to be made yet.

Once it is right again the older one would serve, and the check would call it one that was put back (T4).
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import pytest
from sqlalchemy import Table, literal, select

from hub.access_log.reader.findings import Fault
from hub.officers.tables import officer
from hub.signin import calling, linking, restoring
from hub.signin.acts import OPERATOR
from hub.signin.calling import Called, Purpose, call
from hub.signin.linking import LinkPurpose
from hub.signin.restoring import end_ways_in
from hub.signin.tables import invitation, link
from policies.vocabulary import Function
from tests.attacks.test_held_on import faults
from tests.cast import DAY, MINUTE, World
from tests.signin.calling_in import EMAIL, call_in
from tests.signin.test_links import given_link, use

_AHEAD: Final = 30 * DAY


class Way(NamedTuple):
    """Makes one, and tells how to try it; `module` ends the older ones."""

    table: Table
    make: Callable[[World], Callable[[], int]]
    module: object


def by_link(world: World) -> Callable[[], int]:
    made = given_link(world, world.dana, LinkPurpose.CODE_RESET)
    return lambda: use(world, made).status


def called(world: World) -> Called:
    """Call Nils Ny in, the first time or once more."""
    with world.store.write() as tx:
        nils = tx.execute(select(officer.c.id).where(officer.c.email == EMAIL)).scalar_one_or_none()
        if nils is not None:
            return call(
                tx,
                world.ground,
                officer_id=nils,
                unit_id=world.units["FK Nordost"],
                function=Function.FK_OFFICER,
                purpose=Purpose.COLLEAGUE,
                invited_by=None,
                at=world.now,
            )
    return call_in(world)


def by_invitation(world: World) -> Callable[[], int]:
    made = called(world)
    return lambda: world.api().post("/enrolments/preparation", {"invitation": made.secret}).status


WAYS: Final = {
    "link": Way(link, by_link, linking),
    "invitation": Way(invitation, by_invitation, calling),
}


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("what", WAYS)
def test_a_newer_one_ends_it_whatever_the_clock_says(
    world: World, monkeypatch: pytest.MonkeyPatch, what: str, *, guarded: bool
) -> None:
    way = WAYS[what]
    older = way.make(world)
    assert faults(world) == set()
    world.clock.move(_AHEAD)
    if not guarded:
        lives = way.table.c.expires_at > literal(world.now)
        monkeypatch.setattr(way.module, "_END_EARLIER", way.module.__dict__["_END_EARLIER"].where(lives))
    newer = way.make(world)
    assert faults(world) == set()
    world.clock.move(MINUTE - _AHEAD)
    assert (older() < 300) == (not guarded)
    assert faults(world) == (set() if guarded or what == "invitation" else {Fault.RIGHT_ENDED})
    assert newer() < 300


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("what", WAYS)
def test_nor_does_it_live_again_before_it_was_made(
    world: World, monkeypatch: pytest.MonkeyPatch, what: str, *, guarded: bool
) -> None:
    older = WAYS[what].make(world)
    assert faults(world) == set()
    world.clock.move(-MINUTE)
    newer = WAYS[what].make(world)
    assert faults(world) == set()
    world.clock.move(-MINUTE)
    if not guarded:
        with world.store.write() as tx:
            for table in (link, invitation):
                tx.execute(table.update().values(expires_at=table.c.created_at + 1))
    assert (older() < 300) == (not guarded)
    assert not guarded or newer() < 300
    assert faults(world) == (set() if guarded or what == "invitation" else {Fault.RIGHT_ENDED})


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("what", WAYS)
def test_so_does_a_backup_that_is_put_back(
    world: World, monkeypatch: pytest.MonkeyPatch, what: str, *, guarded: bool
) -> None:
    older = WAYS[what].make(world)
    world.clock.move(_AHEAD)
    if not guarded:
        lives = (table.c.expires_at > literal(world.now) for table in (link, invitation))
        ways = tuple(one.where(does) for one, does in zip(restoring._ENDING, lives, strict=False))
        monkeypatch.setattr(restoring, "_ENDING", (*ways, *restoring._ENDING[2:]))
    end_ways_in(world.ground, by=OPERATOR)
    world.clock.move(MINUTE - _AHEAD)
    assert (older() < 300) == (not guarded)
