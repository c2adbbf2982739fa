"""What is told of the log is gathered before the transaction of its entry: a long walk keeps nobody from writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from sqlalchemy import event, func, select

from hub.access_log.tables import log_entry
from hub.store.errors import StoreUnavailable
from tests.cast import World

# Who looks, and where; the last is a page, which alone counts lists by month for a reviewer.
LOOKS: Final = {
    "matrix": ("dana", "/me/knowledge"),
    "cell": ("dana", "/me/knowledge/{unit}/C04"),
    "reads": ("dana", "/me/reads"),
    "folded": ("dana", "/me/reads?folded=true"),
    "log": ("dora", "/log/entries"),
    "answer": ("dora", "/logg-svar?case={number}"),
}
# What is sealed and brought up to date first is found by other words.
WALKS: Final = ("log_entry.subject", "log_look.")


def look(world: World, kind: str) -> Any:
    name, path = LOOKS[kind]
    path = path.format(unit=world.units["FK Nordost"], number=world.dana.number)
    client = world.page(name) if kind == "answer" else world.api(name)
    return lambda: client.get(path)


@contextmanager
def asked_while_writing(world: World) -> Iterator[list[str]]:
    """Collect what is asked of the log inside transactions that write."""
    found: list[str] = []
    writer = world.store.engines[-1]

    def on_statement(*told: Any) -> None:
        statement = str(told[2])
        if statement.startswith("SELECT") and any(word in statement for word in WALKS):
            found.append(statement)

    event.listen(writer, "before_cursor_execute", on_statement)
    try:
        yield found
    finally:
        event.remove(writer, "before_cursor_execute", on_statement)


@pytest.mark.parametrize("kind", LOOKS)
def test_the_log_is_not_walked_while_writing(read: World, kind: str) -> None:
    ask = look(read, kind)
    before = entries(read)
    with asked_while_writing(read) as found:
        answer = ask()
    assert answer.status == 200, answer.text
    assert "Fia Falk" in answer.text
    assert found == []
    assert entries(read) == before + 1


@pytest.mark.parametrize("kind", LOOKS)
def test_nothing_leaves_when_its_entry_cannot_be_written(
    read: World, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = look(read, kind)

    def down(*_: object, **__: object) -> None:
        raise StoreUnavailable

    monkeypatch.setattr("hub.access_log.writer.append", down)
    answer = ask()
    assert answer.status == 503
    assert "Fia Falk" not in answer.text


def entries(world: World) -> int:
    with world.store.read() as tx:
        return tx.execute(select(func.count()).where(log_entry.c.action == "log_read")).scalar_one()
