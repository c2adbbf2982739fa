"""Who is signed in: the frozen answer of the session look-up, and the one typed way to it during a request."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

from flask import g

from hub.officers.roles import Role
from hub.store.actor import Actor, ActorKind
from hub.store.errors import NotSignedIn


class Surface(StrEnum):
    """Where a session serves; one made for the pages never serves the API, nor the other way round."""

    API = "api"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """One living session: an officer's or a participant's. An officer's rights follow `employment` alone."""

    session: bytes = field(repr=False)  # SHA-256 of the secret that the client holds
    account: str
    username: str
    role: Role
    surface: Surface
    officer: str | None
    unit: str | None
    organisation: str | None
    employment: str | None
    function: str | None
    participant: str | None
    created_at: int
    last_seen: int
    stepped_up_at: int | None  # µs, when she last proved with a second factor who she is
    handed_case: str | None = None  # the coach has handed her screen over in this case: nothing else opens
    assists: bytes | None = field(default=None, repr=False)  # an assisted session: the coach's that is locked
    at: int  # µs, when the session was looked up

    @property
    def assisted(self) -> bool:
        """Tell whether the participant uses her coach's screen: she signs and takes back, and reads no plan on it."""
        return self.assists is not None

    @property
    def actor(self) -> Actor:
        if self.participant is not None:
            return Actor(ActorKind.PARTICIPANT, self.participant, session=self.session)
        return Actor(ActorKind.OFFICER, self.officer, self.unit, self.employment, self.session, self.organisation)


def signed_in() -> SignedIn:
    """Return who asks. Raises NotSignedIn; the blueprint's guard has looked the session up."""
    who = whoever()
    if who is None:
        raise NotSignedIn
    return who


def whoever() -> SignedIn | None:
    """Return who asks, or None: for pages that are open to all and greet who is signed in."""
    return cast("SignedIn | None", g.get("signed_in"))
