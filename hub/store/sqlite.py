"""SQLite as the hub uses it: write-ahead log, every commit synced, one writer at a time."""

import os
import sqlite3
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from hub.store.clock import process_now
from hub.store.errors import StoreRefused, StoreUnavailable

_FULL: Final = 2
_BUSY_MS: Final = 10_000


def writer(url: URL) -> Engine:
    """One connection: the fair lock above lets one thread in at a time."""
    engine = _engine(url, connections=1)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def reader(url: URL, *, connections: int) -> Engine:
    engine = _engine(url, connections=connections, pool_reset_on_return=None)  # a block ends what it has begun
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "connect", _forbid_writing)
    event.listen(engine, "begin", _begin_deferred)
    return engine


def looker(url: URL, *, connections: int) -> Engine:
    """Open the file itself for reading: a reader that closes last would fold the write-ahead log into it."""
    address = f"{Path(url.database or '').absolute().as_uri()}?mode=ro"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, check_same_thread=False, timeout=_BUSY_MS / 1000)

    engine = _engine(url, connections=connections, pool_reset_on_return=None, creator=connect)
    event.listen(engine, "connect", _prepare_looking)
    event.listen(engine, "begin", _begin_deferred)
    return engine


def make_private(url: URL) -> None:
    """Create the file for its owner alone; the write-ahead log takes over its mode."""
    path = Path(url.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def refuse_unreadable(url: URL) -> None:
    """Raise StoreRefused where a database is not there, or lies where SQLite could not even read it."""
    path = Path(url.database or "")
    if not path.exists():
        raise StoreRefused(f"there is no database {url.database}; put it back from its backup")
    if not os.access(path.parent, os.W_OK) and not Path(f"{path}-shm").exists():
        raise StoreRefused(
            f"{path} lies where nothing can be written, and SQLite keeps a file beside a database even to read it; "
            "copy it, with what is named like it, into a folder of your own, and name it by HUB_DATABASE_URL, the "
            "key database by HUB_KEYS_URL"
        )


def _engine(url: URL, *, connections: int, **pool: Any) -> Engine:
    return create_engine(
        url,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_use_lifo=True,
        pool_timeout=10,
        **pool,
        hide_parameters=True,  # an error text must never carry what was bound
        connect_args={"check_same_thread": False, "timeout": _BUSY_MS / 1000},
    )


def _prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the begin events below open every transaction
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.create_function("hub_now", 0, process_now)
    found = tuple(
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")
    )
    if found != ("wal", _FULL, 1):
        raise StoreRefused(
            f"SQLite must run with journal_mode wal, synchronous 2 (FULL), foreign_keys 1; it has {found}"
        )


def _prepare_looking(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    connection.create_function("hub_now", 0, process_now)


def _forbid_writing(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA query_only=ON")


def _begin_immediate(connection: Connection) -> None:
    _begin(connection, "IMMEDIATE")


def _begin_deferred(connection: Connection) -> None:
    _begin(connection, "DEFERRED")


def _begin(connection: Connection, how: str) -> None:
    try:
        _driver(connection).execute(f"BEGIN {how}")
    except sqlite3.Error as error:  # such as a backup that holds the file; SQLAlchemy sees none of what is run here
        raise StoreUnavailable from error


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.dbapi_connection)
