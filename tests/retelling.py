"""How a story begins, told once in a worker: worlds after that get the rows that it left, and go on from there.

Every world begins the same to the last byte, so the same story leaves the same in each. It is for fixtures alone,
before a test has changed anything: what a test itself does is done by the hub each time.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import delete, insert

from hub.store.base import key_metadata, metadata
from tests.cast import BEGIN, Participant, SeededRandom, TestSettings, World
from tests.staff import Rows, all_rows

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Told:
    rows: Rows
    keys: Rows
    drawn: Any
    at: int
    participants: dict[str, Participant]
    result: Any


_TOLD: Final[dict[tuple[object, ...], _Told]] = {}


def retold(world: World, tell: Callable[..., T], *args: object) -> T:
    """Let `tell` be told in a world in which nothing has happened yet, and return what it returns."""
    random = world.ground.random
    assert isinstance(random, SeededRandom)
    assert world.now == BEGIN, "something has happened in this world"
    assert not world.participants, "something has happened in this world"
    assert world.ground.settings == TestSettings()
    key = (tell.__module__, tell.__qualname__, world.databases.kind, random.source.getstate(), *args)
    if key in _TOLD:
        _put(world, random, _TOLD[key])
        return deepcopy(_TOLD[key].result)  # type: ignore[no-any-return]
    result = tell(world, *args)
    with world.store.read() as tx, world.ground.key_store.read() as keys:
        rows, wrapped = all_rows(tx, metadata), all_rows(keys, key_metadata)
    drawn, at = random.source.getstate(), world.now
    _TOLD[key] = _Told(rows, wrapped, drawn, at, dict(world.participants), deepcopy(result))
    return result


def _put(world: World, random: SeededRandom, told: _Told) -> None:
    with world.ground.key_store.write() as keys:
        for table, rows in told.keys:
            keys.execute(insert(table), rows)
    with world.store.write() as tx:
        for table in reversed(world.began):
            tx.execute(delete(table))
        for table, rows in told.rows:
            tx.execute(insert(table), rows)
    random.source.setstate(told.drawn)
    world.clock.at = told.at
    world.participants.update(told.participants)
