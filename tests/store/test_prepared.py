"""A prepared statement gives what SQLAlchemy would give, is counted like any other, and survives a lost server."""

from typing import Any

import pytest
from sqlalchemy import Select, bindparam, event, func, insert, literal, select
from sqlalchemy.exc import DatabaseError, IntegrityError

from hub.organisations.tables import organisation, unit
from hub.store import postgresql
from hub.store.clock import SetClock
from hub.store.engine import Store
from hub.store.errors import StoreUnavailable
from hub.store.prepared import Prepared
from hub.store.tables import record_head
from tests.databases import Databases, count

ID, OTHER = "a" * 32, "b" * 32
CLOCK = SetClock(7)


def statement(dialect: str) -> Select[Any]:
    columns = (unit.c.id, unit.c.own_ground, literal("said").label("word"), CLOCK.column(dialect).label("at"))
    return select(*columns).where(unit.c.id == bindparam("unit"))


def fill(store: Store, *, own_ground: bool) -> None:
    with store.write() as tx:
        tx.execute(
            insert(organisation), {"id": ID, "name": "A", "kind": "region", "never_reads": False, "valid_from": 1}
        )
        row = {"id": ID, "organisation_id": ID, "name": "B", "name_folded": "b", "own_ground": own_ground}
        said = {"own_ground_reference": "OSL 10:28" if own_ground else None, "valid_from": 1}
        tx.execute(insert(unit), row | said)


@pytest.mark.parametrize("own_ground", [True, False])
def test_it_gives_what_a_block_gives(database: Databases, own_ground: bool) -> None:
    fill(database.store, own_ground=own_ground)
    with database.store.read() as tx:
        expected = [tuple(row) for row in tx.execute(statement(tx.dialect.name), {"unit": ID})]
    prepared = Prepared(statement)
    found = database.store.ask(prepared, {"unit": ID})
    assert [tuple(row) for row in found] == expected == [(ID, own_ground, "said", CLOCK.at)]
    assert found[0].own_ground is own_ground
    with database.store.write() as tx:
        assert prepared.first(tx, {"unit": ID}) == found[0]
        assert prepared.first(tx, {"unit": OTHER}) is None


def test_the_clock_is_asked_each_time(database: Databases) -> None:
    fill(database.store, own_ground=False)
    prepared = Prepared(statement)
    before = database.store.ask(prepared, {"unit": ID})[0].at
    CLOCK.move(1)
    assert database.store.ask(prepared, {"unit": ID})[0].at == before + 1


def test_it_is_counted(database: Databases) -> None:
    prepared = Prepared(statement)
    with count(database.store) as counts, database.store.write() as tx:
        prepared.all(tx, {"unit": ID})
        database.store.ask(prepared, {"unit": ID})
    assert (counts.statements, counts.commits) == (2, 1)


def test_a_value_that_was_forgotten_is_an_error(database: Databases) -> None:
    with pytest.raises((KeyError, DatabaseError)):
        database.store.ask(Prepared(statement), {})


def test_what_the_statement_does_wrong_is_told_as_always_and_without_values(database: Databases) -> None:
    wrong = Prepared(lambda _: select(unit.c.id, unit.c.name.op("no_such_operator")(bindparam("name"))))
    with pytest.raises((DatabaseError, StoreUnavailable)) as caught, database.store.write() as tx:
        wrong.all(tx, {"name": "Dana"})
    assert "Dana" not in str(caught.value)


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.parametrize("alone", [True, False])
def test_after_the_server_was_away_it_works_again(database: Databases, alone: bool) -> None:
    """Also where it ends the connection just after the pool has looked at it."""
    other, prepared = Store(database.url), Prepared(statement)
    for engine in other.engines:
        event.remove(engine, "checkout", postgresql._leave_ended)

    def run() -> list[Any]:
        if alone:
            return other.ask(prepared, {"unit": ID})
        with other.write() as tx:
            return prepared.all(tx, {"unit": ID})

    assert run() == []
    with database.store.write() as tx:
        tx.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    with pytest.raises(StoreUnavailable):
        run()
    assert run() == []
    other.close()


@pytest.mark.parametrize("many", [1, 3])
def test_rows_are_written_by_one_statement(database: Databases, many: int) -> None:
    prepared = Prepared(lambda _: insert(record_head))
    row = {"record_table": "plan", "version": 1, "ct_sha256": bytes(32), "entry_id": ID}
    rows = [row | {"record_id": str(number)} for number in range(many)]
    with count(database.store) as counts, database.store.write() as tx:
        prepared.write(tx, rows)
    assert (counts.statements, counts.commits) == (1, 1)
    with database.store.read() as tx:
        assert tx.execute(select(func.count()).select_from(record_head)).scalar_one() == many
    with pytest.raises(IntegrityError) as caught, database.store.write() as tx:
        prepared.write(tx, rows)
    assert ID not in str(caught.value)
