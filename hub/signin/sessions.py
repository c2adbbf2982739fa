"""Begins and ends sessions; the secret goes to the client once, and only its hash is kept."""

from base64 import urlsafe_b64encode
from typing import Final

from sqlalchemy import Connection, bindparam, insert, update

from hub.signin.current import Surface
from hub.signin.looking_up import session_id
from hub.signin.tables import session
from hub.store.ground import Ground

_SECRET_BYTES: Final = 32


def begin(
    tx: Connection, ground: Ground, *, account_id: str, employment_id: str | None, surface: Surface, at: int
) -> str:
    """Return the new session's secret."""
    secret = urlsafe_b64encode(ground.random(_SECRET_BYTES)).decode().rstrip("=")
    tx.execute(
        insert(session),
        {
            "id": session_id(secret),
            "account_id": account_id,
            "employment_id": employment_id,
            "surface": surface.value,
            "created_at": at,
            "last_seen": at,
            "revoked_at": None,
            "refused_minute": 0,
            "refused_count": 0,
        },
    )
    return secret


def end(tx: Connection, session: bytes, *, at: int) -> None:
    """End one session for good."""
    tx.execute(_END, {"session": session, "now": at})


def end_all(tx: Connection, *, account_id: str, at: int) -> None:
    """End every session of an account for good."""
    tx.execute(_END_ALL, {"account": account_id, "now": at})


_REVOKE: Final = update(session).values(revoked_at=bindparam("now")).where(session.c.revoked_at.is_(None))
_END: Final = _REVOKE.where(session.c.id == bindparam("session"))
_END_ALL: Final = _REVOKE.where(session.c.account_id == bindparam("account"))
