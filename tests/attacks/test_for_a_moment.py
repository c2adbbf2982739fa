"""A consent of before, put back for the moment of one read, leaves that read; the check of the log tells (T4, T8).

Its rows are put back with their seals, and afterwards everything is as it was. Each attack is shown to stay unseen with
the comparing of what was read off.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from sqlalchemy import Table

from hub.access_log.reader.findings import Fault
from hub.access_log.reader.moments import Moment
from hub.access_log.reader.resting import Resting
from hub.access_log.sealer import NEAR, seal_pending
from hub.grants import consent_seals, tellings
from hub.grants.tables import assignment, consent, consent_line, consent_person, consent_row, governing
from hub.store.tables import record_head
from tests.attacks.test_rows_of_before import put_back, rows
from tests.cast import MINUTE, SECOND, World
from tests.checking import faults
from tests.consents.story import Paper, in_force, signed

# What refers to others is put there last.
TABLES: Final = (consent, governing, consent_person, consent_row, consent_line, assignment, record_head)
Before = dict[Table, Any]


def as_it_stands(world: World) -> Before:
    return {table: rows(world, table) for table in TABLES}


@contextmanager
def standing_again(world: World, before: Before) -> Iterator[None]:
    now = as_it_stands(world)
    for table in TABLES:
        put_back(world, table, before[table])
    yield
    for table in TABLES:
        put_back(world, table, now[table])
    assert as_it_stands(world) == now


@pytest.fixture
def paper(world: World) -> Paper:
    """What is in force, and something that Fia reads by it."""
    return shared(world)


def shared(world: World) -> Paper:
    made, arvid = in_force(world), world.api("arvid")
    plan = arvid.post(f"/cases/{world.dana.case}/plans", {}).json["id"]
    course = {"type": "studies", "title": "Kursen", "slots": [{"day": 1, "start": "09:00", "end": "13:00"}]}
    assert arvid.post(f"/plans/{plan}/activities", course).status == 201
    assert reads(world)
    return made


def reads(world: World) -> bool:
    return "Kursen" in world.api("fia").get(f"/cases/{world.dana.case}").text


def takes_back(part: dict[str, Any]) -> Callable[[World, Paper], None]:
    def act(world: World, paper: Paper) -> None:
        assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", part).status == 201

    return act


def takes_back_a_person(world: World, paper: Paper) -> None:
    takes_back({"person": paper.person(world, "fia")})(world, paper)


def unit_says_no(world: World, paper: Paper) -> None:
    rows = {"rows": {paper.row(world, "AF Rehabteam", "C04"): False}, "reason": "Inte nu."}
    assert world.api("arvid").post(f"/consents/{paper.id}/acceptances", rows).status == 200


def signs_for_less(world: World, _: Paper) -> None:
    signed(world, named=("fia", "rut"), rows=(("Vuxenpsykiatrin", "C07"),))


ACTS: Final = {
    "whole": takes_back({"whole": True}),
    "category": takes_back({"category": "C04"}),
    "person": takes_back_a_person,
    "no": unit_says_no,
    "less": signs_for_less,
}


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("what", ACTS)
def test_what_was_read_by_a_consent_of_before_is_found(
    world: World, paper: Paper, monkeypatch: pytest.MonkeyPatch, what: str, *, guarded: bool
) -> None:
    before = as_it_stands(world)
    world.clock.move(MINUTE)
    ACTS[what](world, paper)
    world.clock.move(MINUTE)
    assert not reads(world)
    assert faults(world) == []
    with standing_again(world, before):
        assert reads(world)
    world.clock.move(SECOND)
    if not guarded:
        monkeypatch.setattr(Resting, "returned", lambda _: iter(()))
    assert set(faults(world)) == ({Fault.CONSENT_RETURNED} if guarded else set())


def test_a_clock_that_steps_back_makes_no_honest_read_one_of_before(world: World, paper: Paper) -> None:
    assert faults(world) == []
    world.clock.move(2 * SECOND)
    takes_back({"category": "C07"})(world, paper)
    world.clock.move(-SECOND)
    assert reads(world)
    assert faults(world) == []


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_one_that_came_just_before_the_taking_back(
    world: World, paper: Paper, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    assert faults(world) == []
    world.clock.move(2 * SECOND)
    assert reads(world)
    world.clock.move(-SECOND)
    takes_back({"category": "C07"})(world, paper)
    if not guarded:
        monkeypatch.setattr(Moment, "is_after", lambda this, other: not this.may_be_before(other))
    assert faults(world) == ([] if guarded else [Fault.CONSENT_RETURNED])


def test_who_keeps_a_seal_waiting_hides_no_read_by_a_consent_of_before(world: World, paper: Paper) -> None:
    before = as_it_stands(world)
    world.clock.move(MINUTE)
    takes_back({"category": "C04"})(world, paper)
    world.clock.move(NEAR + SECOND)
    with standing_again(world, before):
        assert reads(world)
    assert set(faults(world)) == {Fault.CONSENT_RETURNED}


@pytest.mark.parametrize("guarded", [True, False])
def test_what_was_sealed_by_a_version_that_named_no_telling_is_found_too(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    with monkeypatch.context() as older:
        older.setattr(tellings, "_WIDTH", 0)
        older.setattr("hub.grants.consent_seals.telling", lambda _: b"")
        paper = shared(world)
        before = as_it_stands(world)
    world.clock.move(MINUTE)
    assert reads(world), "what was sealed then opens still"
    takes_back({"category": "C07"})(world, paper)
    world.clock.move(MINUTE)
    assert reads(world)
    takes_back({"category": "C04"})(world, paper)
    world.clock.move(MINUTE)
    assert faults(world) == []
    with standing_again(world, before):
        assert reads(world)
    world.clock.move(SECOND)
    if not guarded:
        monkeypatch.setattr(Resting, "returned", lambda _: iter(()))
    assert set(faults(world)) == ({Fault.CONSENT_RETURNED} if guarded else set())


@pytest.mark.parametrize("guarded", [True, False])
def test_who_writes_another_telling_before_a_seal_opens_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    if not guarded:  # the tag is over the consent alone
        monkeypatch.setattr(
            consent_seals, "_seal", lambda ring, what, record, told, said: told + ring.tag(what, record, said)
        )
    shared(world)
    before = rows(world, consent_person)
    for key, row in before.items():
        before[key] = {**row, "seal": tellings.telling(1) + row["seal"][4:]}
    put_back(world, consent_person, before)
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == (500 if guarded else 200)


@contextmanager
def taking_long(world: World) -> Iterator[None]:
    """Let what is done commit so long after its instant that a seal does not look back as far."""
    began = world.clock.at
    seal_pending(world.ground)
    world.clock.move(-NEAR - SECOND)
    yield
    world.clock.move(began - world.clock.at + SECOND)


def test_a_read_that_took_long_to_commit_is_none_of_after(world: World, paper: Paper) -> None:
    world.clock.move(MINUTE)
    assert world.api("arvid").get("/cases").status == 200
    with taking_long(world):
        assert reads(world)
    takes_back({"category": "C07"})(world, paper)
    seal_pending(world.ground, reach=NEAR)
    assert faults(world) == []


def test_nor_is_one_by_what_took_long_to_commit(world: World, paper: Paper) -> None:
    world.clock.move(MINUTE)
    assert world.api("arvid").get("/cases").status == 200
    with taking_long(world):
        takes_back({"category": "C07"})(world, paper)
    assert reads(world)
    seal_pending(world.ground, reach=NEAR)
    assert faults(world) == []


@pytest.mark.parametrize("guarded", [True, False])
def test_who_sets_the_clock_back_is_found_by_what_the_writer_had_seen(
    world: World, paper: Paper, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    before = as_it_stands(world)
    world.clock.move(MINUTE)
    takes_back({"category": "C04"})(world, paper)
    assert faults(world) == []
    world.clock.move(-2 * SECOND)
    with standing_again(world, before):
        assert reads(world)
    world.clock.move(MINUTE)
    if not guarded:
        monkeypatch.setattr(Moment, "saw", lambda *_: False)
    assert set(faults(world)) == ({Fault.CONSENT_RETURNED} if guarded else set())
