"""Statements that every request runs: written with SQLAlchemy, compiled once, then handed to the driver as they are.

Running a statement through SQLAlchemy costs several times what the driver needs for it. Here its text, the order of
its parameters and the names of its columns are kept, so that nothing can drift from the tables; only ready values go
in, and rows come out as named tuples. Who listens to an engine's statements hears of these too.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, cast

from sqlalchemy import (
    ARRAY,
    Boolean,
    Connection,
    Dialect,
    Engine,
    Insert,
    PoolProxiedConnection,
    SelectBase,
    Table,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.exc import DBAPIError

from hub.store import wire

Given = Mapping[str, Any]
_CURSOR: Final = "hub_cursor"


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement as one database's driver takes it; `truths` are the columns that SQLite keeps as numbers."""

    text: str
    order: tuple[str, ...] | None
    constants: dict[str, Any]
    late: tuple[tuple[str, Callable[[], Any]], ...]
    row: Callable[[Iterable[Any]], Any]
    truths: tuple[int, ...]

    def values(self, given: Given) -> Any:
        values = {**self.constants, **given}
        for name, ask in self.late:
            values[name] = ask()
        return values if self.order is None else [values[name] for name in self.order]

    def read(self, rows: Iterable[tuple[Any, ...]]) -> list[Any]:
        if not self.truths:
            return list(map(self.row, rows))
        return [self.row(_truthful(row, self.truths)) for row in rows]


class Prepared:
    """One statement; `build` is called once for each kind of database, with its name."""

    __slots__ = ("_build", "_many", "_ready")

    def __init__(self, build: Callable[[str], SelectBase | Insert]) -> None:
        self._build: Final = build
        self._ready: Final[dict[str, _Ready]] = {}
        self._many: _Ready | None = None

    def all(self, tx: Connection, given: Given) -> list[Any]:
        """Give the rows that it reads in the transaction of a block."""
        with _told_to(tx):
            return self.read(tx.engine, tx.connection, given)

    def first(self, tx: Connection, given: Given) -> Any:
        return next(iter(self.all(tx, given)), None)

    def write(self, tx: Connection, rows: Sequence[Given]) -> None:
        """Insert rows, at one go; all have the same names."""
        with _told_to(tx):
            if len(rows) == 1:
                _run(tx.engine, tx.connection, [(self._for(tx.engine.dialect), rows[0])])
            else:
                self._write_many(tx.engine, tx.connection, rows)

    def _write_many(self, engine: Engine, held: PoolProxiedConnection, rows: Sequence[Given]) -> None:
        if engine.dialect.name == "postgresql":
            ready = self._for_many(engine.dialect)
            _send(engine, held, ready.text, {name: [row[name] for row in rows] for name in rows[0]})
            return
        ready = self._for(engine.dialect)
        _send(engine, held, ready.text, [ready.values(row) for row in rows], many=True)

    def read(self, engine: Engine, held: PoolProxiedConnection, given: Given) -> list[Any]:
        """Give the rows that it reads on a connection of the pool. Raises what SQLAlchemy would."""
        return _run(engine, held, [(self._for(engine.dialect), given)])[0]

    def _for(self, dialect: Dialect) -> _Ready:
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = _compiled(self._build(dialect.name), _numbering(dialect))
        return ready

    def _for_many(self, dialect: Dialect) -> _Ready:
        """Make one statement of many rows, a list for each column: a row at a time costs both sides several times."""
        if self._many is None:
            table = cast("Table", cast("Insert", self._build(dialect.name)).table)
            lists = [func.unnest(bindparam(column.name, type_=ARRAY(column.type))) for column in table.c]
            self._many = _compiled(insert(table).from_select(list(table.c), select(*lists)), dialect)
        return self._many


def _run(engine: Engine, held: PoolProxiedConnection, asked: Sequence[tuple[_Ready, Given]]) -> list[list[Any]]:
    """Run statements in turn; on PostgreSQL past the driver's cursor, which costs as much as they do."""
    valued = [(ready, ready.values(given)) for ready, given in asked]
    if engine.dialect.name != "postgresql":
        return [ready.read(_send(engine, held, ready.text, values, fetch=True)) for ready, values in valued]
    for ready, values in valued:
        _tell(engine, ready.text, values, many=False)
    try:
        return wire.run(held, [wire.Asked(ready.text, values, ready.row) for ready, values in valued])
    except engine.dialect.loaded_dbapi.Error as error:
        raise _told(engine, error, held.dbapi_connection) from error


def _send(
    engine: Engine, held: PoolProxiedConnection, text: str, values: Any, *, fetch: bool = False, many: bool = False
) -> Sequence[tuple[Any, ...]]:
    """Run it with the connection's one cursor: to make another costs as much as a short statement."""
    _tell(engine, text, values, many=many)
    cursor: Any = held.info.get(_CURSOR) or held.info.setdefault(_CURSOR, held.cursor())
    try:
        (cursor.executemany if many else cursor.execute)(text, values)
        return cursor.fetchall() if fetch else ()
    except engine.dialect.loaded_dbapi.Error as error:
        raise _told(engine, error, held.dbapi_connection) from error


def _tell(engine: Engine, text: str, values: Any, *, many: bool) -> None:
    for told in engine.dispatch.before_cursor_execute:
        told(None, None, text, values, None, many)


@contextmanager
def _told_to(tx: Connection) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated:
            tx.invalidate(error)
        raise


def _numbering(dialect: Dialect) -> Dialect:
    """Give the dialect that writes `$1` where the driver's own writes a name: what PostgreSQL's protocol takes."""
    if dialect.name != "postgresql":
        return dialect
    kind: Any = type(dialect)
    return cast("Dialect", kind(paramstyle="numeric_dollar"))


def _compiled(statement: SelectBase | Insert, dialect: Dialect) -> _Ready:
    compiled: Any = statement.compile(dialect=dialect)
    columns = statement.selected_columns if isinstance(statement, SelectBase) else ()
    row: Any = namedtuple("Row", [column.key for column in columns], rename=True)  # type: ignore[misc]  # noqa: PYI024 - its names are known now
    binds = [(name, bind) for bind, name in compiled.bind_names.items()]
    numbers = dialect.name == "sqlite"
    return _Ready(
        text=str(compiled),
        order=tuple(compiled.positiontup) if compiled.positional else None,
        constants={name: bind.value for name, bind in binds if not bind.required and bind.callable is None},
        late=tuple((name, bind.callable) for name, bind in binds if bind.callable is not None),
        row=partial(tuple.__new__, row),  # what its own `_make` does, without a step of Python for each row
        truths=tuple(at for at, column in enumerate(columns) if numbers and isinstance(column.type, Boolean)),
    )


def _truthful(row: tuple[Any, ...], truths: tuple[int, ...]) -> list[Any]:
    read = list(row)
    for at in truths:
        read[at] = None if read[at] is None else bool(read[at])
    return read


def _told(engine: Engine, error: Exception, connection: Any) -> BaseException:
    """Give the error as SQLAlchemy tells it; when the server was lost, its other connections are not used again."""
    dialect = engine.dialect
    base = dialect.loaded_dbapi.Error
    lost = isinstance(error, base) and dialect.is_disconnect(error, connection, None)
    if lost:
        engine.dispose()
    return DBAPIError.instance(
        None, None, error, base, hide_parameters=True, connection_invalidated=lost, dialect=dialect
    )
