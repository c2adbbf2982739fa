"""Who acts, as every log entry and every decision needs it; ids only, never a name."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TypedDict


class ActorKind(StrEnum):
    """The kinds of actors that the log tells apart."""

    ANONYMOUS = "anonymous"
    OFFICER = "officer"
    OPERATOR = "operator"
    PARTICIPANT = "participant"
    SYSTEM = "system"


class Told(TypedDict):
    """What a log entry says of who acts, by the entry's own words."""

    actor: str
    actor_kind: str
    emp: str | None
    unit: str | None
    auth: str | None
    sess: str | None


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is the officer's or participant's surrogate id, or such as "system:collision_check".

    `authority` is the organisation that the unit belongs to.
    """

    kind: ActorKind
    id: str | None
    unit: str | None = None
    employment: str | None = None
    session: bytes = b""
    authority: str | None = None

    @property
    def session_tag(self) -> str | None:
        """Tell the log's readers two sessions apart without naming either: 8 bytes of a hash of the stored hash."""
        return sha256(self.session).hexdigest()[:16] if self.session else None

    @property
    def told(self) -> Told:
        """Give what the log is told; who is not signed in goes by the name of her kind."""
        return {
            "actor": self.id or self.kind.value,
            "actor_kind": self.kind.value,
            "emp": self.employment,
            "unit": self.unit,
            "auth": self.authority,
            "sess": self.session_tag,
        }
