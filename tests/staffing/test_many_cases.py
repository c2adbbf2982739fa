"""A coach with many cases: what is done with her stands at hand, and her cases are handed over at one go."""

from sqlalchemy import select

from hub.grants.tables import coach_assignment
from hub.officers.roles import Role
from policies.vocabulary import Function
from tests.cast import MINUTE, Answer, Browser, World
from tests.staffing.conftest import add_member

ALL = "coach-alla"
KEPT = "Ärenden som redan hade fått en ny handledare är kvar där."


def _cases(world: World, many: int) -> list[str]:
    return [world.add_participant(f"Person {at:02}", code=None).number for at in range(many)]


def _left(world: World, bea: Browser) -> Answer:
    at = f"/handlaggare/{world['amir'].officer}"
    assert bea.post(f"{at}/avsluta", {}, form_at=at).status == 200
    return bea.get("/handlaggare")


def _given(numbers: list[str], officer: str) -> dict[str, object]:
    return {"number": numbers, "officer": officer}


def test_her_many_cases_hide_nothing_of_what_is_done_with_her(world: World) -> None:
    """Sixty lines stood above the button with which somebody who has left is locked out."""
    numbers = _cases(world, 7)
    text = world.page("bea").get(f"/handlaggare/{world['amir'].officer}").text
    told, _, folded = text.partition('<details class="more">')
    assert sum(f'whole">{one}<' in told for one in numbers) == 5
    assert "Fler (2)" in folded
    assert sum(f'whole">{one}<' in folded.partition("</details>")[0] for one in numbers) == 2


def test_all_that_a_coach_left_go_to_another_at_one_go(world: World) -> None:
    numbers, bea, cia = _cases(world, 3), world.page("bea"), world["cia"].officer
    unit = _left(world, bea)
    assert "Alla 3 ärenden utan handledare" in unit.text
    given = bea.post("/handlaggare/arenden", _given(numbers, cia), form_at="/handlaggare")
    assert (given.status, given.headers["Location"]) == (303, "/handlaggare")
    unit = bea.get("/handlaggare")
    assert "3 ärenden har fått en ny handledare." in unit.text
    assert not any(one in unit.text for one in numbers)
    assert all(one in world.page("cia").get("/arenden").text for one in numbers)


def test_one_alone_is_not_offered_as_all(world: World) -> None:
    _cases(world, 1)
    assert "utan handledare" not in _left(world, world.page("bea")).text


def test_who_chose_nobody_is_told_where_she_chooses(world: World) -> None:
    numbers, bea = _cases(world, 2), world.page("bea")
    _left(world, bea)
    unfit = bea.post("/handlaggare/arenden", _given(numbers, ""), form_at="/handlaggare")
    assert unfit.status == 422
    assert f'href="#{ALL}"' in unfit.text
    assert unfit.text.count("field wrong") == 1
    assert all(f'id="coach-{one}"' in unfit.text for one in numbers), "nothing was given"


def test_who_chose_nobody_for_all_where_one_remains_is_told_where_she_chooses(world: World) -> None:
    """Another tab gave the others meanwhile: the field of all is gone, and the error led nowhere."""
    numbers, bea, cia = _cases(world, 2), world.page("bea"), world["cia"].officer
    _left(world, bea)
    assert bea.post("/handlaggare/arenden", _given(numbers[:1], cia), form_at="/handlaggare").status == 303
    unfit = bea.post("/handlaggare/arenden", _given(numbers, ""), form_at="/handlaggare")
    assert unfit.status == 422
    assert [unfit.text.count(part) for part in (f'href="#{ALL}"', f'id="{ALL}"', "field wrong")] == [1, 1, 1]
    late = bea.get(f"/handlaggare?{ALL}={cia}")
    assert f'value="{cia}" selected' in late.text


def test_who_chose_nobody_for_what_others_gave_meanwhile_is_told_that_they_have(world: World) -> None:
    numbers, bea, cia = _cases(world, 2), world.page("bea"), world["cia"].officer
    _left(world, bea)
    assert bea.post("/handlaggare/arenden", _given(numbers, cia), form_at="/handlaggare").status == 303
    assert bea.post("/handlaggare/arenden", _given(numbers, ""), form_at="/handlaggare").status == 303
    assert KEPT in bea.get("/handlaggare").text


def test_what_was_given_before_a_refusal_stands(world: World) -> None:
    numbers, bea, cia = _cases(world, 2), world.page("bea"), world["cia"].officer
    _left(world, bea)
    refused = bea.post("/handlaggare/arenden", _given([numbers[0], "SK-0000-0000"], cia), form_at="/handlaggare")
    assert refused.status == 404
    unit = bea.get("/handlaggare").text
    assert [f'id="k-{one}"' in unit for one in numbers] == [False, True]
    assert f"Ärendet {numbers[0]} har fått en ny handledare." in unit


def test_whom_she_chose_for_all_is_still_chosen_after_the_code(world: World) -> None:
    numbers, bea, cia = _cases(world, 2), world.page("bea"), world["cia"].officer
    _left(world, bea)
    world.clock.move(6 * MINUTE)
    late = bea.post("/handlaggare/arenden", _given(numbers, cia), form_at="/handlaggare")
    proved = bea.post(late.headers["Location"], {"step_up": world.code("bea")})
    unit = bea.get(proved.headers["Location"]).text
    of_all = unit.partition(f'id="{ALL}"')[2].partition("</select>")[0]
    assert f'<option value="{cia}" selected>' in of_all
    assert unit.count(" selected>") == 1
    assert "Inte sparat än." in unit


def test_what_another_manager_gave_meanwhile_is_kept(world: World) -> None:
    """Her page was older: it took sixty cases from whom they had just been given to, and said nothing of it."""
    numbers, bea, cia = _cases(world, 3), world.page("bea"), world["cia"].officer
    _left(world, bea)
    other = add_member(world, "mia", "Mia Malm", "AME", Role.COACH, Function.AME_COACH).officer
    assert world.api("bea").post("/handovers", {"number": numbers[0], "officer": other}).status == 204
    assert bea.post("/handlaggare/arenden", _given(numbers, cia), form_at="/handlaggare").status == 303
    told = bea.get("/handlaggare").text
    assert "2 ärenden har fått en ny handledare." in told
    assert KEPT in told
    assert numbers[0] in bea.get(f"/handlaggare/{other}").text
    alone = bea.post("/handlaggare/arenden", _given(numbers[:1], cia), form_at="/handlaggare")
    assert alone.status == 303
    assert numbers[0] in bea.get(f"/handlaggare/{other}").text


def test_a_program_gives_what_is_left_and_takes_nothing_from_anybody(world: World) -> None:
    number = _cases(world, 1)[0]
    wanted = {"number": number, "officer": world["cia"].officer, "left": True}
    refused = world.api("bea").post("/handovers", wanted)
    assert (refused.status, refused.json["code"]) == (409, "coached")
    _left(world, world.page("bea"))
    assert world.api("bea").post("/handovers", wanted).status == 204
    assert world.api("bea").post("/handovers", wanted).status == 409, "sent twice, it is given once"


def test_what_is_sent_twice_is_given_once(world: World) -> None:
    """Also where a number stands in it in several ways, or a thousand times."""
    numbers, bea, cia = _cases(world, 2), world.page("bea"), world["cia"].officer
    _left(world, bea)
    sent = [spelt for one in numbers for spelt in (one, one.lower(), f" {one} ")] * 100
    for told in ("2 ärenden har fått en ny handledare.", KEPT):
        assert bea.post("/handlaggare/arenden", _given(sent, cia), form_at="/handlaggare").status == 303
        assert told in bea.get("/handlaggare").text
    with world.store.read() as tx:
        written = tx.execute(select(coach_assignment.c.case_id).where(coach_assignment.c.officer_id == cia)).all()
    assert len(written) == len(numbers)
