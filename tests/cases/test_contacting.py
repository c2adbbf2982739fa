"""How a participant is reached: her coach sees it, nobody else does, and she sees that it was looked up."""

from tests.attacks.test_outages import outage
from tests.cases.agreeing import WHOLE, agree
from tests.cast import World

PERSON = {"name": "Nina Ny", "contact": "sms till 070-174 06 05, aldrig brev", "language": "so", "origin": "present"}


def registered(world: World) -> str:
    made = world.api("amir").post("/cases", PERSON)
    assert made.status == 201
    return str(made.json["id"])


def test_what_the_coach_wrote_is_found_again(world: World) -> None:
    case_id = registered(world)
    amir = world.page("amir")
    assert f'href="/arenden/{case_id}/kontakt"' in amir.get(f"/arenden/{case_id}").text
    page = amir.get(f"/arenden/{case_id}/kontakt").text
    assert PERSON["contact"] in page
    assert "somaliska" in page
    told = world.api("amir").get(f"/cases/{case_id}/contact").json
    assert (told["contact"], told["language"]) == (PERSON["contact"], "so")


def test_nobody_else_is_shown_it(world: World) -> None:
    """Neither another coach nor who may read the whole case; a case that is not there answers with the same bytes."""
    agree(world, world.dana, gives=WHOLE)
    mine = registered(world)
    for name in ("sofia", "fia", "bea", "dagny"):
        for case_id in (world.dana.case, mine):
            refused = world.api(name).get(f"/cases/{case_id}/contact")
            gone = world.api(name).get("/cases/00000000000000000000000000000000/contact")
            assert refused.status == gone.status in {403, 404}, name
    for name in ("sofia",):
        refused = world.page(name).get(f"/arenden/{mine}/kontakt")
        gone = world.page(name).get("/arenden/00000000000000000000000000000000/kontakt")
        assert (refused.status, len(refused.text)) == (gone.status, len(gone.text)) == (404, len(gone.text))


def test_she_sees_that_it_was_looked_up(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    assert world.page("amir").get(f"/arenden/{world.dana.case}/kontakt").status == 200
    assert "kontakt" in world.page("dana").get("/vem-har-last").text


def test_nothing_is_shown_that_is_not_logged(world: World) -> None:
    case_id = registered(world)
    amir = world.page("amir")
    with outage(world, "the log refuses"):
        answer = amir.get(f"/arenden/{case_id}/kontakt")
    assert answer.status == 503
    assert PERSON["contact"] not in answer.text
