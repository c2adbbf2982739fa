"""A coach with many cases: what is done with her stands at hand, and her cases are handed over at one go."""

from tests.cast import MINUTE, Answer, Browser, World

ALL = "coach-alla"


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


def test_what_was_given_before_a_refusal_stands(world: World) -> None:
    numbers, bea, cia = _cases(world, 2), world.page("bea"), world["cia"].officer
    _left(world, bea)
    refused = bea.post("/handlaggare/arenden", _given([numbers[0], "SK-0000-0000"], cia), form_at="/handlaggare")
    assert refused.status == 404
    unit = bea.get("/handlaggare").text
    assert (numbers[0] in unit, numbers[1] in unit) == (False, True)


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
