"""The database's clock runs, the set clock stands until it is moved, and a statement built once follows both."""

import time

import pytest
from sqlalchemy import select

from hub.store.clock import Clock, DatabaseClock, SetClock
from tests.databases import Databases, count

MINUTE = 60_000_000


@pytest.mark.parametrize("kept", [DatabaseClock(), SetClock(0)])
def test_column_and_now_agree(database: Databases, kept: Clock) -> None:
    statement = select(kept.column(database.store.dialect))
    with database.store.read() as tx:
        before = kept.now(tx)
        inside = tx.execute(statement).scalar_one()
        after = kept.now(tx)
    assert before <= inside <= after


def test_the_database_clock_is_microseconds_since_the_epoch(database: Databases) -> None:
    with database.store.read() as tx:
        assert abs(DatabaseClock().now(tx) - time.time_ns() // 1000) < MINUTE


def test_the_database_clock_moves_within_a_transaction(database: Databases) -> None:
    with database.store.write() as tx:
        first = DatabaseClock().now(tx)
        time.sleep(0.01)
        assert DatabaseClock().now(tx) >= first + 9_000


def test_a_statement_built_once_follows_the_set_clock(database: Databases) -> None:
    clock = SetClock(1_790_000_000_000_000)
    statement = select(clock.column(database.store.dialect))
    with database.store.read() as tx:
        assert tx.execute(statement).scalar_one() == clock.at
        clock.move(MINUTE)
        assert tx.execute(statement).scalar_one() == 1_790_000_000_000_000 + MINUTE


def test_asking_costs_one_statement_at_most(database: Databases) -> None:
    with count(database.store) as counts, database.store.read() as tx:
        DatabaseClock().now(tx)
        SetClock(1).now(tx)
    assert counts.statements == 1
