"""Says which units a log reviewer looks after; the one where she works, only while she does."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite

from hub.officers import job_seals, review_seals
from hub.officers.roles import Role
from hub.officers.tables import employment, officer, reviewed_unit
from hub.officers.working import employed_at, not_ended
from hub.store import row_marks, row_seals
from hub.store.base import Id, Instant
from hub.store.ground import Ground
from hub.store.locks import lock_share, lock_update


def must_work_there(tx: Connection, ground: Ground, *, officer_id: str, unit_id: str) -> None:
    """Let her review the unit's log only while she works there, if she has reviewed it without until now."""
    row = tx.execute(_REVIEWED, {"officer_id": officer_id, "unit_id": unit_id}).first()
    if row is None or review_seals.must_work_there(ground, row) is not False:
        return
    hers = (reviewed_unit.c.officer_id == officer_id, reviewed_unit.c.unit_id == unit_id)
    seal = review_seals.seal_of(ground, officer_id=officer_id, unit_id=unit_id, works_there=True)
    tx.execute(update(reviewed_unit).where(*hers).values(seal=seal))
    row_marks.written(tx, reviewed_unit.name, officer_id, unit_id, seal=seal, was=row.seal)


def look_after(tx: Connection, ground: Ground, *, officer_id: str, unit_id: str) -> bool:
    """Let a log reviewer see the log of a unit; said twice, or by two at once, it is so once. Tell whether it is new.

    So it is where a row without the hub's seal says it already. Who calls logs it.
    """
    said: dict[str, Any] = {"officer_id": officer_id, "unit_id": unit_id}
    stood = tx.execute(_REVIEWED, said).first()
    was = stood.seal if stood is not None and review_seals.stands(ground, stood) else None  # by a version before this
    works_there = tx.execute(_THERE, said).first() is not None  # or did: then it is not hers
    said["seal"] = review_seals.seal_of(ground, **said, works_there=works_there)
    if tx.execute(_LOOK_AFTER[tx.dialect.name], said).first() is None:
        return False
    row_marks.written(tx, reviewed_unit.name, officer_id, unit_id, seal=said["seal"], was=was)
    return True


def stop_looking_after(tx: Connection, *, officer_id: str, unit_id: str, at: int) -> None:
    """Take a unit's log from who leaves it; who then works nowhere loses all, and takes none to another office."""
    left_over = tx.execute(_WORKS, {"officer": officer_id, "now": at}).first() is not None
    this = (reviewed_unit.c.unit_id == unit_id,) if left_over else ()
    _look_away(tx, reviewed_unit.c.officer_id == officer_id, *this)


def hold_all(tx: Connection, *, officer_id: str) -> None:
    """Hold what she looks after as a look of hers does, so that neither waits for the other."""
    tx.execute(_HOLD_REVIEWED, {"officer": officer_id})


def leave_behind(tx: Connection, *, officer_id: str, at: int) -> None:
    """Take all that she looks after from who works nowhere, at `at` (µs) or later, and now begins somewhere."""
    if tx.execute(_WORKS, {"officer": officer_id, "now": at}).first() is None:
        _look_away(tx, reviewed_unit.c.officer_id == officer_id)


def _look_away(tx: Connection, *which: ColumnElement[bool]) -> None:
    gone = delete(reviewed_unit).where(*which).returning(*reviewed_unit.primary_key, reviewed_unit.c.seal)
    for *key, seal in tx.execute(gone).all():
        row_marks.ended(tx, reviewed_unit.name, *key, was=seal)


def looked_after(tx: Connection, ground: Ground, *, officer_id: str | None, at: int) -> list[str]:
    """Give the units whose log she reviews at `at` (µs): none that she has left, however her employment there ended.

    A day on which she is to come back opens nothing before it. What is not as the hub wrote it opens nothing either.
    """
    return [row.unit_id for row in _hers(tx, ground, _LOOKED_AFTER, officer_id, at)]


def hold_looked_after(tx: Connection, ground: Ground, *, officer_id: str | None, at: int) -> list[str]:
    """Do as `looked_after`, and let nobody take one from her until this has committed; its entry tells them."""
    mine = held_looked_after(tx, ground, officer_id=officer_id, at=at)
    tell_looked_after(tx, officer_id, mine)
    return list(mine)


def held_looked_after(tx: Connection, ground: Ground, *, officer_id: str | None, at: int) -> dict[str, bytes]:
    """Give each unit with its row's seal, which who calls tells of those that the act rests on."""
    return {row.unit_id: row.seal for row in _hers(tx, ground, _HELD_LOOKED_AFTER, officer_id, at)}


def tell_looked_after(tx: Connection, officer_id: str | None, units: Mapping[str, bytes]) -> None:
    """Have the transaction's next entry tell that it rests on her reviewing these."""
    for unit_id, seal in units.items():
        row_marks.rests_on(tx, reviewed_unit.name, officer_id, unit_id, seal=seal)


def _hers(tx: Connection, ground: Ground, which: Select[Any], officer_id: str | None, at: int) -> list[Any]:
    asked = {"officer": officer_id, "now": at}
    jobs = tx.execute(_JOBS, asked).all()
    hers = [job for job in jobs if row_seals.is_asked_for(job.job_officer_id, officer_id)]
    works_at = {job.job_unit_id for job in hers if job_seals.stands(ground, job)}
    found = (row for row in tx.execute(which, asked).all() if row_seals.is_asked_for(row.officer_id, officer_id))
    rows = ((row, review_seals.must_work_there(ground, row)) for row in found)
    return [
        row
        for row, must in rows
        if (row.unit_id in works_at and must is not None) or (must is False and not row.has_left)
    ]


def _upsert(into: Any) -> Any:
    """Put the row there, or its seal on one that has another."""
    seal = into.excluded.seal
    put = into.on_conflict_do_update(
        index_elements=list(reviewed_unit.primary_key),
        set_={"seal": seal},
        where=reviewed_unit.c.seal.is_distinct_from(seal),
    )
    return put.returning(reviewed_unit.c.unit_id)


# All who review logs, wherever: they alone ask by a case's number, and read nothing of a case.
REVIEWERS: Final = select(officer.c.id).where(officer.c.role == Role.DPO.value)
_REVIEWED: Final = lock_update(
    select(reviewed_unit).where(
        reviewed_unit.c.officer_id == bindparam("officer_id", type_=Id),
        reviewed_unit.c.unit_id == bindparam("unit_id", type_=Id),
    )
)
_LOOK_AFTER: Final = {
    "postgresql": _upsert(postgresql.insert(reviewed_unit)),
    "sqlite": _upsert(sqlite.insert(reviewed_unit)),
}
_NOW: Final = bindparam("now", type_=Instant)
_HERS: Final = employment.c.officer_id == bindparam("officer", type_=Id)
# Who is to begin somewhere keeps what she is to look after there.
_WORKS: Final = select(employment.c.id).where(_HERS, not_ended(_NOW)).limit(1)
_has_left: Final = exists().where(
    employment.c.officer_id == reviewed_unit.c.officer_id,
    employment.c.unit_id == reviewed_unit.c.unit_id,
    employment.c.ends <= _NOW,
)
_LOOKED_AFTER: Final = (
    select(reviewed_unit, _has_left.label("has_left"))
    .where(reviewed_unit.c.officer_id == bindparam("officer", type_=Id))
    .order_by(reviewed_unit.c.unit_id)
)
_HELD_LOOKED_AFTER: Final = lock_share(_LOOKED_AFTER, reviewed_unit)
_HOLD_REVIEWED: Final = lock_update(
    select(reviewed_unit.c.unit_id)
    .where(reviewed_unit.c.officer_id == bindparam("officer", type_=Id))
    .order_by(reviewed_unit.c.unit_id)
)
_JOBS: Final = (
    select(*job_seals.COLUMNS).join(officer, officer.c.id == employment.c.officer_id).where(_HERS, employed_at(_NOW))
)
_THERE: Final = (
    select(employment.c.id)
    .where(
        employment.c.officer_id == bindparam("officer_id", type_=Id),
        employment.c.unit_id == bindparam("unit_id", type_=Id),
    )
    .limit(1)
)
