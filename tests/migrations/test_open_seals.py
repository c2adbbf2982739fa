"""Form 0024 seals whether a participant is restricted or dead as it stands, up and down with data, on both."""

import pytest
from sqlalchemy import select, text, update

from hub.cli.migrating import Line, downgrade, present, upgrade
from hub.participants.tables import participant
from hub.store import row_seals
from hub.store.engine import Store
from hub.store.errors import StoreRefused
from tests.migrations.test_migrations import ID, _differences, _insert, stores
from tests.migrations.test_place_seals import GROUND, TAG

__all__ = ["stores"]

PARTICIPANT = {"id": ID, "registered_at": 0, "unit_id": ID, "restricted_at": 7}


def lay(store: Store) -> dict[str, object]:
    upgrade(store, "case", to="0023")
    with store.write() as tx:
        unit = {"id": ID, "organisation_id": ID, "name": "AME", "name_folded": "ame", "own_ground": False}
        _insert(tx, "organisation", {"id": ID, "name": "K", "kind": "region", "never_reads": False, "valid_from": 0})
        _insert(tx, "unit", {**unit, "valid_from": 0})
        _insert(tx, "participant", PARTICIPANT)
    return lying(store)


def lying(store: Store) -> dict[str, object]:
    with store.read() as tx:
        return dict(tx.exec_driver_sql("SELECT * FROM participant").mappings().one())


def stands(store: Store) -> bool:
    with store.read() as tx:
        return row_seals.stands(GROUND, "participant", tx.execute(select(participant)).one())


def test_without_the_keys_a_database_with_participants_is_refused(stores: dict[Line, Store]) -> None:
    lay(stores["case"])
    with pytest.raises(StoreRefused, match="has the keys for it"):
        upgrade(stores["case"], "case")
    with stores["case"].read() as tx:
        assert present(tx) == "0023"


def test_what_stands_is_sealed_and_stays_on_the_way_back(stores: dict[Line, Store]) -> None:
    store = stores["case"]
    before = lay(store)
    upgrade(store, "case", tag=TAG)
    assert stands(store)
    with store.write() as tx:
        tx.execute(update(participant).values(restricted_at=None))
    assert not stands(store)
    with store.write() as tx:
        tx.execute(text("UPDATE participant SET restricted_at = 7"))
    assert _differences(store, "case") == []
    assert downgrade(store, "case", to="0023")
    assert lying(store) == before
    upgrade(store, "case", tag=TAG)
    assert stands(store)
