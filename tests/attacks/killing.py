"""Kills real server processes under load, and compares what clients were given with what the databases kept (E1)."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from hub.access_log.sealer import seal_pending
from hub.access_log.tables import log_entry
from hub.consents.templating import SIGNED, template
from hub.grants.tables import consent, withdrawal
from tests.attacks.scene import NAMED, Scene, as_dana, play
from tests.cast import HOUR, World
from tests.consents import story

ROOT: Final = Path(__file__).parents[2]
READERS: Final = ("fia", "arvid", "rut", "amir", "fia", "arvid", "rut", "amir")
SIGNERS: Final = 4
_START_SECONDS: Final = 60
_PATIENCE: Final = 60
_COMMAND: Final = "import sys; from hub.cli.commands import main; sys.argv[0] = 'hub'; main()"

# What a hub that logs after release would look like: the entry waits in a queue, and the answer does not wait for it.
_HONEST: Final = (
    "        receipt = writer.append(tx, ground, decided.entry, detail)\n        refused = decided.refused\n"
)
_HASTY: Final = "        receipt = _later(ground, decided.entry)\n        refused = decided.refused\n"
_LATER: Final = """

def _later(ground, entry):
    import threading
    import time

    row = writer._row(ground, entry, None)

    def write():
        time.sleep(0.3)
        with ground.store.write() as tx:
            writer._insert(tx, [row])

    threading.Thread(target=write, daemon=True).start()
    return writer.Receipt(row["id"], row["leaf"].hex())
"""


@dataclass(slots=True)
class Given:
    """What clients were told was done, in answers that arrived whole."""

    reads: set[str] = field(default_factory=set)
    signatures: set[str] = field(default_factory=set)
    withdrawals: set[str] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)  # of signatures and withdrawals
    faults: list[str] = field(default_factory=list)

    def progress(self) -> tuple[int, ...]:
        return len(self.reads), len(self.signatures), len(self.withdrawals)


@dataclass(frozen=True, slots=True)
class Client:
    """One connection's worth of a client: a session and what it goes on asking."""

    token: str
    port: int

    def ask(self, connection: HTTPConnection, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Content-Type": "application/json"} if body else {})
        connection.request(method, f"/api/v1{path}", json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        told = answer.read()
        return answer.status, json.loads(told) if told else None


class Server:
    """`hub serve` as a process of its own, on this world's databases and keys."""

    def __init__(self, world: World, place: Path, tree: Path = ROOT) -> None:
        self.output: Final = place / "server.log"
        self._tree: Final = tree
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        self._environment: Final = {
            **kept,
            "PYTHONPATH": str(tree),
            "HUB_HOME": str(place / "home"),
            "HUB_BASE_URL": "https://ingangen.example",
            "HUB_INSTALLATION": world.ground.installation,
            "HUB_DATABASE_URL": world.databases.url,
            "HUB_KEY_FILE": str(place / "keys.json"),
            "HUB_PORT": str(self.port),
            "HUB_REVIEWED_TEXTS": template(SIGNED).sha256,
        }
        self._process: subprocess.Popen[bytes] | None = None
        self.run("init")

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", _COMMAND, *arguments],
            env=self._environment,
            cwd=self._tree,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> float:
        """Start, wait until it answers, and give how many seconds that took."""
        began = time.monotonic()
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _COMMAND, "serve", "--i-accept-file-keys"],
                env=self._environment,
                cwd=self._tree,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        while not self.is_healthy():
            assert self._process.poll() is None, self.output.read_text()[-2000:]
            assert time.monotonic() - began < _START_SECONDS, "the server does not answer"
            time.sleep(0.05)
        return time.monotonic() - began

    def kill(self) -> None:
        """Kill the parent and all its workers, at once and without a word."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def workers(self) -> list[int]:
        """Give the processes that answer."""
        assert self._process is not None
        whose = self._process.pid
        return [int(one) for one in Path(f"/proc/{whose}/task/{whose}/children").read_text().split()]

    def is_healthy(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


class Load:
    """Twelve clients: eight read one standing case, four sign and take back, each with a participant of her own."""

    def __init__(self, world: World, port: int) -> None:
        world.clock.at = time.time_ns() // 1000 - HOUR
        self.world, self.given, self.port = world, Given(), port
        self.standing = play(world, "standing")
        self.signing = [world.add_participant(f"Sara Signe {number}") for number in range(SIGNERS)]
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def begin(self) -> None:
        world, self._stop = self.world, threading.Event()
        world.clock.at = time.time_ns() // 1000
        readers = [Client(world.session(name), self.port) for name in READERS]
        self._threads = [threading.Thread(target=self._loop, args=(self._read, one)) for one in readers]
        for who in self.signing:
            with as_dana(world, who):
                pair = (Client(world.session("amir"), self.port), Client(world.session("dana"), self.port), who)
            self._threads.append(threading.Thread(target=self._loop, args=(self._sign, *pair)))
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=30)

    def _loop(self, act: Any, *clients: Any) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        while not self._stop.is_set():
            try:
                act(connection, *clients)
            except (OSError, HTTPException, ValueError):
                connection.close()  # killed in the middle of an answer: nothing was told
                self._stop.wait(0.05)
        connection.close()

    def _read(self, connection: HTTPConnection, reader: Client) -> None:
        status, told = reader.ask(connection, "GET", f"/cases/{self.standing.who.case}")
        if status == 200 and told["plans"]:
            self.given.reads.add(told["receipt"]["entry"])
        elif status != 503:
            self.given.faults.append(f"read {status}")

    def _sign(self, connection: HTTPConnection, coach: Client, hers: Client, who: Any) -> None:
        """Draft, present, sign, take back: what was answered with success is noted at once."""
        wanted = story.proposal(self.world, named=NAMED)
        drafted = self._done(coach.ask(connection, "POST", f"/cases/{who.case}/consents", wanted), 201)
        shown = self._done(
            coach.ask(connection, "POST", f"/consents/{drafted['id']}/presentation", {"language": "sv"}), 200
        )
        paper = story.Paper(drafted["id"], drafted, shown["digest"], shown["nonce"])
        body = {**story.signature(self.world, paper), "code": who.code}
        signed = self._done(hers.ask(connection, "POST", f"/consents/{paper.id}/signature", body), 200)
        self.given.signatures.add(paper.id)
        self.given.entries.add(signed["receipt"]["entry"])
        taken = self._done(hers.ask(connection, "POST", f"/consents/{paper.id}/withdrawals", {"whole": True}), 201)
        self.given.withdrawals.add(taken["receipt"])
        self.given.entries.add(taken["entry"]["entry"])

    def _done(self, answer: tuple[int, Any], expected: int) -> Any:
        status, told = answer
        if status != expected:
            if status != 503:
                self.given.faults.append(f"{status} {told}")
            raise ValueError(status)
        return told


def lost(world: World, given: Given) -> dict[str, set[str]]:
    """Give what clients were told and the databases do not have."""
    with world.store.read() as tx:
        entries = set(tx.execute(select(log_entry.c.id)).scalars())
        signed = set(tx.execute(select(consent.c.id).where(consent.c.signed_at.is_not(None))).scalars())
        taken = set(tx.execute(select(withdrawal.c.id)).scalars())
    return {
        "reads without entry": given.reads - entries,
        "signatures": given.signatures - signed,
        "withdrawals": given.withdrawals - taken,
        "entries of acts": given.entries - entries,
    }


def nothing_is_lost(world: World, server: Server, load: Load) -> Given:
    """End the load on a server that serves; compare what clients were told, which is given, with what stands."""
    wait_for_progress(load)
    load.end()
    world.store.close()  # its connections were killed too
    given = load.given
    assert given.faults == [], "something else than 503 was answered"
    assert [told for told, missing in lost(world, given).items() if missing] == []
    server.kill()
    assert "whole" in server.run("log", "verify")
    return given


def rounds(server: Server, load: Load, number: int, *, seconds: float) -> list[float]:
    """Start, ask, kill, and again; give how long each start took.

    Killed after `seconds`, or as soon after as somebody has signed and read: a busy machine only makes rounds longer.
    """
    starts = []
    for _ in range(number):
        starts.append(server.start())
        before = load.given.progress()
        load.begin()
        time.sleep(seconds)
        wait_for_progress(load, before)
        server.kill()
        load.end()
    return starts


def wait_for_progress(load: Load, before: tuple[int, ...] | None = None) -> None:
    """Wait until somebody has been read to, has signed and has taken back: since now, or since `before`."""
    since, end = before or load.given.progress(), time.monotonic() + _PATIENCE
    while any(now <= then for now, then in zip(load.given.progress(), since, strict=True)):
        assert time.monotonic() < end, f"nobody gets on: {load.given.faults[:3]}"
        time.sleep(0.02)


@contextmanager
def scene_of_killing(world: World, place: Path, tree: Path = ROOT) -> Iterator[tuple[Server, Load]]:
    server = Server(world, place, tree)
    load = Load(world, server.port)
    seal_pending(world.ground, reach=None)
    if world.databases.kind == "sqlite":
        world.store.close()  # one process writes: from here on the server, and this one between its lives
        world.ground.key_store.close()
    yield server, load


def hasty_copy(place: Path) -> Path:
    """Copy the tree, and let the door of the copy log after release: what the rounds must be able to see."""
    for name in ("policies", "keys", "hub", "migrations"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    door = place / "hub" / "disclosure" / "door.py"
    text = door.read_text(encoding="utf-8")
    assert _HONEST in text, "the door has changed: say here again what logging too late would be"
    door.write_text(text.replace(_HONEST, _HASTY) + _LATER, encoding="utf-8")
    return place


def words_of(scene: Scene) -> list[bytes]:
    return [word.encode() for word in scene.marks.values()]
