"""What a no to "what was written before today" closes, and what it does not: the words say what the lines do."""

from hub.consents.asking import MOST
from hub.consents.questioning import ALREADY
from tests.cast import DAY, World, insecure_argon2, make_world, world
from tests.consents.story import Paper, in_force, presented, sign

__all__ = ["insecure_argon2", "make_world", "world"]

TODAY = "läser de bara det som skrivs från och med i dag"


def told(world: World, paper: Paper) -> tuple[str, str, str]:
    """Give what a no costs, by the last question, on the page with all of them, and in the text that is signed."""
    asked = world.api("dana").get(f"/consents/{paper.id}/questions").json["items"]
    assert (asked[-1]["kind"], len(asked) <= MOST) == ("earlier", True)
    page = world.page("dana").get(f"/medgivanden/{paper.id}/skriv-under/allt").text
    return asked[-1]["no_costs"], page, world.api("dana").get(f"/consents/{paper.id}").json["text"]


def test_nobody_reads_yet_and_a_no_closes_all_that_was_written(world: World) -> None:
    question, page, text = told(world, presented(world))
    assert TODAY in question
    assert str(ALREADY) not in question
    assert str(ALREADY) not in page
    assert TODAY in text


def test_at_a_renewal_a_no_closes_nothing_of_an_unbroken_line(world: World) -> None:
    first = in_force(world)
    world.clock.move(30 * DAY)
    again = presented(world)
    question, page, text = told(world, again)
    assert str(ALREADY) in question
    assert str(ALREADY) in page
    assert "Den som redan får läsa något läser också" in text
    assert sign(world, again, covers_earlier=False).status == 200
    signed_at = {one.id: world.api("dana").get(f"/consents/{one.id}").json["signed_at"] for one in (first, again)}
    lines = world.api("dana").get(f"/consents/{again.id}").json["lines"]
    assert {line["since"] for line in lines} == {signed_at[first.id]}, "what was written meanwhile is still read"
