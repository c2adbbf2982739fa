"""Begins and ends sessions; the secret goes to the client once, and only its hash is kept."""

from base64 import urlsafe_b64encode
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, update

from hub.signin.current import Surface
from hub.signin.looking_up import session_id
from hub.signin.tables import account, session
from hub.store import row_seals
from hub.store.ground import Ground
from hub.store.locks import lock_update
from keys.errors import Tampered

_SECRET_BYTES: Final = 32


def begin(
    tx: Connection,
    ground: Ground,
    *,
    account_id: str,
    officer_id: str | None,
    participant_id: str | None,
    employment_id: str | None,
    surface: Surface,
    at: int,
) -> str:
    """Return the new session's secret. Who has just signed in has just proved who she is."""
    secret = new_secret(ground)
    row = {
        "id": session_id(secret),
        "account_id": account_id,
        "employment_id": employment_id,
        "surface": surface.value,
        "created_at": at,
        "last_seen": at,
        "revoked_at": None,
        "refused_minute": 0,
        "refused_count": 0,
        "stepped_up_at": at,
    }
    whose = {"officer_id": officer_id, "participant_id": participant_id}
    tx.execute(_FRESH, {**row, "seal": row_seals.seal_of(ground, "session", {**row, **whose})})
    return secret


def new_secret(ground: Ground) -> str:
    """Draw what a client will hold: 256 bits."""
    return urlsafe_b64encode(ground.random(_SECRET_BYTES)).decode().rstrip("=")


def prove_again(tx: Connection, ground: Ground, session: bytes, *, at: int) -> bool:
    """Note that the session's holder has just proved who she is; False: the session has ended."""
    if tx.execute(_STANDS, {"session": session}).first() is None:
        return False
    carry(tx, ground, session, stepped_up_at=at)
    return True


def carry(tx: Connection, ground: Ground, session: bytes, **new: Any) -> None:
    """Give a session that stands these values, and the seal of them. Raises Tampered where it is not the hub's."""
    row = tx.execute(_STANDS, {"session": session}).one()
    if not row_seals.is_asked_for(row.id, session) or not row_seals.stands(ground, "session", row):
        raise Tampered("the session is not as the hub wrote it")
    seal = row_seals.seal_of(ground, "session", {**row._mapping, **new})  # noqa: SLF001 - the row's public mapping
    tx.execute(_PUT.values({**new, "seal": seal}), {"session": session})


def rotate(tx: Connection, ground: Ground, session: bytes, *, at: int, **new: Any) -> str | None:
    """End the session and go on in a fresh one that knows the same, but for what is new; return its secret.

    None when it had ended.
    One that the hub did not write is never written anew: its copy would be sealed.
    """
    if tx.execute(_END, {"session": session, "now": at}).rowcount != 1:
        return None
    row = tx.execute(_ENDED, {"session": session}).one()
    if not row_seals.is_asked_for(row.id, session) or not row_seals.stands(ground, "session", row):
        return None
    secret = new_secret(ground)
    of_now = {"id": session_id(secret), "revoked_at": None, "stepped_up_at": at}
    known = {**row._mapping, **new, **of_now}  # noqa: SLF001 - the row's public mapping
    seal = row_seals.seal_of(ground, "session", known)
    tx.execute(_FRESH, {**{name: known[name] for name in _KEPT}, "seal": seal})
    return secret


def end(tx: Connection, session: bytes, *, at: int) -> None:
    """End one session for good."""
    tx.execute(_END, {"session": session, "now": at})


def end_all(tx: Connection, *, account_id: str, at: int) -> None:
    """End every session of an account for good."""
    tx.execute(_END_ALL, {"account": account_id, "now": at})


def end_assisted(tx: Connection, coach: bytes, *, at: int) -> None:
    """End every session of a participant on the screen that this coach's session handed over."""
    tx.execute(_END_ASSISTED, {"coach": coach, "now": at})


def end_of_employment(tx: Connection, *, employment_id: str, at: int) -> None:
    """End every session that is bound to an employment; the same person's at another unit goes on."""
    tx.execute(_END_OF_EMPLOYMENT, {"employment": employment_id, "now": at})


def end_others(tx: Connection, *, account_id: str, but: bytes, at: int) -> None:
    """End every session of an account but one: whoever had stolen one is out."""
    tx.execute(_END_OTHERS, {"account": account_id, "session": but, "now": at})


_REVOKE: Final = update(session).values(revoked_at=bindparam("now")).where(session.c.revoked_at.is_(None))
_END: Final = _REVOKE.where(session.c.id == bindparam("session"))
_END_ALL: Final = _REVOKE.where(session.c.account_id == bindparam("account"))
_END_OTHERS: Final = _END_ALL.where(session.c.id != bindparam("session"))
_END_ASSISTED: Final = _REVOKE.where(session.c.assists == bindparam("coach"))
_END_OF_EMPLOYMENT: Final = _REVOKE.where(session.c.employment_id == bindparam("employment"))
_ENDED: Final = (
    select(session, account.c.officer_id, account.c.participant_id)
    .join(account, account.c.id == session.c.account_id)
    .where(session.c.id == bindparam("session"))
)
_STANDS: Final = lock_update(_ENDED.where(session.c.revoked_at.is_(None)), session)
_PUT: Final = update(session).where(session.c.id == bindparam("session"))
_KEPT: Final = tuple(column.name for column in session.c)
_FRESH: Final = insert(session)
