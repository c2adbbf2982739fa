"""The check of the log where nothing can be written, such as on a mounted backup."""

import os
from pathlib import Path

import pytest

from tests.cli.test_beginning import hub


@pytest.mark.usefixtures("set_production")
def test_where_nothing_can_be_written_it_is_told_what_reading_needs(
    clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not that it should be migrated: a mounted backup is what somebody checks the log of."""
    assert hub("init").exit_code == 0
    monkeypatch.setattr(os, "access", lambda *_: False)
    told = hub("log", "verify").output
    assert told.startswith(f"Error: {clean / 'hub.db'} lies where nothing can be written")
    assert "HUB_DATABASE_URL" in told
    (clean / "hub.db-shm").touch()
    (clean / "hub_keys.db-shm").touch()
    assert hub("log", "verify").exit_code == 0, "who serves keeps that file there"
