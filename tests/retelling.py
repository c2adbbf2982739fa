"""How a story begins, told once in a worker: worlds after that get the rows that it left, and go on from there.

Every world begins the same to the last byte, so the same story leaves the same in each. Where something has been
changed before, in the world or in the code, the story is told by the hub as it then is.
"""

from collections import Counter
from collections.abc import Callable
from contextvars import ContextVar
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, TypeVar

from sqlalchemy import delete, insert

from hub.store.base import key_metadata, metadata
from tests.cast import Participant, SeededRandom, World
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


_telling: Final = ContextVar("_telling", default=False)


def told_once(tell: Callable[..., T]) -> Callable[..., T]:
    """Where a story begins with what this tells, let it be told twice, and from then on put what it left.

    Not once: what begins one story alone is not worth to be kept.
    """
    times: Counter[object] = Counter()
    known: dict[object, _Told] = {}

    @wraps(tell)
    def told(world: World, *args: object, **what: object) -> T:
        if _telling.get() or not world.is_as_made():
            return tell(world, *args, **what)
        how = (repr((world.databases.kind, args, what)), _random(world).source.getstate())
        if how in known:
            _put(world, known[how])
            return deepcopy(known[how].result)  # type: ignore[no-any-return]
        token = _telling.set(True)
        try:
            result = tell(world, *args, **what)
        finally:
            _telling.reset(token)
        times[how] += 1
        if times[how] > 1:
            known[how] = _keep(world, result)
        return result

    return told


def _keep(world: World, result: object) -> _Told:
    with world.store.read() as tx, world.ground.key_store.read() as keys:
        rows, wrapped = all_rows(tx, metadata), all_rows(keys, key_metadata)
    drawn = _random(world).source.getstate()
    return _Told(rows, wrapped, drawn, world.now, dict(world.participants), deepcopy(result))


def _put(world: World, told: _Told) -> None:
    with world.ground.key_store.write() as keys:
        for table, rows in told.keys:
            keys.execute(insert(table), rows)
    with world.store.write() as tx:
        for table in reversed(world.began):
            tx.execute(delete(table))
        for table, rows in told.rows:
            tx.execute(insert(table), rows)
    _random(world).source.setstate(told.drawn)
    world.clock.at = told.at
    world.participants.update(told.participants)


def _random(world: World) -> SeededRandom:
    random = world.ground.random
    assert isinstance(random, SeededRandom)
    return random
