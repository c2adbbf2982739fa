"""A database that may lose an acknowledged commit is refused before anything is served."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from hub.store import postgresql, sqlite
from hub.store.engine import Store
from hub.store.errors import StoreRefused
from tests.databases import Databases

if TYPE_CHECKING:
    import psycopg


def test_both_kinds_pass_as_they_are_set_up(database: Databases) -> None:
    database.store.check()
    database.key_store.check()


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_postgresql_that_does_not_sync_is_refused(database: Databases) -> None:
    store = Store(database.url + "&options=-csynchronous_commit%3Doff")
    with pytest.raises(StoreRefused, match="synchronous_commit"):
        store.check()
    store.close()


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_pooler_that_drops_what_a_connection_asks_for_is_refused(
    database: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "_ASK", "SELECT 'on', 'on', 'on', 'off'")
    store = Store(database.url)
    with pytest.raises(StoreRefused, match="pooler"):
        store.check()
    store.close()


def test_every_sqlite_connection_syncs_fully(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/hub.db")
    for block in (store.read, store.write):
        with block() as tx:
            found = [
                tx.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("synchronous", "journal_mode", "foreign_keys")
            ]
        assert found == [2, "wal", 1]
    store.close()


def test_sqlite_that_does_not_sync_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "_FULL", 3)  # what the file can give is not what is asked for
    store = Store(f"sqlite:///{tmp_path}/hub.db")
    with pytest.raises(StoreRefused, match="synchronous"):
        store.check()
    store.close()


@pytest.mark.parametrize(("also", "waits"), [("", "15000"), ("&tcp_user_timeout=40000", "40000")])
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_server_that_is_gone_without_a_word_is_given_up(database: Databases, also: str, waits: str) -> None:
    """Else each thread waits for a quarter of an hour, the sealer too: 503, though another server has taken over."""
    store = Store(database.url + also)
    for engine in store.engines:
        with engine.connect() as connection:
            given = cast("psycopg.Connection[Any]", connection.connection.driver_connection).info.get_parameters()
        assert given["tcp_user_timeout"] == waits
        assert {name for name in given if name.startswith("keepalives_")} >= {"keepalives_idle", "keepalives_count"}
    store.close()


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.parametrize("also", ["", "&target_session_attrs=any", "&target_session_attrs=read-write"])
def test_of_several_servers_only_the_one_that_takes_writes_is_asked(database: Databases, also: str) -> None:
    store = Store(database.url + also)
    for block in (store.read, store.write):
        with block() as tx:
            driver = cast("psycopg.Connection[Any]", tx.connection.driver_connection)
            assert driver.info.get_parameters()["target_session_attrs"] == "primary"
    store.close()
