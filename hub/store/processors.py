"""Keeps a serving process on one processor, since only one of its threads at a time runs Python anyway.

Threads that hand the interpreter on from processor to processor wake each other across the machine, several times a
request. Measured in turn on one machine: a read cost 5.5 ms of processor time instead of 9.5 with SQLite, and 8.2
instead of 9.4 with PostgreSQL.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

# As the operator allows them; only Linux lets a process choose among them.
ALLOWED: Final = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def least_held(held: Iterable[int | None]) -> int | None:
    """Give the processor on which the fewest of the other processes stay; installations begin at different ones."""
    taken, first = Counter(held), os.getpid()
    turns = [ALLOWED[(first + turn) % len(ALLOWED)] for turn in range(len(ALLOWED))]
    return min(turns, key=taken.__getitem__, default=None)


def stay_on(processor: int | None) -> None:
    """Keep this thread, and those that it starts, on one processor. Where that is not allowed it goes on as it was."""
    if processor is not None:
        with suppress(OSError):
            os.sched_setaffinity(0, {processor})


@contextmanager
def anywhere() -> Iterator[None]:
    """Let this thread use every processor: for long work that lets go of the interpreter, such as hashing a password.

    Else whoever signs in would hold up all who read.
    """
    if not ALLOWED:
        yield
        return
    held = os.sched_getaffinity(0)
    with suppress(OSError):
        os.sched_setaffinity(0, ALLOWED)
    try:
        yield
    finally:
        with suppress(OSError):
            os.sched_setaffinity(0, held)
