"""What time it is: the database's own clock in production, a value that is moved in tests and when the demo is told."""

import time
from typing import Final, Protocol

from sqlalchemy import BigInteger, ColumnElement, Connection, bindparam, func, literal_column, select

# Lengths of time in microseconds, as instants are.
SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR


def process_now() -> int:
    """Return microseconds since the epoch by this process's clock; SQLite, which is in the process, asks it."""
    return time.time_ns() // 1000


class Clock(Protocol):
    def column(self, dialect_name: str) -> ColumnElement[int]:
        """Return an expression that gives microseconds since the epoch when its statement runs."""

    def now(self, conn: Connection) -> int:
        """Return microseconds since the epoch, by one statement at most."""


class DatabaseClock:
    """The clock of the database server: the same for all processes, and after the locks when asked after them."""

    def column(self, dialect_name: str) -> ColumnElement[int]:
        if dialect_name == "sqlite":
            return func.hub_now(type_=BigInteger)
        return literal_column(_EPOCH, BigInteger)

    def now(self, conn: Connection) -> int:
        return conn.execute(_ASK[conn.dialect.name]).scalar_one()


class SetClock:
    """Stands still until it is moved."""

    def __init__(self, at: int) -> None:
        self.at = at

    def column(self, dialect_name: str) -> ColumnElement[int]:  # noqa: ARG002 - a bound value is the same on both
        # Called when the statement runs, so that a statement that is built once follows the clock.
        return bindparam("hub_clock", callable_=lambda: self.at, type_=BigInteger, unique=True)

    def now(self, conn: Connection) -> int:  # noqa: ARG002 - the value is here
        return self.at

    def move(self, microseconds: int) -> None:
        self.at += microseconds


# Each part by its full name: a function or an operator of whoever may make some there would else be taken for it, where
# it fits the types better, and say what time it is.
_EPOCH: Final = (
    "(extract(epoch from pg_catalog.clock_timestamp()) OPERATOR(pg_catalog.*) 1000000::pg_catalog.numeric)"
    "::pg_catalog.int8"
)
_ASK: Final = {name: select(DatabaseClock().column(name)) for name in ("sqlite", "postgresql")}
