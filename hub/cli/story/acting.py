"""Lets people act as they do outside: over the JSON API, each in a session of their own, while the clock is moved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pyotp
from flask import Flask

from hub.cli.accounts import STEP_SECONDS
from hub.signin.looking_up import OFFICER_IDLE, PARTICIPANT_IDLE
from hub.store.clock import MINUTE, SECOND, SetClock

API: Final = "/api/v1"
_WRONG: Final = 400
_EACH_ACT: Final = 17 * SECOND  # people read before they press
_BEFORE_IDLE: Final = MINUTE
_PROVED: Final = 4 * MINUTE  # an acceptance asks for a code of the last five


class StoryBroken(Exception):  # noqa: N818 - names what happened
    """The hub answered an act of the story in a way that the story does not tell."""


@dataclass(slots=True, eq=False)
class Player:
    """Somebody with an account: staff have a password and a seed, a participant her own code alone."""

    key: str
    username: str
    secret: str = field(repr=False)
    seed: str | None = field(default=None, repr=False)
    token: str = field(default="", repr=False)
    seen: int = 0
    step: int = 0

    @property
    def idle(self) -> int:
        return (OFFICER_IDLE if self.seed else PARTICIPANT_IDLE) - _BEFORE_IDLE


class Stage:
    """The app and its clock; the clock only ever moves forward."""

    def __init__(self, app: Flask, clock: SetClock) -> None:
        self.clock: Final = clock
        self._client: Final = app.test_client()

    def wait_until(self, at: int) -> None:
        self.clock.at = max(self.clock.at, at)

    def wait(self, microseconds: int) -> None:
        self.clock.move(microseconds)

    def ask(
        self, who: Player, method: str, path: str, body: Mapping[str, Any] | None = None, *, expect: int | None = None
    ) -> Any:
        """Let somebody ask, signed in anew when the session is not there any more. Raises StoryBroken."""
        self.wait(_EACH_ACT)
        if not who.token or self.clock.at - who.seen >= who.idle or self._must_prove_again(who, path):
            self.sign_in(who)
        who.seen = self.clock.at
        return self._send(method, path, who.token, expect, json=body)

    def _must_prove_again(self, who: Player, path: str) -> bool:
        """Tell whether an acceptance would ask for a newer one-time code than the one she signed in with."""
        return path.endswith("/acceptances") and self.clock.at - who.step * SECOND * STEP_SECONDS > _PROVED

    def upload(self, who: Player, path: str, content: str) -> Any:
        """Let somebody send a CSV file in her standing session."""
        self.wait(_EACH_ACT)
        who.seen = self.clock.at
        return self._send("POST", path, who.token, 201, data=content.encode(), content_type="text/csv")

    def sign_in(self, who: Player, *, password: str | None = None, expect: int = 201) -> None:
        """Begin a session; another `password` than the right one is a slip, to be refused as `expect` says."""
        told = {"username": who.username, "code": self.code(who)}
        if who.seed:
            told["password"] = password or who.secret
        begun = self._send("POST", "/sessions", "", expect, json=told)
        who.token = begun.get("token", "")

    def begin(self, key: str, link: str, code: str) -> Player:
        """Let a participant choose her code by her link."""
        begun = self._send("POST", "/sessions", "", 201, json={"link": link, "code": code})
        return Player(key, begun["username"], code, token=begun["token"], seen=self.clock.at)

    def sign_out(self, who: Player) -> None:
        if who.token:
            self.ask(who, "DELETE", "/sessions/current")
            who.token = ""

    def code(self, who: Player) -> str:
        """Give the code that proves who it is: a participant's own, or a one-time code that has not been used."""
        if who.seed is None:
            return who.secret
        step = SECOND * STEP_SECONDS
        self.wait_until((who.step + 1) * step)
        who.step = self.clock.at // step
        return pyotp.TOTP(who.seed).at(who.step * STEP_SECONDS)

    def _send(self, method: str, path: str, token: str, expect: int | None, **sent: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        response = self._client.open(API + path, method=method, headers=headers, **sent)
        fits = response.status_code < _WRONG if expect is None else response.status_code == expect
        if not fits:
            told = response.get_json(silent=True) or {}
            raise StoryBroken(
                f"{method} {path}: {response.status_code} {told.get('code', '')} {told.get('errors', '')}"
            )
        return response.get_json(silent=True) or {}
