"""Holds what a database gives against the tables' types: SQLite keeps in any column whatever was put there.

Who can write to the file past the hub could else end a check of the log with one odd value before it tells the rest.
PostgreSQL holds every value against its column by itself.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    Boolean,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import NullType, TypeEngine

_LONGEST: Final = 64  # of a key's part in a finding


class Kind(NamedTuple):
    """What a column's values are: in Python, as SQLite names it, and what stands in for one that is something else."""

    python: type
    sqlite: str
    instead: object


# What stands in is nothing that the hub ever writes, so that what is reckoned from it differs from what was logged.
_BYTES: Final = Kind(bytes, "blob", b"")
_NUMBER: Final = Kind(int, "integer", -1)
_WORDS: Final = Kind(str, "text", "?")


class Misfit(NamedTuple):
    """A row with values of another type than their columns'; only its key and the columns' names are told."""

    table: str
    key: str
    columns: tuple[str, ...]


class Fitting:
    """Selects columns as they lie there, and gives each row with a stand-in for every value that does not fit."""

    def __init__(self, *columns: ColumnElement[Any]) -> None:
        self._kinds = [_kind(column.type) for column in columns]
        self._wanted = [
            (kind.python, type(None)) if getattr(column, "nullable", True) else (kind.python,)
            for kind, column in zip(self._kinds, columns, strict=True)
        ]
        make: Any = namedtuple  # noqa: PYI024 - the names are the columns'
        self._row = make("row", [column.key or "" for column in columns])
        # Without a type nothing is turned into another form, which an unfit value would refuse.
        self.columns = [type_coerce(column, NullType()).label(column.key) for column in columns]

    def __call__(self, values: Sequence[Any]) -> Any:
        if all(map(isinstance, values, self._wanted)):
            return self._row(*values)
        return self._row(
            *(
                value if isinstance(value, wanted) else kind.instead
                for value, wanted, kind in zip(values, self._wanted, self._kinds, strict=True)
            )
        )


@contextmanager
def any_text(tx: Connection) -> Iterator[None]:
    """Let text that is no UTF-8 be read too, with what it is instead written out."""
    driver: Any = tx.connection.dbapi_connection
    if tx.dialect.name != "sqlite":
        yield
        return
    usual = driver.text_factory
    driver.text_factory = lambda text: text.decode(errors="backslashreplace")
    try:
        yield
    finally:
        driver.text_factory = usual


def misfits(tx: Connection, tables: MetaData, go_on: Callable[[], None]) -> Iterator[Misfit]:
    """Give each row of any of these tables that holds a value of another type than its column's.

    `go_on` is called before each table.
    """
    if tx.dialect.name == "sqlite":
        for table in tables.tables.values():
            go_on()
            for row in tx.exec_driver_sql(_misfits_of(table)):
                parts, told = list(row[: len(table.primary_key)]), row[len(table.primary_key) :]
                unfit = tuple(column.key for column, is_so in zip(table.c, told, strict=True) if is_so)
                yield Misfit(table.name, "/".join(_part(part) for part in parts), unfit)


@cache
def _misfits_of(table: Table) -> str:
    """Give SQLite's own words: to make them costs many times what asking does, and a table never changes."""
    unfit = [_is_unfit(column, _kind(column.type)) for column in table.c]
    keys: list[Any] = [type_coerce(column, NullType()) for column in table.primary_key]
    asked = select(*keys, *unfit).where(or_(*unfit)).order_by(*keys)
    return str(asked.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))


def _is_unfit(column: Any, kind: Kind) -> ColumnElement[bool]:
    fits = [kind.sqlite, "null"] if column.nullable else [kind.sqlite]
    unfit = func.typeof(column).not_in(fits)
    return or_(unfit, column.not_in([0, 1])) if isinstance(column.type, Boolean) else unfit


def _kind(of: TypeEngine[Any]) -> Kind:
    if isinstance(of, LargeBinary):
        return _BYTES
    return _NUMBER if isinstance(of, Integer | Boolean) else _WORDS


def _part(value: object) -> str:
    return (value.hex() if isinstance(value, bytes) else str(value))[:_LONGEST]
