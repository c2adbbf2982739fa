"""A ground with a log on each database, a clock that stands still, and keys of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from hub.store.clock import SetClock
from hub.store.engine import Store
from hub.store.ground import Ground
from keys.providers.file import FileProvider
from tests.access_log.acts import NOW, Counter
from tests.databases import Databases


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def make_ground(database: Databases, tmp_path: Path, clock: SetClock) -> Iterator[Callable[[], Ground]]:
    """Give grounds that share databases and keys, as the processes of one installation do."""
    path = tmp_path / "keys.json"
    FileProvider.create(path, Counter())
    random = Counter()
    opened: list[Store] = []

    def make() -> Ground:
        stores = (Store(database.url), Store(database.keys_url))
        opened.extend(stores)
        return Ground(
            store=stores[0],
            key_store=stores[1],
            provider=FileProvider.open(path, production=False, accept_file_keys=False),
            policy=cast("Any", None),  # the log decides nothing
            clock=clock,
            random=random,
            installation="test",
            settings=cast("Any", None),
        )

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def ground(make_ground: Callable[[], Ground]) -> Ground:
    return make_ground()
