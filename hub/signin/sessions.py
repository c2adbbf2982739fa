"""Begins and ends sessions; the secret goes to the client once, and only its hash is kept."""

from base64 import urlsafe_b64encode
from typing import Final

from sqlalchemy import BigInteger, Connection, LargeBinary, bindparam, insert, null, select, update

from hub.signin.current import Surface
from hub.signin.looking_up import session_id
from hub.signin.tables import session
from hub.store.ground import Ground

_SECRET_BYTES: Final = 32


def begin(
    tx: Connection, ground: Ground, *, account_id: str, employment_id: str | None, surface: Surface, at: int
) -> str:
    """Return the new session's secret. Who has just signed in has just proved who she is."""
    secret = new_secret(ground)
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
            "stepped_up_at": at,
        },
    )
    return secret


def new_secret(ground: Ground) -> str:
    """Draw what a client will hold: 256 bits."""
    return urlsafe_b64encode(ground.random(_SECRET_BYTES)).decode().rstrip("=")


def prove_again(tx: Connection, session: bytes, *, at: int) -> bool:
    """Note that the session's holder has just proved who she is; False: the session has ended."""
    return tx.execute(_PROVE_AGAIN, {"session": session, "now": at}).rowcount == 1


def rotate(tx: Connection, ground: Ground, session: bytes, *, at: int) -> str | None:
    """End the session and go on in a fresh one that knows the same; return its secret, None when it had ended."""
    if tx.execute(_END, {"session": session, "now": at}).rowcount != 1:
        return None
    secret = new_secret(ground)
    tx.execute(_COPY, {"fresh": session_id(secret), "session": session, "now": at})
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
_PROVE_AGAIN: Final = (
    update(session)
    .values(stepped_up_at=bindparam("now"))
    .where(session.c.id == bindparam("session"), session.c.revoked_at.is_(None))
)
_FRESH: Final = {
    "id": bindparam("fresh", type_=LargeBinary),
    "revoked_at": null(),
    "stepped_up_at": bindparam("now", type_=BigInteger),
}
_COPY: Final = insert(session).from_select(
    [column.name for column in session.c],
    select(*(_FRESH.get(column.name, column) for column in session.c)).where(session.c.id == bindparam("session")),
)
