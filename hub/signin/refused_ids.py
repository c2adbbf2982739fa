"""Counts the ids that a session asked for and was refused, so that nobody can sweep for what exists."""

from typing import Final

from sqlalchemy import Connection, bindparam, case, update

from hub.signin.tables import session
from hub.store.actor import Actor
from hub.store.clock import MINUTE, SECOND
from hub.store.errors import HubError, NotShown, TooMany

ALLOWED_A_MINUTE: Final = 60

_COUNT: Final = (
    update(session)
    .values(
        refused_count=case((session.c.refused_minute == bindparam("minute"), session.c.refused_count + 1), else_=1),
        refused_minute=bindparam("minute"),
    )
    .where(session.c.id == bindparam("session"))
    .returning(session.c.refused_count)
)


def refusal_of(tx: Connection, actor: Actor, *, at: int) -> HubError:
    """Count one refused id in the transaction that logs it; permitted ids are never counted and never held up."""
    if actor.session and count_refused(tx, actor.session, at):
        return TooMany(wait_for_next_minute(at))
    return NotShown()


def count_refused(tx: Connection, session_id: bytes, at: int) -> bool:
    """Count one more refused id at `at` (µs). True: over the budget, and the answer is TooMany instead of NotShown."""
    count = tx.execute(_COUNT, {"session": session_id, "minute": at // MINUTE}).scalar_one_or_none()
    return count is None or count > ALLOWED_A_MINUTE


def wait_for_next_minute(at: int) -> int:
    """Seconds until the budget is whole again."""
    return (MINUTE - at % MINUTE) // SECOND + 1
