"""The database itself refuses to change or delete any row of the log, or to put another in its place."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Column, Connection, Integer, Table, UniqueConstraint, delete, update
from sqlalchemy.exc import DatabaseError

from hub.access_log.reader.indexing import catch_up
from hub.access_log.reader.tables import log_look
from hub.access_log.sealer import seal_pending
from hub.store.errors import StoreUnavailable
from hub.store.ground import Ground
from tests.access_log.acts import APPEND_ONLY, reads, write

TABLES = (*APPEND_ONLY, log_look)


@pytest.fixture(name="filled")
def _filled(ground: Ground) -> Ground:
    write(ground, *reads(256))
    seal_pending(ground)
    catch_up(ground)
    return ground


@contextmanager
def refused(ground: Ground, what: str) -> Iterator[Connection]:
    with pytest.raises((DatabaseError, StoreUnavailable)) as found, ground.store.write() as tx:
        yield tx
    assert any("only appended to" in str(reason) for reason in (found.value, found.value.__cause__)), what


def try_to(change: str, table: Table, tx: Connection) -> None:
    if change == "update":
        tx.execute(update(table).values({column.name: column for column in table.columns if not column.primary_key}))
    elif change == "delete" or tx.dialect.name == "sqlite":  # SQLite truncates by a DELETE without condition
        tx.execute(delete(table))
    else:
        tx.exec_driver_sql(f"TRUNCATE {table.name}")


@pytest.mark.parametrize("change", ["update", "delete", "truncate"])
def test_rows_stay(filled: Ground, change: str) -> None:
    for table in TABLES:
        with refused(filled, table.name) as tx:
            try_to(change, table, tx)


def replacing(table: Table, dialect: str) -> Iterator[str]:
    """Give a statement for each key of a table, which puts a row there that has that key alone of one that stands."""
    keys = [[column.name for column in table.primary_key]]
    keys += [[column.name for column in one.columns] for one in table.constraints if isinstance(one, UniqueConstraint)]
    numbered = [["rowid"]] if dialect == "sqlite" else []
    for key in keys + numbered:
        others = {name for other in keys if other != key for name in other}
        said = {name: name for name in key if [name] in numbered}
        said |= {column.name: _else(column) if column.name in others else column.name for column in table.columns}
        row = f"INTO {table.name} ({', '.join(said)}) SELECT {', '.join(said.values())} FROM {table.name} LIMIT 1"
        over = f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {key[0]} = excluded.{key[0]}"
        yield f"INSERT OR REPLACE {row}" if numbered else f"INSERT {row} {over}"


def _else(column: Column[object]) -> str:
    return f"{column.name} + 100000" if isinstance(column.type, Integer) else f"'{'f' * 32}'"


def test_none_comes_in_anothers_place(filled: Ground) -> None:
    for table in TABLES:
        for statement in replacing(table, filled.store.dialect):
            with refused(filled, statement) as tx:
                tx.exec_driver_sql(statement)
