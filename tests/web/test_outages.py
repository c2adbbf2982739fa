"""Where the hub cannot answer: what was asked for can be tried again from there, and nothing typed is lost."""

import html
import re

import pytest

from hub.store.errors import Conflict, Unavailable
from tests.cast import Browser, World, insecure_argon2, make_world, world
from tests.consents.story import in_force
from tests.web.test_signed_out import token

__all__ = ["insecure_argon2", "make_world", "world"]

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def down(*_: object, **__: object) -> None:
    raise Unavailable("log")


def not_now(*_: object, **__: object) -> None:
    raise Conflict("not_now", "Texten är inte granskad.")


def hidden(page: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(page)}


def test_a_page_that_could_not_be_shown_is_tried_again_at_its_address(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It said to try again later, and the only way on led to another page."""
    page = world.page("dana")
    monkeypatch.setattr("hub.cases.own_pages.show", down)
    answer = page.get("/min-sida?vecka=2")
    assert answer.status == 503
    assert '<a class="button" href="?vecka=2">Försök igen</a>' in answer.text


def _refused(page: Browser, monkeypatch: pytest.MonkeyPatch, lang: str = "sv") -> str:
    data = {"goal": "Truck <B> & helg", "code": "704913", "csrf_token": token(page, "/mitt-mal")}
    page.client.set_cookie("sprak", lang)
    with monkeypatch.context() as patch:
        patch.setattr("hub.cases.own.set_goal", down)
        answer = page.client.post("/mitt-mal", data=data)
    assert answer.status_code == 503
    return answer.text


def test_what_was_typed_is_sent_again_from_the_page_that_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    in_force(world)
    page = world.page("dana")
    told = _refused(page, monkeypatch)
    assert "Spara igen" in told
    assert "704913" not in told, "a code is never written into a page"
    answer = page.client.post("/mitt-mal", data=hidden(told))
    assert answer.status_code == 303
    assert "Truck &lt;B&gt; &amp; helg" in page.get("/min-sida").text


def test_what_a_press_alone_decides_is_asked_again_on_its_own_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = in_force(world)
    page, path = world.page("dana"), f"/medgivanden/{paper.id}/ta-tillbaka"
    csrf = token(page, path)
    monkeypatch.setattr("hub.consents.withdrawing_pages.take_back", down)
    answer = page.client.post(path, data={"scope": "whole", "csrf_token": csrf})
    assert answer.status_code == 503
    assert "Spara igen" not in answer.text
    assert '<a class="button" href="?">Tillbaka till sidan</a>' in answer.text


def test_who_reads_arabic_is_told_that_it_is_a_draft_here_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = '<p class="notice warn">'
    assert draft in _refused(world.page("dana"), monkeypatch, "ar")
    page = world.page("dana")
    page.client.set_cookie("sprak", "ar")
    assert draft in page.get("/nowhere").text
    assert draft not in world.page("dana").get("/nowhere").text


def test_what_cannot_be_done_just_now_leads_back_to_its_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """She was told to ask somebody, and the only way on led to the first page."""
    paper = in_force(world)
    coach, dana, shown = world.page("amir"), world.page("dana"), f"/medgivanden/{paper.id}"
    monkeypatch.setattr("hub.consents.pages.presenting.present", not_now)
    monkeypatch.setattr("hub.cases.own.set_goal", not_now)
    for page, path, back in ((coach, f"{shown}/visa", shown), (dana, "/mitt-mal", "?")):
        form_at = shown if page is coach else path
        answer = page.post(path, {"goal": "x"}, form_at=form_at)
        assert answer.status == 409
        assert f'<a class="button" href="{back}">Tillbaka till sidan</a>' in answer.text


def test_the_number_of_a_new_case_is_asked_again_for_the_reason_that_there_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It said that a number never comes along "när du loggas ut", to a coach whom nobody had signed out."""
    page = world.page("amir")
    data = {"name": "Ny Person", "identity_number": "19870815-2387", "csrf_token": token(page, "/arenden/ny")}
    with monkeypatch.context() as patch:
        patch.setattr("hub.cases.pages.register_case", down)
        told = page.client.post("/arenden/ny", data=data)
    assert told.status_code == 503
    assert "2387" not in told.text
    again = page.client.post("/arenden/ny", data=hidden(told.text))
    assert again.status_code == 422
    assert "Skriv numret igen. För säkerhets skull följde det inte med när formuläret skickades igen." in again.text
    assert "loggas ut" not in again.text.partition("<main")[2].partition("</main>")[0]
