"""The demo is filled once; what was broken off is made anew, and what is there is kept."""

import socket
from pathlib import Path

import pytest
from sqlalchemy import inspect

from hub.cli import running
from hub.cli.accounts import accounts_file
from hub.cli.remembering import SEALED, remembered
from hub.cli.running import fill_once
from hub.store.engine import Store
from hub.store.errors import HeldByAnother
from hub.store.process_lock import hold
from hub.web.settings import Mode, Settings, SettingsError, read_settings
from tests.databases import Databases


class Teller:
    """Stands in for the story: leaves a mark in the database, and may break off."""

    def __init__(self) -> None:
        self.times = 0
        self.breaks = False

    def load(self, settings: Settings) -> None:
        self.times += 1
        if self.breaks:
            raise KeyboardInterrupt
        accounts_file(settings.home).write_text("[]", encoding="utf-8")


@pytest.fixture
def teller(monkeypatch: pytest.MonkeyPatch) -> Teller:
    found = Teller()
    monkeypatch.setattr(running, "demo_data", found)
    return found


def test_a_second_start_keeps_what_is_there(clean: Path, teller: Teller) -> None:
    clean.mkdir()
    settings = read_settings(Mode.DEMO)
    fill_once(settings)
    keys = settings.key_file.read_bytes()
    fill_once(settings)
    assert teller.times == 1
    assert settings.key_file.read_bytes() == keys


def test_a_demo_that_was_deleted_but_for_its_note_begins_anew(clean: Path, teller: Teller) -> None:
    clean.mkdir()
    (clean / SEALED).write_text(f"7 {'0' * 64}", encoding="ascii")
    fill_once(read_settings(Mode.DEMO))
    assert remembered(clean) is None
    (clean / SEALED).write_text(f"7 {'0' * 64}", encoding="ascii")
    fill_once(read_settings(Mode.DEMO))
    assert remembered(clean) is not None, "a second start forgets nothing"


def test_a_story_that_was_broken_off_is_told_anew(clean: Path, teller: Teller) -> None:
    clean.mkdir()
    settings = read_settings(Mode.DEMO)
    teller.breaks = True
    with pytest.raises(KeyboardInterrupt):
        fill_once(settings)
    store = Store(settings.database_url)
    with store.write() as tx:
        tx.exec_driver_sql("CREATE TABLE half_told (x INTEGER)")
    store.close()
    teller.breaks = False
    fill_once(settings)
    assert teller.times == 2
    with store.read() as tx:
        assert "half_told" not in inspect(tx).get_table_names()
    store.close()
    assert (clean / "demo" / "filled").exists()


def test_on_postgresql_somebody_else_empties(
    clean: Path, teller: Teller, database: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.kind == "sqlite":
        return  # told above
    monkeypatch.setenv("HUB_DATABASE_URL", database.url)
    (clean / "demo").mkdir(parents=True)
    with pytest.raises(SettingsError, match="empty database"):
        fill_once(read_settings(Mode.DEMO))


def test_a_port_that_is_taken_is_told_before_the_story(
    clean: Path, teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was told last of all: after the minutes of the story, and after the accounts, as if they could be used."""
    with socket.create_server(("127.0.0.1", 0)) as another:
        port = another.getsockname()[1]
        monkeypatch.setenv("HUB_PORT", str(port))
        with pytest.raises(SettingsError, match=f"HUB_PORT: cannot listen on 127.0.0.1, port {port}"):
            running.run.callback()  # type: ignore[misc]  # as below
    assert teller.times == 0
    assert not (clean / "demo").exists()


def test_two_demos_do_not_share_a_home(clean: Path, teller: Teller) -> None:
    with hold(clean / "hub.db"), pytest.raises(HeldByAnother):
        running.run.callback()  # type: ignore[misc]  # click's own name for what it wraps
    assert teller.times == 0
