"""Opens transactions: `write()` commits what its block did, `read()` cannot write; both say when none can be had."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from math import inf
from time import monotonic
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, PoolProxiedConnection
from sqlalchemy.exc import DatabaseError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from hub.store import postgresql, sqlite
from hub.store.addresses import read_address
from hub.store.errors import StoreRefused, StoreUnavailable
from hub.store.fair_lock import FairLock
from hub.store.prepared import Given, Prepared

# What a transaction still has to tell the log (hub.store.row_marks): its connection carries none of it into the next.
UNTOLD: Final = "rows to tell"
# And, until it has committed, the leaves of the entries that it writes, by id, and its seal (hub.store.entry_tags).
ENTRIES: Final = "entries written"
SEAL: Final = "size and root"
# And the consents that an act began on (hub.grants.holding).
HELD: Final = "consents held"
_UNWATCHED: Final = 60.0  # seconds: who keeps a seal waiting for so long does it on purpose
_MOST_ENTRIES: Final = 100_000  # that are waited for; who writes more without a seal lets the oldest go


class Store:
    """One database. Threads share it; a process that forks closes it first and opens its own."""

    def __init__(self, url: str, *, connections: int = 16, read_only: bool = False) -> None:
        address = read_address(url)
        self.url: Final = url
        self.dialect: Final = address.get_backend_name()
        self.read_only: Final = read_only
        self._turns: Final = FairLock() if self.dialect == "sqlite" else None
        self._reader, self._writer = self._open(address, connections)
        self._walker: Final = self._reader if self.dialect == "sqlite" else postgresql.walker(address)
        # Of the log: how far this process has seen it sealed, and the root; whether it begins with a tag; which of its
        # own entries are to be seen sealed; and whether one of them is gone (hub.store.entry_tags).
        self.sealed, self.tagged = (0, b""), False
        self.written: Final[dict[str, bytes]] = {}
        self.lost = False
        self._watched_at: float | None = None  # (monotonic) None where nobody watches

    def _open(self, address: URL, connections: int) -> tuple[Engine, Engine]:
        if self.dialect == "sqlite":
            if self.read_only:
                sqlite.refuse_unreadable(address)
                return sqlite.looker(address, connections=connections), sqlite.writer(address)
            sqlite.make_private(address)
            return sqlite.reader(address, connections=connections), sqlite.writer(address)
        return (
            postgresql.reader(address, connections=connections),
            postgresql.writer(address, connections=connections),
        )

    @property
    def engines(self) -> tuple[Engine, ...]:
        """The engines, the writing one last, for who listens to their events: tests and the bench."""
        walking = () if self._walker is self._reader else (self._walker,)
        return (self._reader, *walking, self._writer)

    def watched(self) -> None:
        """Remember that just now all was sealed, and that what this process has written stands."""
        self._watched_at = monotonic()

    def refuse_taught(self) -> None:
        """Raise StoreRefused, as a new connection would, where the database was taught while this one's stood.

        Nothing that needs an entry is done from then on until `watched`.
        """
        if self.dialect != "postgresql":  # to SQLite nobody tells more than rows: what is found is the same for all
            return
        try:
            with self.read() as connection:
                driver: Any = connection.connection.driver_connection
                postgresql.refuse_taught(driver)
        except StoreRefused:
            self._watched_at = -inf
            raise

    @property
    def unwatched(self) -> bool:
        """Tell whether that was so long ago that what was written since could be taken away unseen."""
        return self._watched_at is not None and monotonic() - self._watched_at > _UNWATCHED

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Commit durably what the block did, or nothing of it when it raises."""
        if self.read_only:
            raise StoreRefused("this store was opened for reading")
        with self._turns.held() if self._turns else nullcontext(), _told_apart(), self._writer.begin() as connection:
            for left in (UNTOLD, ENTRIES, SEAL, HELD):
                connection.info.pop(left, None)
            yield connection
            entries, seal = connection.info.pop(ENTRIES, {}), connection.info.pop(SEAL, None)
        self._remember(entries)  # they stand
        if seal is not None:
            self.saw(seal)

    def saw(self, seal: tuple[int, bytes]) -> None:
        """Remember a seal that is farther than the one seen last: of the same size, another root is another log's."""
        if seal[0] > self.sealed[0]:
            self.sealed = seal

    def _remember(self, entries: dict[str, bytes]) -> None:
        self.written.update(entries)
        for oldest in list(self.written)[: max(len(self.written) - _MOST_ENTRIES, 0)]:
            self.written.pop(oldest, None)  # another thread may have done so

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with _told_apart(), self._reader.connect() as connection:
            yield connection

    def ask(self, statement: Prepared, given: Given) -> list[Any]:
        """Run one statement that reads, alone: what every request does, without what a block costs."""
        with _told_apart():
            held = self._connected()
            try:
                return statement.read(self._reader, held, given)
            finally:
                held.close()

    def _connected(self) -> PoolProxiedConnection:
        """Take a connection of the driver; connecting anew raises the driver's own errors, which nobody else knows."""
        try:
            return self._reader.raw_connection()
        except self._reader.dialect.loaded_dbapi.Error as error:
            raise StoreUnavailable from error

    @contextmanager
    def walk(self) -> Iterator[Connection]:
        """Read as of one moment, by several statements and bit by bit."""
        with _told_apart(), self._walker.connect() as connection:
            yield connection

    def check(self) -> None:
        """Open one connection of each kind, so that a database that may lose commits is refused at start."""
        with self.read() as connection:
            connection.exec_driver_sql("SELECT 1")
        if not self.read_only:
            with self.write() as connection:
                connection.exec_driver_sql("SELECT 1")

    def close(self) -> None:
        for engine in self.engines:
            engine.dispose()


@contextmanager
def _told_apart() -> Iterator[None]:
    """Turn what a dead, full, locked or broken database raises into StoreUnavailable; let all else through."""
    try:
        yield
    except (OperationalError, InterfaceError, InternalError, PoolTimeout) as error:
        raise StoreUnavailable from error
    except DatabaseError as error:
        # The subclasses tell of the statement (a constraint, a value); the class itself tells of a broken file.
        if type(error) is DatabaseError:
            raise StoreUnavailable from error
        raise
