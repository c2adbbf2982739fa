"""Whose session it was that ran out: no session any more, and it opens nothing; it only says whose words those are.

Those words are sealed for that account. So its row must be as the hub wrote it: else who makes his own session somebody
else's has a form of his sealed as hers, and once she signs in by that page it stands there as what she wrote (T4, T8).
"""

from dataclasses import dataclass
from typing import Final

from flask import request
from sqlalchemy import bindparam, select

from hub.signin.cookies import presented
from hub.signin.current import Surface
from hub.signin.looking_up import session_id
from hub.signin.tables import account, session
from hub.store import row_seals
from hub.store.errors import StoreUnavailable
from hub.store.ground import ground
from keys.errors import KeysError

_LONGEST_SECRET: Final = 128


@dataclass(frozen=True, slots=True)
class Ended:
    """The account of a session that ran out, and when that was asked; `assisted`: it was lent a coach's screen.

    `participant` is that it was one's own, who is asked only for what she has.
    """

    account: str
    employment: str | None  # an officer's: which of her units she wrote for
    participant: bool
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
        if row is None or not row_seals.is_asked_for(row.id, session_id(secret)):
            return None
        if not row_seals.stands(ground(), "session", row):
            return None
    except (StoreUnavailable, KeysError):
        return None
    assisted = row.assists is not None
    return Ended(row.account_id, row.employment_id, row.participant_id is not None and not assisted, assisted, at)


_ENDED: Final = (
    select(session, account.c.officer_id, account.c.participant_id)
    .join(account, account.c.id == session.c.account_id)
    .where(
        session.c.id == bindparam("session"),
        session.c.surface == Surface.PAGE.value,
        session.c.revoked_at.is_(None),
    )
)
