"""A disk that is full for real under twelve clients, PostgreSQL's own too: only 503, nothing is lost, it mends (E6).

For root: each test mounts a small disk of its own, and nobody else's is filled.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import psycopg
import pytest

from tests import postgresql
from tests.attacks.killing import Load, nothing_is_lost, scene_of_killing, wait_for_progress
from tests.cast import World
from tests.databases import Databases, Kind, fresh

_ROOM: Final[dict[Kind, str]] = {"sqlite": "24m", "postgres": "320m"}
_PATIENCE: Final = 120.0  # seconds
_BALLAST: Final = "ballast"


@pytest.fixture
def disk(database_kind: Kind, run_directory: Path) -> Iterator[Path]:
    place = run_directory / f"small-{database_kind}"
    place.mkdir(mode=0o711)
    how = ["-o", f"size={_ROOM[database_kind]},mode=711"]
    if subprocess.run(["/bin/mount", "-t", "tmpfs", *how, "tmpfs", place], check=False, capture_output=True).returncode:
        place.rmdir()
        pytest.skip("only who may mount a small disk can fill one")
    yield place
    postgresql.stop(place)
    subprocess.run(["/bin/umount", "--lazy", place], check=True)
    place.rmdir()


@pytest.fixture
def database(database_kind: Kind, disk: Path) -> Iterator[Databases]:
    with fresh(database_kind, disk, "full") as databases:
        yield databases


def fill(disk: Path) -> None:
    with (disk / _BALLAST).open("ab", buffering=0) as ballast:
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while ballast.write(bytes(size)):
                    pass


def all_are_refused(load: Load) -> None:
    """Wait until nobody has been told of anything for some seconds: each asks many times a second."""
    end, before, since = time.monotonic() + _PATIENCE, load.given.progress(), time.monotonic()
    while time.monotonic() - since < 5:
        assert time.monotonic() < end, "somebody is answered as if there were room"
        time.sleep(0.2)
        if load.given.progress() != before:
            before, since = load.given.progress(), time.monotonic()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("database_kind", ["sqlite", "postgres"])
def test_a_full_disk_loses_nothing_that_was_told(world: World, disk: Path, tmp_path: Path) -> None:
    (disk / "home").mkdir()
    (tmp_path / "home").symlink_to(disk / "home")
    with scene_of_killing(world, tmp_path) as (server, load):
        server.start()
        load.begin()
        wait_for_progress(load)
        fill(disk)
        all_are_refused(load)
        (disk / _BALLAST).unlink()
        given = nothing_is_lost(world, server, load)
    print(f"{world.databases.kind}: {len(given.reads)} reads, {len(given.signatures)} signatures, 0 lost")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("database_kind", ["postgres"])
def test_a_full_write_ahead_log_loses_nothing_that_was_told(world: World, disk: Path, tmp_path: Path) -> None:
    """PostgreSQL ends by itself, and does not start until there is room."""
    database = postgresql.Server(disk / "postgresql" / "data")
    with scene_of_killing(world, tmp_path) as (server, load):
        server.start()
        load.begin()
        wait_for_progress(load)
        fill(disk)
        _until_it_ends(database)
        all_are_refused(load)
        (disk / _BALLAST).unlink()
        postgresql.start_again(database, disk, int(os.environ["HUB_TEST_RUN_PROCESS"]))
        given = nothing_is_lost(world, server, load)
    print(f"write-ahead log: {len(given.reads)} reads, {len(given.signatures)} signatures, 0 lost")


def _until_it_ends(database: postgresql.Server) -> None:
    """Ask for one new part of the log after the other."""
    end = time.monotonic() + _PATIENCE
    while (database.directory / "postmaster.pid").exists():
        assert time.monotonic() < end, "it goes on"
        with suppress(psycopg.Error):
            place = psycopg.connect(host=str(database.directory), user="hub", dbname="postgres", autocommit=True)
            with place as connection:
                connection.execute("SELECT pg_switch_wal(), txid_current()")
        time.sleep(0.1)
