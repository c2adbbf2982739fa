"""Adds officers, and begins and ends their employments.

Ending one needs nothing more: the session look-up and every decision ask for an employment that is open now. Each has
a seal while it is open (hub.store.row_seals), and a session rests on none without.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from hub.officers import job_seals, looking_after
from hub.officers.reaching import UNSAID, Reach
from hub.officers.roles import Role
from hub.officers.tables import employment, officer
from hub.officers.working import not_ended
from hub.store import row_marks, row_seals
from hub.store.base import Instant
from hub.store.clear_rows import Clear, values
from hub.store.ground import Ground
from hub.store.ids import new_id
from hub.store.locks import lock_beside, lock_update
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
    looking_after.hold_all(tx, officer_id=officer_id)
    if tx.execute(_there_meanwhile(officer_id, unit_id, begins, ends)).first() is not None:
        raise WorksThere
    looking_after.leave_behind(tx, officer_id=officer_id, at=begins)
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
    looking_after.must_work_there(tx, ground, officer_id=officer_id, unit_id=unit_id)
    return added


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


def _there_meanwhile(officer_id: str, unit_id: str, begins: int, ends: int | None) -> Select[Any]:
    hers = (employment.c.officer_id == officer_id, employment.c.unit_id == unit_id)
    before = () if ends is None else (employment.c.begins < ends,)
    return select(employment.c.id).where(*hers, not_ended(begins), *before)


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
_OPEN: Final = lock_update(
    select(*job_seals.COLUMNS)
    .join(officer, officer.c.id == employment.c.officer_id)
    .where(employment.c.id == bindparam("employment"), not_ended(bindparam("now", type_=Instant))),
    employment,
)
