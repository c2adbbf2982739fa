"""Which of a reviewer's units a case concerns: what the log itself says, since that is what she reviews."""

from sqlalchemy import Connection, select

from hub.access_log.reader import concerned
from hub.officers.tables import reviewed_unit


def reviewed(tx: Connection, *, officer: str | None, case_id: str, participant: str) -> tuple[str, ...]:
    """Give the units that the officer reviews and that something in the log of this case concerns, in order."""
    mine = tx.execute(select(reviewed_unit.c.unit_id).where(reviewed_unit.c.officer_id == officer)).scalars().all()
    return concerned(tx, units=mine, case=case_id, subject=participant)
