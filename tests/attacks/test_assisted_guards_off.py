"""A lent screen's guards, each patched away in turn: the attack of test_assisted that it stops then works.

Where a second guard stands behind the first, both are off, and the twin says so.
"""

from dataclasses import replace

import pytest
from sqlalchemy import Connection, bindparam, select, update

from hub.consents import signing
from hub.grants.tables import case
from hub.signin import assisting, codes, guards, looking_up, proving, second_factor, sessions, throttling
from hub.signin.current import SignedIn
from hub.signin.tables import session
from hub.store.ground import Ground
from policies import rules
from policies.vocabulary import Action
from tests.attacks.test_assisted import (
    assisted,
    copies_after_taking_back,
    copy_of,
    guessed,
    handed,
    is_let_go,
    lent_by,
    living_of_hers,
    post,
    signed_with_a_code_chosen_there,
    taken_back_while_she_types,
    taken_back_without_a_job,
    told_of_the_screen,
    traced_after_taking_back,
    used_for_an_hour,
)
from tests.attacks.test_sweep import _take_out
from tests.attacks.unlogged import untold
from tests.cast import World
from tests.databases import ONE_DATABASE

# The guards are the program's own, none the database's.
pytestmark = ONE_DATABASE


def test_any_code_would_unlock_the_coachs_session(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = handed(world)
    monkeypatch.setattr(second_factor, "proves", lambda *_, **__: second_factor.Taken())
    assert post(world, screen, "/skarmen/tillbaka", code="000000").status == 303
    assert screen.get("/arenden").status == 200


def test_a_copy_of_his_old_cookie_would_open_beside_the_new_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two guards: the old secret ends, and until then it is locked."""
    screen = handed(world)
    copied = copy_of(world, screen)
    this, frozen = session.c.id == bindparam("session"), looking_up._frozen
    monkeypatch.setattr(sessions, "_END", update(session).where(this).values(last_seen=session.c.last_seen))
    assert post(world, screen, "/skarmen/tillbaka", code=world.code("amir")).status == 303
    assert copied.get("/arenden").headers["Location"] == "/skarmen"
    monkeypatch.setattr(looking_up, "_frozen", lambda row: replace(frozen(row), handed_case=None))
    assert copied.get("/arenden").status == 200


def test_any_code_would_open_her_session(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = handed(world)
    monkeypatch.setattr(proving, "matches", lambda *_: True)
    assert post(world, screen, "/skarmen", code=world.code("amir")).status == 303
    assert screen.get("/mina-medgivanden").status == 200


def test_guesses_at_her_code_would_have_no_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = handed(world)
    monkeypatch.setattr(throttling, "reserve", lambda *_, **__: 0)
    assert guessed(world, screen, times=20) == {422}
    assert post(world, screen, "/skarmen", code=world.dana.code).status == 303


def test_her_session_would_go_on_after_its_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lives = looking_up._lives
    monkeypatch.setattr(looking_up, "_lives", lambda row: row.assists is not None or lives(row))
    assert used_for_an_hour(world).get("/mina-medgivanden").status == 200


def test_her_copies_would_outlive_the_taking_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "end_assisted", lambda *_, **__: None)
    assert [answer.status for answer in copies_after_taking_back(world)] == [200, 200]


def test_her_session_would_begin_after_it_was_taken_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def whose(tx: Connection, _: Ground, who: SignedIn) -> str:
        return str(tx.execute(select(case.c.participant_id).where(case.c.id == who.handed_case)).scalar_one())

    monkeypatch.setattr(assisting, "_whose", whose)
    begun = taken_back_while_she_types(world, monkeypatch)
    assert (begun.status, is_let_go(begun)) == (303, False)
    assert living_of_hers(world) == 1


def test_who_is_no_longer_employed_would_come_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two guards: he is asked for when he comes, and his employment is held while he does."""
    monkeypatch.setattr(assisting, "_may_return", lambda *_: True)
    monkeypatch.setattr(assisting, "hold_employment", lambda *_: world.now)
    back = taken_back_without_a_job(world, "date")
    assert (back.status, back.headers["Location"]) == (303, f"/arenden/{world.dana.case}/medgivanden")


def test_any_coach_would_lend_a_screen_in_the_case(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _take_out(monkeypatch, rules, "coach_assigned", lambda *_: None)
    assert lent_by(world, "cia").headers["Location"] == "/skarmen"


def test_so_would_any_officer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two guards: the pages are for coaches, and the rule is for hers."""
    monkeypatch.setattr(guards, "_refuse", lambda *_, **__: None)
    assert lent_by(world, "fia").status == 404
    _take_out(monkeypatch, rules, "coach_assigned", lambda *_: None)
    assert lent_by(world, "fia").headers["Location"] == "/skarmen"


def test_what_is_signed_with_a_code_chosen_there_would_have_no_mark(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "_rests_on_one", lambda *_, **__: False)
    assert signed_with_a_code_chosen_there(world) == [False]


def test_a_code_that_anybody_guesses_would_be_chosen_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.participants["dana"] = world.add_participant("Dana Demosson", code=None)
    screen = handed(world)
    monkeypatch.setattr(codes, "fault_of", lambda _: None)
    assert post(world, screen, "/skarmen", code="123456", again="123456").status == 303


def test_nobody_would_be_told_of_the_screen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    untold(monkeypatch, Action.ASSIST)
    assert told_of_the_screen(world) == 0


def test_what_he_reads_afterwards_would_come_from_nowhere(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    untold(monkeypatch, Action.STEP_UP)
    assert traced_after_taking_back(world) == []


def test_her_session_would_go_on_after_he_signed_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = assisted(world)
    copied = copy_of(world, screen)
    monkeypatch.setattr(sessions, "end", lambda *_, **__: None)
    assert post(world, screen, "/logga-ut").status == 303
    assert copied.get("/mina-medgivanden").status == 200
