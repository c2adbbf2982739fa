"""Consents, papers and plans that somebody rewrote past the hub (T4, T8): with the guard off they pass for genuine.

The twins of those tests of test_laundering and its neighbours that have none beside them.
"""

from dataclasses import replace

import pytest
from sqlalchemy import delete, update

from hub.access_log.reader import record_heads
from hub.access_log.reader.findings import Fault
from hub.consents import comparing
from hub.consents.comparing import Comparison
from hub.grants import consent_seals, standing
from hub.grants.consent_hashes import hashes
from hub.grants.tables import paper
from hub.plans import saving
from hub.store.tables import record_head
from policies.vocabulary import Action
from tests.attacks import test_laundering as laundering
from tests.attacks import test_moved_plans as moved
from tests.attacks import test_retold as retold
from tests.attacks import test_sleepers as sleepers
from tests.cases.agreeing import agree
from tests.cases.test_importing import GIVES
from tests.cast import DAY, World
from tests.checking import faults
from tests.consents.story import answered, in_force, presented, signed
from tests.consents.test_signing_paper import compare, enter
from tests.consents.test_team import insecure_argon2, make_world, proposed, staffed, world
from tests.databases import ONE_DATABASE

__all__ = ["insecure_argon2", "make_world", "staffed", "world"]

pytestmark = ONE_DATABASE


def test_a_head_that_was_moved_along_would_do(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper_ = laundering.taken_back_and_undone(world, *laundering.CONSENT)
    with world.store.write() as tx:
        ((_, digest),) = hashes(tx, [paper_])
        tx.execute(update(record_head).where(record_head.c.record_id == paper_).values(ct_sha256=digest))
    monkeypatch.setattr(consent_seals, "not_as_told", lambda *_: ())
    assert laundering.answers_again(world, paper_) == [200]
    assert Fault.RECORD_CHANGED in faults(world), "though the check of the log still finds it"


def test_who_puts_the_head_back_too_would_be_forgotten(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard off: nobody asks whether a version was told by two entries."""
    paper_ = laundering.taken_back_and_undone(world, *laundering.CONSENT, record_head)
    assert laundering.answers_again(world, paper_, times=4) == [200] * 4
    assert Fault.RECORD_ROLLED_BACK in faults(world, "consent")
    monkeypatch.setattr(record_heads, "_TOLD_TWICE", "SELECT name, id FROM row WHERE 0")
    assert not faults(world, "consent")


@pytest.mark.parametrize("column", ["one_coach", "accepted_by"])
def test_what_no_decision_asks_would_pass(world: World, monkeypatch: pytest.MonkeyPatch, column: str) -> None:
    text = in_force(world)
    laundering.rewrite(world, column)
    monkeypatch.setattr(consent_seals, "not_as_told", lambda *_: ())
    assert laundering.answers_again(world, text.id) == [200]
    assert not faults(world)


def test_taking_back_would_tell_what_was_undone_as_genuine(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two guards: what stands is compared, and what was rewritten is marked."""
    paper_ = laundering.taken_back_and_undone(world, *laundering.CONSENT)
    monkeypatch.setattr(consent_seals, "not_as_told", lambda *_: ())
    assert world.api("dana").post(f"/consents/{paper_}/withdrawals", {"category": "C09"}).status == 201
    assert not faults(world)
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200


def test_rows_put_back_would_be_what_was_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an act only passes over what was rewritten, and tells nothing of it."""
    before = in_force(world)
    world.clock.move(DAY)
    now = signed(world)
    copy = laundering.copied(world, *laundering.CONSENT)
    retold.reach_back(world, before)
    with monkeypatch.context() as off:
        off.setattr(consent_seals, "mark_rewritten", lambda *_: None)
        off.setattr(standing, "hashes", lambda tx, ids: hashes(tx, [one for one in ids if one != before.id]))
        answered(world, now, "fia")
    assert Fault.RECORD_CHANGED in faults(world)
    of_before = {table: [one for one in rows if before.id in dict(one).values()] for table, rows in copy.items()}
    laundering.put_back(world, of_before)
    assert not faults(world)


@pytest.mark.parametrize("how", sleepers.REWRITINGS)
def test_what_sleeps_would_be_woken_as_it_was_rewritten(
    staffed: World, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Two guards: what sleeps has a seal, and the version is held against what the log was told."""
    paper_ = proposed(staffed)
    nina = next(one["id"] for one in paper_.view["persons"] if one["proposal"])
    with staffed.store.write() as tx:
        assert tx.execute(sleepers.REWRITINGS[how](staffed, nina)).rowcount != 0
    monkeypatch.setattr(consent_seals, "_fits", lambda *_, **__: True)
    monkeypatch.setattr(consent_seals, "not_as_told", lambda *_: ())
    with staffed.store.write() as tx:
        consent_seals.hold(tx, staffed.ground, staffed.dana.case, Action.OFFICER_CHANGE, None)


def test_an_empty_plan_without_its_head_would_take_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    eva = world.add_participant("Eva Annan")
    for each in (world.dana, eva):
        agree(world, each, gives=GIVES)
    begun = world.api("rut").post(f"/cases/{world.dana.case}/plans", {}).json["id"]
    moved.lie_in(world, begun, eva.case)
    with world.store.write() as tx:
        tx.execute(delete(record_head).where(record_head.c.record_id == begun))
    monkeypatch.setattr(saving, "check_plan", lambda *_, **__: None)
    assert world.api("rut").post(f"/plans/{begun}/activities", moved.CARE).status == 201


def test_her_copy_would_tell_whom_the_row_names(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    text = presented(world)
    enter(world, world.page("amir"), text)
    fia = world["fia"].officer
    with world.store.write() as tx:
        tx.execute(update(paper).values(entered_by=fia))
    monkeypatch.setattr(comparing, "Comparison", lambda *found: replace(Comparison(*found), entered_by=fia))
    assert compare(world, world.page("cia"), text).status == 303
    copy = world.page("dana").get(f"/medgivanden/{text.id}/kopia").text
    assert "Fia" in copy[copy.index("penna på papper") :][:600]
