"""Lets acts meet: each waits until all have come so far, or those that have not are kept waiting by those that have."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import pytest
from sqlalchemy import Connection, event

from hub.store.apart import Apart
from tests.cast import World

PATIENCE: Final = 5.0  # seconds; only who never comes, and is kept waiting by nobody, is waited for so long
_A_WHILE: Final = 0.005
_WAITING: Final = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND wait_event_type = 'Lock'"""
_Made = TypeVar("_Made")


def kept_waiting(world: World) -> int:
    """Tell how many transactions wait for another one to end."""
    if world.store._turns is not None:
        return len(world.store._turns._waiting)
    with world.store.read() as tx:
        return int(tx.exec_driver_sql(_WAITING).scalar_one())


def wait_until(there: Callable[[], bool]) -> bool:
    """Tell whether it came to be, and stood: who waits for the blink of an eye is not kept waiting."""
    end, seen = time.monotonic() + PATIENCE, 0
    while seen < 2 and time.monotonic() < end:
        seen = seen + 1 if there() else 0
        time.sleep(_A_WHILE)
    return seen == 2


def in_time(world: World, done: threading.Event) -> bool:
    """Wait for what another does, as long as nothing keeps it waiting; tell whether it was done."""
    wait_until(lambda: done.is_set() or kept_waiting(world) > 0)
    return done.is_set()


class Meeting:
    """Where so many acts wait for each other."""

    def __init__(self, world: World, acts: int) -> None:
        self._world: Final = world
        self._acts: Final = acts
        self._counting: Final = threading.Lock()
        self._come = 0

    def come(self) -> None:
        """Come and go on: what has ended need not be waited for."""
        with self._counting:
            self._come += 1

    def wait(self) -> None:
        self.come()
        wait_until(lambda: self._come + kept_waiting(self._world) >= self._acts)


@contextmanager
def meeting(world: World, written: str, *, acts: int = 2) -> Iterator[Meeting]:
    """Hold each transaction that ran a statement beginning with `written` before its commit, until all have come."""
    place, mine = Meeting(world, acts), threading.local()

    def note(*told: Any) -> None:
        mine.wrote = getattr(mine, "wrote", False) or str(told[2]).startswith(written)

    def wait(_: Connection) -> None:
        if getattr(mine, "wrote", False):
            mine.wrote = False
            place.wait()

    writer = world.store.engines[-1]
    event.listen(writer, "before_cursor_execute", note)
    event.listen(writer, "commit", wait)
    try:
        yield place
    finally:
        event.remove(writer, "before_cursor_execute", note)
        event.remove(writer, "commit", wait)


@contextmanager
def each_has_begun(world: World, *written: str) -> Iterator[None]:
    """Hold both after their first such statement, until the other has run its own or is kept waiting by this one."""
    place, mine = Meeting(world, 2), threading.local()

    def wait(*told: Any) -> None:
        if str(told[2]).startswith(written) and not getattr(mine, "begun", False):
            mine.begun = True
            place.wait()

    writer = world.store.engines[-1]
    event.listen(writer, "after_cursor_execute", wait)
    try:
        yield
    finally:
        event.remove(writer, "after_cursor_execute", wait)


@contextmanager
def another_comes_meanwhile(world: World, held: str) -> Iterator[Callable[[], None]]:
    """Hold the first act after its statement beginning with `held`, until it keeps the other one waiting.

    The other act begins with calling what this gives: it comes when the first one has that far, and not before.
    """
    has, mine = threading.Event(), threading.local()

    def comes_second() -> None:
        mine.second = True
        has.wait(PATIENCE)

    def after(*told: Any) -> None:
        if str(told[2]).startswith(held) and not getattr(mine, "second", False) and not has.is_set():
            has.set()
            wait_until(lambda: kept_waiting(world) > 0)

    writer = world.store.engines[-1]
    event.listen(writer, "after_cursor_execute", after)
    try:
        yield comes_second
    finally:
        event.remove(writer, "after_cursor_execute", after)


@contextmanager
def read_in_turn() -> Iterator[None]:
    """Let one person's second file come when her first one has been read, as it must: then both are saved at once."""
    turn, read = threading.Lock(), Apart.read

    def in_turn(*what: Any, **how: Any) -> tuple[int, bytes]:
        with turn:
            return read(*what, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Apart, "read", in_turn)
        yield


def at_once(world: World, *acts: Callable[[], _Made], written: str) -> list[_Made]:
    """Do all at once and give what each gave."""

    def do(act: Callable[[], _Made]) -> _Made:
        try:
            return act()
        finally:
            place.come()

    with meeting(world, written, acts=len(acts)) as place, ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))
