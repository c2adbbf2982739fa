"""What an asker is told: the same 404 for every cause, the words of an outage, and never an error's own text."""

import logging
import re
import sqlite3
from collections.abc import Callable

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from hub.signin.stepping_up import StepUpRequired
from hub.store.errors import (
    Conflict,
    HubError,
    Invalid,
    NotShown,
    NotSignedIn,
    Stale,
    StoreRefused,
    StoreUnavailable,
    TooMany,
    Unavailable,
)
from hub.store.ground import Ground
from hub.web import blueprints
from hub.web.app import create_app
from hub.web.blueprints import API, PAGES, Row, nobody_asked
from keys.errors import ProviderUnavailable

Raise = Callable[[Exception], FlaskClient]
NOTHING = "Vi kan inte visa något här."


@pytest.fixture
def raising(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> Raise:
    """Give a client for an app in which /raise and /api/v1/raise raise this error."""

    def make(error: Exception) -> FlaskClient:
        def route(**_: str) -> str:
            raise error

        rows = []
        for name, prefix in (("raise_page", PAGES), ("raise_api", API)):
            blueprint = Blueprint(name, __name__)
            blueprint.add_url_rule("/raise", view_func=route, endpoint="route")
            blueprint.add_url_rule("/raise/<thing_id>", view_func=route, endpoint="with_id")
            rows.append(Row(blueprint, nobody_asked, prefix))
        table = (*blueprints.TABLE, *rows)
        for module in ("hub.web.app", "hub.web.admission"):
            monkeypatch.setattr(f"{module}.TABLE", table)
        return create_app(ground, csrf_secret=bytes(32)).test_client()

    return make


def test_the_page_404_is_one_and_the_same(raising: Raise) -> None:
    client = raising(NotShown())
    addresses = (
        "/raise",
        "/raise/" + "a" * 32,
        "/raise/not-an-id",
        "/raise/" + "a" * 31,
        "/nowhere",
        "/raise/%00",
        "/raise/",
    )
    answers = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert len({tuple(answer.headers) for answer in answers}) == 1
    assert NOTHING in answers[0].text


def test_the_api_404_is_one_and_the_same(raising: Raise) -> None:
    client = raising(NotShown())
    answers = [client.get(f"/api/v1/{end}") for end in ("raise", "raise/" + "f" * 32, "raise/F00", "nowhere")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert len({tuple(answer.headers) for answer in answers}) == 1
    assert answers[0].json == {"type": "about:blank", "title": NOTHING, "status": 404, "detail": NOTHING}
    assert answers[0].content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Invalid({"rows.0.category": ["Välj en kategori."]}), 422, "invalid"),
        (Stale(3), 412, "stale"),
        (Conflict("acceptance_required", "Godta först."), 409, "acceptance_required"),
        (NotSignedIn(), 401, None),
        (TooMany(30), 429, "too_many"),
        (Unavailable("log"), 503, "log_down"),
        (Unavailable("keys"), 503, "keys_down"),
        (StoreUnavailable(), 503, "store_down"),
        (StoreRefused("secret"), 503, "store_down"),
        (ProviderUnavailable(), 503, "keys_down"),
        (HubError("secret"), 500, None),
        (ValueError("secret"), 500, None),
    ],
)
def test_the_api_tells_by_status_and_code(raising: Raise, error: Exception, status: int, code: str | None) -> None:
    answer = raising(error).get("/api/v1/raise")
    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["status"] == status
    assert answer.json.get("code") == code
    assert "secret" not in answer.text


def test_fields_of_an_invalid_body_are_named(raising: Raise) -> None:
    answer = raising(Invalid({"rows.0.category": ["Välj en kategori."]})).get("/api/v1/raise")
    assert answer.json is not None
    assert answer.json["errors"] == {"rows.0.category": ["Välj en kategori."]}


def test_the_words_of_an_outage(raising: Raise) -> None:
    dash = "\u2013"
    log = raising(Unavailable("log"))
    assert f"Loggen kan inte skrivas {dash} inga uppgifter har lämnats ut." in log.get("/raise").text
    keys = raising(Unavailable("keys"))
    assert f"Nyckeltjänsten svarar inte {dash} inga uppgifter har lämnats ut." in keys.get("/raise").text


def test_who_is_not_signed_in_is_shown_the_way(raising: Raise) -> None:
    client = raising(NotSignedIn())
    page = client.get("/raise?x=1&y=%2F%2Fevil")
    assert page.status_code == 303
    assert page.headers["Location"] == "/logga-in?next=/raise%3Fx%3D1%26y%3D%252F%252Fevil"
    assert client.get("/api/v1/raise").headers["WWW-Authenticate"] == "Bearer"


def test_who_is_to_confirm_is_shown_where(raising: Raise) -> None:
    page = raising(StepUpRequired()).get("/raise")
    assert page.status_code == 403
    assert 'href="/bekrafta"' in page.text


def test_a_wait_is_told(raising: Raise) -> None:
    assert raising(TooMany(30)).get("/api/v1/raise").headers["Retry-After"] == "30"


def test_the_notes_hold_the_class_of_an_error_and_not_its_words(
    raising: Raise, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        raising(ValueError("canary")).get("/raise")
    seen = "".join(capsys.readouterr()) + caplog.text
    assert "ValueError" in seen
    assert "canary" not in seen


def test_the_notes_tell_what_hinders_the_database(raising: Raise, capsys: pytest.CaptureFixture[str]) -> None:
    full = sqlite3.OperationalError("canary")
    full.sqlite_errorname = "SQLITE_FULL"
    outage = StoreUnavailable()
    outage.__cause__ = OperationalError("canary", None, full)
    outage.__cause__.__cause__ = full
    raising(outage).get("/raise")
    seen = "".join(capsys.readouterr())
    assert "SQLITE_FULL" in seen
    assert "canary" not in seen


def test_the_notes_tell_why_a_database_is_refused(raising: Raise, capsys: pytest.CaptureFixture[str]) -> None:
    """While the hub serves, that comes with a connection made anew; what to mend stands in the hub's own words."""
    raising(StoreRefused("drop them")).get("/raise")
    assert "drop them" in "".join(capsys.readouterr())


@pytest.mark.parametrize(("path", "allowed"), [("/api/v1/openapi.json", "GET, HEAD, OPTIONS"), ("/loggain", None)])
def test_another_method_is_told_so_and_which_there_are(client: FlaskClient, path: str, allowed: str | None) -> None:
    answer = client.delete(path)
    assert (answer.status_code, answer.headers.get("Allow")) == ((405, allowed) if allowed else (404, None))


@pytest.mark.parametrize(
    ("path", "above"),
    [
        (f"/arenden/{'a' * 32}/krockar/{'b' * 64}", f"/arenden/{'a' * 32}"),
        (f"/tider-jag-inte-kan/{'a' * 32}/ta-bort", "/tider-jag-inte-kan"),
        (f"/arenden/not-an-id/krockar/{'b' * 64}", "/arenden"),
        ("/logga-ut", ""),
    ],
)
def test_an_address_that_only_a_button_uses_is_told_as_people_say_it(
    client: FlaskClient, path: str, above: str
) -> None:
    """She who reloads after an error, or opens it from her history, is nobody who knows of methods."""
    page = client.get(path)
    assert page.status_code == 405
    assert "går inte att öppna för sig" in page.text
    assert "metoden" not in page.text
    assert re.findall(r'<a class="button" href="([^"]+)"', page.text) == [above] * bool(above)
    assert 'href="/"' in page.text


def test_what_is_too_large_is_refused(app: Flask) -> None:
    answer = app.test_client().post("/api/v1/openapi.json", data=b"x" * 2_000_000)
    assert answer.status_code in {405, 413}


@pytest.mark.parametrize("host", ["a" * 64, "a" * 3000, "a b", "\xff", "x..y", ".", ":", "[", "a:b:c", "xn--\xe5"])
def test_what_a_request_calls_us_changes_no_answer(ground: Ground, host: str) -> None:
    """A host that no name server takes was an error of ours: no address could be made on the page that told it."""
    client = create_app(ground, csrf_secret=bytes(32)).test_client()
    for address in ("/logga-in", "/nothing", "/healthz", "/api/v1/nothing"):
        expected = client.get(address)
        answer = client.get(address, headers={"Host": host})
        assert (answer.status_code, answer.content_type) == (expected.status_code, expected.content_type), address
