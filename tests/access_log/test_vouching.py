"""An entry's tag: whose it is, and that the log stands after which it was written."""

from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, select

from hub.access_log.hashing import leaf_hash
from hub.access_log.reader.findings import Fault, Finding
from hub.access_log.sealer import seal_pending
from hub.access_log.tables import log_checkpoint, log_entry
from hub.store import entry_tags
from hub.store.errors import LogBroken
from hub.store.ground import Ground
from tests.access_log.acts import NOW, READ, reads, tamper, write
from tests.access_log.test_verifying import check


@pytest.mark.parametrize("before", [True, False])
def test_entries_without_a_tag_come_before_those_with_one_alone(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, *, before: bool
) -> None:
    """As a version of the hub wrote them that gave none."""
    if not before:
        write(ground, READ)
        seal_pending(ground)
    with monkeypatch.context() as older:
        older.setattr(entry_tags, "tagged", lambda ground, made: made(ground.random(16).hex()))
        old = write(ground, replace(READ, ts=NOW + 1))[0].entry
    seal_pending(ground)
    write(ground, replace(READ, ts=NOW + 2))
    seal_pending(ground)
    assert check(ground).found == ([] if before else [Finding(Fault.ENTRY_FORGED, f"entry {old}")])


def test_what_waits_for_its_seal_is_held_against_its_tag_too(ground: Ground) -> None:
    waits = write(ground, READ)[0].entry
    with ground.store.read() as tx:
        body = tx.execute(select(log_entry.c.body)).scalar_one()
    other = body.replace(b'"n":3', b'"n":2')
    tamper(ground, "UPDATE log_entry SET body = :body, leaf = :leaf", body=other, leaf=leaf_hash(other))
    assert check(ground).found == [Finding(Fault.ENTRY_FORGED, f"entry {waits}")]


@pytest.mark.parametrize("size", ["3", "7000000000000000000"])
def test_an_entry_that_names_a_checkpoint_that_is_not_there(ground: Ground, size: str) -> None:
    write(ground, *reads(6))
    seal_pending(ground)
    ground.store.sealed = (int(size), bytes(32))
    late = write(ground, replace(READ, ts=NOW + 7))[0].entry
    assert Finding(Fault.ENTRY_FORGED, f"entry {late}") in check(ground).found


@pytest.mark.parametrize("guarded", [True, False])
def test_a_checkpoint_that_is_there_for_a_moment_is_not_believed(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Else all that is written afterwards would be of a log that nobody finds, and be called forged for good."""

    def believe(ground: Ground, checkpoint: Any, _: object) -> None:
        ground.store.sealed = (checkpoint.size, checkpoint.root)

    write(ground, READ)
    seal_pending(ground)
    known = ground.store.sealed
    forged = {"size": 2**40, "root": bytes(32), "frontier": bytes(32), "at": NOW, "note": "of nobody"}
    with ground.store.write() as tx:
        tx.execute(insert(log_checkpoint), forged)
    with monkeypatch.context() as patch:
        if not guarded:
            patch.setattr(entry_tags, "saw", believe)
        with pytest.raises(LogBroken) if guarded else nullcontext():
            seal_pending(ground)
    assert (ground.store.sealed == known) is guarded
    tamper(ground, "DELETE FROM log_checkpoint WHERE size = :size", size=forged["size"])
    write(ground, replace(READ, ts=NOW + 1))
    if not guarded:  # what another process would seal
        monkeypatch.setattr(entry_tags, "saw", lambda *_: None)
    seal_pending(ground)
    found = {one.fault for one in check(ground).found}
    assert found == (set() if guarded else {Fault.ENTRY_FORGED})
