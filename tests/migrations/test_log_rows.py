"""From form 0027 on no row of the log is put in another's place; what stood stays, up and down, on both databases."""

from contextlib import nullcontext

import pytest
from sqlalchemy.exc import DatabaseError

from hub.cli.migrating import Line, downgrade, upgrade
from hub.store.engine import Store
from tests.migrations.test_migrations import ID, _differences, stores

__all__ = ["stores"]


def test_rows_of_the_log_stay_and_are_replaced_in_no_form_from_0027_on(stores: dict[Line, Store]) -> None:
    store, row = stores["case"], f"log_concern (unit_id, number, entry_id) VALUES ('{ID}', 1, '{ID}')"
    upgrade(store, "case", to="0026")
    with store.write() as tx:
        tx.exec_driver_sql(f"INSERT INTO {row}")
    for move, to in ((upgrade, "0027"), (downgrade, "0026"), (upgrade, "0027")):
        move(store, "case", to=to)
        if store.dialect == "sqlite":
            with pytest.raises(DatabaseError) if to == "0027" else nullcontext(), store.write() as tx:
                tx.exec_driver_sql(f"INSERT OR REPLACE INTO {row}")
        with store.write() as tx:
            assert tx.exec_driver_sql("SELECT * FROM log_concern").all() == [(ID, 1, ID)]
            tx.exec_driver_sql(f"INSERT INTO {row.replace('1', '2')}")
            tx.rollback()
    assert _differences(store, "case") == []
