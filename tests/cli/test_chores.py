"""Housekeeping: what is due is done at start and hourly, again soon after an outage, and by a command."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from hub.access_log.tables import log_entry
from hub.cli import chores, main
from hub.cli.chores import AGAIN, CHORES, HOUR, Chores, GoOn, do_chores
from hub.signin.tables import session
from hub.store.errors import StoreUnavailable
from hub.store.ground import Ground
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import write_plans
from tests.cast import DAY, World
from tests.cli.conftest import HUB, PRODUCTION
from tests.consents.story import presented
from tests.databases import ONE_DATABASE

Does = Callable[[Ground, GoOn], int]


def put(monkeypatch: pytest.MonkeyPatch, **instead: Does) -> None:
    monkeypatch.setattr(chores, "CHORES", instead)


def noting(done: list[str], name: str) -> Does:
    def chore(_: Ground, __: GoOn) -> int:
        done.append(name)
        return 1

    return chore


def fail(_: Ground, __: GoOn) -> int:
    raise StoreUnavailable


def due(world: World) -> None:
    """Leave a draft that is too old and a case whose participant asked for the check."""
    presented(world)
    world.clock.move(31 * DAY)
    agree(world, world.dana, gives=WHOLE, collision_check=True)
    write_plans(world, world.dana.case)


def sessions(world: World) -> int:
    with world.store.read() as tx:
        return len(tx.execute(select(session.c.id)).all())


def acts(world: World) -> list[tuple[str, str]]:
    """Give who did what of the hub's own acts."""
    mine = select(log_entry.c.actor, log_entry.c.action).where(log_entry.c.actor.like("system:%"))
    with world.store.read() as tx:
        return sorted((row.actor, row.action) for row in tx.execute(mine))


def test_what_is_due_is_done_once_and_logged_by_who_does_it(world: World) -> None:
    due(world)
    before = sessions(world)
    done, troubles = do_chores(world.ground)
    assert troubles == []
    assert done == dict(zip(CHORES, (1, before - sessions(world), 0, 1), strict=True))
    assert 0 < sessions(world) < before, "those of a month ago are gone"
    assert do_chores(world.ground) == (dict.fromkeys(CHORES, 0), [])
    assert acts(world) == [("system:collision_check", "collision_check"), ("system:housekeeping", "draft")]


@ONE_DATABASE
def test_what_fails_does_not_hold_up_the_others_and_is_tried_again_soon(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []
    put(monkeypatch, first=fail, second=noting(done, "second"))
    assert Chores(world.ground).round() == AGAIN
    assert done == ["second"]
    assert "chores_not_done" in caplog.text
    put(monkeypatch, first=lambda *_: 0)
    assert Chores(world.ground).round() == HOUR


@ONE_DATABASE
def test_the_thread_begins_at_once_goes_on_and_stops(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[int] = []
    thrice = Event()

    def chore(_: Ground, __: GoOn) -> int:
        rounds.append(len(rounds))
        if len(rounds) == 2:
            raise StoreUnavailable
        if len(rounds) == 3:
            thrice.set()
        return 1

    put(monkeypatch, one=chore)
    monkeypatch.setattr(chores, "HOUR", 0.01)
    monkeypatch.setattr(chores, "AGAIN", 0.01)
    thread = Chores(world.ground)
    thread.start()
    assert thrice.wait(10), "an outage ended it"
    thread.stop()
    after = len(rounds)
    assert not thrice.wait(0) or len(rounds) == after


@ONE_DATABASE
def test_it_stops_between_two_cases(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    begun = Event()

    def long(_: Ground, go_on: GoOn) -> int:
        begun.set()
        while True:
            go_on()

    put(monkeypatch, long=long, next=noting(done, "next"))
    thread = Chores(world.ground)
    thread.start()
    assert begun.wait(10)
    thread.stop()
    assert done == []


def test_the_command_does_the_same(world: World, clean: Path, tmp_path: Path) -> None:
    due(world)
    environment = {
        **PRODUCTION,
        "HUB_HOME": str(clean),
        "HUB_KEY_FILE": str(tmp_path / "keys.json"),
        "HUB_DATABASE_URL": world.databases.url,
    }
    told = [
        subprocess.run(
            [HUB, "housekeeping"], env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
        for _ in range(2)
    ]
    assert [one.returncode for one in told] == [0, 0], told
    assert "unsigned drafts dropped" in told[0].stdout
    assert ("system:housekeeping", "draft") in acts(world)
    assert told[1].stdout.splitlines() == [f"0 {name}" for name in CHORES]


def test_the_command_says_what_could_not_be_done(
    world: World, clean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(monkeypatch, first=fail, second=lambda *_: 3)
    for name, value in {**PRODUCTION, "HUB_DATABASE_URL": world.databases.url}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HUB_KEY_FILE", str(tmp_path / "keys.json"))
    told = CliRunner().invoke(main, ["housekeeping"])
    assert told.exit_code == 1
    assert "3 second" in told.output
    assert "StoreUnavailable" in told.output
