"""A browser keeps its language; the API goes by what it is asked in; and nobody is sent away by choosing one."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.test import TestResponse

from hub.store.told import told
from hub.web.language import moment
from hub.web.words import in_language
from tests.attacks.test_assisted import handed
from tests.cast import BEGIN, World

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def choose(client: FlaskClient, code: str, back: str = "/hjalp") -> TestResponse:
    found = _TOKEN.search(client.get("/").text)
    assert found is not None
    return client.post("/sprak", data={"csrf_token": found.group(1), "language": code, "next": back})


@pytest.mark.parametrize(
    ("code", "opening"),
    [
        ("sv", '<html lang="sv" dir="ltr"'),
        ("sv-simple", '<html lang="sv" dir="ltr"'),
        ("en", '<html lang="en" dir="ltr"'),
        ("ar", '<html lang="ar" dir="rtl"'),
        ("tlh", '<html lang="sv" dir="ltr"'),
    ],
)
def test_a_browser_keeps_its_language(client: FlaskClient, code: str, opening: str) -> None:
    answer = choose(client, code)
    assert (answer.status_code, answer.location) == (303, "/hjalp")
    kept = answer.headers["Set-Cookie"]
    assert "HttpOnly" in kept
    assert "SameSite=Lax" in kept
    assert opening in client.get("/").text


@pytest.mark.parametrize(
    ("asked", "opening"),
    [
        ("ar", '<html lang="ar" dir="rtl"'),
        ("ar-EG, en;q=0.9", '<html lang="ar" dir="rtl"'),  # whatever her Arabic, she reads it before English
        ("AR-sy", '<html lang="ar" dir="rtl"'),
        ("so-SO, en-US;q=0.8, sv;q=0.5", '<html lang="en" dir="ltr"'),
        ("sv-SE, en;q=0.9", '<html lang="sv" dir="ltr"'),
        ("ar;q=0, so, en;q=0.1", '<html lang="en" dir="ltr"'),
        ("so, ar;q=0", '<html lang="sv" dir="ltr"'),  # what she cannot read
        ("en-US, en;q=0.9", '<html lang="sv" dir="ltr"'),  # a browser that nobody has set
        ("en-GB, ar;q=0.9", '<html lang="ar" dir="rtl"'),
        ("ti, fa", '<html lang="sv" dir="ltr"'),
        ("*", '<html lang="sv" dir="ltr"'),
        ("", '<html lang="sv" dir="ltr"'),
        (";;q=x, ,", '<html lang="sv" dir="ltr"'),
    ],
)
def test_she_meets_the_language_of_her_phone_until_she_has_chosen(
    client: FlaskClient, asked: str, opening: str
) -> None:
    phone = {"Accept-Language": asked}
    answer = client.get("/", headers=phone)
    assert opening in answer.text
    assert not [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("sprak")]
    choose(client, "sv-simple")
    assert '<html lang="sv" dir="ltr"' in client.get("/", headers=phone).text


def test_staffs_browser_that_asks_for_a_language_of_participants_alone_gets_what_it_asks_for_next(world: World) -> None:
    browser = world.page("fia")
    for asked, opening in (("ar", '<html lang="sv"'), ("ar, en", '<html lang="en"')):
        assert opening in browser.client.get("/arenden", headers={"Accept-Language": asked}).text


def test_the_pages_are_said_in_it(client: FlaskClient) -> None:
    choose(client, "en")
    assert "Sign in as a participant" in client.get("/").text
    assert "We cannot show anything here." in client.get("/nowhere").text
    assert "Help for officers" in client.get("/hjalp/handlaggare").text


def test_who_hears_the_page_is_told_that_these_buttons_choose_a_language(client: FlaskClient) -> None:
    assert 'role="group" aria-label="Språk"' in client.get("/").text
    choose(client, "en")
    assert 'role="group" aria-label="Language"' in client.get("/").text


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_choosing_never_leads_elsewhere(client: FlaskClient, back: str) -> None:
    assert choose(client, "en", back).location == "/"


def test_choosing_needs_the_forms_token(client: FlaskClient) -> None:
    answer = client.post("/sprak", data={"language": "en"})
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers or "sprak" not in answer.headers["Set-Cookie"]


def test_a_lent_screen_is_in_her_language_before_she_opens_it(world: World) -> None:
    screen = handed(world)
    screen.client.set_cookie("sprak", "ar", domain="localhost")
    page = screen.get("/skarmen").text
    assert '<html lang="ar" dir="rtl"' in page
    for name in ("Svenska", "Lättläst svenska", "English", "العربية"):
        assert name in page


def test_staffs_pages_are_in_two_languages(world: World) -> None:
    browser = world.page("fia")
    browser.client.set_cookie("sprak", "ar")
    text = browser.get("/arenden").text
    assert '<html lang="sv"' in text
    assert "العربية" not in text


def test_a_moment_is_written_with_the_comma_of_its_language(app: Flask) -> None:
    for code, comma in (("ar", "2026\u060c "), ("en", "2026, "), ("sv", "2026 kl. ")):
        with app.test_request_context("/", headers={"Cookie": f"sprak={code}"}):
            assert comma in moment(BEGIN), code


def test_the_api_answers_in_what_it_is_asked_in(client: FlaskClient) -> None:
    for asked, title in (
        (None, "Vi kan inte visa något här."),
        ("en", "We cannot show anything here."),
        ("sv-SE, en;q=0.9", "Vi kan inte visa något här."),
        ("en-GB;q=0.9, de;q=0.5", "We cannot show anything here."),
        ("de", "Vi kan inte visa något här."),
    ):
        answer = client.get("/api/v1/nowhere", headers={"Accept-Language": asked} if asked else {})
        assert answer.json is not None
        assert answer.json["title"] == title, asked


def test_a_sentence_from_below_keeps_its_pattern() -> None:
    sentence = told("Skriv högst %(most)s tecken.", most=40)
    assert sentence == "Skriv högst 40 tecken."
    assert isinstance(sentence, str)


def test_it_is_said_in_the_language_of_the_page(app: Flask) -> None:
    with app.test_request_context("/", headers={"Cookie": "sprak=en"}):
        assert in_language(told("Skriv högst %(most)s tecken.", most=40)) == "Write at most 40 characters."
        assert in_language("Spara") == "Save"
        assert in_language("50 % av tiden") == "50 % av tiden"
        assert in_language("") == ""


def test_a_templates_text_is_markup_and_what_is_put_into_it_is_escaped(client: FlaskClient) -> None:
    choose(client, "en")
    with client:
        client.get("/hjalp")
        say = client.application.jinja_env.from_string
        assert say("{{ _('Ärende %(number)s', number='<b>') }}").render() == "Case &lt;b&gt;"
        assert say("{{ _('<br> 100 %%') }}").render() == "<br> 100 %"
        counted = "{{ ngettext('%(num)s träff', '%(num)s träffar', n) }}"
        assert [say(counted).render(n=n) for n in (1, 2)] == ["1 match", "2 matches"]


_UNIT = "Enhet Nordost (DEMO)"
_SAID = "\u2068Enhet Nordost (DEMO)\u2069"


def test_what_is_put_into_a_sentence_from_right_to_left_turns_nothing_around_it(client: FlaskClient) -> None:
    """On an Arabic page the last bracket of a unit's name was drawn at its other side, and lists changed places."""
    choose(client, "ar")
    with client:
        client.get("/hjalp")
        say = client.application.jinja_env.from_string("{{ _('Ärende %(number)s', number=unit) }}").render
        assert _SAID in say(unit=_UNIT)
        assert "\u2068&lt;b&gt;\u2069" in say(unit="<b>"), "it is escaped as before"
        assert "\u2068" not in say(unit=Markup("<bdi>x</bdi>")), "what has elements for it has them"
        assert "\u2068" not in say(unit=4), "a count has no direction to keep"
        assert "\u2068" not in say(unit="14:32"), "nor has a time"
        assert _SAID in gettext("Ärende %(number)s", number=_UNIT)
        assert _SAID in in_language(told("Ärende %(number)s", number=_UNIT))
        several = told("%(first)s, %(second)s", first=_UNIT, second=_UNIT)
        within = in_language(told("Ärende %(number)s", number=several))
        assert (within.count("\u2068"), within.count("\u2069")) == (2, 2), "a list runs as the sentence does"
        assert say(unit=in_language(several)).count("\u2068") == 2


@pytest.mark.parametrize("code", ["sv", "sv-simple", "en"])
def test_no_other_sentence_has_signs_that_are_unseen(client: FlaskClient, code: str) -> None:
    choose(client, code)
    with client:
        client.get("/hjalp")
        say = client.application.jinja_env.from_string("{{ _('Ärende %(number)s', number=unit) }}").render
        found = (say(unit=_UNIT), gettext("Ärende %(number)s", number=_UNIT), in_language(told("%(a)s", a=_UNIT)))
        assert all(_UNIT in one and not re.search("[\u2066-\u2069]", one) for one in found)


def test_nor_has_a_programs_whatever_it_asks_for(app: Flask) -> None:
    asked = {"Cookie": "sprak=ar", "Accept-Language": "ar"}
    with app.test_request_context("/api/v1/nowhere", headers=asked):
        assert in_language(told("%(unit)s", unit=_UNIT)) == gettext("%(unit)s", unit=_UNIT) == _UNIT
