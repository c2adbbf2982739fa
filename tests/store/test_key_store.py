"""Wrapped keys come back as they were put, the newest first, and none is ever replaced."""

import pytest
from sqlalchemy.exc import IntegrityError

from hub.store import key_store
from keys.keyring import WrappedKey
from tests.cast import World
from tests.databases import Databases, count

DANA = "d" * 32


def wrapped(version: int, purpose: str = "data", participant: str = DANA) -> WrappedKey:
    return WrappedKey(
        participant=participant, purpose=purpose, dek_version=version, kek_epoch=1, blob=bytes([version]) * 60
    )


def test_the_newest_of_a_purpose_is_found_by_one_statement(world: World) -> None:
    keys = world.ground.key_store
    with keys.write() as tx:
        for key in (wrapped(1), wrapped(3), wrapped(2), wrapped(9, "log"), wrapped(8, participant="e" * 32)):
            key_store.put(tx, key, created_at=5)
    with count(keys) as counts:
        assert key_store.fetch(world.ground, DANA, "data") == wrapped(3)
    assert counts.statements == 1


def test_the_newest_of_several_are_found_by_one_statement_in_their_order(world: World) -> None:
    keys, (erik, frej, nobody) = world.ground.key_store, ("e" * 32, "f" * 32, "0" * 32)
    with keys.write() as tx:
        for key in (wrapped(1), wrapped(3), wrapped(2), wrapped(9, "log"), wrapped(8, participant=erik)):
            key_store.put(tx, key, created_at=5)
        key_store.put(tx, wrapped(7, "log", frej), created_at=5)
    with count(keys) as counts:
        found = key_store.fetch_each(world.ground, [erik, DANA, nobody, frej, DANA], "data")
    assert found == [wrapped(8, participant=erik), wrapped(3), None, None, wrapped(3)]
    assert counts.statements == 1
    with count(keys) as counts:
        assert key_store.fetch_each(world.ground, [], "data") == []
    assert counts.statements == 0


def test_nobody_without_a_key_is_given_one(world: World) -> None:
    assert key_store.fetch(world.ground, DANA, "data") is None


def test_a_key_is_never_replaced(database: Databases) -> None:
    with database.key_store.write() as tx:
        key_store.put(tx, wrapped(1), created_at=5)
    with pytest.raises(IntegrityError), database.key_store.write() as tx:
        key_store.put(tx, wrapped(1), created_at=6)


def test_an_unknown_purpose_is_refused(database: Databases) -> None:
    with pytest.raises(IntegrityError), database.key_store.write() as tx:
        key_store.put(tx, wrapped(1, "other"), created_at=5)
