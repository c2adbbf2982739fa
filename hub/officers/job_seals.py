"""Knows an employment by its seal, in which the officer's role stands too; what does not fit is never sealed anew."""

from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from hub.officers.tables import employment, officer
from hub.store import row_seals
from hub.store.ground import Ground
from keys.errors import Tampered

_PREFIX: Final = "job_"
# For a statement that joins both tables.
COLUMNS: Final = (
    *(employment.c[name].label(_PREFIX + name) for name in row_seals.EMPLOYMENT if name != "role"),
    officer.c.role.label(f"{_PREFIX}role"),
    employment.c.seal.label(f"{_PREFIX}seal"),
)

OFFICER_COLUMNS: Final = tuple(officer.c[name] for name in (*row_seals.OFFICER, "seal"))
# For a statement that joins others.
HERSELF: Final = tuple(column.label(f"officer_{column.name}") for column in OFFICER_COLUMNS)


def stands(ground: Ground, row: Any) -> bool:
    """Tell whether the employment in this row's `COLUMNS` is as the hub wrote it, and one that nobody has ended."""
    return row_seals.stands(ground, "employment", row, prefix=_PREFIX)


def seal_anew(ground: Ground, row: Any, **new: Any) -> bytes:
    """Give the seal of the employment with these values, else as it stands. Raises Tampered where it is not genuine."""
    if not stands(ground, row):
        raise Tampered("the employment is not as the hub wrote it")
    held = {name: getattr(row, _PREFIX + name) for name in row_seals.EMPLOYMENT}
    return row_seals.seal_of(ground, "employment", {**held, **new})


def are_genuine(ground: Ground, row: Any) -> bool:
    """Tell whether both the employment in `COLUMNS` and the officer in `HERSELF` are as the hub wrote them."""
    return is_herself(ground, row) and stands(ground, row)


def is_herself(ground: Ground, row: Any) -> bool:
    """Tell whether the officer in this row's `HERSELF` has the name, title, e-mail and role that the hub wrote."""
    return row_seals.stands(ground, "officer", row, prefix="officer_")


def role_of(tx: Connection, ground: Ground, officer_id: str) -> str:
    """Give the role in which the officer was added. Raises Tampered where her row says another, or another name."""
    row = tx.execute(_ROLE, {"officer": officer_id}).one()
    if not row_seals.is_asked_for(row.id, officer_id) or not row_seals.stands(ground, "officer", row):
        raise Tampered("the officer is not as the hub wrote her")
    return str(row.role)


_ROLE: Final = select(*OFFICER_COLUMNS).where(officer.c.id == bindparam("officer"))
