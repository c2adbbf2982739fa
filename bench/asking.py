"""Signs the reader in as she does outside, and words the requests that are measured."""

import re
import time
from http.client import HTTPConnection
from typing import Final
from urllib.parse import urlencode

import orjson
import pyotp

from bench.driving import request
from hub.cli.accounts import STEP_SECONDS
from hub.cli.story.acting import Player

_TOKEN: Final = re.compile(rb'name="csrf_token" value="([^"]+)"')
_WRONG: Final = 400


class Client:
    """The reader in her two sessions, the API's and the browser's."""

    def __init__(self, port: int, reader: Player) -> None:
        self._port: Final = port
        self._reader: Final = reader
        told = {"username": reader.username, "password": reader.secret, "code": self._code(0)}
        _, body = self._ask("POST", "/api/v1/sessions", {"Content-Type": "application/json"}, orjson.dumps(told))
        self._bearer: Final = {"Authorization": f"Bearer {orjson.loads(body)['token']}"}
        self._cookie: Final = {"Cookie": self._browser()}

    def api(self, case: str) -> bytes:
        return self.api_at(f"/cases/{case}")

    def page(self, case: str) -> bytes:
        return self.page_at(f"/arenden/{case}")

    def api_at(self, path: str) -> bytes:
        return request(self._port, f"/api/v1{path}", self._bearer)

    def page_at(self, path: str) -> bytes:
        return request(self._port, path, self._cookie)

    def items(self, case: str) -> list[dict[str, object]]:
        """Give what the case's JSON holds, each item with its plan."""
        _, body = self._ask("GET", f"/api/v1/cases/{case}", self._bearer)
        return [{**item, "plan": plan["id"]} for plan in orjson.loads(body)["plans"] for item in plan["items"]]

    def _code(self, ahead: int) -> str:
        """Give the code of the present step or, for a second sign-in, of the one after it."""
        return pyotp.TOTP(self._reader.seed or "").at(int(time.time()) + ahead * STEP_SECONDS)

    def _browser(self) -> str:
        cookies, form = self._ask("GET", "/logga-in", {})
        found = _TOKEN.search(form)
        typed = {
            "username": self._reader.username,
            "password": self._reader.secret,
            "code": self._code(1),
            "csrf_token": found[1].decode() if found else "",
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
        return self._ask("POST", "/logga-in", headers, urlencode(typed).encode())[0]

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> tuple[str, bytes]:
        """Give the cookies that were set, and the body."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            answer = response.read()
            if response.status >= _WRONG:
                raise RuntimeError(f"{method} {path}: {response.status}")
            set_ = [value.split(";")[0] for name, value in response.getheaders() if name.lower() == "set-cookie"]
            return "; ".join(set_), answer
        finally:
            connection.close()
