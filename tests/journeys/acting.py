"""Lets one of the cast act by the API over HTTP, signed in as she is outside."""

from typing import Any, Final

import httpx

from tests.cast import API
from tests.journeys.live import Live


class Actor:
    """One person's client: Bearer from her own sign-in, or nothing for a stranger."""

    def __init__(self, live: Live, credentials: dict[str, str] | None) -> None:
        self._client: Final = httpx.Client(base_url=live.address + API, trust_env=False)
        self.username = ""
        if credentials is not None:
            begun = self.gets(201, "POST", "/sessions", json=credentials)
            self._client.headers["Authorization"] = f"Bearer {begun['token']}"
            self.username = begun["username"]

    def gets(self, status: int, method: str, path: str, **sent: Any) -> Any:
        """Ask, expect the status, and give the JSON."""
        answer = self._client.request(method, path, **sent)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def raw(self, path: str) -> tuple[int, bytes]:
        answer = self._client.get(path)
        return answer.status_code, answer.content

    def close(self) -> None:
        self._client.close()
