"""`hub restored`: what an operator is told once a backup was put back, and that the hub then starts on it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.cli import main
from hub.cli.remembering import SEALED, refuse_shorter
from hub.store.addresses import read_address
from hub.store.errors import StoreRefused
from hub.store.process_lock import hold
from tests.cast import World, insecure_argon2, make_world, world
from tests.checking import faults
from tests.cli.conftest import PRODUCTION
from tests.cli.test_remembering import cut, served

__all__ = ["insecure_argon2", "make_world", "world"]


@pytest.fixture
def home(world: World, clean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the home of an installation on this world's databases and keys."""
    clean.mkdir(mode=0o700)
    for name, value in {**PRODUCTION, "HUB_DATABASE_URL": world.databases.url}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HUB_KEY_FILE", str(tmp_path / "keys.json"))
    return clean


def restored() -> Result:
    return CliRunner().invoke(main, ["restored"])


def test_the_hub_starts_on_the_backup_and_everybody_signs_in_anew(world: World, home: Path) -> None:
    fia = world.api("fia")
    cut(world, served(world, home))
    with pytest.raises(StoreRefused, match="lost entries"):
        refuse_shorter(home, world.ground)
    assert fia.get("/me").status == 200
    told = restored()
    assert told.exit_code == 0, told.output
    assert " sessions; everybody signs in anew\n  0 links of participants\n" in told.output
    assert f"removed {home / SEALED}" in told.output
    assert "deploy/README.md" in told.output
    refuse_shorter(home, world.ground)
    assert fia.get("/me").status == 401
    assert faults(world) == []
    again = restored()
    assert "  0 sessions\n" in again.output
    assert "removed" not in again.output


def test_what_this_machine_noted_stays_where_the_log_goes_on_from_it(world: World, home: Path) -> None:
    served(world, home)
    assert restored().exit_code == 0
    assert (home / SEALED).exists()


def test_a_note_that_is_none_stops_it_before_anything_ends(world: World, home: Path) -> None:
    (home / SEALED).write_text("somebody's", encoding="ascii")
    fia = world.api("fia")
    told = restored()
    assert (told.exit_code, told.output.count("\n")) == (1, 1), told.output
    assert fia.get("/me").status == 200


def test_with_sqlite_it_waits_for_nobody_who_serves(world: World, home: Path) -> None:
    fia = world.api("fia")
    if world.databases.kind == "sqlite":
        with hold(Path(read_address(world.databases.url).database or ""), before=home / "writing.lock"):
            told = restored()
        assert (told.exit_code, told.output.count("\n")) == (1, 1), told.output
        assert fia.get("/me").status == 200
    else:
        assert restored().exit_code == 0
        assert fia.get("/me").status == 401


@pytest.mark.usefixtures("set_production")
def test_without_an_installation_it_says_so_and_makes_nothing(clean: Path) -> None:
    told = restored()
    assert told.exit_code == 1
    assert "there is no database" in told.output
    assert not clean.exists()
