"""Holds units, before anything else: by who says who works there, and by who acts there herself."""

from typing import Final

from sqlalchemy import bindparam, select

from hub.organisations.tables import unit
from hub.store.locks import lock_beside

HOLD_UNITS: Final = lock_beside(
    select(unit.c.id).where(unit.c.id.in_(bindparam("units", expanding=True))).order_by(unit.c.id)
)
"""One act at a time at each of these (`units`, ids); in the order of the ids, so that no two wait for each other."""
