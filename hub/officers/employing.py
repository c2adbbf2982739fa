"""Adds officers, begins and ends their employments, and says which units a log reviewer looks after.

Ending one needs nothing more: the session look-up and every decision ask for an employment that is open now. Each has
a seal while it is open (hub.store.row_seals), and a session rests on none without.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from hub.officers import job_seals, review_seals
from hub.officers.reaching import UNSAID, Reach
from hub.officers.roles import Role
from hub.officers.tables import employment, officer, reviewed_unit
from hub.officers.working import employed_at, not_ended
from hub.store import row_marks, row_seals
from hub.store.base import Id, Instant
from hub.store.clear_rows import Clear, values
from hub.store.ground import Ground
from hub.store.ids import new_id
from hub.store.locks import lock_beside, lock_share, lock_update
from keys.errors import Tampered
from policies.vocabulary import Function

# Whom to call is what a participant acts on, and no seal covers it: it is said anew as often as anybody likes.
REACH: Final = Clear.of(officer, "phone", "reached", name=row_marks.REACHED)


class EmailTaken(Exception):  # noqa: N818 - names what happened
    """Somebody has that e-mail, perhaps only since the asker looked."""


class WorksThere(Exception):  # noqa: N818 - names what happened
    """She is employed at the unit in that time already, perhaps only since the asker looked."""


def add_officer(
    tx: Connection, ground: Ground, *, name: str, title: str, email: str, role: Role, reach: Reach = UNSAID
) -> str:
    """Return the new officer's id. Raises EmailTaken: which of two at once is the first is left to the database."""
    row = {"id": new_id(ground.random), "name": name, "title": title, "email": email, "role": role.value}
    seal = row_seals.seal_of(ground, "officer", row)
    also = {"phone": reach.phone, "reached": reach.reached, "seal": seal}
    added: str | None = tx.execute(_ADD[tx.dialect.name], {**row, **also}).scalar_one_or_none()
    if added is None:
        raise EmailTaken
    row_marks.written(tx, officer.name, added, seal=seal)
    REACH.written(tx, {**row, **also})
    return added


def rename(tx: Connection, ground: Ground, *, officer_id: str, **called: str) -> bool:
    """Let her name, title or e-mail be this from now on; tell whether it was another. Raises Tampered, as `employ`."""
    row = tx.execute(_NAMED, {"officer": officer_id}).one()
    if all(getattr(row, name) == said for name, said in called.items()):
        return False
    if not row_seals.stands(ground, "officer", row):
        raise Tampered("the officer is not as the hub wrote her")
    seal = row_seals.seal_of(ground, "officer", {**row._mapping, **called})  # noqa: SLF001 - the row's public mapping
    tx.execute(update(officer).where(officer.c.id == officer_id).values(**called, seal=seal))
    row_marks.written(tx, officer.name, officer_id, seal=seal, was=row.seal)
    return True


def hold(tx: Connection, *, officer_id: str) -> None:
    """Let nobody else say where she works, or call her in, until this has committed; what is read after it stands."""
    tx.execute(_HOLD, {"officer": officer_id})


def set_reach(tx: Connection, *, officer_id: str, reach: Reach) -> bool:
    """Let this stand as the way she is reached, in place of what did. Tell whether it is anything new."""
    return _reach(tx, officer_id, lambda _: asdict(reach))


def add_reach(tx: Connection, *, officer_id: str, reach: Reach, keeps: bool = True) -> None:
    """Say how she is reached where nothing is said yet: what she has chosen herself stands.

    Else what is said now takes its place, and what is not said now stands.
    """
    said = {name: value for name, value in asdict(reach).items() if value}
    if said:
        _reach(tx, officer_id, lambda row: {name: (keeps and row[name]) or value for name, value in said.items()})


def _reach(tx: Connection, officer_id: str, new: Callable[[Mapping[str, Any]], dict[str, Any]]) -> bool:
    held = values(tx.execute(_REACHED, {"officer": officer_id}).one())
    now = new(held)
    if now.items() <= held.items():
        return False
    tx.execute(update(officer).where(officer.c.id == officer_id).values(now))
    REACH.written(tx, {**held, **now}, was=held)
    return True


def employ(
    tx: Connection,
    ground: Ground,
    *,
    officer_id: str,
    unit_id: str,
    function: Function,
    begins: int,
    ends: int | None = None,
) -> str:
    """Return the new employment's id. Who comes back gets a new one: nothing of the old one returns.

    Nor does what she looked after, where a date ended the old one and nobody took it from her. Raises WorksThere: who
    had two at one unit would go on working by the one when the other is ended; Tampered: she was added in another role.
    """
    hold(tx, officer_id=officer_id)
    tx.execute(_HOLD_REVIEWED, {"officer": officer_id})  # as a look of hers does, so that neither waits for the other
    if tx.execute(_there_meanwhile(officer_id, unit_id, begins, ends)).first() is not None:
        raise WorksThere
    if tx.execute(_WORKS, {"officer": officer_id, "now": begins}).first() is None:
        _look_away(tx, reviewed_unit.c.officer_id == officer_id)
    added = new_id(ground.random)
    row = {
        "id": added,
        "officer_id": officer_id,
        "unit_id": unit_id,
        "function": function.value,
        "begins": begins,
        "ends": ends,
        "made_at": ground.clock.now(tx),
    }
    role = job_seals.role_of(tx, ground, officer_id)
    seal = row_seals.seal_of(ground, "employment", {**row, "role": role})
    tx.execute(insert(employment), {**row, "seal": seal})
    row_marks.written(tx, employment.name, added, seal=seal)
    _must_work_there(tx, ground, officer_id=officer_id, unit_id=unit_id)
    return added


def _must_work_there(tx: Connection, ground: Ground, *, officer_id: str, unit_id: str) -> None:
    """Let her review the unit's log only while she works there, if she has reviewed it without until now."""
    row = tx.execute(_REVIEWED, {"officer_id": officer_id, "unit_id": unit_id}).first()
    if row is None or review_seals.must_work_there(ground, row) is not False:
        return
    hers = (reviewed_unit.c.officer_id == officer_id, reviewed_unit.c.unit_id == unit_id)
    seal = review_seals.seal_of(ground, officer_id=officer_id, unit_id=unit_id, works_there=True)
    tx.execute(update(reviewed_unit).where(*hers).values(seal=seal))
    row_marks.written(tx, reviewed_unit.name, officer_id, unit_id, seal=seal, was=row.seal)


def end_employment(tx: Connection, *, employment_id: str, ends: int) -> None:
    """Let it end now (µs), for good; from then on the officer's session and every line of hers open nothing.

    Also where it is not as the hub wrote it: its seal goes, and taking the end away gives nothing back.
    """
    was = tx.execute(_SEAL, {"employment": employment_id}).scalar_one()
    tx.execute(update(employment).where(employment.c.id == employment_id).values(ends=ends, seal=None))
    row_marks.ended(tx, employment.name, employment_id, was=was)


def move_end(tx: Connection, ground: Ground, *, employment_id: str, ends: int, at: int) -> bool:
    """Set when it ends, where it has not ended at `at` (µs). False: it has, and nothing of it returns.

    So it is where somebody ended it since, and was waited for. Raises Tampered where it is not as the hub wrote it.
    """
    row = tx.execute(_OPEN, {"employment": employment_id, "now": at}).first()
    if row is None or (row.job_seal is None and row.job_ends is not None):
        return False
    seal = job_seals.seal_anew(ground, row, ends=ends)
    tx.execute(update(employment).where(employment.c.id == employment_id).values(ends=ends, seal=seal))
    row_marks.written(tx, employment.name, employment_id, seal=seal, was=row.job_seal)
    return True


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


def _there_meanwhile(officer_id: str, unit_id: str, begins: int, ends: int | None) -> Select[Any]:
    hers = (employment.c.officer_id == officer_id, employment.c.unit_id == unit_id)
    before = () if ends is None else (employment.c.begins < ends,)
    return select(employment.c.id).where(*hers, not_ended(begins), *before)


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
_NAMED: Final = lock_beside(select(*job_seals.OFFICER_COLUMNS).where(officer.c.id == bindparam("officer")))
_REACHED: Final = lock_beside(
    select(officer.c.id, officer.c.phone, officer.c.reached).where(officer.c.id == bindparam("officer"))
)
_SEAL: Final = lock_update(select(employment.c.seal).where(employment.c.id == bindparam("employment")))
_HOLD: Final = lock_beside(select(officer.c.id).where(officer.c.id == bindparam("officer")))
_ADD: Final = {
    "postgresql": postgresql.insert(officer).on_conflict_do_nothing().returning(officer.c.id),
    "sqlite": sqlite.insert(officer).on_conflict_do_nothing().returning(officer.c.id),
}
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
_OPEN: Final = lock_update(
    select(*job_seals.COLUMNS)
    .join(officer, officer.c.id == employment.c.officer_id)
    .where(employment.c.id == bindparam("employment"), not_ended(_NOW)),
    employment,
)
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
