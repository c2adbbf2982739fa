"""What a page is told of the time that is left is when the session ends; only a person's press moves it."""

import re

import pytest

from tests.attacks.addresses import token
from tests.attacks.test_assisted import assisted, handed
from tests.cast import HOUR, MINUTE, SECOND, Answer, Browser, World


def told(page: str) -> tuple[int, bool]:
    found = re.search(r'data-seconds="(\d+)" data-final="(yes|no)"', page)
    assert found is not None, page
    return int(found.group(1)), found.group(2) == "yes"


def stay(world: World, page: Browser) -> Answer:
    return Answer(page.client.post("/jag-ar-kvar", data={"csrf_token": token(world, page)}))


@pytest.mark.parametrize(("name", "path", "seconds"), [("fia", "/arenden", 900), ("dana", "/mitt-mal", 3600)])
def test_the_session_ends_when_the_page_says(world: World, name: str, path: str, seconds: int) -> None:
    page = world.page(name)
    assert told(page.get(path).text) == (seconds, False)
    world.clock.move(30 * SECOND)
    left, _ = told(page.get(path).text)
    assert left == seconds - 30, "what was seen a moment ago is not written again"
    world.clock.move(left * SECOND - 1)
    copy = page.secret
    world.clock.move(1)
    assert page.get(path).headers["Location"].startswith("/logga-in")
    assert page.secret == copy


def test_a_press_moves_the_end(world: World) -> None:
    page = world.page("fia")
    page.get("/arenden")
    world.clock.move(14 * MINUTE)
    answer = stay(world, page)
    assert (answer.status, answer.data) == (204, b"")
    assert (answer.headers["Seconds-Left"], answer.headers["Ends-For-Good"]) == ("900", "no")
    world.clock.move(14 * MINUTE)
    assert page.get("/arenden").status == 200


def test_ten_hours_are_not_moved(world: World) -> None:
    page = world.page("fia")
    for _ in range(59):
        world.clock.move(10 * MINUTE)
        assert stay(world, page).status == 204
    answer = stay(world, page)
    assert (answer.headers["Seconds-Left"], answer.headers["Ends-For-Good"]) == ("600", "yes")
    world.clock.move(10 * MINUTE)
    assert stay(world, page).headers["Location"] == "/logga-in"


def test_a_lent_screen_lasts_an_hour_whatever_is_pressed(world: World) -> None:
    screen = assisted(world)
    assert told(screen.get("/mina-medgivanden").text) == (3600, True)
    world.clock.move(59 * MINUTE)
    assert stay(world, screen).headers["Seconds-Left"] == "60"
    world.clock.move(MINUTE)
    assert stay(world, screen).status == 303


def test_before_she_takes_the_screen_the_press_serves_and_opens_nothing(world: World) -> None:
    screen = handed(world)
    world.clock.move(14 * MINUTE)
    assert stay(world, screen).status == 204
    world.clock.move(2 * MINUTE)
    assert screen.get("/arenden").headers["Location"] == "/skarmen"
    assert screen.get("/skarmen").status == 200


def test_nobody_else_keeps_a_session(world: World) -> None:
    page = world.page("fia")
    assert page.client.post("/jag-ar-kvar", data={}).status_code == 400
    assert page.get("/jag-ar-kvar").status == 405
    world.clock.move(HOUR)
    assert stay(world, page).status == 303
    assert world.page().client.post("/jag-ar-kvar").status_code == 303
