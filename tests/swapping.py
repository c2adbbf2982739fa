"""Swaps rows for the moment of an act: they are others from when its transaction begins until it commits."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event

from tests.cast import World


@contextmanager
def swapped(world: World, put: Sequence[Any], back: Sequence[Any]) -> Iterator[None]:
    """Run `put` when a transaction that writes begins and `back` before it commits; what is read before sees neither.

    As who writes to the database directly does it between a look-up and the decision that rests on it.
    """

    def begin(tx: Connection) -> None:
        for statement in put:
            tx.execute(statement)

    def commit(tx: Connection) -> None:
        for statement in back:
            tx.execute(statement)

    writer = world.store.engines[-1]
    event.listen(writer, "begin", begin)
    event.listen(writer, "commit", commit)
    try:
        yield
    finally:
        event.remove(writer, "begin", begin)
        event.remove(writer, "commit", commit)
