"""Twenty rounds of kill -9 of PostgreSQL itself under twelve clients: meanwhile 503, afterwards nothing lost (E2)."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests import postgresql
from tests.attacks.killing import nothing_is_lost, scene_of_killing, wait_for_progress
from tests.cast import World
from tests.databases import Databases, fresh

ROUNDS: Final = 20


@pytest.fixture
def own_run(run_directory: Path) -> Iterator[Path]:
    """Give a server of this test's own: the run's serves others."""
    run = run_directory / "killed"
    run.mkdir(mode=0o711)
    yield run
    postgresql.stop(run)


@pytest.fixture
def database(own_run: Path) -> Iterator[Databases]:
    with fresh("postgres", own_run, "killed") as databases:
        yield databases


@pytest.mark.timeout(3600)
def test_a_killed_database_loses_nothing_that_was_told(world: World, own_run: Path, tmp_path: Path) -> None:
    process = int(os.environ["HUB_TEST_RUN_PROCESS"])
    database = postgresql.running(own_run, process)
    with scene_of_killing(world, tmp_path) as (server, load):
        server.start()
        load.begin()
        for _ in range(ROUNDS):
            wait_for_progress(load)
            postgresql.kill(database)
            time.sleep(0.3)  # in which everybody asks and nobody is answered
            postgresql.start_again(database, own_run, process)
        given = nothing_is_lost(world, server, load)
    print(f"{ROUNDS} rounds: {len(given.reads)} reads, {len(given.signatures)} signatures, 0 lost")
