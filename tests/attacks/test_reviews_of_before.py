"""A unit that a reviewer looked after once, put back for the moment of one look, leaves that; the check tells (T4, T8).

Shown to stay unseen with the comparing off. A unit can be given anew as it was, so the honest orders are tried too.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from sqlalchemy import Connection, update

from hub.access_log import writer
from hub.access_log.reader.findings import Fault
from hub.access_log.reader.moments import Moment
from hub.access_log.reader.ways_in import WaysIn
from hub.access_log.sealer import NEAR, seal_pending
from hub.officers import looking_after
from hub.officers.looking_after import look_after
from hub.officers.tables import reviewed_unit
from hub.officers.telling_rows import tell_rows
from hub.oversight import reviewing
from hub.store import row_marks
from hub.store.engine import UNTOLD
from hub.store.row_marks import RESTED_ON, Mark
from tests.attacks.test_for_a_moment import taking_long
from tests.attacks.test_forged_rows import write
from tests.attacks.test_held_on import faults
from tests.attacks.test_rows_of_before import OPERATOR, rows
from tests.attacks.test_ways_in_of_before import standing_again
from tests.cast import MINUTE, World
from tests.meeting import at_once

ELSEWHERE: Final = "AF Rehabteam"


def hers(world: World) -> dict[str, Any]:
    return {"officer_id": world["dora"].officer, "unit_id": world.units[ELSEWHERE]}


def is_given(world: World) -> int:
    with world.store.write() as tx:
        look_after(tx, world.ground, **hers(world))
        tell_rows(tx, world.ground, OPERATOR, at=world.ground.clock.now(tx))
    return 200


def is_taken(world: World) -> int:
    with world.store.write() as tx:
        looking_after._look_away(tx, *(reviewed_unit.c[name] == value for name, value in hers(world).items()))
        tell_rows(tx, world.ground, OPERATOR, at=world.ground.clock.now(tx))
    return 200


@contextmanager
def given_again(world: World) -> Iterator[None]:
    """Let her look after the unit no more, and have the row of before stand again for this long."""
    before = rows(world, reviewed_unit)
    assert faults(world) == set()
    world.clock.move(MINUTE)
    is_taken(world)
    assert faults(world) == set()
    world.clock.move(MINUTE)
    with standing_again(world, reviewed_unit, before):
        yield


def lists(world: World) -> int:
    return world.api("dora").get("/log/entries").status


def opens_one(world: World) -> int:
    """Open what somebody of the other unit did."""
    return world.api("dora").get(f"/log/entries/{one_of_theirs(world)}").status


def counts(world: World) -> int:
    return world.api("dora").get("/log/counts").status


def one_of_theirs(world: World) -> str:
    items = world.api("dora").get("/log/entries").json["items"]
    found: str = next(one["id"] for one in items if one["actor"]["id"] == world["arvid"].officer)
    return found


LOOKS: Final[dict[str, Callable[[World], int]]] = {"counts": counts, "lists": lists, "opens one": opens_one}


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("what", LOOKS)
def test_a_look_by_a_unit_of_before_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, what: str, *, guarded: bool
) -> None:
    is_given(world)
    assert world.api("arvid").get("/cases/" + "0" * 32).status == 404, "which AF's log tells"
    assert LOOKS[what](world) == 200
    with given_again(world):
        assert LOOKS[what](world) == 200
    if not guarded:
        monkeypatch.setattr(WaysIn, "found", lambda _: iter(()))
    assert faults(world) == ({Fault.RIGHT_ENDED} if guarded else set())


def told_in_one(tx: Connection, *entry: Any) -> None:
    writer.append(tx, *entry)
    tx.info.pop(UNTOLD, None)


@pytest.mark.parametrize("guarded", [True, False])
def test_so_is_one_that_the_entry_of_the_look_has_no_room_for(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    monkeypatch.setattr(row_marks, "AT_ONCE", 1)
    monkeypatch.setitem(world.units, ELSEWHERE, max(world.units.values()))
    is_given(world)
    assert lists(world) == 200
    with given_again(world):
        if not guarded:
            monkeypatch.setattr(reviewing, "_append", told_in_one)
        assert lists(world) == 200
    assert faults(world) == ({Fault.RIGHT_ENDED} if guarded else set())


@pytest.mark.parametrize("guarded", [True, False])
def test_so_is_one_that_was_given_and_taken_while_somebody_kept_the_seal_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Of one seal, what ends may be told before what begins; but not a minute before."""
    assert faults(world) == set()
    is_given(world)
    before = rows(world, reviewed_unit)
    world.clock.move(MINUTE)
    is_taken(world)
    assert faults(world) == set()
    world.clock.move(MINUTE)
    with standing_again(world, reviewed_unit, before):
        assert lists(world) == 200
    if not guarded:
        monkeypatch.setattr(Moment, "is_at_once", lambda this, other: this.seals == other.seals)
    assert faults(world) == ({Fault.RIGHT_ENDED} if guarded else set())


@pytest.mark.parametrize("guarded", [True, False])
def test_what_somebody_took_the_seal_off_is_taken_away_for_good(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Whoever ends it has mended that: its entry tells that it found nothing, and not that it rests on nothing."""
    if not guarded:
        monkeypatch.setattr(Mark, "is_rested_on", property(lambda it: it.table in RESTED_ON and it.now == it.was))
    is_given(world)
    this = (reviewed_unit.c[name] == value for name, value in hers(world).items())
    write(world, update(reviewed_unit).where(*this).values(seal=None))
    assert faults(world) == {Fault.RECORD_MISSING, Fault.TAG_DIFFERS}
    is_taken(world)
    assert faults(world) == (set() if guarded else {Fault.RECORD_MISSING})


def test_who_is_given_it_anew_looks_at_it(world: World) -> None:
    for act in (is_given, lists, is_taken, is_given, lists, is_taken, lists, is_given, lists):
        assert act(world) == 200
        assert faults(world) == set()
        world.clock.move(MINUTE)


@pytest.mark.parametrize("slow", [0, 1, 2, 3])
def test_nor_does_what_took_long_to_commit_make_a_look_one_of_before(world: World, slow: int) -> None:
    is_given(world)
    assert faults(world) == set()
    for number, act in enumerate((lists, is_taken, is_given, lists)):
        world.clock.move(MINUTE)
        if number == slow:
            with taking_long(world):
                assert act(world) == 200
        else:
            assert act(world) == 200
        seal_pending(world.ground, reach=NEAR)
    assert faults(world) == set()


def test_nor_a_look_in_the_moment_in_which_it_is_taken(world: World) -> None:
    is_given(world)
    assert faults(world) == set()
    world.api("dora")
    told = at_once(world, lambda: lists(world), lambda: is_taken(world), written="DELETE FROM reviewed_unit")
    assert told in ([200, 200], [401, 200])
    assert faults(world) == set()
