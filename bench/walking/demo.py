"""A demo of its own to walk in: served from a fresh home, with its people's ways to sign in."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final

import pyotp
from playwright.sync_api import Browser

from bench.walking.stopwatch import QUICK, SLOW, Walker

_START_SECONDS: Final = 600
_STEP: Final = 30
_RUN: Final = "import sys; from hub.cli.commands import main; sys.argv = ['hub', 'run']; main()"


class Demo:
    """The people of the demo, by name, and the cases, by their mark (P01 ...)."""

    def __init__(self, home: Path, address: str, browser: Browser) -> None:
        self.address: Final = address
        found = json.loads((home / "demo" / "accounts.json").read_text(encoding="utf-8"))
        listed = found["accounts"] if isinstance(found, dict) else found
        self.people: Final[dict[str, dict[str, Any]]] = {one["name"]: one for one in listed}
        self.cases: Final[dict[str, str]] = json.loads((home / "demo" / "cases.json").read_text(encoding="utf-8"))
        self._browser: Final = browser
        self._used: Final[dict[str, int]] = {}

    def stranger(self, *, pace: float = SLOW, width: int = 390) -> Walker:
        size = {"width": width, "height": 844 if width < 600 else 900}
        context = self._browser.new_context(base_url=self.address, locale="sv-SE", viewport=size)  # type: ignore[arg-type]
        return Walker(context.new_page(), pace=pace)

    def sign_in(self, name: str) -> Walker:
        """Sign in; participants come by phone. The stop-watch has not started."""
        person = self.people[name]
        staff = "password" in person and person["password"]
        walker = self.stranger(pace=QUICK, width=1280) if staff else self.stranger()
        page = walker.page
        page.goto("/logga-in")
        page.fill("[name=username]", person["username"])
        if staff:
            page.fill("[name=password]", person["password"])
        page.fill("[name=code]", self.code(name))
        page.locator("main button[type=submit]").first.click()
        page.wait_for_load_state()
        assert "/logga-in" not in page.url, page.locator("main").inner_text()
        return walker

    def code(self, name: str) -> str:
        """Give the participant's own code, or a one-time code that has not served yet."""
        person = self.people[name]
        if not person.get("totp_secret"):
            return str(person["code"])
        while int(time.time()) // _STEP <= self._used.get(name, 0):
            time.sleep(0.5)
        self._used[name] = int(time.time()) // _STEP
        return pyotp.TOTP(person["totp_secret"]).now()


@contextmanager
def served(home: Path, browser: Browser) -> Iterator[Demo]:
    """Serve the demo; its story is told first, which takes a minute or two."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    environment = {**kept, "HUB_HOME": str(home), "HUB_PORT": str(port)}
    with (home / "run.log").open("wb") as output:
        process = subprocess.Popen([sys.executable, "-c", _RUN], env=environment, stdout=output, stderr=output)
    try:
        _wait(process, port, home)
        yield Demo(home, f"http://127.0.0.1:{port}", browser)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _wait(process: subprocess.Popen[bytes], port: int, home: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError((home / "run.log").read_text(encoding="utf-8")[-2000:])
        connection = HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.5)
        finally:
            connection.close()
    raise RuntimeError("the demo does not answer")
