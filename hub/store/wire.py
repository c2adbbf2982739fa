"""Statements to PostgreSQL as its protocol takes them: prepared once by each connection, and several sent at one go.

The driver's cursor weighs before each statement whether it is worth preparing, and begins a transaction by a message
of its own, whose answer it waits for. That costs as much again as the statement. What is sent here together is still
run one after the other by the server: at read committed each statement sees what was committed before it began.
"""

import select
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from psycopg import Connection, IsolationLevel, OperationalError
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from sqlalchemy import PoolProxiedConnection

_HELD: Final = "hub_wire"
_LOST: Final = "the server does not answer"
_Bound = tuple[list[bytes | None], list[Format]]
_DONE: Final = frozenset({ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK})


class Asked(NamedTuple):
    """A statement with `$1` where its first value goes, its values, and what makes a row of a tuple."""

    text: str
    values: Sequence[Any]
    row: Callable[[Any], Any]


def run(held: PoolProxiedConnection, asked: Sequence[Asked]) -> list[list[Any]]:
    """Run them in this order and give the rows of each; begins the transaction first where there is to be one.

    Raises the driver's own errors. After one of them none of the later statements has run.
    """
    wire: _Wire | None = held.info.get(_HELD)
    if wire is None:
        wire = held.info[_HELD] = _Wire(held.dbapi_connection)
    return wire.run(asked)


class _Wire:
    """One connection, with the names that its statements have there."""

    __slots__ = ("_driver", "_link", "_names", "_readable", "_reader", "_writable")

    def __init__(self, connection: Any) -> None:
        self._driver: Final[Connection[Any]] = connection
        self._link: Final[PGconn] = connection.pgconn
        self._names: Final[dict[str, bytes]] = {}
        self._reader: Final = Transformer(connection)
        self._readable, self._writable = select.poll(), select.poll()
        self._readable.register(self._link.socket, select.POLLIN)
        self._writable.register(self._link.socket, select.POLLOUT)

    def run(self, asked: Sequence[Asked]) -> list[list[Any]]:
        if self._link.status != ConnStatus.OK:
            raise OperationalError(_LOST)
        names = [self._names.get(one.text) or self._prepare(one.text) for one in asked]
        sent = [_bound(one.values) for one in asked]
        begins = not self._driver.autocommit and self._link.transaction_status == TransactionStatus.IDLE
        if len(asked) == 1 and not begins:
            values, formats = sent[0]
            answer = self._link.exec_prepared(names[0], values, formats, Format.BINARY)  # type: ignore[arg-type] # takes None too
            answers = [_checked(answer)]
        else:
            answers = self._together(names, sent, begins=begins)
        return [self._rows(answer, one.row) for answer, one in zip(answers, asked, strict=True)]

    def _together(self, names: Sequence[bytes], sent: Sequence[_Bound], *, begins: bool) -> list[PGresult]:
        self._link.enter_pipeline_mode()
        try:
            if begins:
                self._link.send_query_params(_begin(self._driver.isolation_level), None)
            for name, values in zip(names, sent, strict=True):
                self._link.send_query_prepared(name, *values, Format.BINARY)
            self._link.pipeline_sync()
            results = list(self._answers())
        finally:
            self._link.exit_pipeline_mode()
        return [_checked(one) for one in results][begins:]

    def _answers(self) -> Iterator[PGresult | None]:
        """Give the answer to each statement sent before the sync, which ends them; None in place of one: it is lost."""
        while self._link.flush():
            self._writable.poll()
        while (answer := self._arrived()) is None or answer.status != ExecStatus.PIPELINE_SYNC:
            yield answer
            if answer is None:
                return
            while self._arrived() is not None:
                pass

    def _arrived(self) -> PGresult | None:
        """Wait outside of the library: inside, it would keep every other thread waiting too."""
        while self._link.is_busy():
            self._readable.poll()
            self._link.consume_input()
        return self._link.get_result()

    def _prepare(self, text: str) -> bytes:
        name = b"hub_%d" % len(self._names)
        _checked(self._link.prepare(name, text.encode()))
        self._names[text] = name
        return name

    def _rows(self, answer: PGresult, row: Callable[[Any], Any]) -> list[Any]:
        self._reader.set_pgresult(answer)
        return self._reader.load_rows(0, answer.ntuples, row)


def _begin(level: IsolationLevel | None) -> bytes:
    return b"BEGIN" if level is None else f"BEGIN ISOLATION LEVEL {level.name.replace('_', ' ')}".encode()


def _bound(values: Sequence[Any]) -> _Bound:
    said = [_said(value) for value in values]
    return [one[0] for one in said], [one[1] for one in said]


def _said(value: object) -> tuple[bytes | None, Format]:
    """Give a value as the protocol takes it. Text goes with its length: as a C string it would end at a zero byte."""
    if isinstance(value, str):
        return value.encode(), Format.BINARY
    if value is None or isinstance(value, bytes):
        return value, Format.BINARY
    if isinstance(value, bool):
        return b"t" if value else b"f", Format.TEXT
    if isinstance(value, int):
        return b"%d" % value, Format.TEXT
    raise TypeError(f"a value of type {type(value).__name__} is not for a prepared statement")


def _checked(answer: PGresult | None) -> PGresult:
    if answer is None:
        raise OperationalError(_LOST)
    if answer.status not in _DONE:
        raise error_from_result(answer)
    return answer
