"""Who is registered by one form, or under one key of a program's, is registered once, however often it is sent (E9)."""

import re

import pytest

from hub.cases import registering
from tests.cases.test_people_importing import people
from tests.cast import Answer, Browser, World
from tests.meeting import at_once
from tests.moving_on import handed_over

ANNA = {"name": "Anna Alm", "identity_number": "198708152387", "origin": "present"}
KEY = {"Idempotency-Key": "9d3b1c7e-5a40-4a8e-b6f2-0d9c5c1f7a11"}


def form_of(page: Browser) -> dict[str, str]:
    found = re.search(r'name="sending" value="([0-9a-f]{32})"', page.get("/arenden/ny").text)
    assert found is not None
    return {**ANNA, "language": "sv", "sending": found.group(1)}


def sent(world: World, body: dict[str, str] = ANNA, key: dict[str, str] = KEY, name: str = "amir") -> Answer:
    return world.api(name).post("/cases", body, headers=key)


def test_a_form_that_is_pressed_twice_registers_once(world: World) -> None:
    page = world.page("amir")
    form = form_of(page)
    once, again = page.post("/arenden/ny", form), page.post("/arenden/ny", form)
    assert (once.status, again.status) == (303, 303)
    assert once.headers["Location"] == again.headers["Location"]
    assert people(world)[:2] == (1, 1)
    assert page.post("/arenden/ny", form_of(page)).headers["Location"] != once.headers["Location"]


def test_what_was_done_once_is_said_once(world: World) -> None:
    """The answer to the first press is shown to nobody; its message waits, and the second's stands beside it."""
    page = world.page("amir")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.get("/arenden/ny").text)
    assert token is not None
    form = {**form_of(page), "csrf_token": token.group(1)}
    answers = [page.client.post("/arenden/ny", data=form) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    told = page.get(answers[1].headers["Location"]).text
    assert [told.count(said) for said in ("Ärendet är registrerat.", "Det här hade du redan skickat.")] == [1, 1]


@pytest.mark.parametrize("other", [{"name": "Berit Alm"}, {"identity_number": ""}])
def test_who_goes_back_and_registers_somebody_else_has_both(world: World, other: dict[str, str]) -> None:
    page = world.page("amir")
    form = form_of(page)
    assert page.post("/arenden/ny", form).status == 303
    assert page.post("/arenden/ny", form | other).status == 303
    assert people(world)[:2] == (2, 2)


def test_a_refused_form_keeps_its_mark(world: World) -> None:
    page = world.page("amir")
    form = form_of(page)
    refused = page.post("/arenden/ny", form | {"name": ""})
    assert refused.status == 422
    assert f'name="sending" value="{form["sending"]}"' in refused.text


def test_a_program_that_asks_again_gets_the_same_answer(world: World) -> None:
    once, again = sent(world), sent(world)
    assert (once.status, once.json) == (again.status, again.json)
    assert once.status == 201
    assert people(world)[:2] == (1, 1)
    other = sent(world, ANNA | {"name": "Berit Alm"})
    assert (other.status, list(other.json["errors"])) == (422, ["Idempotency-Key"])
    assert sent(world, key={}).json != once.json
    assert sent(world, name="cia").json != once.json


def test_of_many_at_once_one_registers_and_all_are_answered_alike(world: World) -> None:
    apis = [world.api("amir") for _ in range(8)]
    acts = [lambda api=api: api.post("/cases", ANNA, headers=KEY) for api in apis]
    answers = at_once(world, *acts, written="INSERT INTO participant")
    assert {(one.status, one.text) for one in answers} == {(201, answers[0].text)}
    assert people(world)[:2] == (1, 1)


def test_without_what_is_kept_each_registers_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registering, "sending_of", lambda *_: None)
    assert sent(world).json != sent(world).json
    assert people(world)[:2] == (2, 2)


def test_a_case_that_is_no_longer_hers_is_not_told(world: World) -> None:
    sent(world)
    number = world.api("amir").get("/cases").json["items"][0]["number"]
    handed_over(world, number=number)
    told = sent(world)
    assert (told.status, told.data) == (404, world.api("amir").get(f"/cases/{'f' * 32}").data)
    assert people(world)[:2] == (1, 1)


@pytest.mark.parametrize("key", ["", "short", "x" * 256])
def test_a_key_that_could_be_guessed_is_refused(world: World, key: str) -> None:
    told = sent(world, key={"Idempotency-Key": key})
    assert (told.status, list(told.json["errors"])) == (422, ["Idempotency-Key"])
