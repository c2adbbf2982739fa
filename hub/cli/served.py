"""Tells a command that must be alone whether the hub is served: on PostgreSQL by what its connections are called.

With SQLite the lock file says so (hub.store.process_lock).
"""

import os
from typing import Final

from sqlalchemy import text

from hub.store.engine import Store
from hub.store.errors import HeldByAnother
from hub.web.settings import Settings

_SERVES: Final = "hub serve"
_SERVED: Final = text(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = :name LIMIT 1"
)


def call_connections() -> None:
    """Give what this process connects from now on its name, by the environment of PostgreSQL's client."""
    os.environ["PGAPPNAME"] = _SERVES


def refuse_served(settings: Settings) -> None:
    """Raise HeldByAnother while the hub serves, also on another machine; one of before this version has no name yet."""
    if settings.uses_sqlite:
        return
    store = Store(settings.database_url, connections=1, read_only=True)
    try:
        with store.read() as tx:
            served = tx.execute(_SERVED, {"name": _SERVES}).first() is not None
    finally:
        store.close()
    if served:
        raise HeldByAnother("the hub serves this database; stop it first, on every machine (systemctl stop hub)")
