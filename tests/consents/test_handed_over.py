"""A case that gets another coach while a text waits for its signature, or for its witness: she is shown the way on."""

import pytest

from tests.cast import Answer, World
from tests.consents.story import Paper, drafted, in_force, presented, proposal, sign, signed, witnessed
from tests.consents.test_signing_paper import compare, enter, is_signed
from tests.moving_on import handed_over

ANOTHER = "Handledaren som skrev texten har inte hand om ärendet längre."
UNSIGNED = "En annan handledare har visat en text som deltagaren inte har skrivit under."
GOVERNS = "Det medgivande som gäller har en annan handledare skrivit."


def shown_anew(world: World) -> Paper:
    cia = world.api("cia")
    made = cia.post(f"/cases/{world.dana.case}/consents", proposal(world)).json
    shown = cia.post(f"/consents/{made['id']}/presentation", {}).json
    return Paper(made["id"], made, shown["digest"], shown["nonce"])


def test_a_text_of_the_coach_before_is_not_signed_and_one_of_the_new_coach_is(world: World) -> None:
    """Nobody could witness it: he who wrote it has the case no more, and she has not gone through it with her."""
    paper = presented(world)
    handed_over(world, number=f"{world.dana.number}\u200b")  # as it was pasted
    refused = sign(world, paper)
    assert (refused.status, refused.json["code"]) == (409, "another_coach")
    assert ANOTHER in refused.json["detail"]
    page = world.page("dana")
    for path in ("skriv-under", "skriv-under/1", "skriv-under/klart", "skriv-under/allt"):
        told = page.get(f"/medgivanden/{paper.id}/{path}")
        assert (told.status, ANOTHER in told.text) == (409, True), path
    fresh = shown_anew(world)
    assert sign(world, fresh).status == 200
    assert world.api("cia").post(f"/consents/{fresh.id}/witness", {"code": world.code("cia")}).status == 200
    assert world.api("dana").get(f"/consents/{paper.id}").json["state"] == "superseded"


def test_who_still_reads_the_case_is_not_told_whether_his_text_waits(world: World) -> None:
    """He is named in the version before: the case is there, and what became of his text is no longer his to see."""
    in_force(world)
    presented(world)
    case, waits = f"/arenden/{world.dana.case}", "Ett medgivande väntar på deltagarens svar."
    page = world.page("amir")
    assert waits in page.get(case).text
    handed_over(world)
    told = page.get(case)
    assert (told.status, waits in told.text) == (200, False)
    handed_over(world, "amir")
    assert waits in page.get(case).text


def test_nor_does_who_still_reads_the_case_witness_his_text(world: World) -> None:
    """The door shows him the case and opens no signature: he is refused as by any other case, and nothing breaks."""
    in_force(world)
    paper = signed(world)
    handed_over(world)
    page = f"/medgivanden/{paper.id}/bevittna"
    for told in acts(world, "amir", paper.id):
        assert told.status == 404
    assert world.page("amir").post(page, {"code": world.code("amir")}).status == 404
    handed_over(world, "amir")
    witnessed(world, paper)


def test_who_gets_the_case_back_goes_on_with_his_text(world: World) -> None:
    paper = presented(world)
    handed_over(world)
    handed_over(world, "amir")
    assert sign(world, paper).status == 200
    witnessed(world, paper)


def test_nor_does_a_paper_of_the_coach_before_count(world: World) -> None:
    paper = presented(world)
    assert enter(world, world.page("amir"), paper).status == 303
    handed_over(world)
    told = compare(world, world.page("cia"), paper)
    assert (told.status, ANOTHER in told.text, is_signed(world, paper)) == (409, True, False)
    assert compare(world, world.page("cia"), paper, agrees="no").status == 303, "a no is hindered by nothing"


def acts(world: World, name: str, consent: str) -> list[Answer]:
    api, code = world.api(name), {"code": world.code(name)}
    return [api.post(f"/consents/{consent}/presentation", {}), api.post(f"/consents/{consent}/witness", code)]


@pytest.mark.parametrize("signs", [False, True])
def test_the_new_coach_is_told_what_to_do(world: World, *, signs: bool) -> None:
    paper = signed(world) if signs else presented(world)
    handed_over(world)
    for told in acts(world, "cia", paper.id):
        assert (told.status, told.json["code"]) == (409, "not_drafter")
        assert "Gör ett nytt utkast" in told.json["detail"]
    page = world.page("cia").get(f"/arenden/{world.dana.case}/medgivanden").text
    assert (UNSIGNED in page, GOVERNS in page) == (not signs, signs)
    assert "Det finns inget medgivande" not in page


def test_all_others_are_told_nothing(world: World) -> None:
    """Also of a draft that nobody has shown: it is its drafter's alone."""
    paper, draft = presented(world), drafted(world)["id"]
    absent = [one.data for one in acts(world, "otto", "f" * 32)]
    assert [one.data for one in acts(world, "otto", paper.id)] == absent
    assert [one.data for one in acts(world, "cia", paper.id)] == absent
    handed_over(world)
    assert [one.data for one in acts(world, "amir", paper.id)] == absent
    assert [one.data for one in acts(world, "cia", draft)] == absent
