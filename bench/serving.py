"""Starts what is measured: PostgreSQL servers, the hub as `hub serve` serves it, and the plain floor beside it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

import orjson
import psycopg

from bench import floor
from bench.casting import Cast, make
from hub.cli.preparing import migrate_both, prepare
from hub.consents.templating import SIGNED, template
from hub.plans.fields import COLUMNS, pack
from hub.plans.vocabulary import ItemKind
from hub.store.addresses import derive_keys_url
from hub.store.clock import SetClock
from hub.store.ground import Ground
from hub.web.ground_building import build_ground
from hub.web.settings import Mode, Settings, read_settings
from tests import postgresql

THREADS: Final = 4
PROCESSES: Final = 2
_BIN: Final = Path(sys.executable).parent
_PLAIN: Final = """
CREATE TABLE plain_item (id text PRIMARY KEY, case_id text, version int, source text, category text, kind text,
    plan text, what text, period text, extent text, slots text, state text);
CREATE INDEX ON plain_item (case_id);
"""


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers: its port, and the processes whose time counts as its."""

    port: int
    roots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation of the hub with the bench's cases in it, before it is served."""

    settings: Settings
    cast: Cast
    database: tuple[int, ...]  # the database server's processes, none for SQLite

    @property
    def environment(self) -> dict[str, str]:
        return _environment(self.settings.home, self.settings.database_url, self.settings.port)

    def ground(self) -> Ground:
        return build_ground(self.settings, accept_file_keys=True)


def install(run: Path, kind: str) -> Installation:
    """Make an empty installation as an operator does, then tell the cases into it."""
    home = run / f"hub-{kind}"
    url, roots = _postgresql(run / f"server-{kind}", "hub", "hub_keys") if kind == "postgresql" else ("", ())
    environment = _environment(home, url or f"sqlite:///{home}/hub.db", _free_port())
    for name in [name for name in os.environ if name.startswith("HUB_")]:
        del os.environ[name]
    os.environ.update(environment)
    settings = read_settings(Mode.PRODUCTION)
    prepare(settings, _silent)
    migrate_both(settings, _silent)
    clock = SetClock(0)
    ground = build_ground(settings, clock=clock, accept_file_keys=True)
    try:
        cast = make(ground, clock)
    finally:
        ground.store.close()
        ground.key_store.close()
    for address in [settings.database_url, settings.keys_url] if roots else []:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")  # as the server does by itself within minutes
    return Installation(settings, cast, roots)


@contextmanager
def hub(installation: Installation) -> Iterator[Served]:
    command = [str(_BIN / "hub"), "serve", "--i-accept-file-keys"]
    environment = {**os.environ, **installation.environment}
    with _running(command, environment, installation.settings.port, "/healthz") as process:
        yield Served(installation.settings.port, (process, *installation.database))


@contextmanager
def plain_floor(run: Path, name: str, cases: Mapping[str, Sequence[Mapping[str, object]]]) -> Iterator[Served]:
    """Serve the items of cases in clear, by as many processes and threads as the hub has."""
    url, roots = _postgresql(run / f"server-floor-{name}", "floor")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_PLAIN)
        for case, items in cases.items():
            for item in items:
                connection.execute(_INSERT, _plain(item, case))
        connection.execute("VACUUM ANALYZE plain_item")
    port = _free_port()
    workers = ["--workers", str(PROCESSES), "--threads", str(THREADS), "--worker-class", "gthread"]
    address = ["--bind", f"127.0.0.1:{port}", "--no-control-socket", "--log-level", "warning"]
    command = [str(_BIN / "gunicorn"), *workers, *address, "bench.floor:app"]
    with _running(command, {**os.environ, floor.DATABASE: url}, port, f"/cases/{next(iter(cases))}") as process:
        yield Served(port, (process, *roots))


_INSERT: Final = "INSERT INTO plain_item VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_LABELS: Final = ("id", "kind", "version", "category", "source")


def _plain(item: Mapping[str, object], case: str) -> list[object]:
    """Give the very bytes that the hub seals, in clear."""
    values = {name: value for name, value in item.items() if name not in {*_LABELS, "plan"}}
    fields = pack(ItemKind(str(item["kind"])), values)
    labels = [item[name] for name in ("id", "version", "source", "category", "kind", "plan")]
    return [labels[0], case, *labels[1:], *(orjson.dumps(fields[column]).decode() for column in COLUMNS)]


def _postgresql(run: Path, *databases: str) -> tuple[str, tuple[int, ...]]:
    """Start a server of its own for each contender, so that its time is told apart."""
    run.mkdir(mode=0o711)
    server = postgresql.running(run, os.getpid())
    for name in databases:
        server.run("CREATE DATABASE {name}", name=name)
    supervisor = int((run / "postgresql" / "data.pid").read_text())
    return server.url(databases[0]), (supervisor,)


def _environment(home: Path, url: str, port: int) -> dict[str, str]:
    return {
        "HUB_HOME": str(home),
        "HUB_DATABASE_URL": url,
        "HUB_KEYS_URL": derive_keys_url(url),
        "HUB_INSTALLATION": "bench",
        "HUB_PORT": str(port),
        "HUB_BASE_URL": "https://bench.example",
        "HUB_PROCESSES": str(PROCESSES),
        "HUB_THREADS": str(THREADS),
        "HUB_REVIEWED_TEXTS": template(SIGNED).sha256,  # as an operator names what the lawyers approved
    }


@contextmanager
def _running(command: list[str], environment: Mapping[str, str], port: int, path: str) -> Iterator[int]:
    process = subprocess.Popen(command, env=environment)
    try:
        _wait(process, port, path)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError("a server did not start")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _silent(_: str) -> None:
    pass
