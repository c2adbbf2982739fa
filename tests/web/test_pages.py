"""The front page, the headers of every answer, the health of the service and the description of its API."""

import json
from pathlib import Path
from time import monotonic
from typing import Final

import pytest
from flask.testing import FlaskClient

from hub.store import engine
from hub.store.errors import StoreUnavailable
from hub.web.app import create_app
from tests.databases import Databases
from tests.web.conftest import CSRF_SECRET, make_ground


def test_the_front_page_says_what_this_is(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "DEMO" in page.text
    assert 'href="/logga-in"' in page.text
    assert '<html lang="sv" dir="ltr"' in page.text


# Said here once more: a source that somebody lets in there is seen here.
_SELF: Final = dict.fromkeys(("script-src", "connect-src", "style-src", "img-src", "font-src", "form-action"), "'self'")
_NOTHING: Final = dict.fromkeys(("default-src", "frame-ancestors", "base-uri"), "'none'")
CONTENT_SECURITY_POLICY: Final = {**_SELF, **_NOTHING}


def _sources(policy: str) -> dict[str, str]:
    found = [each.strip().partition(" ") for each in policy.split(";")]
    return {name: sources for name, _, sources in found}


@pytest.mark.parametrize("address", ["/", "/nowhere", "/api/v1/nowhere", "/healthz", "/api/v1/openapi.json"])
def test_every_answer_has_the_headers(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert _sources(headers["Content-Security-Policy"]) == CONTENT_SECURITY_POLICY
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Permissions-Policy" in headers
    assert "Strict-Transport-Security" not in headers


def test_no_page_holds_scripts_or_styles_of_its_own(client: FlaskClient) -> None:
    for address in ("/", "/nowhere"):
        text = client.get(address).text
        assert "<script" not in text
        assert "<style" not in text
        assert "style=" not in text
        assert "http" not in text.replace("http-equiv", "")


def test_the_style_sheet_is_served(client: FlaskClient) -> None:
    with client.get("/static/hub.css") as answer:
        assert answer.status_code == 200
        assert answer.content_type.startswith("text/css")


def test_health(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


@pytest.mark.parametrize("which", ["store", "key_store"])
def test_health_fails_with_either_store_and_the_front_page_stays(
    database: Databases, tmp_path: Path, which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = make_ground(database, tmp_path)

    def gone(*_: object) -> object:
        raise StoreUnavailable

    monkeypatch.setattr(getattr(ground, which), "read", gone, raising=True)
    client = create_app(ground, csrf_secret=CSRF_SECRET).test_client()
    client.set_cookie("hub", "secret")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")  # programs ask for it
    assert client.get("/").status_code == 200


def test_health_fails_where_nothing_may_be_written_to_the_log(database: Databases, tmp_path: Path) -> None:
    ground = make_ground(database, tmp_path)
    client = create_app(ground, csrf_secret=CSRF_SECRET).test_client()
    ground.store.lost = True
    assert client.get("/healthz").status_code == 503
    assert client.get("/").status_code == 200


def test_health_fails_where_nothing_is_sealed(
    database: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = make_ground(database, tmp_path)
    client = create_app(ground, csrf_secret=CSRF_SECRET).test_client()
    ground.store.watched()
    assert client.get("/healthz").status_code == 200
    later = monotonic() + 61
    monkeypatch.setattr(engine, "monotonic", lambda: later)
    assert client.get("/healthz").status_code == 503


def test_the_api_is_described(client: FlaskClient) -> None:
    answer = client.get("/api/v1/openapi.json")
    described = json.loads(answer.data)
    assert described["openapi"].startswith("3.1")
    assert described["security"] == [{"bearer": []}]
