"""Rows that somebody put, changed or took away past the hub (T4, T8): with the guard off they are believed, or unseen.

The twins of those tests of the forged rows, and of the rows of before, that have none beside them.
"""

from collections.abc import Callable
from typing import Any, Final

import pytest
from sqlalchemy import delete, insert, select, update

from hub.access_log.reader.row_stories import Story
from hub.access_log.reader.told_rows import ToldRows
from hub.grants.tables import absence, assignment, consent, paper, withdrawal
from hub.officers.looking_after import look_after
from hub.officers.roles import Role
from hub.officers.tables import officer, reviewed_unit
from hub.officers.telling_rows import tell_rows
from hub.participants import open_seals
from hub.participants.tables import participant
from hub.signin.tables import account
from hub.store import row_marks, row_seals
from hub.store.ids import new_id
from hub.store.row_marks import Mark
from policies.vocabulary import Function
from tests.attacks import test_cleared_restrictions as cleared
from tests.attacks import test_forged_absences as absences
from tests.attacks import test_forged_coaches as coaches
from tests.attacks import test_forged_offices as offices
from tests.attacks import test_rows_in_clear as in_clear
from tests.attacks import test_rows_of_before as before
from tests.attacks.test_forged_rows import signs_in, write
from tests.attacks.test_rows_of_before import found, lived
from tests.cast import World
from tests.consents.story import in_force, presented, signed
from tests.consents.test_signing_paper import compare, enter
from tests.consents.test_team import _away, _with_substitute, staffed
from tests.databases import ONE_DATABASE
from tests.signin.calling_in import PASSWORD
from tests.staffing.conftest import add_member

__all__ = ["lived", "staffed"]

pytestmark = ONE_DATABASE


@pytest.fixture
def unsealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let any seal fit."""
    monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)


@pytest.fixture
def unfollowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody follow what the log told of rows."""
    monkeypatch.setattr(ToldRows, "compare", lambda *_: None)


def test_a_row_without_its_seal_would_be_as_it_says(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    in_force(world)
    monkeypatch.setattr(open_seals, "closed", lambda _, row, **__: (row.she_restricted_at, row.she_died_at))
    write(world, update(participant).values(seal=None))
    assert cleared.reads(world)


@pytest.mark.usefixtures("unsealed")
def test_anothers_seal_would_fit(world: World) -> None:
    in_force(world)
    write(world, update(participant).where(participant.c.id == world.dana.id).values(seal=bytes(32)))
    assert cleared.reads(world)


@pytest.mark.usefixtures("unsealed")
def test_an_absence_that_is_not_genuine_would_be_told(staffed: World) -> None:
    absences.substitute(staffed)
    absences.put_away(staffed)
    assert staffed.api("fia").get("/me/absence").json["absence"] is not None


@pytest.mark.usefixtures("unsealed")
def test_who_did_not_take_it_on_would_have_it_unasked(staffed: World) -> None:
    _with_substitute(staffed)
    karin = staffed["karin"]
    assert _away(staffed) == 200
    whose = {"officer_id": karin.officer, "unit_id": karin.unit, "employment_id": karin.employment}
    row = {"id": new_id(staffed.ground.random), "case_id": staffed.dana.case, **whose, "begins": staffed.now}
    write(staffed, insert(assignment).values({**row, "seal": bytes(32)}))
    assert not any(one["take_on"] for one in staffed.api("karin").get("/acceptances").json["items"])
    assert absences.opens(staffed)


@pytest.mark.usefixtures("unsealed")
def test_a_row_that_has_ended_would_give_the_case_on(world: World) -> None:
    add_member(world, "gun", "Gun Grahn", "FK Nordost", Role.ACCESS_MANAGER, Function.NONE)
    cora = add_member(world, "cora", "Cora Ceder", "FK Nordost", Role.COACH, Function.AME_COACH)
    coaches.put(world, "cora")
    assert world.api("gun").delete(f"/officers/{cora.officer}").status == 200
    add_member(world, "celia", "Celia Cederberg", "FK Nordost", Role.COACH, Function.AME_COACH)
    body = {"number": world.dana.number, "officer": world["celia"].officer}
    assert world.api("gun").post("/handovers", body).status == 204


@pytest.mark.usefixtures("unsealed")
def test_a_row_in_the_way_would_stay_there(world: World) -> None:
    number = world.dana.number
    assert world.api("bea").delete(f"/officers/{world['amir'].officer}").status == 200
    coaches.put(world, "cia")
    given = world.api("bea").post("/handovers", {"number": number, "officer": world["cia"].officer})
    assert given.status == 422, "she has it already"


@pytest.mark.usefixtures("unsealed")
def test_who_was_ended_would_be_back(world: World) -> None:
    offices.change_job(world, "cia", function=Function.CLINICIAN.value)
    assert world.api("bea").delete(f"/officers/{world['cia'].officer}").status == 200
    offices.change_job(world, "cia", function=Function.AME_COACH.value, ends=None)
    assert signs_in(world, world.credentials("cia"))


@pytest.mark.usefixtures("unsealed")
def test_her_own_step_would_seal_what_somebody_put_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody takes her app's secret away; choosing another password, she seals that she has none."""
    fia = world["fia"]
    own = world.api("fia")
    write(world, update(account).where(account.c.id == fia.account).values(totp_sealed=None))
    assert own.put("/me/password", {"present": fia.password, "wanted": PASSWORD}).status == 204
    monkeypatch.undo()
    with world.store.read() as tx:
        row = tx.execute(select(account).where(account.c.id == fia.account)).one()
    assert row_seals.stands(world.ground, "account", row)


IN_CLEAR: Final[dict[str, tuple[Callable[[World], object], Any]]] = {
    "a receipt is taken away": (in_clear.takes_back, delete(withdrawal)),
    "a number is said": (lambda _: None, update(officer).values(in_clear.OTHER)),
    "a receipt that nobody was given": (in_clear.takes_back, None),
}


@pytest.mark.usefixtures("unfollowed")
@pytest.mark.parametrize("what", IN_CLEAR)
def test_what_lies_in_clear_would_be_rewritten_unseen(world: World, what: str) -> None:
    act, rewriting = IN_CLEAR[what]
    act(world)
    if rewriting is None:
        with world.store.read() as tx:
            hers = dict(tx.execute(select(withdrawal)).one()._mapping)
        rewriting = insert(withdrawal).values({**hers, "id": "f" * 32, "scope": "whole", "target": None})
    write(world, rewriting)
    assert found(world) == []


@pytest.mark.usefixtures("unfollowed")
def test_who_compared_a_paper_would_have_told_nothing_of_it(world: World) -> None:
    text = presented(world)
    enter(world, world.page("amir"), text)
    write(world, update(paper).values(entered_by=world["fia"].officer))
    assert compare(world, world.page("cia"), text).status == 303
    write(world, update(paper).values(entered_by=world["amir"].officer))
    assert found(world) == []


def a_password_of_before(world: World) -> None:
    then = before.rows(world, account)
    before.chooses_another_password(world)
    before.put_back(world, account, then)  # who signs in by it is found by that too (test_ways_in_of_before)


def built_upon(world: World) -> None:
    before.is_renamed(world, "Fia Frisk")
    then = before.rows(world, officer)
    before.is_renamed(world, "Fia Falk")
    before.put_back(world, officer, then)
    before.is_renamed(world, "Fia Fors")


def a_unit_not_reviewed_any_more(world: World) -> None:
    hers = {"officer_id": world["dora"].officer, "unit_id": world.units["AF Rehabteam"]}
    with world.store.write() as tx:
        look_after(tx, world.ground, **hers)
        tell_rows(tx, world.ground, before.OPERATOR, at=world.now)
    write(world, delete(reviewed_unit).where(reviewed_unit.c.unit_id == hers["unit_id"]))


def another_witness(world: World) -> None:
    write(world, update(consent).values(witnessed_by=world["cia"].officer))


BEFORE: Final[tuple[Callable[[World], object], ...]] = (
    a_password_of_before,
    built_upon,
    lambda world: write(world, delete(absence)),
    lambda world: write(world, update(absence).values(ended_at=world.now, seal=None)),
    a_unit_not_reviewed_any_more,
    another_witness,
)


@pytest.mark.usefixtures("unfollowed")
@pytest.mark.parametrize("attack", BEFORE)
def test_rows_of_before_would_stay_unseen(lived: World, attack: Callable[[World], object]) -> None:
    attack(lived)
    assert found(lived) == []


@pytest.mark.usefixtures("unfollowed")
def test_a_witness_who_was_not_there_would_stay_unseen(staffed: World) -> None:
    signed(staffed)
    write(staffed, update(consent).values(witnessed_at=staffed.now, witnessed_by=staffed["amir"].officer))
    assert found(staffed) == []


@pytest.mark.usefixtures("unfollowed")
def test_another_drafter_would_stay_unseen(staffed: World) -> None:
    before.witnessed_as_anothers(staffed)
    assert found(staffed) == []


def test_what_one_entry_told_would_be_told_by_another(lived: World, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = Story.go_on
    monkeypatch.setattr(Story, "go_on", lambda row, told, _: go_on(row, told, 0))
    changed = before.told_again(lived, at_once=True)
    assert [one for one in found(lived) if one.where in changed] == []


def test_what_was_told_then_would_be_told_of_now(lived: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard off: nobody asks whether a mark is of its entry's instant."""
    monkeypatch.setattr(
        row_marks, "read", lambda _, table, key, said, __, **___: Mark(table, key, said[:8], said[8:16])
    )
    changed = before.told_again(lived, at_once=False)
    assert [one for one in found(lived) if one.where in changed] == []
