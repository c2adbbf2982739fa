"""What one takes away and the next gives anew is told to the log in that order, whoever of them asked first.

Of a row that stands as it once stood the order is all that the log tells: told the other way round, it would be one
that came back past the hub, for ever. The first is shown to be taken so where the entry is of the instant of asking.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from hub.access_log.reader.findings import Fault
from hub.officers.employing import employ, move_end
from hub.officers.looking_after import look_after
from hub.officers.roles import Role
from hub.officers.telling_rows import tell_rows
from hub.staffing import inviting, reaching, recording
from policies.vocabulary import Function
from tests.attacks.test_rows_of_before import OPERATOR, found
from tests.cast import DAY, World
from tests.meeting import kept_waiting, wait_until
from tests.staffing.conftest import NEW
from tests.staffing.test_reaching import NOTHING, REACH


@contextmanager
def another_first(
    world: World, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, act: Callable[[], int]
) -> Iterator[None]:
    """Let the other act happen once the first one has asked and comes to this; on SQLite it is only begun then."""
    does, acts = getattr(module, name), [act]
    done: list[Future[int]] = []
    with ThreadPoolExecutor(1) as pool, monkeypatch.context() as meanwhile:

        def waits(*given: Any, **named: Any) -> Any:
            if acts:
                world.clock.move(1)
                done.append(pool.submit(acts.pop()))
                wait_until(lambda: done[0].done() or kept_waiting(world) > 0)
                world.clock.move(1)
            return does(*given, **named)

        meanwhile.setattr(module, name, waits)
        yield
    assert done[0].result() in {200, 201, 204}


def as_of_asking(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """Have who asks first tell of the instant in which she asked."""
    records, asked, her = recording.record_as, world.now, threading.current_thread()

    def record_as(*given: Any, **said: Any) -> None:
        now = world.clock.at
        if threading.current_thread() is her:
            world.clock.at = asked
        records(*given, **said)
        world.clock.at = now

    monkeypatch.setattr(recording, "record_as", record_as)


def told(world: World) -> set[Fault]:
    return {one.fault for one in found(world)}


@pytest.mark.parametrize("guarded", [True, False])
def test_how_she_is_reached_is_emptied_and_said_anew(
    world: World, fk_manager: str, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    fia, gun, of_fia = world.api("fia"), world.api(fk_manager), f"/officers/{world['fia'].officer}/contact"
    assert fia.put("/me/contact", REACH).status == 204
    assert told(world) == set()
    if not guarded:
        as_of_asking(monkeypatch, world)
    with another_first(world, monkeypatch, reaching, "set_reach", lambda: gun.put(of_fia, NOTHING).status):
        assert fia.put("/me/contact", REACH).status == 204
    at_once = world.store.dialect == "postgresql"
    assert fia.get("/me/contact").json["phone"] == (REACH["phone"] if at_once else None)
    assert told(world) == ({Fault.RECORD_RETURNED} if at_once and not guarded else set())


@pytest.mark.parametrize("after_locks", [True, False])
def test_a_reviewer_is_ended_at_one_unit_and_employed_at_another(
    world: World, fk_manager: str, monkeypatch: pytest.MonkeyPatch, *, after_locks: bool
) -> None:
    """Dagny has worked at FK too, until a day; who ends her at the town takes all from her, and FK employs her anew.

    Here another order within a seal does no harm either: tests/attacks/test_clock_put_back.py.
    """
    dagny, bea, gun = world["dagny"], world.api("bea"), world.api(fk_manager)
    worked_at(world, dagny.officer, "FK Nordost")
    assert told(world) == set()
    if not after_locks:
        as_of_asking(monkeypatch, world)
    her = {**NEW, "name": dagny.name, "email": dagny.username, "job": Role.DPO.value}
    path = f"/officers/{dagny.officer}"
    with another_first(world, monkeypatch, inviting, "employ", lambda: bea.delete(path).status):
        assert gun.post("/officers", her).status == 201
    assert told(world) == set()


def worked_at(world: World, officer_id: str, unit_name: str) -> None:
    """Let her have worked there as its reviewer, until now."""
    there, none = world.units[unit_name], Function.NONE
    with world.store.write() as tx:
        job = employ(tx, world.ground, officer_id=officer_id, unit_id=there, function=none, begins=world.now - DAY)
        look_after(tx, world.ground, officer_id=officer_id, unit_id=there)
        assert move_end(tx, world.ground, employment_id=job, ends=world.now + 1, at=world.now)
        tell_rows(tx, world.ground, OPERATOR, at=world.now)
    world.clock.move(1)
