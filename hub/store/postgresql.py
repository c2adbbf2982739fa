"""PostgreSQL as the hub uses it: psycopg, read committed, and refused when a commit may be lost."""

from typing import Any, Final

import psycopg
from psycopg.pq import Format
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from hub.store.errors import StoreRefused

_DURABLE: Final = ("synchronous_commit", "fsync", "full_page_writes")
_ASK: Final = "SELECT " + ", ".join(f"current_setting('{name}')" for name in _DURABLE)


class BinaryCursor(psycopg.Cursor[Any]):
    """Takes results in binary: ciphertexts in text form cost twice the time."""

    def __init__(self, connection: psycopg.Connection[Any], **options: Any) -> None:
        super().__init__(connection, **options)
        self.format = Format.BINARY


def writer(url: URL, *, connections: int) -> Engine:
    engine = _engine(url, connections=connections)
    event.listen(engine, "connect", _refuse_forgetful)
    return engine


def reader(url: URL, *, connections: int) -> Engine:
    engine = _engine(url, connections=connections)
    event.listen(engine, "connect", _refuse_forgetful)
    event.listen(engine, "connect", _forbid_writing)
    return engine


def _engine(url: URL, *, connections: int) -> Engine:
    return create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_size=connections,
        max_overflow=0,
        pool_use_lifo=True,
        pool_timeout=10,
        hide_parameters=True,  # an error text must never carry what was bound
        connect_args={"cursor_factory": BinaryCursor, "connect_timeout": 5},
    )


def _forbid_writing(connection: psycopg.Connection[Any], _: ConnectionPoolEntry) -> None:
    # Said with each BEGIN, so nothing is left on a session that a pooler gives to somebody else.
    connection.read_only = True


def _refuse_forgetful(connection: psycopg.Connection[Any], _: ConnectionPoolEntry) -> None:
    found = connection.execute(_ASK).fetchone()
    connection.rollback()
    if found != ("on", "on", "on"):
        msg = f"PostgreSQL must run with {', '.join(_DURABLE)} on; it has {found}"
        raise StoreRefused(msg)
