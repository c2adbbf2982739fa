"""Counts the ids that a session asked for and was refused, so that nobody can sweep for what exists."""

from typing import Final

from sqlalchemy import BigInteger, Connection, bindparam, case, update

from hub.signin.tables import session
from hub.store.actor import Actor
from hub.store.clock import MINUTE, SECOND
from hub.store.errors import HubError, NotShown, TooMany

ALLOWED_A_MINUTE: Final = 60

# A minute begins with the first id refused in it, at `refused_minute` (µs): where the clock's own turns, sixty more
# would go through.
_AT: Final = bindparam("at", type_=BigInteger)
_STILL: Final = session.c.refused_minute.between(_AT - MINUTE + 1, _AT)
_COUNT: Final = (
    update(session)
    .values(
        refused_count=case((_STILL, session.c.refused_count + 1), else_=1),
        refused_minute=case((_STILL, session.c.refused_minute), else_=_AT),
    )
    .where(session.c.id == bindparam("session"))
    .returning(session.c.refused_count, session.c.refused_minute)
)


def refusal_of(tx: Connection, actor: Actor, *, at: int) -> HubError:
    """Count one refused id in the transaction that logs it; permitted ids are never counted and never held up."""
    wait = count_refused(tx, actor.session, at) if actor.session else 0
    return TooMany(wait) if wait else NotShown()


def count_refused(tx: Connection, session_id: bytes, at: int) -> int:
    """Count one more refused id at `at` (µs); over the budget, give the seconds until it is whole again, else 0."""
    counted = tx.execute(_COUNT, {"session": session_id, "at": at}).one_or_none()
    if counted is None:
        return MINUTE // SECOND
    return 0 if counted.refused_count <= ALLOWED_A_MINUTE else (counted.refused_minute + MINUTE - at) // SECOND + 1
