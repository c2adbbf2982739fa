"""Adds officers, begins and ends their employments, and says which units a log reviewer looks after.

Ending one needs nothing more: the session look-up and every decision ask for an employment that is open now.
"""

from sqlalchemy import Connection, delete, insert, or_, select, update

from hub.officers.roles import Role
from hub.officers.tables import employment, officer, reviewed_unit
from hub.store.ground import Ground
from hub.store.ids import new_id
from policies.vocabulary import Function


def add_officer(tx: Connection, ground: Ground, *, name: str, title: str, email: str, role: Role) -> str:
    """Return the new officer's id."""
    added = new_id(ground.random)
    row = {"id": added, "name": name, "title": title, "email": email, "role": role.value}
    tx.execute(insert(officer), row)
    return added


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
    """Return the new employment's id. Who comes back gets a new one: nothing of the old one returns."""
    added = new_id(ground.random)
    row = {
        "id": added,
        "officer_id": officer_id,
        "unit_id": unit_id,
        "function": function.value,
        "begins": begins,
        "ends": ends,
    }
    tx.execute(insert(employment), row)
    return added


def end_employment(tx: Connection, *, employment_id: str, ends: int) -> None:
    """Set when it ends (µs); from then on the officer's session and every line of hers open nothing."""
    tx.execute(update(employment).where(employment.c.id == employment_id).values(ends=ends))


def look_after(tx: Connection, *, officer_id: str, unit_id: str) -> None:
    """Let a log reviewer see the log of a unit."""
    hers = (reviewed_unit.c.officer_id == officer_id, reviewed_unit.c.unit_id == unit_id)
    if tx.execute(select(reviewed_unit.c.unit_id).where(*hers)).first() is None:
        tx.execute(insert(reviewed_unit), {"officer_id": officer_id, "unit_id": unit_id})


def stop_looking_after(tx: Connection, *, officer_id: str, unit_id: str, at: int) -> None:
    """Take a unit's log from who leaves it; who then works nowhere loses all, and takes none to another office."""
    works = select(employment.c.id).where(
        employment.c.officer_id == officer_id, or_(employment.c.ends.is_(None), employment.c.ends > at)
    )
    gone = delete(reviewed_unit).where(reviewed_unit.c.officer_id == officer_id)
    left_over = tx.execute(works.limit(1)).first() is not None
    tx.execute(gone.where(reviewed_unit.c.unit_id == unit_id) if left_over else gone)
