"""What grows for years is found by an index, whoever looks at what: no address goes through all of it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from sqlalchemy import event

from hub.cases.arranging import ONLY_LABELS
from hub.store.engine import Store
from tests.attacks.addresses import all_addresses, ask, ids_of
from tests.attacks.scene import Scene, as_dana, play
from tests.cast import API, World

# Beside every address as it stands: what a list is narrowed to, and what asks how many there are.
NARROWED: Final = tuple(f"/arenden?visa={only}&before=g" for only in ONLY_LABELS)
LOOKERS: Final = ("fia", "amir", "own", "dagny", "bea", "lea")
# As many as there are officers and units; one row; the first few by an index; a result, not a table.
FEW: Final = ("officer", "employment", "reviewed_unit", "unit", "organisation", "log_check", "log_looked", "always")
_SCANNED: Final = {
    "sqlite": re.compile(r"^SCAN (?!CONSTANT ROW|\(subquery|anon_|log_checkpoint USING INDEX)(\w+)"),
    "postgresql": re.compile(r"Seq Scan on (\w+)"),
}
Asked = dict[str, Any]


@contextmanager
def listening(store: Store) -> Iterator[Asked]:
    """Note each statement once, with what was given to it."""
    asked: Asked = {}

    def note(_: Any, __: Any, statement: str, given: Any, ___: Any, many: Any) -> None:
        asked.setdefault(statement, given[0] if many else given)

    for engine in store.engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        for engine in store.engines:
            event.remove(engine, "before_cursor_execute", note)


def scanned(store: Store, statement: str, given: Any) -> set[str]:
    """Name the tables that a statement goes through from end to end, as the database itself says."""
    if store.dialect == "sqlite":
        with store.read() as tx:
            told: Sequence[Any] = tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", _values(given)).all()
    else:
        # Where it is told to take any other way, it goes through a table only when there is no index to go by.
        with psycopg.connect(store.url.replace("+psycopg", ""), options="-c enable_seqscan=off") as connection:
            kind = psycopg.RawCursor if "$1" in statement else psycopg.Cursor
            told = kind(connection).execute(f"EXPLAIN {statement}".encode(), given or None).fetchall()
    found = {match.group(1) for row in told if (match := _SCANNED[store.dialect].search(str(row[-1])))}
    return found - {*FEW}


def _values(given: Any) -> Any:
    return tuple(given) if isinstance(given, list) else given


def look_everywhere(world: World, scene: Scene) -> None:
    with as_dana(world, scene.who):
        for role in LOOKERS:
            name = "dana" if role == "own" else role
            for address in all_addresses(world):
                if address.method == "GET":
                    client = world.api(name) if address.is_api else world.page(name)
                    ask(world, client, scene, address, ids_of(scene, address), role)
            for rule in world.app.url_map.iter_rules():
                if "GET" in (rule.methods or ()) and not rule.arguments:
                    asker: Any = world.api(name) if rule.rule.startswith(API) else world.page(name)
                    asker.get(rule.rule.removeprefix(API))
            for narrowed in NARROWED:
                world.page(name).get(narrowed)


def test_nothing_goes_through_all_that_grows(world: World) -> None:
    scene = play(world, "active")  # told anew, it is copied table by table: not what the hub asks
    with listening(world.store) as asked:
        look_everywhere(world, scene)
    told = {statement: given for statement, given in asked.items() if statement.startswith(("SELECT", "WITH"))}
    assert len(told) > 100
    found = {one: tables for one, given in told.items() if (tables := scanned(world.store, one, given))}
    assert found == {}


def test_going_through_all_is_seen(world: World) -> None:
    assert scanned(world.store, "SELECT id FROM item WHERE kind = 'activity'", ()) == {"item"}
