"""The check of the log where nothing can be written, such as on a mounted backup."""

import os
from pathlib import Path

import pytest

from hub.cli.remembering import SEALED
from tests.cli.test_beginning import hub


@pytest.mark.usefixtures("set_production")
def test_where_nothing_can_be_written_it_is_told_what_reading_needs(
    clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not that it should be migrated: a mounted backup is what somebody checks the log of."""
    assert hub("init").exit_code == 0
    monkeypatch.setattr(os, "access", lambda path, *_: not Path(path).is_relative_to(clean))
    told = hub("log", "verify").output
    assert told.startswith(f"Error: {clean / 'hub.db'} lies where nothing can be written")
    assert "HUB_DATABASE_URL" in told
    (clean / "hub.db-shm").touch()
    (clean / "hub_keys.db-shm").touch()
    assert hub("log", "verify").exit_code == 0, "who serves keeps that file there"


@pytest.mark.usefixtures("set_production")
def test_it_says_what_it_holds_a_copy_against(clean: Path) -> None:
    """A backup that is looked at on the machine that serves is shorter than what that has seen."""
    assert hub("init").exit_code == 0
    (clean / SEALED).write_text(f"7 {'0' * 64}", encoding="ascii")
    told = hub("log", "verify")
    assert told.exit_code == 1
    assert f"held against the 7 that this machine saw sealed last ({clean / SEALED})" in told.output
