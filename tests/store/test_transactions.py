"""A transaction keeps all or nothing, a reader cannot write, and a dead database is told as such."""

import shutil
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from hub.store import sqlite
from hub.store.engine import Store
from hub.store.errors import StoreRefused, StoreUnavailable
from hub.store.prepared import Prepared
from hub.store.tables import record_head
from tests.databases import Databases, count

HEAD = {"record_table": "plan", "version": 1, "ct_sha256": bytes(32), "entry_id": "e" * 32}


def heads(store: Store) -> int:
    with store.read() as conn:
        return conn.execute(select(func.count()).select_from(record_head)).scalar_one()


def test_a_write_block_commits_once(database: Databases) -> None:
    with count(database.store) as counts, database.store.write() as tx:
        tx.execute(insert(record_head), HEAD | {"record_id": "a"})
    assert (counts.statements, counts.commits) == (1, 1)
    assert heads(database.store) == 1


def test_a_write_block_that_raises_leaves_nothing(database: Databases) -> None:
    def fail() -> None:
        with database.store.write() as tx:
            tx.execute(insert(record_head), HEAD | {"record_id": "a"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert heads(database.store) == 0


def test_a_read_block_cannot_write_and_makes_no_commit(database: Databases) -> None:
    with count(database.store) as counts:
        with pytest.raises((DatabaseError, StoreUnavailable)), database.store.read() as tx:
            tx.execute(insert(record_head), HEAD | {"record_id": "a"})
        assert heads(database.store) == 0
    assert counts.commits == 0


def test_writing_works_after_reading_on_the_same_connections(database: Databases) -> None:
    for number in range(5):
        assert heads(database.store) == number
        with database.store.write() as tx:
            tx.execute(insert(record_head), HEAD | {"record_id": str(number)})


def test_a_broken_constraint_is_not_taken_for_a_dead_database(database: Databases) -> None:
    rows = [HEAD | {"record_id": "a"}] * 2
    with pytest.raises(IntegrityError) as caught, database.store.write() as tx:
        tx.execute(insert(record_head), rows)
    assert "e" * 32 not in str(caught.value)  # nor any other value that was bound


def test_twelve_writers_lose_nothing(database: Databases) -> None:
    def write(name: int) -> None:
        for number in range(10):
            with database.store.write() as tx:
                tx.execute(insert(record_head), HEAD | {"record_id": f"{name}-{number}"})

    threads = [threading.Thread(target=write, args=(name,)) for name in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heads(database.store) == 120


def test_a_server_that_does_not_answer_is_unavailable(tmp_path: Path) -> None:
    store = Store(f"postgresql://hub@/none?host={tmp_path}")
    with pytest.raises(StoreUnavailable), store.read() as tx:
        tx.execute(select(1))
    with pytest.raises(StoreUnavailable), store.write() as tx:
        tx.execute(select(1))
    store.close()


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_server_that_was_started_again_is_met_by_nobody(database: Databases) -> None:
    store = database.store
    asked = Prepared(lambda _: select(func.count()).select_from(record_head))
    for _ in range(2):
        assert heads(store) == store.ask(asked, {})[0][0] == 0
        with store.write() as tx:
            assert asked.first(tx, {})[0] == 0
        with store.walk() as tx:
            others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            assert tx.execute(text(f"SELECT pg_terminate_backend(pid, 5000) {others}")).scalars().all()


def test_a_file_that_somebody_else_holds_is_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as a tool that backs it up: whoever waits for it in vain is told that nothing was written."""
    monkeypatch.setattr(sqlite, "_BUSY_MS", 50)
    store = Store(f"sqlite:///{tmp_path}/hub.db")
    with closing(sqlite3.connect(tmp_path / "hub.db", isolation_level=None)) as other:
        store.check()
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable), store.write():
            pass
        other.execute("ROLLBACK")
    store.check()
    store.close()


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "hub.db").write_bytes(b"not a database" * 100)
    store = Store(f"sqlite:///{tmp_path}/hub.db")
    with pytest.raises(StoreUnavailable):
        store.check()
    store.close()


def test_a_store_opened_for_reading_refuses_to_write(database: Databases) -> None:
    store = Store(database.url, read_only=True)
    store.check()
    assert heads(store) == 0
    with pytest.raises(StoreRefused), store.write():
        pass
    store.close()


def test_who_only_looks_leaves_the_files_of_a_killed_hub_as_they_are(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/hub.db")
    with store.write() as tx:
        tx.exec_driver_sql("CREATE TABLE kept (id INTEGER)")
    left = tmp_path / "left #100%"  # which the address of a file has to quote
    left.mkdir()
    for name in ("hub.db", "hub.db-wal"):
        shutil.copy(tmp_path / name, left)
    store.close()
    before = {path.name: path.read_bytes() for path in left.iterdir()}

    looking = Store(f"sqlite:///{left}/hub.db", read_only=True)
    with looking.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM kept").scalar_one() == 0
    looking.close()
    assert {name: (left / name).read_bytes() for name in before} == before


def test_one_thread_cannot_wait_for_itself(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/hub.db")
    with pytest.raises(RuntimeError), store.write(), store.write():
        pass
    with store.write() as tx:  # the lock was given back
        tx.execute(select(1))
    store.close()


def test_sqlite_writers_are_served_in_the_order_they_came(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/hub.db")
    served: list[int] = []

    def write(name: int) -> None:
        with store.write():
            served.append(name)

    threads = [threading.Thread(target=write, args=(name,)) for name in range(8)]
    with store.write():
        for thread in threads:
            thread.start()
            time.sleep(0.02)
    for thread in threads:
        thread.join()
    assert served == list(range(8))
    store.close()


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/hub.db")
    with store.write() as tx:
        record_head.create(tx)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys(modes, 0o600)
    store.close()


def cut_off_others(store: Store) -> None:
    with store.write() as tx:
        tx.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_transaction_that_is_cut_off_keeps_nothing_and_says_so(database: Databases) -> None:
    other = Store(database.url)

    def write_while_cut_off() -> None:
        with database.store.write() as tx:
            tx.execute(insert(record_head), HEAD | {"record_id": "a"})
            cut_off_others(other)

    with pytest.raises(StoreUnavailable):
        write_while_cut_off()
    assert heads(other) == 0
    other.close()


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_what_the_server_has_planned_for_readers_stays(database: Databases) -> None:
    store = Store(database.url, connections=1)
    with store.walk() as tx:
        assert tx.execute(select(1)).scalar_one() == 1  # what a walk begins and ends is its own
    for _ in range(10):
        assert heads(store) == 0
    with store.read() as tx:
        planned = tx.exec_driver_sql("SELECT sum(generic_plans + custom_plans) FROM pg_prepared_statements")
        assert planned.scalar_one() > 3
    store.close()


def test_a_walk_sees_one_moment(database: Databases) -> None:
    with database.store.walk() as tx:
        before = tx.execute(select(func.count()).select_from(record_head)).scalar_one()
        with database.store.write() as other:
            other.execute(insert(record_head), HEAD | {"record_id": "a"})
        assert tx.execute(select(func.count()).select_from(record_head)).scalar_one() == before
        with pytest.raises((DatabaseError, StoreUnavailable)):
            tx.execute(insert(record_head), HEAD | {"record_id": "b"})
    assert heads(database.store) == 1
