"""The transaction in which who works where is changed, or whose a unit's cases are, by who looks after that."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.disclosure.changing import change
from hub.officers.holding import hold_employment
from hub.officers.tables import employment
from hub.organisations.holding import HOLD_UNITS
from hub.signin.current import SignedIn
from hub.store.ground import Ground


@contextmanager
def acting(ground: Ground, who: SignedIn, *units: str) -> Iterator[Connection]:
    """Open it as `change` does. Raises NotSignedIn too, for who was ended in this moment.

    Her unit is held first, one act at a time: of two managers who end each other at once the first one does, and
    neither waits for the other. With it wherever else she works, since all of her employments are held, and those that
    the act is about (`units`): in one order, before any employment, as by an operator's file.
    """
    with change(ground) as tx:
        hers = tx.execute(_HERS, {"officer": who.officer}).scalars()
        tx.execute(HOLD_UNITS, {"units": {who.unit, *hers, *units}})
        hold_employment(tx, ground, who.actor)
        yield tx
        hold_employment(tx, ground, who.actor)  # a day set beforehand may have come while it waited for somebody


_HERS: Final = select(employment.c.unit_id).where(employment.c.officer_id == bindparam("officer"))
