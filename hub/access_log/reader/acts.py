"""What one actor did, as the log tells it; and when somebody last did something at all."""

from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.access_log.reader.parsing import Entry, parse
from hub.access_log.tables import log_entry
from hub.store.actor import ActorKind
from policies.vocabulary import Action

_ACTS: Final = (
    select(log_entry.c.body)
    .where(
        log_entry.c.actor == bindparam("by"),
        log_entry.c.at >= bindparam("since"),
        log_entry.c.action == bindparam("action"),
    )
    .order_by(log_entry.c.at)
)
_LAST: Final = (  # what the commands and the hub itself did is nobody's act
    select(log_entry.c.at)
    .where(
        log_entry.c.at < bindparam("before"),
        *(log_entry.c.actor.not_like(f"{kind}:%") for kind in (ActorKind.OPERATOR, ActorKind.SYSTEM)),
    )
    .order_by(log_entry.c.at.desc())
    .limit(1)
)


def acts_of(tx: Connection, *, by: str, action: Action, since: int = 0) -> list[Entry]:
    """Give them oldest first, from `since` (µs) on."""
    found = tx.execute(_ACTS, {"by": by, "action": action.value, "since": since}).scalars()
    return [parse(body) for body in found]


def last_of_a_person(tx: Connection, *, before: int) -> int | None:
    """Give when (µs) a person, also one whom nobody knows, last did something; None where nobody has."""
    found: int | None = tx.execute(_LAST, {"before": before}).scalar()
    return found
