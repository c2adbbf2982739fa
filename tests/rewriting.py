"""Puts a consent into a state by its rows alone, as if its acts had: what decisions rest on is sealed anew."""

from typing import Any

from sqlalchemy import Connection, select

from hub.grants.consent_seals import seal_anew
from hub.grants.tables import governing
from tests.cast import World


def rewrite(world: World, *statements: Any) -> None:
    """Run the statements and seal what governs."""
    with world.store.write() as tx:
        for statement in statements:
            tx.execute(statement)
        seal_all(world, tx)


def seal_all(world: World, tx: Connection) -> None:
    governs = select(governing.c.consent_id).where(governing.c.consent_id.is_not(None))
    seal_anew(tx, world.ground, tx.execute(governs).scalars().all())
