"""Row locks hold back a change on PostgreSQL; on SQLite a writing transaction is alone."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Select, insert, select, update

from hub.store.locks import lock_share, lock_update
from hub.store.tables import record_head
from tests.databases import Databases

HEAD = {"record_table": "plan", "record_id": "a", "version": 1, "ct_sha256": bytes(32), "entry_id": "e" * 32}


@pytest.mark.parametrize("lock", [lock_share, lock_update])
def test_a_locked_row_waits_to_be_changed(database: Databases, lock: Callable[..., Select[int]]) -> None:
    store, changed = database.store, threading.Event()
    with store.write() as tx:
        tx.execute(insert(record_head), HEAD)

    def change() -> None:
        with store.write() as tx:
            tx.execute(update(record_head).values(version=2))
        changed.set()

    other = threading.Thread(target=change)
    with store.write() as tx:
        assert tx.execute(lock(select(record_head.c.version), record_head)).scalar_one() == 1
        other.start()
        assert not changed.wait(0.2)
    other.join()
    assert changed.is_set()
