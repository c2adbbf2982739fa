"""The database itself refuses to change or delete any row of the log."""

import pytest
from sqlalchemy import Connection, Table, delete, update
from sqlalchemy.exc import DatabaseError

from hub.access_log.sealer import seal_pending
from hub.store.errors import StoreUnavailable
from hub.store.ground import Ground
from tests.access_log.acts import APPEND_ONLY, reads, write


def try_to(change: str, table: Table, tx: Connection) -> None:
    if change == "update":
        tx.execute(update(table).values({column.name: column for column in table.columns if not column.primary_key}))
    elif change == "delete" or tx.dialect.name == "sqlite":  # SQLite truncates by a DELETE without condition
        tx.execute(delete(table))
    else:
        tx.exec_driver_sql(f"TRUNCATE {table.name}")


@pytest.mark.parametrize("change", ["update", "delete", "truncate"])
def test_rows_stay(ground: Ground, change: str) -> None:
    write(ground, *reads(256))
    seal_pending(ground)
    for table in APPEND_ONLY:
        with pytest.raises((DatabaseError, StoreUnavailable)) as refused, ground.store.write() as tx:
            try_to(change, table, tx)
        reasons = (refused.value, refused.value.__cause__)
        assert any("only appended to" in str(reason) for reason in reasons), table.name
