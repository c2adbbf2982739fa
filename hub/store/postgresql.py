"""PostgreSQL as the hub uses it: psycopg, read committed, and refused when a commit may be lost."""

import os
import select
from typing import Any, Final

import psycopg
from psycopg.pq import Format
from sqlalchemy import URL, Engine, PoolProxiedConnection, create_engine, event
from sqlalchemy.engine.interfaces import IsolationLevel
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from hub.store.base import key_metadata, metadata
from hub.store.errors import StoreRefused

_DURABLE: Final = ("synchronous_commit", "fsync", "full_page_writes")
_USUAL: Final = 5  # times that the driver runs a statement before it has it prepared
# Of a server that is gone without a word, or a line that a firewall has forgotten: the usual wait is a quarter of an
# hour, in which no thread that asked comes back, nor is anything sealed. An address may say otherwise.
_GIVEN_UP: Final = {"tcp_user_timeout": 15_000, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
_WALKS: Final = 4  # at a time in one process: who verifies, exports or counts
_WAITING: Final = "hub_waiting"
_READ_ONLY: Final = "-c default_transaction_read_only=on"
_ASK: Final = "SELECT " + ", ".join(
    f"pg_catalog.current_setting('{name}')" for name in (*_DURABLE, "default_transaction_read_only")
)
# Each part by its full name, since this is asked to find out whether others mean what they say. 16384 is the first
# number that is given to what somebody makes in a database; what lies where the role does not look, as an extension in
# a schema of its own, or comes after PostgreSQL's own of the same types, no statement takes. Rules are looked for
# themselves: of a table that once had some, `relhasrules` says so until it is vacuumed.
_TAUGHT: Final = """
SELECT pg_catalog.current_schemas(true), EXISTS (
    SELECT FROM pg_catalog.pg_operator AS made
    WHERE made.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND pg_catalog.pg_operator_is_visible(made.oid)
) OR EXISTS (
    SELECT FROM pg_catalog.pg_proc AS made JOIN pg_catalog.pg_proc AS own
    ON own.proname OPERATOR(pg_catalog.=) made.proname AND own.oid OPERATOR(pg_catalog.<) 16384::pg_catalog.oid
    WHERE made.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND pg_catalog.pg_function_is_visible(made.oid)
) OR EXISTS (
    SELECT FROM pg_catalog.pg_class AS found
    WHERE found.relname OPERATOR(pg_catalog.=) ANY (%s::pg_catalog.name[]) AND pg_catalog.pg_table_is_visible(found.oid)
    AND (found.relkind OPERATOR(pg_catalog.<>) 'r' OR found.relrowsecurity OR EXISTS (
        SELECT FROM pg_catalog.pg_rewrite AS rule WHERE rule.ev_class OPERATOR(pg_catalog.=) found.oid
    ) OR EXISTS (
        SELECT FROM pg_catalog.pg_attribute AS kept WHERE kept.attrelid OPERATOR(pg_catalog.=) found.oid
        AND 16384::pg_catalog.oid OPERATOR(pg_catalog.<=) ANY (ARRAY[kept.atttypid, kept.attcollation])
    ))
)
"""


class BinaryCursor(psycopg.Cursor[Any]):
    """Takes results in binary: ciphertexts in text form cost twice the time."""

    def __init__(self, connection: psycopg.Connection[Any], **options: Any) -> None:
        super().__init__(connection, **options)
        self.format = Format.BINARY


def writer(url: URL, *, connections: int) -> Engine:
    """Give an engine whose driver prepares nothing itself; what is asked often is prepared by hub.store.wire.

    Once the driver has prepared something, each rollback makes it throw away all that the connection has prepared.
    """
    return _engine(url, connections=connections, isolation_level="READ COMMITTED", prepare_threshold=None)


def reader(url: URL, *, connections: int) -> Engine:
    """Each statement stands alone: at read committed a block around several would see no more of one moment.

    So nothing is begun and rolled back, and what the driver has prepared stays: a rollback throws all of it away, and
    the next read pays for planning again, several times what it costs to run.
    """
    return _engine(
        _read_only(url),
        connections=connections,
        isolation_level="AUTOCOMMIT",
        prepare_threshold=_USUAL,
        pool_reset_on_return=None,
    )


def walker(url: URL) -> Engine:
    """Give connections of its own, with a transaction around each block that sees one moment."""
    return _engine(_read_only(url), connections=_WALKS, isolation_level="REPEATABLE READ", prepare_threshold=None)


def _read_only(url: URL) -> URL:
    # Given when the connection is made, so that no statement sets what a pooler would hand on to somebody else.
    given = str(url.query.get("options", ""))
    return url.update_query_dict({"options": f"{given} {_READ_ONLY}".strip()})


def _engine(
    url: URL, *, connections: int, isolation_level: IsolationLevel, prepare_threshold: int | None, **pool: Any
) -> Engine:
    engine = create_engine(
        url,
        isolation_level=isolation_level,
        pool_size=connections,
        max_overflow=0,
        pool_use_lifo=True,
        pool_timeout=10,
        hide_parameters=True,  # an error text must never carry what was bound
        **pool,
        connect_args={
            **{name: value for name, value in _GIVEN_UP.items() if name not in url.query},
            "cursor_factory": BinaryCursor,
            "connect_timeout": 5,
            # Whatever the address says: by this name a command that must be alone sees that the hub serves.
            "application_name": os.environ.get("PGAPPNAME", "hub"),
            "prepare_threshold": prepare_threshold,
            # Of several servers the one that takes writes: a standby is behind, and would let in whom it has not heard
            # to be out. Asked by libpq as it connects, whatever the address says.
            "target_session_attrs": "primary",
        },
    )
    event.listen(engine, "connect", _refuse_forgetful)
    event.listen(engine, "checkout", _leave_ended)
    return engine


def _leave_ended(connection: psycopg.Connection[Any], entry: ConnectionPoolEntry, _: PoolProxiedConnection) -> None:
    """Let the pool connect anew where the server has ended a connection, as when it was started again.

    To an idle connection it has nothing else to say; to look costs no message.
    """
    waiting: select.poll | None = entry.info.get(_WAITING)
    if waiting is None:
        waiting = entry.info[_WAITING] = select.poll()
        waiting.register(connection.fileno(), select.POLLIN)
    if waiting.poll(0):
        raise DisconnectionError("the server has ended the connection")


def refuse_taught(connection: psycopg.Connection[Any]) -> None:
    """Refuse a database in which somebody has made an operator, or a function that goes by the name of PostgreSQL's.

    A statement takes it for the usual one where it fits the types better, as none does for two `varchar`: so it says
    which ids are the same, and what is found (T4, T8). So does a collation or a type of a column's own. So does a view
    in a table's place, a rule or a row's policy, and it may say another thing to each statement: hide an entry from a
    list, and show it to `hub log verify`.
    """
    looks, made = connection.execute(_TAUGHT, [[*metadata.tables, *key_metadata.tables]]).fetchone() or ((), True)
    connection.rollback()
    # PostgreSQL looks for no operator and no function among what is temporary.
    first = next((schema for schema in looks if not schema.startswith("pg_temp")), None)
    if made or first != "pg_catalog":
        raise StoreRefused(
            "in this database lie operators, or functions that go by the name of PostgreSQL's, or the role looks "
            "elsewhere before PostgreSQL's own (search_path), or a table of the hub's is a view, or has rules, "
            "policies, or columns of a type or collation that somebody made: where an extension made them, such as "
            "pg_trgm, drop it, or move it to a schema that the role does not look into; else somebody means to change "
            "what the hub finds: drop them, and run hub log verify"
        )


def _refuse_forgetful(connection: psycopg.Connection[Any], _: ConnectionPoolEntry) -> None:
    refuse_taught(connection)
    found = connection.execute(_ASK).fetchone()
    connection.rollback()
    if _READ_ONLY in connection.info.options and found is not None and found[-1] != "on":
        raise StoreRefused("a pooler before PostgreSQL drops what a connection asks for; name the server itself")
    found = found and found[:-1]
    if found != ("on", "on", "on"):
        raise StoreRefused(f"PostgreSQL must run with {', '.join(_DURABLE)} on; it has {found}")
