"""Whom the participant complains to: the data protection officers of the unit that drafted her consent."""

from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.officers import job_seals
from hub.officers.looking_after import looked_after
from hub.officers.roles import Role
from hub.officers.tables import employment, officer, reviewed_unit
from hub.officers.working import employed_at
from hub.store.ground import Ground


def protection_officers(tx: Connection, ground: Ground, *, unit_id: str, at: int) -> str | None:
    """Give name, telephone and e-mail of each who reviews this unit's log now; None without any.

    None whom a row alone makes one: what a participant complains of would be told to somebody else. Nor who has left.
    """
    rows = tx.execute(_WANTED, {"unit": unit_id, "now": at}).all()
    told = [
        (row.officer_name, row.phone, row.officer_email)
        for row in rows
        if job_seals.are_genuine(ground, row)
        and unit_id in looked_after(tx, ground, officer_id=row.job_officer_id, at=at)
    ]
    return "; ".join(", ".join(filter(None, one)) for one in dict.fromkeys(told)) or None


_WANTED: Final = (
    select(officer.c.phone, *job_seals.COLUMNS, *job_seals.HERSELF)
    .join(reviewed_unit, reviewed_unit.c.officer_id == officer.c.id)
    .join(employment, employment.c.officer_id == officer.c.id)
    .where(
        reviewed_unit.c.unit_id == bindparam("unit"),
        officer.c.role == Role.DPO.value,
        employed_at(bindparam("now")),
    )
    .order_by(officer.c.name, officer.c.email)
)
