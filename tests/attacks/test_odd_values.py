"""Values of another type in any column that the check of the log reads: it names the place, and tells all the rest."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, nullcontext
from typing import Any, Final

import pytest
from sqlalchemy import Column, text
from sqlalchemy.exc import DBAPIError

from hub.access_log.reader import catch_up, findings, verifying
from hub.access_log.reader.findings import Fault, Finding, Findings
from hub.access_log.reader.fitting import Fitting
from hub.access_log.reader.verifying import verify
from hub.access_log.sealer import seal_pending
from hub.cli.sealed_records import sealed_records
from hub.oversight.reviewing import tally_all
from hub.store.addresses import read_address
from hub.store.base import metadata
from hub.store.errors import StoreUnavailable
from tests.access_log.acts import APPEND_ONLY, tamper
from tests.attacks.scene import play
from tests.cast import World
from tests.consents.story import in_force
from tests.databases import ONE_DATABASE

# By hand, so that a table which the check begins to read is missed here and not only there.
READ: Final = (
    ("log_entry", "log_leaf", "log_checkpoint", "log_concern"),
    ("log_look", "log_looked", "log_tally", "log_tallied", "record_head", "identity", "document", "item"),
    ("consent", "consent_person", "consent_row", "consent_line", "governing"),
)
# What each sort of column is given; NULL is refused by SQLite itself wherever it does not fit.
ODD: Final[dict[str, tuple[object, ...]]] = {
    "BLOB": ("odd", 7),
    "BIGINT": ("odd", b"\x00odd"),
    "INTEGER": ("odd", 1.5),
    "BOOLEAN": ("odd", 7),
}
ROW_NUMBER: Final = metadata.tables["log_looked"].c.id  # the one key that is SQLite's own: it takes numbers alone
BYTES: Final = (b"\x00odd",)  # what any text column is given: a number becomes text by itself
# Text that is no UTF-8, a line and a colour that a terminal would draw.
UGLY: Final = ("CAST(x'ff41' AS TEXT)", "char(10) || 'whole' || char(27) || '[2J'")


def check(world: World) -> Findings:
    return verify(world.ground, lambda *_: None, records=sealed_records)


@pytest.fixture(name="lived")
def _lived(world: World) -> World:
    """A case in which everything was written that the check reads, sealed, counted, and sound."""
    play(world, "mine")
    assert world.api("dora").get("/log/counts").status == 200
    seal_pending(world.ground, reach=None)
    catch_up(world.ground)
    tally_all(world.ground)
    assert check(world).sound
    return world


@pytest.fixture(name="file")
def _file(lived: World) -> Iterator[sqlite3.Connection]:
    """The database as a file in the hands of somebody who may write to it."""
    place = read_address(lived.databases.url).database
    with closing(sqlite3.connect(place or "", isolation_level=None)) as file:
        for table in [*APPEND_ONLY, metadata.tables["log_look"]]:
            for act in ("update", "delete"):
                file.execute(f"DROP TRIGGER IF EXISTS {table.name}_{act}")
        yield file


@ONE_DATABASE
@pytest.mark.parametrize("tables", READ)
def test_each_column_with_each_type_is_named_and_ends_nothing(
    lived: World, file: sqlite3.Connection, tables: tuple[str, ...]
) -> None:
    marked, one = file.execute("SELECT rowid, id FROM log_entry ORDER BY rowid LIMIT 1").fetchone()
    file.execute("UPDATE log_entry SET actor = 'somebody else' WHERE rowid = ?", (marked,))
    kept = Finding(Fault.COLUMN_DIFFERS, f"entry {one}")
    before = check(lived).found
    assert kept in before
    for column in [column for name in tables for column in metadata.tables[name].c if column is not ROW_NUMBER]:
        (row,) = file.execute(f"SELECT max(rowid) FROM {column.table.name}").fetchone()
        for value in ODD.get(str(column.type), BYTES):
            put_and_found(lived, file, column, row, value)
        if not column.nullable:
            with pytest.raises(sqlite3.IntegrityError):
                file.execute(f"UPDATE {column.table.name} SET {column.name} = NULL WHERE rowid = ?", (row,))
    assert check(lived).found == before


def put_and_found(world: World, file: sqlite3.Connection, column: Column[Any], row: int, value: object) -> None:
    """Put an odd value into a row, look for its finding, and put back what was there."""
    table, name, here = column.table.name, column.name, (column.table.name, column.name, value)
    (was,) = file.execute(f"SELECT {name} FROM {table} WHERE rowid = ?", (row,)).fetchone()
    file.execute(f"UPDATE {table} SET {name} = ? WHERE rowid = ?", (value, row))
    keys = ", ".join(each.name for each in column.table.primary_key)
    key = file.execute(f"SELECT {keys} FROM {table} WHERE rowid = ?", (row,)).fetchone()
    found = check(world).found
    file.execute(f"UPDATE {table} SET {name} = ? WHERE rowid = ?", (was, row))
    parts = "/".join(part.hex() if isinstance(part, bytes) else str(part) for part in key)
    assert Finding(Fault.VALUE_UNFIT, f"{table} {parts}: {name}") in found, (here, found)
    assert any(one.fault is Fault.COLUMN_DIFFERS for one in found), here


@ONE_DATABASE
def test_what_stands_in_for_an_odd_value_is_not_what_was_logged(lived: World, file: sqlite3.Connection) -> None:
    """The finding of the type is one; that the record is not what the log tells is another."""
    (one,) = file.execute("SELECT max(id) FROM item").fetchone()
    file.execute("UPDATE item SET sealed = CAST(sealed AS TEXT) WHERE id = ?", (one,))
    found = check(lived).found
    assert Finding(Fault.VALUE_UNFIT, f"item {one}: sealed") in found
    assert Finding(Fault.RECORD_CHANGED, f"record item/{one}") in found


@ONE_DATABASE
@pytest.mark.parametrize("ugly", UGLY)
@pytest.mark.parametrize(
    "column", ["log_entry.id", "log_entry.actor", "log_leaf.entry_id", "log_checkpoint.note", "consent.purposes"]
)
def test_ugly_text_is_read_and_draws_nothing(lived: World, file: sqlite3.Connection, column: str, ugly: str) -> None:
    table, _point, name = column.partition(".")
    (row,) = file.execute(f"SELECT max(rowid) FROM {table}").fetchone()
    file.execute(f"UPDATE {table} SET {name} = {ugly} WHERE rowid = ?", (row,))
    findings = check(lived)
    assert not findings.sound
    assert all(finding.where.isascii() and finding.where.isprintable() for finding in findings.found)


@ONE_DATABASE
def test_taken_as_it_is_one_would_end_the_check(
    lived: World, file: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.execute("UPDATE log_entry SET body = 7 WHERE rowid = 3")
    assert not check(lived).sound
    monkeypatch.setattr(Fitting, "__call__", lambda self, values: self._row(*values))
    with pytest.raises(TypeError):
        check(lived)


@ONE_DATABASE
def test_and_so_would_text_that_is_none(
    lived: World, file: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.execute(f"UPDATE log_entry SET actor = {UGLY[0]} WHERE rowid = 1")
    monkeypatch.setattr(verifying, "any_text", nullcontext)
    with pytest.raises(StoreUnavailable):
        check(lived)


@ONE_DATABASE
def test_a_terminal_would_be_drawn_on(lived: World, file: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    file.execute(f"UPDATE log_entry SET id = {UGLY[1]} WHERE rowid = 1")
    monkeypatch.setattr(findings, "_UNPRINTABLE", re.compile("(?!)"))
    assert any("\x1b[2J" in one.where for one in check(lived).found)


@ONE_DATABASE
@pytest.mark.parametrize("number", [-1, 2**62])
def test_a_leaf_with_a_number_out_of_all_order_is_told(lived: World, file: sqlite3.Connection, number: int) -> None:
    file.execute("UPDATE log_leaf SET number = ? WHERE number = 3", (number,))
    assert Finding(Fault.LEAF_MISPLACED, f"leaf {number}") in check(lived).found


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_postgresql_refuses_them_by_itself(lived: World) -> None:
    for told in ("log_entry SET body = 'odd'::text", "item SET sealed = 7", "consent SET version = 'x'::text"):
        with pytest.raises(DBAPIError), lived.store.write() as tx:
            tx.execute(text(f"UPDATE {told}"))


@ONE_DATABASE
@pytest.mark.parametrize("odd", ["CAST(body AS TEXT)", "7", "'odd'"])
@pytest.mark.parametrize("of", ["record_head WHERE record_table = 'consent'", "log_leaf WHERE number = 0"])
def test_an_odd_entry_hinders_no_taking_back(world: World, odd: str, of: str) -> None:
    """What is no entry tells nothing; to take back needs no telling (R12)."""
    paper = in_force(world)
    seal_pending(world.ground)
    tamper(world.ground, f"UPDATE log_entry SET body = {odd} WHERE id IN (SELECT entry_id FROM {of})")
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 201
