"""The production server as a process: it starts, holds the lock, opens no control socket, and ends cleanly."""

import os
import re
import resource
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from hub.cli.serving import read_tuning
from hub.web.settings import NAMES, SettingsError
from tests.cli.conftest import HUB, PRODUCTION, answers, serving, wait_until
from tests.databases import Databases


@pytest.fixture
def environment(clean: Path, database: Databases) -> dict[str, str]:
    found = {**PRODUCTION, "HUB_DATABASE_URL": database.url, "HOME": str(clean), "XDG_RUNTIME_DIR": str(clean)}
    subprocess.run([HUB, "init"], env={**os.environ, **found}, check=True, capture_output=True)
    return found


def test_it_serves_and_ends(environment: dict[str, str], database: Databases, clean: Path) -> None:
    # Both signals end it on both databases; one of each is tested, since starting takes seconds.
    ending = signal.SIGTERM if database.kind == "sqlite" else signal.SIGINT
    with (
        service_manager(clean) as told,
        serving({**environment, "NOTIFY_SOCKET": told.getsockname()}, "serve", "--i-accept-file-keys") as served,
    ):
        process, address = served
        assert process.poll() is None, process.communicate()
        assert told.recv(1024).startswith(b"READY=1")
        assert answers(f"{address}/")
        assert said_to_a_long_address(address) == (404, True)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        stays = [os.sched_getaffinity(int(child)) for child in children]
        assert all(len(processors) == 1 for processors in stays)
        assert len(set.union(*stays)) == min(len(stays), len(os.sched_getaffinity(0)))
        crowd(address, children)
        assert Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split() == children
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


@contextmanager
def service_manager(folder: Path) -> Iterator[socket.socket]:
    """Listen where a service of Type=notify says that it has started; an ask for what was not said fails at once."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(folder / "notify"))
        listening.settimeout(0)
        yield listening


def crowd(address: str, serving: list[str]) -> None:
    """Connect more often than a process may open files, and say nothing: it takes what it can, and has no less room."""
    for process in serving:
        resource.prlimit(int(process), resource.RLIMIT_NOFILE, (640, 640))
    with ExitStack() as held:
        for _ in range(660):
            held.enter_context(socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))))
        readings = [0, *(-1 for _ in range(5))]

        def settled() -> bool:
            readings[:] = [*readings[1:], sum(map(open_files, serving))]
            return len(set(readings)) == 1 and readings[0] >= 500

        wait_until(settled)
    wait_until(lambda: answers(f"{address}/healthz"))


def open_files(process: str) -> int:
    return sum(1 for _ in Path(f"/proc/{process}/fd").iterdir())


def said_to_a_long_address(address: str) -> tuple[int, bool]:
    """Give the status, and whether it is the hub that answers: the server alone says it in bare English."""
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{address}/{'f' * 6_000}")  # noqa: S310 - the address is the test's own
    with refused.value as answer:
        return answer.code, 'lang="sv"' in answer.read().decode()


def test_the_example_of_tuning_is_taken(tmp_path: Path) -> None:
    assert read_tuning(Path(__file__).parents[2] / "deploy" / "gunicorn.conf.py")["timeout"] == 60
    file = tmp_path / "tuning.py"
    file.write_text("workers = 4\n")
    with pytest.raises(SettingsError, match="workers is not for tuning"):
        read_tuning(file)


def test_the_example_of_settings_is_known() -> None:
    text = (Path(__file__).parents[2] / "deploy" / "settings.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?(HUB_[A-Z_]+)=", text, re.MULTILINE))
    assert {name.removesuffix("_FILE") if name.endswith("_URL_FILE") else name for name in named} <= set(NAMES)
