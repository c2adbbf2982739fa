"""Ends the ways in that a backup let in again: what had been used or ended since it was made serves as it did then.

Sessions, unused links and invitations, and unused recovery codes. Everybody signs in anew with what she knows and has:
a participant's code, a password, an app and a passkey stay as they are.
"""

from dataclasses import astuple, dataclass, replace
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from hub.access_log import writer
from hub.access_log.checkpoint import Checkpoint
from hub.access_log.entry import NewEntry
from hub.organisations.tables import unit
from hub.signin.acts import told
from hub.signin.tables import invitation, link, recovery_code, session
from hub.store.actor import Actor
from hub.store.base import Instant
from hub.store.ground import Ground
from policies.vocabulary import Action

REASON: Final = "backup_restored"  # hub.signin.put_back finds the entry by it and by the next one
SHORTER: Final = "backup_shorter"  # where the log does not go on from how far it had been sealed
_UNITS_AT_ONCE: Final = 300  # an entry has a size that it may not pass: hub.access_log.entry


@dataclass(frozen=True, slots=True)
class Ended:
    """How many there were of each; unused links and invitations also where their time was over."""

    links: int
    invitations: int
    sessions: int
    recovery_codes: int


def end_ways_in(ground: Ground, *, by: Actor, lost: Checkpoint | None = None) -> Ended:
    """End them all and tell the log, in one transaction; each unit's reviewers find the entry.

    `lost` is how far the log was once sealed, where what is there does not go on from it. Nothing else in the log would
    tell that it had an end which is gone: whoever took that away would have the hub start on the rest by this.
    Called again it ends what has been begun meanwhile, and harms nothing else.
    """
    with ground.store.write() as tx:
        at = ground.clock.now(tx)
        # The links before the sessions, as whoever uses one does.
        ended = Ended(*(tx.execute(statement, {"now": at}).rowcount for statement in _ENDING))
        _tell(tx, ground, _entry(by, ended, lost, at=at))
    return ended


def _entry(by: Actor, ended: Ended, lost: Checkpoint | None, *, at: int) -> NewEntry:
    """Tell how many ended; of a log that is shorter instead how many were sealed, and the root."""
    if lost is None:
        return replace(told(by, act=Action.SIGN_OUT, at=at, reason=REASON), n=sum(astuple(ended)))
    return replace(told(by, act=Action.SIGN_OUT, at=at, reason=SHORTER), n=lost.size, facts=lost.root.hex())


def _tell(tx: Connection, ground: Ground, entry: NewEntry) -> None:
    """Write it once; more often only where there are so many units that one cannot name them all."""
    units = tx.execute(select(unit.c.id).order_by(unit.c.id)).scalars().all()
    for first in range(0, max(len(units), 1), _UNITS_AT_ONCE):
        writer.append(tx, ground, replace(entry, units=tuple(units[first : first + _UNITS_AT_ONCE])))


_NOW: Final = bindparam("now", type_=Instant)
_ENDING: Final = (
    # As it was made, not as of now: who is about to use it has looked at the clock, perhaps before this one did. And
    # whatever the clock says: one that seems to have ended lives again once the clock steps back.
    update(link)
    .values(expires_at=link.c.created_at)
    .where(link.c.used_at.is_(None), link.c.expires_at > link.c.created_at),
    update(invitation)
    .values(expires_at=invitation.c.created_at)
    .where(invitation.c.used_at.is_(None), invitation.c.expires_at > invitation.c.created_at),
    update(session).values(revoked_at=_NOW).where(session.c.revoked_at.is_(None)),
    update(recovery_code).values(used_at=_NOW).where(recovery_code.c.used_at.is_(None)),
)
