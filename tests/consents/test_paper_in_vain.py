"""What she reads of a paper of hers that waits to be compared and can no longer count."""

from sqlalchemy import update

from hub.grants.tables import coach_assignment
from tests.cast import World, insecure_argon2, make_world, world
from tests.consents.story import in_force, presented
from tests.consents.test_signing_paper import compare, enter

__all__ = ["insecure_argon2", "make_world", "world"]

PAGES = ("/min-sida", "/mina-medgivanden")
SAID = "Du har skrivit under på papper"


def test_what_she_took_back_is_not_promised_to_hold_by_her_paper(world: World) -> None:
    """She had taken all of it back, and read that her paper would hold and that she need do nothing."""
    first = in_force(world)
    paper, dana = presented(world), world.page("dana")
    assert enter(world, world.page("amir"), paper).status == 303
    pages = [dana.get(one).text for one in PAGES]
    assert [(SAID in one, "Väntar på dig" in one) for one in pages] == [(True, False), (True, False)]
    assert dana.post(f"/medgivanden/{first.id}/ta-tillbaka", {"what": "whole"}).status == 303
    assert [SAID in dana.get(one).text for one in PAGES] == [False, False]
    assert compare(world, world.page("cia"), paper).status == 409


def test_nor_is_a_paper_that_nobody_could_witness(world: World) -> None:
    paper, dana = presented(world), world.page("dana")
    assert enter(world, world.page("amir"), paper).status == 303
    with world.store.write() as tx:
        tx.execute(update(coach_assignment).values(ends=world.now))
    assert [SAID in dana.get(one).text for one in PAGES] == [False, False]
