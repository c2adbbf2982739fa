"""Writes who has taken on which case, each with its seal; one that has ended has none, and nothing seals it anew."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, insert, select, update

from hub.grants.tables import assignment
from hub.store import row_marks, row_seals
from hub.store.ground import Ground
from hub.store.ids import new_id
from hub.store.locks import lock_update

_PREFIX: Final = "taken_"
COLUMNS: Final = tuple(assignment.c[name].label(_PREFIX + name) for name in (*row_seals.ASSIGNMENT, "seal"))


def stands(ground: Ground, row: Any) -> bool:
    """Tell whether what this row's `COLUMNS` say of who has taken on the case is as the hub wrote it, and not ended."""
    return row_seals.stands(ground, "assignment", row, prefix=_PREFIX)


def add(
    tx: Connection, ground: Ground, *, case_id: str, officer_id: str, unit_id: str, employment_id: str, at: int
) -> None:
    """Let the officer have taken on the case from now on."""
    whose = {"case_id": case_id, "officer_id": officer_id, "unit_id": unit_id, "employment_id": employment_id}
    row = {"id": new_id(ground.random), **whose, "begins": at}
    seal = row_seals.seal_of(ground, "assignment", row)
    tx.execute(insert(assignment), {**row, "seal": seal})
    row_marks.written(tx, assignment.name, row["id"], seal=seal)


def end(tx: Connection, *which: ColumnElement[bool], at: int) -> None:
    """End those that are open, for good, whoever wrote them."""
    open_ones = select(assignment.c.id, assignment.c.seal).where(*which, assignment.c.ends.is_(None))
    for row in tx.execute(lock_update(open_ones.order_by(assignment.c.id))).all():
        tx.execute(update(assignment).where(assignment.c.id == row.id).values(ends=at, seal=None))
        row_marks.ended(tx, assignment.name, row.id, was=row.seal)
