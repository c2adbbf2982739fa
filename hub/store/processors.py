"""Keeps a serving process on one processor, since only one of its threads at a time runs Python anyway.

Threads that hand the interpreter on from processor to processor wake each other across the machine, several times a
request. Measured in turn on one machine: a read cost 5.5 ms of processor time instead of 9.5 with SQLite, and 8.2
instead of 9.4 with PostgreSQL.

Nor does a thread that is woken take the processor from one that runs, only to wait for the interpreter itself. Measured
in the same way: 0.85 of that time with SQLite, and 0.86 with PostgreSQL.
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
    """Keep this thread, and those that it starts, on one processor, none taking it from another that is at work.

    Where that is not allowed it goes on as it was.
    """
    if processor is not None:
        with suppress(OSError):
            os.sched_setaffinity(0, {processor})
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


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
