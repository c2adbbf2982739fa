"""Housekeeping: sessions, links, invitations and failed attempts go once no rule asks for them any more."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import Column, ColumnElement, Delete, and_, bindparam, delete, or_, select

from hub.signin.calling import Purpose
from hub.signin.tables import attempt, invitation, link, session
from hub.signin.throttling import FORGOTTEN_AFTER
from hub.store.base import Instant
from hub.store.clock import DAY
from hub.store.ground import Ground

RETENTION: Final = "sign_in_traces"
AT_A_TIME: Final = 1000  # whoever signs in meanwhile waits for no more than these


def forget_spent(ground: Ground, go_on: Callable[[], None]) -> int:
    """Delete them, some at a time; tell how many. `go_on` is called between, and may raise."""
    return sum(_forget(ground, go_on, spent) for spent in _SPENT)


def _forget(ground: Ground, go_on: Callable[[], None], spent: Delete) -> int:
    gone, now_gone = 0, AT_A_TIME
    while now_gone == AT_A_TIME:
        go_on()
        with ground.store.write() as tx:
            at = ground.clock.now(tx)
            kept_since = at - ground.policy.retention_days[RETENTION] * DAY
            now_gone = tx.execute(spent, {"kept": kept_since, "forgotten": at - FORGOTTEN_AFTER}).rowcount
        gone += now_gone
    return gone


def _some(key: Column[bytes], spent: ColumnElement[bool]) -> Delete:
    return delete(key.table).where(key.in_(select(key).where(spent).limit(AT_A_TIME)))


_KEPT: Final = bindparam("kept", type_=Instant)
_WAITS: Final = and_(
    invitation.c.purpose == Purpose.COLLEAGUE.value,
    invitation.c.used_at.is_not(None),
    invitation.c.settled_at.is_(None),
)
_SPENT: Final = (
    _some(attempt.c.key, attempt.c.last_at < bindparam("forgotten", type_=Instant)),
    # No session lives a day longer than it was last seen. Who comes back with one is asked whose words she carries.
    _some(session.c.id, session.c.last_seen < _KEPT),
    _some(link.c.id, link.c.expires_at < _KEPT),
    _some(
        invitation.c.id,
        and_(
            invitation.c.expires_at < _KEPT,
            or_(invitation.c.settled_at.is_(None), invitation.c.settled_at < _KEPT),
            ~_WAITS,
        ),
    ),
)
