"""Lets acts meet: none commits what it wrote before all have written, where nothing keeps one waiting for another."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, event

from tests.cast import World

# seconds; who is held back by another does not come, and who only has a busy machine must have the time to.
PATIENCE: Final = 1.5
_TO_BE_KEPT_WAITING: Final = 0.4
_Made = TypeVar("_Made")


@contextmanager
def meeting(world: World, written: str, *, acts: int = 2) -> Iterator[None]:
    """Hold each transaction that ran a statement beginning with `written` before its commit, until all have come."""
    barrier, mine = threading.Barrier(acts, timeout=PATIENCE), threading.local()

    def note(*told: Any) -> None:
        mine.wrote = getattr(mine, "wrote", False) or str(told[2]).startswith(written)

    def wait(_: Connection) -> None:
        if getattr(mine, "wrote", False):
            mine.wrote = False
            with suppress(threading.BrokenBarrierError):
                barrier.wait()

    writer = world.store.engines[-1]
    event.listen(writer, "before_cursor_execute", note)
    event.listen(writer, "commit", wait)
    try:
        yield
    finally:
        event.remove(writer, "before_cursor_execute", note)
        event.remove(writer, "commit", wait)


@contextmanager
def each_has_begun(world: World, *written: str) -> Iterator[None]:
    """Hold both after their first such statement, until the other has run its own or is kept waiting by this one."""
    barrier, mine = threading.Barrier(2, timeout=PATIENCE), threading.local()

    def wait(*told: Any) -> None:
        if str(told[2]).startswith(written) and not getattr(mine, "begun", False):
            mine.begun = True
            with suppress(threading.BrokenBarrierError):
                barrier.wait()

    writer = world.store.engines[-1]
    event.listen(writer, "after_cursor_execute", wait)
    try:
        yield
    finally:
        event.remove(writer, "after_cursor_execute", wait)


@contextmanager
def another_asks_meanwhile(world: World, held: str, *, of: str) -> Iterator[Callable[[], None]]:
    """Hold the first act after its statement beginning with `held`, until the other one waits for a row `of` a table.

    The other act begins with calling what this gives: it comes when the first one has that far, and not before.
    """
    has, asks, mine = threading.Event(), threading.Event(), threading.local()

    def comes_second() -> None:
        mine.second = True
        has.wait(PATIENCE * 4)

    def before(*told: Any) -> None:
        said = str(told[2]).partition("\nFROM ")[2]
        if getattr(mine, "second", False) and said.startswith(of) and " FOR " in said:
            asks.set()

    def after(*told: Any) -> None:
        if str(told[2]).startswith(held) and not getattr(mine, "second", False) and not has.is_set():
            has.set()
            if asks.wait(PATIENCE):
                time.sleep(_TO_BE_KEPT_WAITING)

    writer = world.store.engines[-1]
    event.listen(writer, "before_cursor_execute", before)
    event.listen(writer, "after_cursor_execute", after)
    try:
        yield comes_second
    finally:
        event.remove(writer, "before_cursor_execute", before)
        event.remove(writer, "after_cursor_execute", after)


def at_once(world: World, *acts: Callable[[], _Made], written: str) -> list[_Made]:
    """Do all at once and give what each gave."""
    with meeting(world, written, acts=len(acts)), ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(lambda act: act(), acts))
