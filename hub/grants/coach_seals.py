"""Writes who coaches which case, each time with its seal; what does not fit is never sealed anew."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, insert, select, update

from hub.grants.tables import coach_assignment
from hub.store import row_marks, row_seals
from hub.store.ground import Ground
from hub.store.ids import new_id

_PREFIX: Final = "coach_"
COLUMNS: Final = tuple(coach_assignment.c[name].label(_PREFIX + name) for name in (*row_seals.COACH_ASSIGNMENT, "seal"))


def stands(ground: Ground, row: Any) -> bool:
    """Tell whether what this row's `COLUMNS` say of a coach, now or before, is as the hub wrote it."""
    return row_seals.stands(ground, "coach_assignment", row, prefix=_PREFIX)


def add(tx: Connection, ground: Ground, *, case_id: str, officer_id: str, unit_id: str, at: int) -> str:
    """Let the officer coach the case from now on; return the row's id."""
    added = new_id(ground.random)
    row = {"id": added, "case_id": case_id, "officer_id": officer_id, "unit_id": unit_id, "begins": at}
    seal = row_seals.seal_of(ground, "coach_assignment", row)
    tx.execute(insert(coach_assignment), {**row, "seal": seal})
    row_marks.written(tx, coach_assignment.name, added, seal=seal)
    return added


def end(tx: Connection, ground: Ground, *which: ColumnElement[bool], at: int) -> None:
    """End those that are open, so that they tell who coached it; one that is not the hub's tells nothing from then."""
    for row in tx.execute(select(*COLUMNS).where(*which, coach_assignment.c.ends.is_(None))).all():
        ended = {name: getattr(row, _PREFIX + name) for name in row_seals.COACH_ASSIGNMENT} | {"ends": at}
        seal = row_seals.seal_of(ground, "coach_assignment", ended) if stands(ground, row) else None
        hers = update(coach_assignment).where(coach_assignment.c.id == row.coach_id)
        tx.execute(hers.values(ends=at, seal=seal))
        row_marks.written(tx, coach_assignment.name, row.coach_id, seal=seal, was=row.coach_seal)
