"""An operator learns that a disk is full, or whatever the database calls it, and nobody's data."""

import pytest
from sqlalchemy import text

from hub.store.causes import cause_of
from hub.store.errors import StoreUnavailable
from tests.databases import Databases


def test_the_first_cause_is_named_with_the_databases_word(database: Databases) -> None:
    broken, told = {
        "sqlite": ("SELECT canary FROM nowhere", "OperationalError SQLITE_ERROR"),
        "postgresql": ("SELECT 'canary' || pg_terminate_backend(pg_backend_pid())", "AdminShutdown 57P01"),
    }[database.store.dialect]
    with pytest.raises(StoreUnavailable) as raised, database.store.read() as tx:
        tx.execute(text(broken))
    assert cause_of(raised.value) == told


def test_what_has_no_cause_is_its_own() -> None:
    assert cause_of(ValueError("canary")) == "ValueError"
