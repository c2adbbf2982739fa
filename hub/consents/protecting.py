"""Whom the participant complains to: the data protection officers of the unit that drafted her consent."""

from sqlalchemy import Connection, select

from hub.officers.roles import Role
from hub.officers.tables import employment, officer, reviewed_unit
from hub.officers.working import employed_at


def protection_officers(tx: Connection, *, unit_id: str, at: int) -> str | None:
    """Give name, telephone and e-mail of each who reviews this unit's log and is employed now; None without any."""
    wanted = (
        select(officer.c.name, officer.c.phone, officer.c.email)
        .join(reviewed_unit, reviewed_unit.c.officer_id == officer.c.id)
        .join(employment, employment.c.officer_id == officer.c.id)
        .where(
            reviewed_unit.c.unit_id == unit_id,
            officer.c.role == Role.DPO.value,
            employed_at(at),
        )
        .distinct()
        .order_by(officer.c.name, officer.c.email)
    )
    return "; ".join(", ".join(filter(None, row)) for row in tx.execute(wanted)) or None
