"""Knows by its seal whose log a reviewer sees, and whether only while she works at that unit.

Which of two seals a row has tells it: nothing else does that she, who left there by a date, could have changed. Else
who takes her employment away, or moves it, would let her read that log on from another office.
"""

from typing import Any, Final

from hub.store import row_seals
from hub.store.ground import Ground

_TABLE: Final = "reviewed_unit"
_WORKS_THERE: Final = "while she works there"


def seal_of(ground: Ground, *, officer_id: str, unit_id: str, works_there: bool) -> bytes:
    """Give the seal; of who works there it holds that she must."""
    return row_seals.tag(ground, _TABLE, officer_id, unit_id, *((_WORKS_THERE,) if works_there else ()))


def must_work_there(ground: Ground, row: Any) -> bool | None:
    """Tell whether she reviews the unit only while she works there; None where the hub did not write the row."""
    for works_there in (False, True):
        expected = seal_of(ground, officer_id=row.officer_id, unit_id=row.unit_id, works_there=works_there)
        if row_seals.fits(row.seal, expected):
            return works_there
    return None


def stands(ground: Ground, row: Any) -> bool:
    """Tell whether the row is as the hub wrote it."""
    return must_work_there(ground, row) is not None
