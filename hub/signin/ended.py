"""Whose session it was that ran out: no session any more, and it opens nothing; it only says whose words those are."""

from dataclasses import dataclass
from typing import Final

from flask import request
from sqlalchemy import bindparam, select

from hub.signin.cookies import presented
from hub.signin.current import Surface
from hub.signin.looking_up import session_id
from hub.signin.tables import session
from hub.store.errors import StoreUnavailable
from hub.store.ground import ground

_LONGEST_SECRET: Final = 128


@dataclass(frozen=True, slots=True)
class Ended:
    """The account of a session that ran out, and when that was asked; `assisted`: it was lent a coach's screen."""

    account: str
    employment: str | None  # an officer's: which of her units she wrote for
    assisted: bool
    at: int  # µs


def ended_session() -> Ended | None:
    """Return it for the cookie that the browser shows; None when it is unknown, or somebody ended it on purpose."""
    secret = presented(request, Surface.PAGE, ground().settings)
    if not secret or len(secret) > _LONGEST_SECRET:
        return None
    try:
        with ground().store.read() as tx:
            at = ground().clock.now(tx)
            row = tx.execute(_ENDED, {"session": session_id(secret)}).first()
    except StoreUnavailable:
        return None
    return Ended(row.account_id, row.employment_id, row.assists is not None, at) if row is not None else None


_ENDED: Final = select(session.c.account_id, session.c.employment_id, session.c.assists).where(
    session.c.id == bindparam("session"),
    session.c.surface == Surface.PAGE.value,
    session.c.revoked_at.is_(None),
)
