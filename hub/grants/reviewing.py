"""Which of a reviewer's units a case concerns: what the log itself says, since that is what she reviews."""

from sqlalchemy import Connection

from hub.access_log.reader import concerned
from hub.officers.looking_after import REVIEWERS, held_looked_after, tell_looked_after
from hub.store.ground import Ground


def reviewed(
    tx: Connection, ground: Ground, *, officer: str | None, case_id: str, participant: str, at: int, opens: bool
) -> tuple[str, ...]:
    """Give the units that the officer reviews at `at` and that something in the log of this case concerns, in order.

    What reviewers did is no such thing: who works at two units would carry a case from one to the other by looking.
    Where it `opens` something, what was compared with her signature has to say so, and the act's entry tells on which
    of her units it rests; to take back, any entry may.
    """
    mine = held_looked_after(tx, ground, officer_id=officer, at=at)
    units = tuple(mine)
    found = concerned(tx, ground, units=units, case=case_id, subject=participant, apart_from=REVIEWERS, opens=opens)
    if opens:
        tell_looked_after(tx, officer, {unit: mine[unit] for unit in found})
    return found
