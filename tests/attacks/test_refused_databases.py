"""A database that was taught what to find is refused: when the hub connects, and while its connections stand."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Final

import psycopg
import pytest
from sqlalchemy import make_url

from hub.cli.sealing import GONE, Sealer
from hub.store import postgresql
from hub.store.engine import Store
from hub.store.errors import StoreRefused
from tests.access_log.acts import tamper
from tests.attacks.test_taught_databases import LATER
from tests.cast import World
from tests.checking import faults
from tests.consents.story import in_force
from tests.databases import Databases

# In SQLite nobody makes a function or an operator but who opens the file, and a view says the same to everybody.
pytestmark = pytest.mark.parametrize("database", ["postgres"], indirect=True)

_UNLATER: Final = ("DROP OPERATOR * (numeric, integer)", "DROP FUNCTION taught(numeric, integer)")
_HIDES: Final = (
    "ALTER TABLE log_entry RENAME TO kept",
    """CREATE VIEW log_entry AS SELECT * FROM kept
    WHERE NOT (action = 'read' AND current_query() LIKE '%ORDER BY log_entry.at DESC%')""",
)
_UNHIDES: Final = ("DROP VIEW log_entry", "ALTER TABLE kept RENAME TO log_entry")


def _address(database: Databases) -> str:
    return make_url(database.url).set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def made(database: Databases, *statements: str, undo: tuple[str, ...]) -> Iterator[None]:
    """Let this be in the database, by a connection of somebody's own."""
    with psycopg.connect(_address(database), autocommit=True) as owner:
        try:
            for statement in statements:
                owner.execute(statement)
            yield
        finally:
            for statement in undo:
                owner.execute(statement)


def is_refused(database: Databases) -> bool:
    store = Store(database.url)
    try:
        store.check()
    except StoreRefused as refused:
        return "search_path" in str(refused)
    finally:
        store.close()
    return False


@pytest.mark.parametrize("guarded", [True, False])
def test_a_view_hides_nothing_from_a_list(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """It says another thing to each statement: she is not told who read, and the check of the log finds nothing."""
    if not guarded:
        monkeypatch.setattr(postgresql, "refuse_taught", lambda _: None)
    in_force(world)
    fia, dana, running = world.api("fia"), world.page("dana"), Sealer(world.ground)
    running.round()
    with made(world.databases, *_HIDES, undo=_UNHIDES):
        running.round()
        assert fia.get(f"/cases/{world.dana.case}").status == (503 if guarded else 200)
        assert dana.get("/healthz").status == (503 if guarded else 200)
        if not guarded:
            assert not faults(world)
        told = dana.get("/vem-har-last")
    running.round()
    shown = dana.get("/vem-har-last").text  # the same, since nobody has read meanwhile
    assert told.status == 503 if guarded else told.text.count("Fia Falk") < shown.count("Fia Falk")
    assert fia.get(f"/cases/{world.dana.case}").status == 200
    assert [record.message for record in caplog.records] == (["log_not_sealed", "well_again"] if guarded else [])


def test_nor_does_it_hide_that_an_entry_is_gone(world: World, tmp_path: Path) -> None:
    """Else who had taken one away in its half second, and taught it, left nothing once the hub was started anew."""
    in_force(world)
    fia, running = world.api("fia"), Sealer(world.ground, tmp_path)
    running.round()
    assert fia.get(f"/cases/{world.dana.case}").status == 200
    with made(world.databases, *LATER, undo=_UNLATER):
        tamper(world.ground, "DELETE FROM log_entry WHERE actor = :fia AND action = 'read'", fia=world["fia"].officer)
        running.round()
        assert (tmp_path / GONE).exists()
    running.round()
    assert fia.get(f"/cases/{world.dana.case}").status == 503, "until it is started anew"


@pytest.mark.parametrize(
    ("statements", "undo"),
    [
        (LATER, _UNLATER),
        (
            ("CREATE FUNCTION length(varchar) RETURNS integer LANGUAGE sql AS 'SELECT 7'",),
            ("DROP FUNCTION length(varchar)",),
        ),
        (_HIDES, _UNHIDES),
        (
            ("CREATE RULE hides AS ON INSERT TO log_entry DO INSTEAD NOTHING",),
            ("DROP RULE hides ON log_entry",),
        ),
        (
            ("ALTER TABLE log_entry ENABLE ROW LEVEL SECURITY",),
            ("ALTER TABLE log_entry DISABLE ROW LEVEL SECURITY",),
        ),
        (
            (
                'CREATE COLLATION same FROM "C"',  # or one by whose rules two ids are the same
                "ALTER TABLE account ALTER username TYPE varchar COLLATE same",
            ),
            ('ALTER TABLE account ALTER username TYPE varchar COLLATE "default"', "DROP COLLATION same"),
        ),
    ],
)
def test_such_a_database_is_refused(database: Databases, statements: tuple[str, ...], undo: tuple[str, ...]) -> None:
    """And taken again once it is undone, as the words say: without VACUUM, too, where a table had rules."""
    with made(database, *statements, undo=undo):
        assert is_refused(database)
    assert not is_refused(database)


@pytest.mark.parametrize(
    ("where", "refused"),
    [("'$user', public", False), ("public, elsewhere", True), ("pg_temp, nowhere, pg_catalog", True)],
)
def test_what_no_statement_takes_is_not_refused(database: Databases, where: str, *, refused: bool) -> None:
    """As an extension in a schema of its own, and a function that comes after PostgreSQL's own, as one of pgcrypto's.

    What is temporary comes first without being looked into; what comes after it would be.
    """
    name = make_url(database.url).database
    statements = (
        "CREATE SCHEMA nowhere",
        "CREATE SCHEMA elsewhere",
        "SET search_path = elsewhere",
        *LATER,
        "CREATE FUNCTION public.gen_random_uuid() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
        f"ALTER ROLE hub IN DATABASE {name} SET search_path = {where}",
    )
    undo = (
        f"ALTER ROLE hub IN DATABASE {name} RESET search_path",
        "DROP SCHEMA elsewhere CASCADE",
        "DROP SCHEMA nowhere",
        "DROP FUNCTION public.gen_random_uuid()",
    )
    with made(database, *statements, undo=undo):
        store = Store(database.url)
        with pytest.raises(StoreRefused, match="extension") if refused else nullcontext():
            store.check()
        store.close()


def test_nor_may_it_look_elsewhere_first(database: Databases) -> None:
    store = Store(database.url + "&options=-csearch_path%3Dpublic,pg_catalog")
    with pytest.raises(StoreRefused, match="search_path"):
        store.check()
    store.close()
