"""Two PostgreSQL servers of which one serves and the other stands by; made here by PostgreSQL's own commands.

Who decides that the other takes over (Patroni, in deploy/README.md) is not run: the proof itself does it.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg

from tests import postgresql
from tests.postgresql import Server

_PATIENCE: Final = 60  # seconds
_SYNCHRONOUS: Final = "ALTER SYSTEM SET synchronous_standby_names = '*'"
_ALONE: Final = "ALTER SYSTEM RESET synchronous_standby_names"
_STREAMS: Final = "SELECT sync_state FROM pg_stat_replication WHERE state = 'streaming'"


@dataclass(slots=True)
class Pair:
    """The server that serves now, the place where the other stands by, and the run they are of."""

    serving: Server
    other: Server
    run: Path

    def url(self, database: str) -> str:
        """Give the address that names both, as an operator writes it."""
        places = ",".join(sorted(str(one.directory) for one in (self.serving, self.other)))
        return f"postgresql://hub@/{database}?host={places}"

    def stand_by(self, *, synchronous: bool = True) -> None:
        """Copy what is served to the other place and let it follow; from then on each commit waits for it, or none."""
        shutil.rmtree(self.other.directory, ignore_errors=True)
        copy = postgresql.binaries_of(self.run) / "pg_basebackup"
        places = ["-h", str(self.serving.directory), "-D", str(self.other.directory)]
        subprocess.run(
            [copy, "--checkpoint=fast", "-R", "-U", "hub", *places],
            check=True,
            user=postgresql.unprivileged(),
            cwd="/",
            capture_output=True,  # it warns of the socket in the directory
        )
        postgresql.start_again(self.other, self.run, os.getpid())
        self._say(_SYNCHRONOUS if synchronous else _ALONE)
        end = time.monotonic() + _PATIENCE
        while self._ask(self.serving, _STREAMS) != ("sync" if synchronous else "async"):
            assert time.monotonic() < end, "the other does not follow"
            time.sleep(0.05)

    def hold_back(self) -> None:
        """Let the other receive nothing more, as over a line that is down; what does not wait for it goes on."""
        with _connected(self.other) as other:
            other.execute("ALTER SYSTEM SET primary_conninfo = ''")
            other.execute("SELECT pg_reload_conf()")
        end = time.monotonic() + _PATIENCE
        while self._ask(self.serving, _STREAMS) is not None:
            assert time.monotonic() < end, "the other still follows"
            time.sleep(0.05)

    def take_over(self) -> None:
        """Kill the server that serves, and let the other take writes in its place; nothing waits for a third."""
        postgresql.kill(self.serving)
        self.serving, self.other = self.other, self.serving
        with _connected(self.serving) as serving:
            assert serving.execute("SELECT pg_promote()").fetchone() == (True,)
        self._say(_ALONE)

    def _say(self, setting: str) -> None:
        with _connected(self.serving) as serving:
            serving.execute(setting.encode())
            serving.execute("SELECT pg_reload_conf()")

    def _ask(self, server: Server, query: str) -> object:
        with _connected(server) as connection:
            row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None


@contextmanager
def pair(run: Path) -> Iterator[Pair]:
    """Start the first; `stand_by` makes the other. Both end with the block."""
    first = postgresql.running(run, os.getpid())
    other = Server(first.directory.with_name("other"))
    try:
        yield Pair(first, other, run)
    finally:
        postgresql.stop(run)
        postgresql.stop(run, other)


@contextmanager
def _connected(server: Server) -> Iterator[psycopg.Connection]:
    with psycopg.connect(host=str(server.directory), user="hub", dbname="postgres", autocommit=True) as connection:
        yield connection
