"""The production server as a process: it starts, holds the lock, opens no control socket, and ends cleanly."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from hub.cli.migrating import Line, newest
from tests.cli.conftest import HUB, PRODUCTION, answers, serving, wait_until
from tests.databases import Databases


@pytest.fixture
def environment(clean: Path, database: Databases) -> dict[str, str]:
    found = {**PRODUCTION, "HUB_DATABASE_URL": database.url, "HOME": str(clean), "XDG_RUNTIME_DIR": str(clean)}
    subprocess.run([HUB, "init"], env={**os.environ, **found}, check=True, capture_output=True)
    # The template's tables were not made by migrations; from here on the databases say that they were.
    lines: tuple[Line, ...] = ("case", "keys")
    for line in lines:
        with (database.store if line == "case" else database.key_store).write() as tx:
            tx.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            tx.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{newest(line)}')")
    return found


def test_it_serves_and_ends(environment: dict[str, str], database: Databases, clean: Path) -> None:
    # Both signals end it on both databases; one of each is tested, since starting takes seconds.
    ending = signal.SIGTERM if database.kind == "sqlite" else signal.SIGINT
    with serving(environment, "serve", "--i-accept-file-keys") as (process, address):
        assert process.poll() is None, process.communicate()
        assert answers(f"{address}/")
        second = subprocess.run(
            [HUB, "migrate"], env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
        if database.kind == "sqlite":
            assert second.stderr.startswith("Error: another process")
        else:
            assert second.returncode == 0
        verified = subprocess.run(
            [HUB, "log", "verify"], env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
        assert verified.returncode == 0, verified.stderr
        assert not list(clean.rglob("gunicorn*"))
        process.send_signal(ending)
        wait_until(lambda: process.poll() is not None)
        assert process.returncode == 0, process.communicate()
