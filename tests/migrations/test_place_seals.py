"""Form 0022 seals what units and organisations are called as it stands, up and down with data, on both databases."""

from functools import partial
from hashlib import sha256
from types import SimpleNamespace
from typing import Any, Final

import pytest
from sqlalchemy import Connection, select, update

from hub.cli.migrating import Line, downgrade, present, upgrade
from hub.organisations.tables import organisation, unit
from hub.store import row_seals
from hub.store.engine import Store
from hub.store.errors import StoreRefused
from tests.migrations.test_migrations import ORGANISATION, _differences, _put_case, stores

__all__ = ["stores"]

KEYS: Final = SimpleNamespace(mac=lambda _, said: sha256(said).digest())
GROUND: Final[Any] = SimpleNamespace(installation="nobody's", provider=KEYS)
TAG: Final = partial(row_seals.tag, GROUND)


def standing(tx: Connection) -> list[bool]:
    rows = ((table.name, row) for table in (organisation, unit) for row in tx.execute(select(table)))
    return [row_seals.stands(GROUND, name, row) for name, row in rows]


def lying(store: Store) -> list[dict[str, object]]:
    with store.read() as tx:
        return [dict(tx.exec_driver_sql(f"SELECT * FROM {one}").mappings().one()) for one in ("organisation", "unit")]


def test_without_the_keys_a_database_with_organisations_is_refused(stores: dict[Line, Store]) -> None:
    store = stores["case"]
    upgrade(store, "case", to="0021")
    with store.write() as tx:
        tx.execute(organisation.insert(), ORGANISATION)
    with pytest.raises(StoreRefused, match="has the keys for it"):
        upgrade(store, "case", to="0022")
    with store.read() as tx:
        assert present(tx) == "0021"


def test_what_stands_is_sealed_and_stays_on_the_way_back(stores: dict[Line, Store]) -> None:
    store = stores["case"]
    upgrade(store, "case", to="0021")
    with store.write() as tx:
        _put_case(tx)
        tx.execute(update(unit).values(own_ground=True, valid_to=7))
    before = lying(store)
    upgrade(store, "case", tag=TAG)
    with store.write() as tx:
        assert standing(tx) == [True, True]
        tx.execute(update(organisation).values(never_reads=True))
        assert standing(tx) == [False, True]
        tx.execute(update(organisation).values(never_reads=False))
    assert _differences(store, "case") == []
    assert downgrade(store, "case", to="0021")
    assert lying(store) == before
    upgrade(store, "case", tag=TAG)
    with store.read() as tx:
        assert standing(tx) == [True, True]
