"""Statements that every request runs: written with SQLAlchemy, compiled once, then handed to the driver as they are.

Running a statement through SQLAlchemy costs several times what the driver needs for it. Here its text, the order of
its parameters and the names of its columns are kept, so that nothing can drift from the tables; only ready values go
in, and rows come out as named tuples. Who listens to an engine's statements hears of these too.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Boolean, Connection, Dialect, Engine, SelectBase
from sqlalchemy.exc import DBAPIError

Given = Mapping[str, Any]


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
            return [self.row(row) for row in rows]
        return [self.row(_truthful(row, self.truths)) for row in rows]


class Prepared:
    """One statement that reads; `build` is called once for each kind of database, with its name."""

    __slots__ = ("_build", "_ready")

    def __init__(self, build: Callable[[str], SelectBase]) -> None:
        self._build: Final = build
        self._ready: Final[dict[str, _Ready]] = {}

    def all(self, tx: Connection, given: Given) -> list[Any]:
        """Run it in the transaction of a block."""
        try:
            return self.run(tx.engine, tx.connection.dbapi_connection, given)
        except DBAPIError as error:
            if error.connection_invalidated:
                tx.invalidate(error)
            raise

    def first(self, tx: Connection, given: Given) -> Any:
        return next(iter(self.all(tx, given)), None)

    def run(self, engine: Engine, connection: Any, given: Given) -> list[Any]:
        """Run it on a connection of the driver. Raises what SQLAlchemy would."""
        dialect = engine.dialect
        ready = self._ready.get(dialect.name) or self._prepare(dialect)
        values = ready.values(given)
        for told in engine.dispatch.before_cursor_execute:
            told(None, None, ready.text, values, None, False)  # noqa: FBT003 - the listeners' own form
        try:
            rows = connection.execute(ready.text, values).fetchall()
        except dialect.loaded_dbapi.Error as error:
            raise _told(engine, error, connection) from error
        return ready.read(rows)

    def _prepare(self, dialect: Dialect) -> _Ready:
        self._ready[dialect.name] = ready = _compiled(self._build(dialect.name), dialect)
        return ready


def _compiled(statement: SelectBase, dialect: Dialect) -> _Ready:
    compiled: Any = statement.compile(dialect=dialect)
    columns = statement.selected_columns
    row: Any = namedtuple("Row", list(columns.keys()), rename=True)  # type: ignore[misc]  # noqa: PYI024 - its names are known now
    binds = [(name, bind) for bind, name in compiled.bind_names.items()]
    numbers = dialect.name == "sqlite"
    return _Ready(
        text=str(compiled),
        order=tuple(compiled.positiontup) if compiled.positional else None,
        constants={name: bind.value for name, bind in binds if not bind.required and bind.callable is None},
        late=tuple((name, bind.callable) for name, bind in binds if bind.callable is not None),
        row=row._make,
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
