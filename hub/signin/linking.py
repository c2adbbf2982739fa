"""Makes the link by which a participant chooses her code: once, within 24 hours, and only its hash is kept."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select, update

from hub.access_log import writer
from hub.participants.tables import participant as person
from hub.signin import sessions
from hub.signin.acts import named, told
from hub.signin.current import SignedIn
from hub.signin.looking_up import session_id
from hub.signin.tables import account, link
from hub.store import row_seals
from hub.store.clock import HOUR
from hub.store.errors import Conflict
from hub.store.ground import Ground
from hub.store.locks import lock_beside
from policies.vocabulary import Action

LASTS: Final = 24 * HOUR
_SECRET_BYTES: Final = 24


class LinkPurpose(StrEnum):
    """Two acts that are never one: a link for the first time never touches a code that is chosen."""

    CODE_RESET = "code_reset"
    FIRST_SIGN_IN = "first_sign_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A fresh link; its secret is told here and nowhere else."""

    secret: str = field(repr=False)
    url: str = field(repr=False)
    expires_at: int  # µs


def make_link(
    tx: Connection,
    ground: Ground,
    who: SignedIn,
    *,
    participant: str,
    case: str,
    purpose: LinkPurpose,
    at: int,
) -> Link:
    """Make a link for a participant whose coach `who` is: the caller has decided that.

    Links of the same coach's earlier making end. A reset also ends her sessions, and she sees it in her log.
    Raises Conflict when there is no code to reset, or when she has one, which no first link opens.
    """
    tx.execute(_HOLD, {"participant": participant})  # of two made at once the later one ends the earlier
    tx.execute(_END_EARLIER, {"participant": participant})  # who uses one just now is waited for, and has a code then
    holder: str | None = tx.execute(_ACCOUNT, {"participant": participant}).scalar_one_or_none()
    resets = purpose is LinkPurpose.CODE_RESET
    if resets and holder is None:
        raise Conflict("no_code", "Deltagaren har inte valt någon kod än. Gör en vanlig länk i stället.")
    if not resets:
        _check_first(holder)
    if resets and holder is not None:
        sessions.end_all(tx, account_id=holder, at=at)  # after the links, as who uses one holds that first
    secret = urlsafe_b64encode(ground.random(_SECRET_BYTES)).decode().rstrip("=")
    row = {
        "id": session_id(secret),
        "participant_id": participant,
        "officer_id": who.officer,
        "purpose": purpose.value,
        "created_at": at,
        "expires_at": at + LASTS,
        "used_at": None,
    }
    tx.execute(insert(link), {**row, "seal": row_seals.seal_of(ground, "link", row)})
    act = Action.CODE_RESET if resets else Action.LINK
    which = named(ground, link.name, session_id(secret))
    entry = told(who.actor, act=act, at=at, case=case, subject=participant, written=(which,))
    writer.append(tx, ground, entry)
    return Link(secret=secret, url=f"{ground.settings.base_url.rstrip('/')}/start/{secret}", expires_at=at + LASTS)


def _check_first(holder: str | None) -> None:
    """Say it to the coach at once: she would open a link that is dead, and be asked to fetch a new one."""
    if holder is not None:
        raise Conflict("has_code", _HAS_CODE)


_HAS_CODE: Final = 'Deltagaren har redan valt en kod. Är den glömd? Öppna "Deltagaren har glömt sin kod" i ärendet.'
_HOLD: Final = lock_beside(select(person.c.id).where(person.c.id == bindparam("participant")))
_ACCOUNT: Final = select(account.c.id).where(account.c.participant_id == bindparam("participant"))
# As it was made, not as of now: who is about to use it has looked at the clock, perhaps before this one did. And
# whatever the clock says: one that seems to have ended lives again once the clock steps back.
_END_EARLIER: Final = (
    update(link)
    .values(expires_at=link.c.created_at)
    .where(
        link.c.participant_id == bindparam("participant"),
        link.c.used_at.is_(None),
        link.c.expires_at > link.c.created_at,
    )
)
