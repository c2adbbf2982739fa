"""Who reads lets no entry of hers be another's by what SQLite calls replacing, which is no DELETE to its triggers (T6).

Whoever may write to the database may try, on a connection of his own. The attack is shown to work with its guard off.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from hub.store.addresses import read_address
from tests.cast import World
from tests.checking import faults
from tests.consents.story import in_force
from tests.databases import ONE_DATABASE

pytestmark = ONE_DATABASE
COLUMNS = "id, at, body, leaf, actor, actor_unit, subject, case_id, action, outcome, detail"
OTHERS = COLUMNS.replace("actor,", ":otto,")
UNDER_ANOTHER_ID = OTHERS.replace("id,", "'x',", 1)
FROM = "FROM log_entry WHERE actor = :fia AND action = 'read'"
WAYS = {
    "by its id": f"INSERT OR REPLACE INTO log_entry ({COLUMNS}) SELECT {OTHERS} {FROM}",
    "by its row number": f"REPLACE INTO log_entry (rowid, {COLUMNS}) SELECT rowid, {OTHERS} {FROM}",
    "by its row number, under another id": f"REPLACE INTO log_entry (rowid, {COLUMNS}) "
    f"SELECT rowid, {UNDER_ANOTHER_ID} {FROM}",
}


@pytest.fixture(name="file")
def _file(world: World) -> Iterator[sqlite3.Connection]:
    """The database as a file in the hands of somebody who may write to it, after Fia has read."""
    in_force(world)
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200
    with closing(sqlite3.connect(read_address(world.databases.url).database or "", isolation_level=None)) as file:
        yield file


def given(world: World) -> dict[str, str]:
    return {name: world[name].officer for name in ("fia", "otto")}


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_no_read_becomes_anothers(world: World, file: sqlite3.Connection, way: str, *, guarded: bool) -> None:
    who = given(world)
    hers = f"SELECT count(*) {FROM}"
    read = file.execute(hers, who).fetchone()
    if not guarded:
        file.execute("DROP TRIGGER log_entry_insert")
    with suppress(sqlite3.IntegrityError):
        file.execute(WAYS[way], who)
    assert (file.execute(hers, who).fetchone() == read) is guarded
    assert (not faults(world)) is guarded, "and the check finds it where the database let it through"


def test_no_row_that_he_puts_there_keeps_the_hubs_own_out(world: World, file: sqlite3.Connection) -> None:
    """To a trigger, a row whose number SQLite has yet to give has -1: his own under that number is in nobody's way."""
    file.execute(f"INSERT INTO log_entry (rowid, {COLUMNS}) SELECT -1, {UNDER_ANOTHER_ID} {FROM}", given(world))
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200
