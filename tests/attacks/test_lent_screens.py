"""On a lent screen a code is chosen for whom the coach lent it to, whatever the rows say meanwhile (T4, T8).

Each attack is shown to work with its guard off.
"""

from typing import Any

import pytest
from sqlalchemy import select, update

from hub.access_log.tables import log_entry
from hub.grants.tables import case
from hub.signin import assisting
from hub.signin.tables import account, session
from hub.store import row_seals
from policies.vocabulary import Action
from tests.attacks.test_assisted import handed, post
from tests.cast import Participant, World
from tests.swapping import swapped

CODE = "314159"


def has_account(world: World, participant: Participant) -> bool:
    with world.store.read() as tx:
        of_hers = select(account.c.id).where(account.c.participant_id == participant.id)
        return tx.execute(of_hers).first() is not None


def write(world: World, statement: Any) -> None:
    with world.store.write() as tx:
        tx.execute(statement)


@pytest.mark.parametrize("guarded", [True, False])
def test_no_code_is_chosen_for_whom_the_case_was_not_begun(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Amir lends Dana his screen, while somebody lets her case be Eva's, who has chosen no code yet."""
    eva = world.add_participant("Eva Annan", coach="cia", code=None)
    screen = handed(world)
    write(world, update(case).where(case.c.id == world.dana.case).values(participant_id=eva.id))
    if not guarded:
        monkeypatch.setattr(assisting, "check_begun_for", lambda *_, **__: None)
    chosen = post(world, screen, "/skarmen", code=CODE, again=CODE)
    assert chosen.status == (500 if guarded else 303)
    assert has_account(world, eva) is not guarded


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_in_a_case_in_which_it_was_not_lent(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Or while somebody moves what he lent to Eva's own case, whom he coaches, too."""
    eva = world.add_participant("Eva Annan", code=None)
    screen = handed(world)
    write(world, update(session).where(session.c.handed_case_id.is_not(None)).values(handed_case_id=eva.case))
    if not guarded:
        monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)
    chosen = post(world, screen, "/skarmen", code=CODE, again=CODE)
    assert chosen.status == 303
    assert chosen.headers["Location"].startswith("/logga-in" if guarded else "/mitt-inloggningsnamn")
    assert has_account(world, eva) is not guarded


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_does_it_open_for_another_whose_code_is_shown_on_it(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """The case is Eva's while her code is asked for, and Dana's again when it is told to whom the screen was lent."""
    eva = world.add_participant("Eva Annan", coach="cia", code=CODE)
    screen, of_dana = handed(world), case.c.id == world.dana.case
    hers, danas = (update(case).where(of_dana).values(participant_id=one.id) for one in (eva, world.dana))
    write(world, hers)
    if not guarded:
        monkeypatch.setattr(assisting, "_whose", lambda *_: eva.id)
    with swapped(world, [danas], [hers]):
        lent = post(world, screen, "/skarmen", code=CODE)
    assert lent.headers["Location"].startswith("/logga-in") is guarded
    write(world, danas)
    assert screen.get("/mina-medgivanden").status == (303 if guarded else 200)


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_does_a_lent_screen_open_as_the_coachs(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Nor is it his own again because somebody empties where it was lent."""
    screen = handed(world)
    write(world, update(session).where(session.c.handed_case_id.is_not(None)).values(handed_case_id=None))
    if not guarded:
        monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)
    assert screen.get("/arenden").status == (303 if guarded else 200)


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_is_another_told_that_it_was_taken_back(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """The coach takes it back while somebody lets the case be Eva's: it would stand in her log, and not in Dana's."""
    eva = world.add_participant("Eva Annan", coach="cia")
    screen = handed(world)
    write(world, update(case).where(case.c.id == world.dana.case).values(participant_id=eva.id))
    if not guarded:
        monkeypatch.setattr(assisting, "check_begun_for", lambda *_, **__: None)
    back = post(world, screen, "/skarmen/tillbaka", code=world.code("amir"))
    assert back.status == (500 if guarded else 303)
    with world.store.read() as tx:
        told = select(log_entry.c.id).where(log_entry.c.subject == eva.id, log_entry.c.action == Action.ASSIST.value)
        assert (tx.execute(told).first() is not None) is not guarded
