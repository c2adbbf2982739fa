"""What this machine remembers of the log lets nobody take its end away while the hub is stopped (T6).

The attack is shown to go unseen where nothing is remembered.
"""

import os
from errno import ENOSPC
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hub.access_log.reader.findings import Fault
from hub.access_log.reader.verifying import verify
from hub.access_log.sealer import FAR, seal_pending
from hub.access_log.tables import log_checkpoint, log_node
from hub.cli.remembering import SEALED, refuse_shorter, remembered
from hub.cli.sealed_records import sealed_records
from hub.cli.sealing import GONE, Sealer
from hub.store.errors import StoreRefused
from tests.access_log.acts import tamper
from tests.cast import World, insecure_argon2, make_world, world
from tests.checking import faults
from tests.consents.story import in_force
from tests.databases import ONE_DATABASE

__all__ = ["insecure_argon2", "make_world", "world"]


def served(world: World, home: Path) -> int:
    """Let Fia read while the hub serves, which then ends; give how much was sealed before she read."""
    in_force(world)
    seal_pending(world.ground)
    with world.store.read() as tx:
        before = int(tx.execute(select(func.max(log_checkpoint.c.size))).scalar_one())
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200
    Sealer(world.ground, home).round(FAR)
    world.store.sealed = (0, b"")  # another process begins
    world.store.written.clear()
    return before


def cut(world: World, kept: int) -> None:
    """Take away all that was sealed since, with what was made of it."""
    tamper(world.ground, "DELETE FROM log_entry WHERE id IN (SELECT entry_id FROM log_leaf WHERE number >= :k)", k=kept)
    for table in ("log_leaf", "log_concern"):
        tamper(world.ground, f"DELETE FROM {table} WHERE number >= :kept", kept=kept)
    tamper(world.ground, "DELETE FROM log_checkpoint WHERE size > :kept", kept=kept)
    with world.store.read() as tx:
        nodes = tx.execute(select(log_node.c.level, log_node.c.position)).all()
    for level, position in nodes:
        if (position + 1) << level > kept:
            here = {"level": level, "position": position}
            tamper(world.ground, "DELETE FROM log_node WHERE level = :level AND position = :position", **here)


@pytest.mark.parametrize("guarded", [True, False])
def test_a_log_that_lost_its_end_is_not_served(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, guarded: bool
) -> None:
    if not guarded:
        monkeypatch.setattr("hub.cli.sealing.remember", lambda *_: None)
    kept = served(world, tmp_path)
    refuse_shorter(tmp_path, world.ground)
    cut(world, kept)
    assert faults(world) == [], "nothing in the database tells"
    if not guarded:
        refuse_shorter(tmp_path, world.ground)
        return
    with pytest.raises(StoreRefused, match="lost entries"):
        refuse_shorter(tmp_path, world.ground)
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200, "whatever is written in its place"
    with pytest.raises(StoreRefused, match="lost entries"):
        refuse_shorter(tmp_path, world.ground)
    seal_pending(world.ground)
    written = remembered(tmp_path)
    found = verify(world.ground, lambda *_: None, records=sealed_records, written=written).found
    assert {one.fault for one in found} <= {Fault.TAIL_CUT, Fault.ROOT_DIFFERS}
    assert found


def test_a_log_that_went_on_is_served(world: World, tmp_path: Path) -> None:
    served(world, tmp_path)
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200
    seal_pending(world.ground)
    refuse_shorter(tmp_path, world.ground)
    assert (tmp_path / SEALED).stat().st_mode & 0o077 == 0
    assert {one.name for one in tmp_path.iterdir()} == {SEALED, "keys.json"}


def test_nothing_is_remembered_of_a_log_that_is_refused(world: World, tmp_path: Path) -> None:
    served(world, tmp_path)
    noted = remembered(tmp_path)
    (tmp_path / GONE).touch()
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200
    Sealer(world.ground, tmp_path).round(FAR)
    assert remembered(tmp_path) == noted


@ONE_DATABASE
@pytest.mark.parametrize("said", ["", "x y", "0 00", "7", f"7 {'0' * 62}", "7 å"])
def test_what_is_no_such_note_is_refused(world: World, tmp_path: Path, said: str) -> None:
    (tmp_path / SEALED).write_text(said, encoding="utf-8")
    with pytest.raises(StoreRefused, match="not as the hub wrote it"):
        refuse_shorter(tmp_path, world.ground)


def test_where_nothing_was_noted_nothing_is_refused(world: World, tmp_path: Path) -> None:
    assert remembered(tmp_path) is None
    refuse_shorter(tmp_path, world.ground)


def test_that_nothing_can_be_noted_is_told_once(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sealer = Sealer(world.ground, tmp_path)
    for full in (True, True, False, True):
        with monkeypatch.context() as patched:
            if full:
                patched.setattr("hub.cli.sealing.remember", _on_a_full_disk)
            sealer.round(FAR)
    not_noted, well = (Sealer.UNNOTED, "OSError ENOSPC"), (Sealer.WELL, Sealer.UNNOTED)
    told = [(one.msg, one.__dict__.get("trouble") or one.__dict__["of"]) for one in caplog.records]
    assert told == [not_noted, well, not_noted]


def _on_a_full_disk(*_: object) -> None:
    raise OSError(ENOSPC, "a message")


def test_a_power_failure_leaves_no_half_note(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is put in the old one's place lies on the disk before it does."""
    done: list[str] = []
    replace = Path.replace

    def replaced(self: Path, target: Path) -> Path:
        done.append(self.name)
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", lambda number: done.append(Path(f"/dev/fd/{number}").resolve().name))
    monkeypatch.setattr(Path, "replace", replaced)
    served(world, tmp_path)
    assert done == [f"{SEALED}.{os.getpid()}"] * 2
