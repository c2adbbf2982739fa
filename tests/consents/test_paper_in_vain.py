"""A paper that counts for nothing: what she reads of one that can no longer, and its coach of one that came back."""

from sqlalchemy import update

from hub.grants.tables import coach_assignment
from tests.cast import MINUTE, World, insecure_argon2, make_world, world
from tests.consents.story import in_force, presented
from tests.consents.test_signing_paper import compare, enter
from tests.moving_on import handed_over

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


def test_a_paper_that_came_back_is_told_to_who_entered_it(world: World) -> None:
    """Only who opened the paper's own page again saw it; the participant believed that she had signed."""
    paper, amir = presented(world), world.page("amir")
    assert enter(world, amir, paper).status == 303
    assert compare(world, world.page("cia"), paper, agrees="no").status == 303
    assert "1 papper väntar på dig." in amir.get("/").text
    assert "Kollegan skickade tillbaka det till dig." in amir.get("/papper").text
    assert [one["back"] for one in world.api("amir").get("/papers").json["items"]] == [True]
    assert world.api("cia").get("/papers").json["items"] == [], "it is no colleague's to mend"
    world.clock.move(MINUTE)
    assert enter(world, amir, paper).status == 303
    assert [one["back"] for one in world.api("amir").get("/papers").json["items"]] == [False]
    assert "Inget papper väntar på dig." in amir.get("/").text


def test_nor_is_what_another_coach_or_another_text_has_overtaken(world: World) -> None:
    paper, amir = presented(world), world.page("amir")
    assert enter(world, amir, paper).status == 303
    assert compare(world, world.page("cia"), paper, agrees="no").status == 303
    world.clock.move(MINUTE)
    assert "skickade tillbaka" in amir.get("/papper").text
    assert world.api("amir").post(f"/consents/{paper.id}/presentation").status == 200
    assert "skickade tillbaka" not in amir.get("/papper").text
    again = presented(world)
    assert enter(world, amir, again).status == 303
    assert compare(world, world.page("cia"), again, agrees="no").status == 303
    assert "skickade tillbaka" in amir.get("/papper").text
    handed_over(world)
    assert "skickade tillbaka" not in amir.get("/papper").text
