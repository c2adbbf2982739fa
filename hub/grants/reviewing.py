"""Which of a reviewer's units a case concerns: what the log itself says, since that is what she reviews."""

from sqlalchemy import Connection

from hub.access_log.reader import concerned
from hub.officers.employing import looked_after


def reviewed(tx: Connection, *, officer: str | None, case_id: str, participant: str, at: int) -> tuple[str, ...]:
    """Give the units that the officer reviews at `at` and that something in the log of this case concerns, in order."""
    mine = looked_after(tx, officer_id=officer, at=at)
    return concerned(tx, units=mine, case=case_id, subject=participant)
