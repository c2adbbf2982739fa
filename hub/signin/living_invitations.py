"""Which invitation a link still opens: unused, not ended, of somebody who still works, and as the hub wrote it."""

from typing import Any, Final

from sqlalchemy import Connection, Row, and_, bindparam, exists, or_, select

from hub.officers.tables import employment, officer
from hub.officers.working import not_ended
from hub.organisations.tables import organisation, unit
from hub.signin import account_seals
from hub.signin.calling import LASTS, LONGEST_LINK, Purpose
from hub.signin.looking_up import session_id
from hub.signin.signing_in import WrongCredentials
from hub.signin.tables import account, invitation
from hub.signin.workplaces import workplaces
from hub.store import row_seals
from hub.store.base import Instant
from hub.store.ground import Ground


class InvitationSpent(WrongCredentials):
    """The invitation was used, has ended, was taken back or never made, or its maker has left: all told alike."""


def living(tx: Connection, ground: Ground, link: str, *, at: int) -> Row[*tuple[Any, ...]]:
    """Give the invitation with whom it is for and her account, if she has one. Raises InvitationSpent."""
    which = session_id(link[:LONGEST_LINK])
    row = tx.execute(_LIVING, {"invitation": which, "now": at}).first()
    if row is None or not row_seals.is_asked_for(row.id, which) or not row_seals.stands(ground, "invitation", row):
        raise InvitationSpent
    if at >= row.created_at + LASTS or not _holds(ground, row) or not _maker_works(tx, ground, row, at=at):
        raise InvitationSpent
    return row


def _maker_works(tx: Connection, ground: Ground, row: Row[*tuple[Any, ...]], *, at: int) -> bool:
    """Tell whether who made the link works still: who has left may hold a link that she made, and it ends with her.

    A day on which she is to come back does not bring it to life. The operator's own ends by its time alone.
    """
    return row.invited_by is None or bool(workplaces(tx, ground, row.invited_by, at=at))


def _holds(ground: Ground, row: Row[*tuple[Any, ...]]) -> bool:
    """Tell whether the account that is to have new ways in is the one she was called in to, as the hub wrote it."""
    if row.held_id is None:
        return bool(row.purpose != Purpose.AGAIN.value)  # without it, no old way could be asked for
    return bool(row.held_id == row.account_id and row_seals.stands(ground, "account", row, prefix="held_"))


def username_of(row: Row[*tuple[Any, ...]]) -> str:
    return str(row.username or row.email)


_NOW: Final = bindparam("now", type_=Instant)
SERVES: Final = (
    invitation.c.id == bindparam("invitation"),
    invitation.c.used_at.is_(None),
    invitation.c.settled_at.is_(None),
    invitation.c.expires_at > bindparam("now"),
    invitation.c.expires_at > invitation.c.created_at,  # else it was ended, also where the clock is back before that
)
_FOUND: Final = (
    select(
        invitation,
        officer.c.name,
        officer.c.email,
        account.c.username,
        *(column.label(f"held_{column.name}") for column in account_seals.SEALED),
        unit.c.name.label("unit_name"),
        organisation.c.name.label("organisation_name"),
    )
    .join(officer, officer.c.id == invitation.c.officer_id)
    .join(unit, unit.c.id == invitation.c.unit_id)
    .join(organisation, organisation.c.id == unit.c.organisation_id)
    .outerjoin(account, account.c.officer_id == invitation.c.officer_id)
    .where(*SERVES)
)
# A link for who is to begin asks for no old way in: once she is to work somewhere, through another unit or a file, it
# would let who made it in as her there.
# Nor one that an administrator made for who works at one unit, once she is to work at another.
_LIVING: Final = _FOUND.where(
    or_(
        invitation.c.purpose == Purpose.AGAIN.value,
        and_(
            invitation.c.purpose == Purpose.ANEW.value,
            or_(
                invitation.c.invited_by.is_(None),
                ~exists().where(
                    employment.c.officer_id == invitation.c.officer_id,
                    employment.c.unit_id != invitation.c.unit_id,
                    not_ended(_NOW),
                ),
            ),
        ),
        ~exists().where(employment.c.officer_id == invitation.c.officer_id, not_ended(_NOW)),
    ),
)
