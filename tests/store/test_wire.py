"""What goes to PostgreSQL past the driver's cursor: values arrive whole, and who waits keeps nobody else waiting."""

import time
from threading import Thread

import pytest
from sqlalchemy import BigInteger, Boolean, LargeBinary, String, bindparam, cast, func, literal_column, select
from sqlalchemy.exc import DBAPIError

from hub.store.errors import StoreUnavailable
from hub.store.prepared import Given, Prepared
from tests.databases import Databases

SAID: Given = {"text": "Åsa är här", "number": -(2**62), "truth": True, "raw": b"\x00\xff", "none": None}
ECHO = Prepared(
    lambda _: select(
        bindparam("text", type_=String).label("text"),
        bindparam("number", type_=BigInteger).label("number"),
        (bindparam("truth", type_=Boolean) == True).label("truth"),  # noqa: E712 - asked of the database
        cast(bindparam("raw", type_=LargeBinary), LargeBinary).label("raw"),
        bindparam("none", type_=String).label("none"),
    )
)


def test_every_kind_of_value_arrives_as_it_was(database: Databases) -> None:
    with database.store.write() as tx:
        inside = ECHO.first(tx, SAID)
    alone = database.store.ask(ECHO, SAID)[0]
    assert tuple(inside) == tuple(alone) == tuple(SAID.values())


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_text_is_not_cut_at_a_zero_byte(database: Databases) -> None:
    with pytest.raises((DBAPIError, StoreUnavailable)):
        database.store.ask(ECHO, {**SAID, "text": "one\x00two"})
    assert database.store.ask(ECHO, SAID)[0].text == SAID["text"]


def test_a_kind_that_is_not_known_is_refused_and_the_connection_goes_on(database: Databases) -> None:
    with pytest.raises((TypeError, DBAPIError)), database.store.write() as tx:
        ECHO.first(tx, {**SAID, "text": object()})
    with database.store.write() as tx:
        assert ECHO.first(tx, SAID).text == SAID["text"]


@pytest.mark.parametrize("walks", [True, False])
def test_a_rollback_leaves_each_statement_prepared(database: Databases, walks: bool) -> None:
    """The driver would deallocate ours too, once it had prepared one of its own: as by a statement run often."""
    database.store.ask(ECHO, SAID)
    for _ in range(2):
        with pytest.raises(KeyError), database.store.walk() if walks else database.store.write() as tx:
            for number in range(12):
                tx.execute(select(literal_column("1") + bindparam("number", type_=BigInteger)), {"number": number})
            assert ECHO.first(tx, SAID).text == SAID["text"]
            raise KeyError
    assert database.store.ask(ECHO, SAID)[0].text == SAID["text"]
    with database.store.write() as tx:
        assert ECHO.first(tx, SAID).text == SAID["text"]


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.parametrize("alone", [True, False])
def test_who_waits_keeps_nobody_else_waiting(database: Databases, alone: bool) -> None:
    slow = Prepared(lambda _: select(func.count().label("times")).select_from(func.pg_sleep(literal_column("0.5"))))

    def wait() -> None:
        if alone:
            database.store.ask(slow, {})
        else:
            with database.store.write() as tx:
                slow.first(tx, {})

    waiting, turns = Thread(target=wait), 0
    waiting.start()
    while waiting.is_alive():
        time.sleep(0.01)
        turns += 1
    waiting.join()
    assert turns > 10
