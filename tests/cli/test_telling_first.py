"""What an older installation had is told to the log once, by `hub migrate`, and held against it from then on."""

from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import delete, insert, select, update

from hub.access_log.entry import MOST_BYTES
from hub.access_log.reader.told_rows import FIRST
from hub.access_log.tables import log_entry
from hub.cli.migrating import downgrade
from hub.officers.tables import employment, reviewed_unit
from hub.store import row_marks
from hub.web.ground_building import borrowed_ground
from hub.web.settings import Mode, read_settings
from tests.cli.test_beginning import REVIEWER, hub, imported

ENDED: Final = {"ends": 7, "seal": None}

pytestmark = pytest.mark.usefixtures("set_production")


def an_older_one(tmp_path: Path) -> None:
    """Let the log know nothing of the rows, as a hub of before would have left it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(row_marks, "_note", lambda *_: None)
        assert hub("init").exit_code == 0
        assert imported(tmp_path / "officers.csv", REVIEWER).exit_code == 0
    with borrowed_ground(read_settings(Mode.TOOL)) as ground:
        downgrade(ground.store, "case", to="0022")


def put(*statements: Any) -> None:
    with borrowed_ground(read_settings(Mode.TOOL)) as ground, ground.store.write() as tx:
        for statement in statements:
            tx.execute(statement)


def told(form: str = "0023") -> list[str]:
    with borrowed_ground(read_settings(Mode.TOOL)) as ground, ground.store.read() as tx:
        bodies = tx.execute(select(log_entry.c.body)).scalars().all()
    assert all(len(body) <= MOST_BYTES for body in bodies)
    return [body.decode() for body in bodies if f'"reason":"{FIRST[form]}"'.encode() in body]


def test_it_is_told_once_and_nothing_is_found(tmp_path: Path) -> None:
    an_older_one(tmp_path)
    assert told() == []
    assert hub("migrate").exit_code == 0
    assert len(told()) == 1
    assert all(f'"{table}"' in told()[0] for table in ("account", "employment", "officer", "organisation", "unit"))
    assert hub("migrate").output == ""
    assert len(told()) == 1
    whole = hub("log", "verify")
    assert whole.exit_code == 0, whole.output
    assert "wait for their seal" not in whole.output, "who takes them away is found"


def test_what_ended_before_it_and_is_put_back_later_is_found(tmp_path: Path) -> None:
    an_older_one(tmp_path)
    with borrowed_ground(read_settings(Mode.TOOL)) as ground, ground.store.read() as tx:
        before = [dict(row._mapping) for row in tx.execute(select(reviewed_unit))]
    assert before
    put(delete(reviewed_unit))
    assert hub("migrate").exit_code == 0
    put(insert(reviewed_unit).values(before))
    found = hub("log", "verify")
    assert found.exit_code == 1
    assert "record_unlogged: reviewed_unit" in found.output


def test_a_database_that_is_turned_back_and_told_again_is_found(tmp_path: Path) -> None:
    """Else who writes to it would have what he has put back told as what stands."""
    an_older_one(tmp_path)
    assert hub("migrate").exit_code == 0
    with borrowed_ground(read_settings(Mode.TOOL)) as ground, ground.store.read() as tx:
        before = tx.execute(select(employment.c.id, employment.c.seal).where(employment.c.seal.is_not(None))).one()
    put(update(employment).values(ENDED))
    assert f"employment {before.id}" in hub("log", "verify").output
    with borrowed_ground(read_settings(Mode.TOOL)) as ground:
        downgrade(ground.store, "case", to="0022")
    assert hub("migrate").exit_code == 0
    found = hub("log", "verify")
    assert found.exit_code == 1
    assert found.output.count("form 0023 a second time") == 1
    assert "record_rolled_back: entry" in found.output
    assert "not_sealed" not in found.output
