"""Puts a consent into a state by its rows alone, as if its acts had: sealed anew, past the log."""

from typing import Any

from sqlalchemy import Connection, delete, select

from hub.grants.consent_hashes import TABLE
from hub.grants.consent_seals import seal_anew
from hub.grants.tables import governing
from hub.store.tables import record_head
from tests.cast import World


def rewrite(world: World, *statements: Any) -> None:
    """Run the statements and seal what governs."""
    with world.store.write() as tx:
        for statement in statements:
            tx.execute(statement)
        seal_all(world, tx)


def seal_all(world: World, tx: Connection) -> None:
    governs = select(governing.c.consent_id).where(governing.c.consent_id.is_not(None))
    found = tx.execute(governs).scalars().all()
    seal_anew(tx, world.ground, dict.fromkeys(found, 0))
    # What stands so was told by no entry: the log knows nothing of it.
    told = (record_head.c.record_table == TABLE, record_head.c.record_id.in_(found))
    tx.execute(delete(record_head).where(*told))
