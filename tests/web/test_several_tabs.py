"""She writes in one tab and signs out, or in again, in another: what she wrote is hers, and nobody else's."""

import pytest

from hub.web import signed_out
from tests.cast import Browser, World, insecure_argon2, make_world, world
from tests.databases import ONE_DATABASE
from tests.web.test_carried_forms import fields
from tests.web.test_signed_out import WORDS, token

__all__ = ["insecure_argon2", "make_world", "world"]

pytestmark = ONE_DATABASE  # what is carried lies in no database

FROM_OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}
FOLDED = "Visa det du skrev"


@pytest.fixture(name="page")
def _page(world: World) -> Browser:
    return world.page("dana")


def test_her_words_outlast_that_she_signed_out(page: Browser) -> None:
    """It led her to the sign-in without a word, and going back showed her nothing."""
    csrf = token(page, "/mitt-mal")
    page.post("/logga-ut", form_at="/mitt-mal")
    data = {"goal": WORDS, "csrf_token": csrf}
    answer = page.client.post("/mitt-mal", data=data, headers=FROM_OUR_PAGE)
    assert answer.status_code == 401
    assert "Jag vill arbeta i ett &lt;kök&gt;." in answer.text
    assert "Det du skrev är inte sparat." in answer.text
    for other in ({}, {"Sec-Fetch-Site": "cross-site"}):
        assert page.client.post("/mitt-mal", data=data, headers=other).status_code == 303, "nobody else's words"


def test_they_outlast_that_she_signed_in_again(world: World, page: Browser) -> None:
    hers = world.credentials("dana")
    page.post("/logga-ut", form_at="/mitt-mal")
    page.post("/logga-in", hers)
    csrf = token(page, "/mitt-mal")
    page.post("/logga-ut", form_at="/mitt-mal")
    page.post("/logga-in", hers)
    data = {"goal": WORDS, "csrf_token": csrf}
    answer = page.client.post("/mitt-mal", data=data)
    assert answer.status_code == 400
    assert "Inget är sparat." in answer.text
    assert FOLDED in answer.text
    assert "Jag vill arbeta i ett &lt;kök&gt;." in answer.text
    assert 'href="?"' in answer.text, "the page itself, anew"
    assert WORDS not in page.get("/mitt-mal").text
    first, one, last = csrf[:-9], csrf[-9], csrf[-8:]  # the very last holds bits that say nothing
    forged = {**data, "csrf_token": first + ("a" if one != "a" else "b") + last}
    assert "arbeta i ett" not in page.client.post("/mitt-mal", data=forged, headers=FROM_OUR_PAGE).text


@pytest.mark.parametrize("guarded", [True, False])
def test_another_person_is_shown_nothing_of_them(
    world: World, page: Browser, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    if not guarded:
        monkeypatch.setattr(signed_out, "given_to", lambda _: True)
    page.post("/logga-ut", form_at="/mitt-mal")
    page.post("/logga-in", world.credentials("dana"))
    csrf = token(page, "/mitt-mal")
    page.post("/logga-ut", form_at="/mitt-mal")
    page.post("/logga-in", world.credentials("fia"))
    shown = []
    for path in ("/min-franvaro", "/mitt-mal"):
        data = {"reason": WORDS, "goal": WORDS, "csrf_token": csrf}
        answer = page.client.post(path, data=data, headers=FROM_OUR_PAGE)
        assert answer.status_code >= 400
        shown.append("arbeta i ett" in answer.text)
    assert any(shown) is not guarded


def test_a_file_that_came_too_late_is_told_of(world: World) -> None:
    """She was led to the sign-in without a word, and did not know whether it had been read."""
    page = world.page("amir")
    csrf = token(page, "/import")
    world.clock.move(3_600_000_000)
    late = {"csrf_token": csrf, "do": "save"}
    answer = page.client.post("/import", data=late, content_type="multipart/form-data", headers=FROM_OUR_PAGE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/logga-in?next=/import")
    assert "det du skickade är inte sparat" in page.get("/logga-in?next=/import").text


def test_what_she_chose_outlasts_it_too(world: World, page: Browser) -> None:
    """Her words stood there to copy, and the days that she had ticked were gone."""
    hers, path = world.credentials("dana"), "/tider-jag-inte-kan"
    page.post("/logga-ut", form_at=path)
    page.post("/logga-in", hers)
    csrf = token(page, path)
    page.post("/logga-ut", form_at=path)
    page.post("/logga-in", hers)
    form = {"how": "weekly", "days-1": ["tis", "tors"], "start-1": "09:00", "end-1": "10:00", "csrf_token": csrf}
    told = page.client.post(path, data=form)
    assert told.status_code == 400
    assert "Det du fyllde i finns kvar här." in told.text
    held = fields(told.text)
    assert held["days-1"] == ["tis", "tors"]
    assert "tis" not in page.get(path).text.partition('class="busy"')[2].partition("</ul>")[0], "nothing is saved yet"
    assert page.client.post(path, data=held).status_code == 303
    assert "tis, tors 09:00\u201310:00" in page.get(path).text


@pytest.mark.parametrize("guarded", [True, False])
def test_nobody_sends_what_another_has_chosen(
    world: World, page: Browser, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    page.post("/logga-ut", form_at="/mitt-mal")
    page.post("/logga-in", world.credentials("fia"))
    csrf = token(page, "/min-franvaro")
    page.post("/logga-ut", form_at="/min-franvaro")
    page.post("/logga-in", world.credentials("arvid"))
    if not guarded:
        monkeypatch.setattr(signed_out, "given_to", lambda _: True)
    told = page.client.post("/min-franvaro", data={"from": "2026-05-01", "csrf_token": csrf}, headers=FROM_OUR_PAGE)
    assert told.status_code == 400
    assert ('name="from"' in told.text) is not guarded
    assert ("Spara igen" in told.text) is not guarded
