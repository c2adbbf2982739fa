"""Empties a PostgreSQL database, so that a worker's next test has it as new: to copy one takes longer than most tests.

The connections of the hub stay open and have seen its tables, as in a service that has run for a while.
"""

from dataclasses import dataclass, field
from typing import Final, LiteralString

import psycopg

from hub.store.engine import Store
from tests.postgresql import Server

_USES: Final = 60  # what was deleted stays in the files, and is passed by each time
# What a change of a table, an index, a trigger or a setting leaves behind in the catalogues.
_SHAPE: Final = " UNION ALL ".join(
    f"SELECT ('{catalogue}', count(*), max(xmin::text::bigint))::text FROM {catalogue}"
    for catalogue in (
        "pg_class",
        "pg_attribute",
        "pg_constraint",
        "pg_index",
        "pg_trigger",
        "pg_proc",
        "pg_db_role_setting",
    )
)
# In the role of a replica no trigger refuses and no foreign key asks.
_EMPTY: Final = """
DO $$ DECLARE one regclass; BEGIN
    SET LOCAL session_replication_role = replica;
    SET LOCAL synchronous_commit = off;
    SET LOCAL lock_timeout = '1s';
    FOR one IN SELECT oid FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
            AND relname <> 'alembic_version'
    LOOP EXECUTE format('DELETE FROM %s', one); END LOOP;
END $$
"""
_CONNECTED: Final = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"


@dataclass(slots=True)
class Kept:
    """One database that outlives its test, with a connection that empties it."""

    store: Store
    connection: psycopg.Connection
    shape: list[tuple[object, ...]]
    uses: int = field(default=0)

    @classmethod
    def of(cls, server: Server, name: str, store: Store) -> "Kept":
        connection = psycopg.connect(host=str(server.directory), user="hub", dbname=name, autocommit=True)
        return cls(store, connection, connection.execute(_SHAPE).fetchall())

    def emptied(self) -> bool:
        """Empty it, or say that it must not serve again.

        It must not when it has served long or its tables are others than at first, nor when somebody is connected
        beside the store's idle connections or holds its rows, nor when the server was killed.
        """
        self.uses += 1
        idle = sum(engine.pool.checkedin() for engine in self.store.engines)  # type: ignore[attr-defined]
        try:
            if self.uses >= _USES or self._ask(_CONNECTED) != [(idle + 1,)] or self._ask(_SHAPE) != self.shape:
                return False
            self.connection.execute(_EMPTY)
        except psycopg.OperationalError:
            return False
        return True

    def _ask(self, statement: LiteralString) -> list[tuple[object, ...]]:
        return self.connection.execute(statement).fetchall()

    def close(self) -> None:
        self.store.close()
        self.connection.close()
