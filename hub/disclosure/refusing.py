"""What a refused id costs its session: the same answer always, and after sixty in a minute a wait."""

from sqlalchemy import Connection

from hub.access_log.actor import Actor
from hub.signin.refused_ids import count_refused, wait_for_next_minute
from hub.store.errors import HubError, NotShown, TooMany


def refusal_of(tx: Connection, actor: Actor, *, at: int) -> HubError:
    """Count one refused id in the transaction that logs it; permitted ids are never counted and never held up."""
    if actor.session and count_refused(tx, actor.session, at):
        return TooMany(wait_for_next_minute(at))
    return NotShown()
