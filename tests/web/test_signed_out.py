"""Whose session ended while she wrote: she finds back, and has her words; nobody else gets words onto our page."""

import re

import pytest

from hub.store.errors import Unavailable
from hub.web.blueprints import OUTSIDE
from tests.attacks.test_assisted import assisted, post
from tests.cast import MINUTE, Browser, World, insecure_argon2, make_world, world
from tests.consents.story import presented
from tests.databases import ONE_DATABASE

__all__ = ["insecure_argon2", "make_world", "world"]

pytestmark = ONE_DATABASE  # what is carried lies in no database

WORDS = "Jag vill arbeta i ett <kök>."


def token(page: Browser, path: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.get(path).text)
    assert found is not None
    return found.group(1)


@pytest.fixture(name="left")
def _left(world: World) -> tuple[Browser, str]:
    """Dana opens the form of her goal and is away for longer than her session lives."""
    page = world.page("dana")
    csrf = token(page, "/mitt-mal")
    world.clock.move(61 * MINUTE)
    return page, csrf


def test_she_is_shown_what_she_wrote_and_the_way_back(left: tuple[Browser, str]) -> None:
    page, csrf = left
    answer = page.client.post("/mitt-mal", data={"goal": WORDS, "code": "704913", "csrf_token": csrf})
    assert answer.status_code == 401
    assert "Jag vill arbeta i ett &lt;kök&gt;." in answer.text
    assert 'action="/logga-in"' in answer.text, "she signs in on the spot, and her words come along"
    assert page.get("/mitt-mal").headers["Location"] == "/logga-in?som=deltagare&next=/mitt-mal"
    assert "704913" not in answer.text, "a code is never shown"
    assert "no-store" in answer.headers["Cache-Control"]
    assert WORDS not in page.get("/logga-in").text, "nothing is kept"


def test_a_participant_is_asked_only_for_what_she_has(left: tuple[Browser, str]) -> None:
    page, csrf = left
    answer = page.client.post("/mitt-mal", data={"goal": WORDS, "csrf_token": csrf})
    for shown in (answer.text, page.get("/logga-in?next=/mitt-mal").text):
        assert "Din egen kod" in shown
        assert 'name="password"' not in shown
    wrong = {"username": "dana", "code": "000000", "csrf_token": csrf}
    assert 'name="password"' not in page.client.post("/logga-in", data=wrong).text, "nor when it was wrong"
    for path in ("/logga-in", "/logga-in?som=handlaggare"):
        assert 'name="password"' in page.get(path).text


def test_an_officer_is_asked_for_what_she_has(world: World) -> None:
    page = world.page("fia")
    csrf = token(page, "/min-franvaro")
    world.clock.move(16 * MINUTE)
    answer = page.client.post("/min-franvaro", data={"from": "2026-05-01", "csrf_token": csrf})
    for shown in (answer.text, page.get("/logga-in?next=/min-franvaro").text):
        assert 'name="password"' in shown


def test_she_chooses_her_language_and_what_she_wrote_comes_along(left: tuple[Browser, str]) -> None:
    page, csrf = left
    page.client.set_cookie("sprak", "ar")
    out = page.client.post("/mitt-mal", data={"goal": WORDS, "csrf_token": csrf})
    assert "(utkast)" in out.text, "nobody has read the Arabic: that is said here too"
    seal = re.search(r'name="carried" value="([^"]+)"', out.text)
    assert seal is not None
    sent = {"language": "en", "carried": seal.group(1), "username": "", "code": "704913", "csrf_token": csrf}
    asked = page.client.post("/sprak", data=sent)
    assert asked.status_code == 200
    assert '<html lang="en"' in asked.text
    assert 'name="password"' not in asked.text, "she is still a participant"
    assert "704913" not in asked.text
    again = re.search(r'name="carried" value="([^"]+)"', asked.text)
    assert again is not None
    assert '<html lang="en"' in page.get("/logga-in").text, "and the browser keeps it"
    tried = {"username": "dana", "carried": again.group(1), "csrf_token": csrf}
    wrong = page.client.post("/logga-in", data={**tried, "code": "000000"})
    assert 'form="logga-in" formaction="/sprak"' in wrong.text, "a wrong code changes nothing of that"


def test_without_her_form_no_choice_would_lose_her_words(world: World) -> None:
    paper = presented(world)
    page = world.page("dana")
    csrf = token(page, "/mitt-mal")
    world.clock.move(61 * MINUTE)
    answer = page.client.post(f"/medgivanden/{paper.id}/skriv-under/klart", data={"place": "Osby", "csrf_token": csrf})
    assert "Osby" in answer.text
    assert "/sprak" not in answer.text


@pytest.mark.parametrize("forged", ["", "x.y.z", None])
def test_nobody_else_puts_words_on_our_page(left: tuple[Browser, str], forged: str | None) -> None:
    page, _ = left
    data = {"goal": "Ring 0900-12345"} | ({} if forged is None else {"csrf_token": forged})
    answer = page.client.post("/mitt-mal", data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/logga-in")


def test_a_large_form_is_not_read_for_who_is_signed_out(left: tuple[Browser, str]) -> None:
    page, csrf = left
    answer = page.client.post("/mitt-mal", data={"goal": "x" * OUTSIDE, "csrf_token": csrf})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/logga-in")


def test_in_the_signing_she_comes_back_to_her_question(world: World) -> None:
    paper = presented(world)
    page, step = world.page("dana"), f"/medgivanden/{paper.id}/skriv-under/2"
    assert page.post(f"/medgivanden/{paper.id}/skriv-under/1", {"answer": "yes", "help": "sv"}).status == 303
    csrf = token(page, step)
    world.clock.move(61 * MINUTE)
    answer = page.client.post(step, data={"answer": "yes", "csrf_token": csrf})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/logga-in?som=deltagare&next={step}")
    assert "Du är utloggad" in page.get(answer.headers["Location"]).text
    again = world.page("dana").get(f"/medgivanden/{paper.id}/skriv-under").text
    assert "Du har svarat på 1 av" in again


def test_an_address_that_only_takes_a_form_is_not_gone_back_to(world: World) -> None:
    page = world.page("fia")
    csrf = token(page, "/arenden")
    world.clock.move(16 * MINUTE)
    answer = page.client.post(f"/arenden/{world.dana.case}/lank", data={"purpose": "code_reset", "csrf_token": csrf})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/logga-in")


def test_words_of_a_form_that_is_asked_again_are_there_to_copy(world: World) -> None:
    """What a press alone decides is not carried; the words in it are still hers, and the way leads back to its page."""
    paper = presented(world)
    page, end = world.page("dana"), f"/medgivanden/{paper.id}/skriv-under/klart"
    csrf = token(page, "/mitt-mal")
    world.clock.move(61 * MINUTE)
    answer = page.client.post(end, data={"place": "Osby", "code": "704913", "csrf_token": csrf})
    assert answer.status_code == 401
    assert "Osby" in answer.text
    assert 'href="?"' in answer.text, "the same address by itself, which leads to the sign-in and back"
    assert page.get(end).headers["Location"] == f"/logga-in?som=deltagare&next={end}"
    assert "704913" not in answer.text


def test_after_a_lent_screen_the_coach_comes_home(world: World) -> None:
    screen = assisted(world)
    world.clock.move(61 * MINUTE)
    for path in ("/mina-medgivanden", "/vem-har-last"):
        assert screen.get(path).headers["Location"] == "/logga-in"
    answer = post(world, screen, f"/medgivanden/{'0' * 32}/skriv-under/klart", place="Osby", code="704913")
    assert answer.status == 401
    assert 'href="/logga-in"' in answer.text
    assert "Osby" in answer.text
    assert 'name="carried"' not in answer.text
    assert "704913" not in answer.text
    back = screen.post("/logga-in", world.credentials("amir"))
    assert back.headers["Location"] == "/"
    assert screen.get("/").status == 200


def test_a_password_is_never_her_own_words(world: World) -> None:
    """A field may be called as one of another form in which somebody writes."""
    page = world.page("fia")
    csrf = token(page, "/inloggning")
    world.clock.move(16 * MINUTE)
    data = {"present": "canary-old", "wanted": "canary-new", "again": "canary-new", "csrf_token": csrf}
    answer = page.client.post("/inloggning/losenord", data=data)
    assert "canary" not in answer.text
    assert (answer.status_code, answer.headers["Location"]) == (303, "/logga-in")
    assert "canary" not in page.get("/logga-in").text


@pytest.mark.parametrize("error", [Unavailable("keys"), RuntimeError("canary")])
def test_her_words_are_hers_where_the_hub_fails(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """It said that the keys do not answer, and her words were gone: going back gives an empty form."""

    def fails(*_: object, **__: object) -> None:
        raise error

    page = world.page("dana")
    data = {"goal": WORDS, "code": "704913", "csrf_token": token(page, "/mitt-mal")}
    monkeypatch.setattr("hub.cases.own.set_goal", fails)
    answer = page.client.post("/mitt-mal", data=data)
    assert answer.status_code >= 500
    assert "Vi vet inte om det du skrev är sparat." in answer.text
    assert "Jag vill arbeta i ett &lt;kök&gt;." in answer.text
    assert "704913" not in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    forged = page.client.post("/mitt-mal", data={"goal": "Ring 0900-12345"})
    assert "Ring" not in forged.text


@pytest.mark.parametrize("error", [Unavailable("keys"), RuntimeError("canary")])
def test_an_outage_says_once_what_to_do(world: World, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("hub.cases.own_pages.own_week", fails)
    assert world.page("dana").get("/min-sida").text.count("Försök igen om en stund.") == 1
