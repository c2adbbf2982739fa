"""`hub restored`: what an operator is told once a backup was put back, and that the hub then starts on it."""

from collections.abc import Callable
from errno import ENOSPC
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.access_log.entry import NewEntry
from hub.cli import main
from hub.cli.remembering import SEALED, refuse_shorter, remembered
from hub.signin import restoring
from hub.signin.restoring import REASON, SHORTER, Ended
from hub.store.actor import Actor
from hub.store.addresses import read_address
from hub.store.errors import StoreRefused
from hub.store.process_lock import hold
from keys.providers.file_place import write_private
from tests.cast import World, insecure_argon2, make_world, world
from tests.checking import faults
from tests.cli.conftest import PRODUCTION, serving
from tests.cli.test_remembering import cut, served
from tests.log_entries import entry_count

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
    assert f"{home / SEALED} tells no more of the log that was here" in told.output
    assert "deploy/README.md" in told.output
    refuse_shorter(home, world.ground)
    assert fia.get("/me").status == 401
    assert faults(world) == []
    again = restored()
    assert "  0 sessions\n" in again.output
    assert SEALED not in again.output


def test_on_a_full_disk_it_is_told_once(world: World, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **how: object) -> None:
        raise OSError(ENOSPC, "full")

    cut(world, served(world, home))
    monkeypatch.setattr("hub.cli.restoring.remember", full)
    assert [restored().exit_code for _ in range(2)] == [0, 0]
    refuse_shorter(home, world.ground)
    items = world.api("dagny").get("/log/entries").json["items"]
    assert [one["reason"] for one in items].count(SHORTER) == 1


@pytest.mark.parametrize("told", [True, False])
def test_that_the_log_had_an_end_which_is_gone_stands_in_it(
    world: World, home: Path, monkeypatch: pytest.MonkeyPatch, *, told: bool
) -> None:
    """Who took the end away has the hub start on the rest by this, as if a backup had been put back (T6)."""
    cut(world, served(world, home))
    known = remembered(home)
    assert known is not None
    if not told:
        monkeypatch.setattr("hub.signin.restoring._entry", partial(_as_ever, restoring._entry))
    assert restored().exit_code == 0
    assert faults(world) == [], "nothing in the database tells"
    for reviewer in ("dagny", "dora"):
        items = world.api(reviewer).get("/log/entries").json["items"]
        [found] = [one for one in items if one["reason"] in {REASON, SHORTER}]
        seen = world.api(reviewer).get(f"/log/entries/{found['id']}").json["facts"]
        assert (found["reason"], seen) == ((SHORTER, known.root.hex()) if told else (REASON, None))
    assert ("finns inte kvar" in world.page("dagny").get("/logg?period=month").text) is told
    [said] = world.api("dora").get("/log/verification").json["put_back"]
    assert (said["size"], said["root"]) == ((known.size, known.root.hex()) if told else (None, None))
    page = world.page("dora").get("/logg-ar-hel").text
    assert "En säkerhetskopia har hämtats tillbaka" in page
    assert (known.root.hex() in page) is told
    walked = CliRunner().invoke(main, ["log", "verify"]).output
    assert f"a backup was said to be put back at {said['at']}; " in walked
    assert (f"{known.size} had been sealed, root {known.root.hex()}" in walked) is told


def _as_ever(entry: Callable[..., NewEntry], by: Actor, ended: Ended, _: object, *, at: int) -> NewEntry:
    return entry(by, ended, None, at=at)


def test_what_this_machine_noted_stays_where_the_log_goes_on_from_it(world: World, home: Path) -> None:
    served(world, home)
    assert restored().exit_code == 0
    assert (home / SEALED).exists()
    items = world.api("dagny").get("/log/entries").json["items"]
    assert [one["reason"] for one in items if one["reason"] in {REASON, SHORTER}] == [REASON]


def test_a_note_that_is_none_stops_it_before_anything_ends(world: World, home: Path) -> None:
    (home / SEALED).write_text("somebody's", encoding="ascii")
    fia = world.api("fia")
    told = restored()
    assert (told.exit_code, told.output.count("\n")) == (1, 1), told.output
    assert fia.get("/me").status == 200


def test_with_sqlite_it_waits_for_nobody_who_serves(world: World, home: Path) -> None:
    fia = world.api("fia")
    assert fia.get(f"/cases/{world.dana.case}").status == 404, "which the log tells"
    if world.databases.kind == "sqlite":
        with hold(Path(read_address(world.databases.url).database or ""), before=home / "writing.lock"):
            told = restored()
        assert (told.exit_code, told.output.count("\n")) == (1, 1), told.output
        assert fia.get("/me").status == 200
    else:
        assert restored().exit_code == 0
        assert fia.get("/me").status == 401


def test_it_does_not_run_while_the_hub_serves(world: World, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does what brings an older form on; that there is nothing to bring on may be asked at any time."""
    monkeypatch.setattr("hub.cli.preparing.newest", lambda _: "another")
    if world.databases.kind != "sqlite":  # nor where the address gives its connections a name
        address = world.databases.url
        monkeypatch.setenv("HUB_DATABASE_URL", f"{address}{'&' if '?' in address else '?'}application_name=another")
    settings = {"HUB_FORM_SECRET_FILE": str(home / "form.secret"), "HUB_PROCESSES": "1"}
    write_private(home / "form.secret", bytes(32), replace=False)
    with serving(settings, "serve", "--i-accept-file-keys"):
        for command in ("restored", "migrate"):
            told = CliRunner().invoke(main, [command])
            assert (told.exit_code, told.output.count("\n")) == (1, 1), told.output
            assert "stop it first" in told.output


def test_where_no_backup_stands_it_says_so_and_tells_the_log_nothing(world: World, home: Path) -> None:
    """Else the first entry of a new log would say that one was put back."""
    assert entry_count(world) == 0
    told = restored()
    assert (told.exit_code, told.output.count("\n")) == (1, 1), told.output
    assert "put it back first" in told.output
    assert entry_count(world) == 0


def test_where_another_database_takes_its_place_it_may_be_empty(world: World, home: Path) -> None:
    (home / SEALED).write_text(f"3 {bytes(32).hex()}\n", encoding="ascii")
    assert restored().exit_code == 0
    refuse_shorter(home, world.ground)


@pytest.mark.usefixtures("set_production")
def test_without_an_installation_it_says_so_and_makes_nothing(clean: Path) -> None:
    told = restored()
    assert told.exit_code == 1
    assert "there is no database" in told.output
    assert not clean.exists()
