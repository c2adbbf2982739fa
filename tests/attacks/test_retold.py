"""Versions of a consent that somebody rewrote stay found, whatever act comes next, and hinder no new one (T4, T8).

Each attack is shown to work with its guard off.
"""

from typing import Any

import pytest
from sqlalchemy import bindparam, select, update

from hub.access_log.reader.findings import Fault
from hub.grants import consent_seals, standing
from hub.grants.tables import consent, consent_line, consent_row
from hub.store import key_store
from keys.errors import KeyMissing
from tests.attacks.test_laundering import CONSENT, copied, put_back
from tests.cast import DAY, World
from tests.checking import faults
from tests.consents.story import Paper, answered, in_force, may_read, presented, sign, signed


def take_back(world: World, text: Paper, **what: Any) -> int:
    return world.api("dana").post(f"/consents/{text.id}/withdrawals", what or {"whole": True}).status


def reach_back(world: World, text: Paper) -> None:
    """Let each line cover what was written before it, as she never said."""
    with world.store.write() as tx:
        for table, key in ((consent, consent.c.id), (consent_line, consent_line.c.consent_id)):
            tx.execute(update(table).where(key == text.id).values(covers_earlier=True))


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("keys", ["there", "out_of_reach"])
def test_what_is_taken_back_whole_is_not_told_as_genuine(
    world: World, monkeypatch: pytest.MonkeyPatch, keys: str, *, guarded: bool
) -> None:
    text = in_force(world)
    reach_back(world, text)
    if not guarded:
        monkeypatch.setattr(consent_seals, "mark_rewritten", lambda *_: None)
    with monkeypatch.context() as outage:
        if keys == "out_of_reach":
            outage.setattr(key_store, "fetch", _no_key)
        assert take_back(world, text) == 201
    assert (Fault.RECORD_CHANGED in faults(world)) is guarded


def _no_key(*_: object, **__: object) -> None:
    raise KeyMissing("nobody's")


def test_and_a_new_one_is_the_way_out(world: World) -> None:
    text = in_force(world)
    reach_back(world, text)
    assert take_back(world, text) == 201
    world.clock.move(DAY)
    anew = presented(world)
    assert sign(world, anew).status == 200
    answered(world, anew, "fia")
    assert may_read(world, "fia", "participant", "C04")
    assert Fault.RECORD_CHANGED in faults(world), "what was rewritten is found for good"
    assert take_back(world, anew, category="C04") == 201
    assert not may_read(world, "fia", "participant", "C04")


@pytest.mark.parametrize("guarded", [True, False])
def test_a_version_of_before_is_not_told_as_genuine(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    before = in_force(world)
    world.clock.move(DAY)
    now = signed(world)
    reach_back(world, before)
    assert Fault.RECORD_CHANGED in faults(world)
    if not guarded:
        monkeypatch.setattr(consent_seals, "mark_rewritten", lambda *_: None)
    for _ in range(2):
        answered(world, now, "fia", "arvid")
        assert (Fault.RECORD_CHANGED in faults(world)) is guarded
    assert may_read(world, "fia", "participant", "C04")


def test_nor_when_its_rows_are_put_back(world: World) -> None:
    """What the act told of it is what no rows hash to."""
    before = in_force(world)
    world.clock.move(DAY)
    now = signed(world)
    copy = copied(world, *CONSENT)
    reach_back(world, before)
    answered(world, now, "fia")
    put_back(world, {table: [one for one in rows if before.id in dict(one).values()] for table, rows in copy.items()})
    assert Fault.RECORD_CHANGED in faults(world)


@pytest.mark.parametrize("guarded", [True, False])
def test_a_text_that_she_was_only_shown_is_not_told_as_signed(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """It has a seal, that of a draft."""
    text = in_force(world)
    shown = presented(world)
    with world.store.write() as tx:
        tx.execute(update(consent).where(consent.c.id == shown.id).values(signed_at=world.now))
        tx.execute(update(consent_row).where(consent_row.c.consent_id == shown.id).values(answer=True))
    if not guarded:
        every = select(consent.c.id).where(consent.c.case_id == bindparam("case"))
        monkeypatch.setattr(standing, "_GOVERNS", every)
    answered(world, text, "rut", yes=False)
    assert (Fault.RECORD_UNLOGGED in faults(world)) is guarded
