"""The nightly chores: done once a day, after the hour, and again after an outage."""

from datetime import date

import pytest

from hub.cli import chores
from hub.cli.chores import Chores
from hub.store.days import start_of
from hub.store.errors import StoreUnavailable
from hub.store.ground import Ground
from tests.cast import HOUR, World

DAY = start_of(date(2026, 3, 17))


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count one stand-in chore, which fails as long as the list holds 'fail' last."""
    found: list[str] = []

    def chore(_: Ground) -> int:
        if found[-1:] == ["fail"]:
            raise StoreUnavailable
        found.append("done")
        return 1

    monkeypatch.setattr(chores, "CHORES", (chore,))
    return found


def test_once_a_day_after_the_hour(world: World, done: list[str]) -> None:
    clock, thread = world.clock, Chores(world.ground)
    for hour, count in ((3, 0), (4, 1), (5, 1), (23, 1), (24 + 3, 1), (24 + 4, 2)):
        clock.at = DAY + hour * HOUR
        thread.round()
        assert len(done) == count, hour


def test_what_fails_is_tried_again(world: World, done: list[str], caplog: pytest.LogCaptureFixture) -> None:
    world.clock.at = DAY + 5 * HOUR
    thread = Chores(world.ground)
    done.append("fail")
    thread.round()
    assert done == ["fail"]
    assert "chores_not_done" in caplog.text
    done.clear()
    thread.round()
    assert done == ["done"]


def test_the_real_chores_run(world: World) -> None:
    world.clock.at = DAY + 5 * HOUR
    assert [chore(world.ground) for chore in chores.CHORES] == [0, 0]


def test_the_thread_starts_and_stops(world: World, done: list[str]) -> None:
    world.clock.at = DAY + 5 * HOUR
    thread = Chores(world.ground)
    thread.start()
    thread.stop()
    assert done == ["done"]
