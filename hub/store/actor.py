"""Who acts, as every log entry and every decision needs it; ids only, never a name."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256


class ActorKind(StrEnum):
    """The kinds of actors that the log tells apart."""

    ANONYMOUS = "anonymous"
    OFFICER = "officer"
    OPERATOR = "operator"
    PARTICIPANT = "participant"
    SYSTEM = "system"


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
