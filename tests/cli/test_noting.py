"""A command notes how far it sealed the log, and begins on none that lost its end: nobody need serve for it (T6).

The attack is shown to go unseen where a command notes nothing.
"""

from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from hub.access_log.checkpoint import Checkpoint
from hub.access_log.sealer import FAR, seal_pending
from hub.access_log.tables import log_checkpoint
from hub.cli import main, remembering
from hub.cli.preparing import acting
from hub.cli.remembering import SEALED, cut_after, refuse_shorter, remembered
from hub.cli.sealing import Sealer
from hub.store.errors import StoreRefused
from hub.store.ground import Ground
from hub.web.settings import Mode, read_settings
from tests.cast import World, insecure_argon2, make_world, world
from tests.checking import faults
from tests.cli.test_remembering import cut
from tests.cli.test_restored import home
from tests.consents.story import in_force

__all__ = ["home", "insecure_argon2", "make_world", "world"]


def hub(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def sealed(world: World) -> int:
    with world.store.read() as tx:
        return int(tx.execute(select(func.max(log_checkpoint.c.size))).scalar_one())


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("command", ["housekeeping", "restored"])
def test_what_a_command_wrote_is_not_taken_away_unseen(
    world: World, home: Path, monkeypatch: pytest.MonkeyPatch, command: str, *, guarded: bool
) -> None:
    if not guarded:
        monkeypatch.setattr("hub.cli.preparing.remember_further", lambda *_: None)
    in_force(world)
    seal_pending(world.ground)
    kept = sealed(world)
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200
    assert hub(command).exit_code == 0
    assert sealed(world) > kept
    cut(world, kept)
    assert faults(world) == [], "nothing in the database tells"
    told = hub("housekeeping")
    assert ("lost entries" in told.output, told.exit_code) == ((True, 1) if guarded else (False, 0))


@pytest.mark.parametrize("guarded", [True, False])
def test_a_command_that_is_kept_waiting_takes_back_nothing_that_was_noted_meanwhile(
    world: World, home: Path, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Who owns the database lets its last look wait, until the hub has served on, and ended."""
    in_force(world)
    kept: list[int] = []

    def waits(place: Path, ground: Ground) -> Checkpoint | None:
        told = cut_after(place, ground)
        kept.append(sealed(world))
        assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200
        Sealer(world.ground, home).round(FAR)
        return told

    monkeypatch.setattr(remembering, "cut_after", waits)
    if not guarded:
        monkeypatch.setattr(remembering, "_noted_size", lambda _: 0)
    with acting(read_settings(Mode.TOOL), put_back=True):
        pass
    assert len(kept) == 1
    assert sealed(world) > kept[0]
    cut(world, kept[0])
    monkeypatch.undo()
    with pytest.raises(StoreRefused, match="lost entries") if guarded else nullcontext():
        refuse_shorter(home, world.ground)


def test_what_is_said_to_be_put_back_is_noted_as_it_is_now(world: World, home: Path) -> None:
    in_force(world)
    assert hub("restored").exit_code == 0
    first = remembered(home)
    assert first is not None
    cut(world, first.size - 1)
    told = hub("restored")
    assert told.exit_code == 0, told.output
    assert f"saw {first.size} sealed" in told.output
    noted = remembered(home)
    assert noted is not None
    assert noted.size == sealed(world)
    assert hub("housekeeping").exit_code == 0


def test_a_note_that_cannot_be_written_undoes_nothing(
    world: World, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs it is told, with all else that it has to say."""
    in_force(world)
    monkeypatch.setenv("HUB_HOME", str(home / "nowhere"))
    told = hub("restored")
    assert told.exit_code == 0, told.output
    assert f"not noted in {home / 'nowhere' / SEALED} (No such file or directory)" in told.stderr
    assert "told in the access log" in told.stdout
    assert sealed(world)
