"""Who guesses from behind an officer's address keeps her out of no browser in which she has signed in before."""

import pytest

from hub.signin import known_browsers, throttling
from hub.signin.known_browsers import LASTS, known_cookie
from tests.cast import MINUTE, SECOND, Answer, Browser, World

NAME = "fia@demo.example"
LONG = 300  # seconds


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "pause", lambda _: None)


def sign_in(world: World, browser: Browser, name: str = "fia", **typed: str) -> Answer:
    return browser.post("/logga-in", {**world.credentials(name), **typed})


def known(world: World, name: str = "fia") -> Browser:
    """Give a browser in which she has signed in and out."""
    browser = world.page()
    assert sign_in(world, browser, name).status == 303
    assert browser.post("/logga-ut", form_at="/").status == 303
    return browser


def mark(world: World, browser: Browser) -> str:
    held = browser.client.get_cookie(known_cookie(world.ground))
    return held.value if held else ""


def guess_until_kept_out(world: World) -> None:
    """Guess from behind the same address until right credentials wait there for minutes."""
    waits = 0
    while waits < LONG:
        world.clock.move(waits * SECOND)
        waits = int(sign_in(world, world.page(), password="wrong").headers.get("Retry-After", 0))
    assert sign_in(world, world.page()).status == 429


def test_guesses_from_behind_her_address_keep_her_out_of_no_known_browser(world: World) -> None:
    hers = known(world)
    guess_until_kept_out(world)
    assert sign_in(world, hers).status == 303


def test_what_is_typed_in_a_known_browser_is_tried_as_anywhere(world: World) -> None:
    hers = known(world)
    assert sign_in(world, hers, password="wrong").status == 401
    assert sign_in(world, hers, code="000000").status == 401


def test_guesses_in_a_known_browser_are_counted_by_themselves(world: World) -> None:
    hers = known(world)
    assert [sign_in(world, hers, password="wrong").status for _ in range(5)] == [401] * 5
    world.clock.move(-MINUTE)  # `credentials` moves on to a fresh code each time
    assert sign_in(world, hers).status == 429
    assert sign_in(world, world.page()).status == 303


def test_a_browser_that_knows_another_is_none_of_hers(world: World) -> None:
    arvids = known(world, "arvid")
    guess_until_kept_out(world)
    assert sign_in(world, arvids).status == 429


@pytest.mark.parametrize("shown", ["", "known", "å", "AAAA", "A" * 4000])
def test_nobody_makes_a_mark(world: World, shown: str) -> None:
    guess_until_kept_out(world)
    browser = world.page()
    browser.client.set_cookie(known_cookie(world.ground), shown)
    assert sign_in(world, browser).status == 429


def test_a_made_mark_would_serve_if_it_were_not_sealed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    guess_until_kept_out(world)
    browser = world.page()
    browser.client.set_cookie(known_cookie(world.ground), "AAAA")
    monkeypatch.setattr(known_browsers, "open_secret", lambda *_, **__: b'["made", 9000000000000000]')
    assert sign_in(world, browser).status == 303


def test_a_mark_ends_and_each_sign_in_gives_a_new_one(world: World) -> None:
    hers = known(world)
    first = mark(world, hers)
    assert sign_in(world, hers).status == 303
    assert mark(world, hers) not in {"", first}
    assert NAME not in mark(world, hers)
    world.clock.move(LASTS)
    guess_until_kept_out(world)
    assert sign_in(world, hers).status == 429


def test_a_participants_browser_keeps_nothing(world: World) -> None:
    browser = world.page()
    dana = world.dana
    assert browser.post("/logga-in?som=deltagare", {"username": dana.username, "code": dana.code}).status == 303
    assert mark(world, browser) == ""


def test_programs_show_none(world: World) -> None:
    shown = mark(world, known(world))
    guess_until_kept_out(world)
    headers = {"Cookie": f"{known_cookie(world.ground)}={shown}"}
    assert world.api().post("/sessions", world.credentials("fia"), headers=headers).status == 429
