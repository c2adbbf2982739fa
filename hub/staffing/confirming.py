"""An access manager confirms who has used her link: from then on she is employed. Or takes the invitation back."""

from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select, update

from hub.officers.employing import WorksThere, employ
from hub.officers.looking_after import look_after
from hub.officers.roles import Role
from hub.officers.tables import officer
from hub.signin.calling import Purpose
from hub.signin.current import SignedIn
from hub.signin.tables import invitation
from hub.staffing.recording import of_employment, of_officer, record
from hub.staffing.refusing import not_mine
from hub.store import row_seals
from hub.store.errors import Conflict
from hub.store.ground import Ground
from policies.vocabulary import Function


def confirm(tx: Connection, ground: Ground, who: SignedIn, officer_id: str) -> str:
    """Let her begin at the asker's unit now; return her employment's id.

    Raises Refused when nobody such waits, Conflict when she works there already, as by a file of the operator's.
    """
    at = ground.clock.now(tx)
    row = _settle(tx, who, officer_id, used=True, at=at)
    if row is None or not row_seals.stands(ground, "invitation", row):
        raise not_mine(tx, ground, who)
    function = Function(row.function)
    try:
        begun = employ(tx, ground, officer_id=officer_id, unit_id=row.unit_id, function=function, begins=at)
    except WorksThere:
        raise Conflict("works_here", "Personen arbetar redan på enheten. Ta tillbaka inbjudan i stället.") from None
    if row.role == Role.DPO.value:
        look_after(tx, ground, officer_id=officer_id, unit_id=row.unit_id)
    record(tx, ground, who, of_officer(officer_id), of_employment(begun), reason="confirmed", unit=who.unit)
    return begun


def take_back(tx: Connection, ground: Ground, who: SignedIn, officer_id: str) -> None:
    """End an invitation of one's own unit, used or not: its link opens nothing, and she is not employed."""
    at = ground.clock.now(tx)
    taken = [_settle(tx, who, officer_id, used=used, at=at) for used in (False, True)]
    if not any(row is not None for row in taken):
        raise not_mine(tx, ground, who)
    record(tx, ground, who, of_officer(officer_id), reason="invitation_taken_back", unit=who.unit)


def _settle(tx: Connection, who: SignedIn, officer_id: str, *, used: bool, at: int) -> Row[*tuple[Any, ...]] | None:
    """Take what waits for this transaction alone: of two who confirm at once, one does."""
    settled = tx.execute(
        _SETTLE.where(invitation.c.used_at.is_not(None) if used else invitation.c.used_at.is_(None)),
        {"officer": officer_id, "unit": who.unit, "now": at, "by": who.officer},
    ).first()
    if settled is None:
        return None
    return tx.execute(_SETTLED, {"invitation": settled.id}).one()


_SETTLE: Final = (
    update(invitation)
    .values(settled_at=bindparam("now"), settled_by=bindparam("by"))
    .where(
        invitation.c.officer_id == bindparam("officer"),
        invitation.c.unit_id == bindparam("unit"),
        invitation.c.purpose == Purpose.COLLEAGUE.value,
        invitation.c.settled_at.is_(None),
    )
    .returning(invitation.c.id)
)
_SETTLED: Final = (
    select(invitation, officer.c.role)
    .join(officer, officer.c.id == invitation.c.officer_id)
    .where(invitation.c.id == bindparam("invitation"))
)
