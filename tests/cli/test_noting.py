"""A command notes how far it sealed the log, and begins on none that lost its end: nobody need serve for it (T6).

The attack is shown to go unseen where a command notes nothing.
"""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from hub.access_log.sealer import seal_pending
from hub.access_log.tables import log_checkpoint
from hub.cli import main
from hub.cli.remembering import SEALED, remembered
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
    monkeypatch.setenv("HUB_HOME", str(home / "nowhere"))
    told = hub("restored")
    assert told.exit_code == 0, told.output
    assert f"not noted in {home / 'nowhere' / SEALED} (No such file or directory)" in told.stderr
    assert "told in the access log" in told.stdout
    assert sealed(world)
