"""Calls staff in by a link: single use, 24 hours, only its hash is kept; a newer link ends the older ones."""

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select, update

from hub.officers.employing import hold
from hub.signin.codes import new_seed, seal_seed
from hub.signin.looking_up import session_id
from hub.signin.sessions import new_secret
from hub.signin.tables import account, invitation
from hub.store import row_seals
from hub.store.clock import HOUR
from hub.store.ground import Ground
from hub.store.ids import new_id
from policies.vocabulary import Function

LASTS: Final = 24 * HOUR
LONGEST_LINK: Final = 100


class Purpose(StrEnum):
    """What using the link begins."""

    AGAIN = "again"  # new ways to sign in for who shows one of the old ones: nobody else can use the link
    COLLEAGUE = "colleague"  # an officer of a unit: her access manager confirms her before she is employed
    ANEW = "anew"  # new ways to sign in on another's word that she is who she is; only for who reads nothing
    FIRST = "first"  # the first administrator, or a unit's first access manager: employed when the link is used


@dataclass(frozen=True, slots=True)
class Called:
    """A fresh link; its secret is told here and nowhere else."""

    url: str = field(repr=False)
    expires_at: int  # µs
    secret: str = field(repr=False)


def call(
    tx: Connection,
    ground: Ground,
    *,
    officer_id: str,
    unit_id: str,
    function: Function,
    purpose: Purpose,
    invited_by: str | None,
    at: int,
) -> Called:
    """Make a link for an officer whose row stands; the caller has decided and logs it. Her earlier links end."""
    hold(tx, officer_id=officer_id)  # two links made at once would else both live
    tx.execute(_END_EARLIER, {"officer": officer_id})
    account_id = tx.execute(_ACCOUNT, {"officer": officer_id}).scalar_one_or_none() or new_id(ground.random)
    secret = new_secret(ground)
    seed = new_seed(ground)
    row = {
        "id": session_id(secret),
        "officer_id": officer_id,
        "unit_id": unit_id,
        "function": function.value,
        "purpose": purpose.value,
        "invited_by": invited_by,
        "account_id": account_id,
        "totp_sealed": seal_seed(ground, account_id=account_id, seed=seed),
        "created_at": at,
        "expires_at": at + LASTS,
    }
    tx.execute(insert(invitation), {**row, "seal": row_seals.seal_of(ground, "invitation", row)})
    url = f"{ground.settings.base_url.rstrip('/')}/bjud-in/{secret}"
    return Called(url=url, expires_at=at + LASTS, secret=secret)


def check_number(invitation_id: bytes) -> str:
    """Give four digits by which two people tell each other that they speak of the same link."""
    return f"{int.from_bytes(sha256(b'hub/check-number' + invitation_id).digest()[:4], 'big') % 10_000:04d}"


_ACCOUNT: Final = select(account.c.id).where(account.c.officer_id == bindparam("officer"))
# As it was made, not as of now, and also what seems to have ended: no clock that steps back brings it to life.
_END_EARLIER: Final = (
    update(invitation)
    .values(expires_at=invitation.c.created_at)
    .where(
        invitation.c.officer_id == bindparam("officer"),
        invitation.c.used_at.is_(None),
        invitation.c.expires_at > invitation.c.created_at,
    )
)
