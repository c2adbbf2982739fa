"""The transaction in which who works where is changed, or whose a unit's cases are, by who looks after that."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.disclosure.changing import change
from hub.officers.holding import hold_employment
from hub.organisations.tables import unit
from hub.signin.current import SignedIn
from hub.store.ground import Ground
from hub.store.locks import lock_beside


@contextmanager
def acting(ground: Ground, who: SignedIn) -> Iterator[Connection]:
    """Open it as `change` does. Raises NotSignedIn too, for who was ended in this moment.

    The unit is held first, one act at a time: of two managers who end each other at once the first one does, and
    neither waits for the other.
    """
    with change(ground) as tx:
        tx.execute(_HOLD, {"unit": who.unit})
        hold_employment(tx, ground, who.actor)
        yield tx


_HOLD: Final = lock_beside(select(unit.c.id).where(unit.c.id == bindparam("unit")))
