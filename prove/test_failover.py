"""The server that serves is killed under twelve clients and the one that stands by takes over (security E3)."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from hub.store.addresses import derive_keys_url
from hub.store.engine import Store
from hub.store.errors import StoreUnavailable
from prove.standing_by import Pair, pair
from tests.attacks.killing import Load, Server, lost, nothing_is_lost, scene_of_killing, wait_for_progress
from tests.cast import World
from tests.databases import Databases, fresh

ROUNDS: Final = 10  # even: the first server serves again at the end, and lets go of its databases
_NAME: Final = "followed"
_PATIENCE: Final = 60  # seconds


@pytest.fixture
def servers(run_directory: Path) -> Iterator[Pair]:
    run = Path(tempfile.mkdtemp(dir=run_directory))
    run.chmod(0o711)  # the servers' user passes through
    with pair(run) as made:
        yield made


@pytest.fixture
def database(servers: Pair) -> Iterator[Databases]:
    """Give databases whose address names both servers, as an operator's does."""
    with fresh("postgres", servers.run, _NAME) as single:
        single.close()
        url = servers.url(_NAME)
        keys_url = derive_keys_url(url)
        both = replace(single, url=url, keys_url=keys_url, store=Store(url), key_store=Store(keys_url))
        yield both
        both.close()


@pytest.mark.timeout(3600)
def test_what_waited_for_the_other_is_lost_by_no_take_over(world: World, servers: Pair, tmp_path: Path) -> None:
    with scene_of_killing(world, tmp_path) as (server, load):
        server.start()
        load.begin()
        for _ in range(ROUNDS):
            servers.stand_by()
            wait_for_progress(load)
            servers.take_over()
        given = nothing_is_lost(world, server, load)
    print(f"{ROUNDS} take-overs: {len(given.reads)} reads, {len(given.signatures)} signatures, 0 lost")


def test_who_stands_by_is_never_asked(servers: Pair, database: Databases) -> None:
    servers.stand_by()
    store = Store(servers.other.url(_NAME))
    with pytest.raises(StoreUnavailable), store.read():
        pass
    store.close()
    with database.store.read() as tx:
        assert tx.exec_driver_sql("SELECT pg_is_in_recovery()").scalar() is False


@pytest.mark.timeout(3600)
def test_what_waited_for_nobody_is_lost_and_the_hub_says_so(world: World, servers: Pair, tmp_path: Path) -> None:
    """Without its guard, that commits wait, the attack works; and what is gone ends all that needs an entry."""
    with scene_of_killing(world, tmp_path) as (server, load):
        server.start()
        servers.stand_by(synchronous=False)
        load.begin()
        servers.hold_back()
        wait_for_progress(load)
        servers.take_over()
        _wait_until_refused(server, load)
        load.end()
        world.store.close()
        assert all(lost(world, load.given)[told] for told in ("reads without entry", "signatures"))
        server.kill()
        servers.stand_by()
        servers.take_over()  # back to the first


def _wait_until_refused(server: Server, load: Load) -> None:
    """Wait until the hub has found that what it saw sealed is gone, and all its processes answer nothing more."""
    end = time.monotonic() + _PATIENCE
    while b"log_entry_gone" not in server.output.read_bytes():
        assert time.monotonic() < end, load.given.faults[:3]
        time.sleep(0.05)
    before = None
    while before != (before := load.given.progress()):
        assert time.monotonic() < end, "it goes on answering"
        time.sleep(1.0)
    assert not server.is_healthy()
