"""What every request passes before its route: forms' tokens, strict JSON, sizes."""

import pytest
from flask import Blueprint, request
from flask.testing import FlaskClient

from hub.store.ground import Ground
from hub.web import blueprints
from hub.web.app import create_app
from hub.web.blueprints import API, PAGES, Row, nobody_asked


@pytest.fixture
def client(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Give a client for an app with one form and one JSON route that say what they got."""
    page, api = Blueprint("echo_page", __name__), Blueprint("echo_api", __name__)
    page.add_url_rule("/form", view_func=_token, endpoint="token")
    page.add_url_rule("/form", view_func=lambda: request.form.get("said", ""), endpoint="form", methods=["POST"])
    api.add_url_rule("/echo", view_func=_said, endpoint="echo", methods=["POST"])
    table = (*blueprints.TABLE, Row(page, nobody_asked, PAGES), Row(api, nobody_asked, API))
    for module in ("hub.web.app", "hub.web.admission"):
        monkeypatch.setattr(f"{module}.TABLE", table)
    return create_app(ground, csrf_secret=bytes(32)).test_client()


def _said() -> bytes:
    return request.get_data()


def _token() -> str:
    from flask_wtf.csrf import generate_csrf  # noqa: PLC0415 - asked as a template asks it

    return str(generate_csrf())


def test_a_form_needs_its_token(client: FlaskClient) -> None:
    assert client.post("/form", data={"said": "x"}).status_code == 400
    token = client.get("/form").text
    assert client.post("/form", data={"said": "x", "csrf_token": token}).text == "x"
    assert client.post("/form", data={"said": "x", "csrf_token": token + "0"}).status_code == 400


def test_a_token_of_another_browser_does_not_serve(client: FlaskClient) -> None:
    stolen = client.get("/form").text
    client.delete_cookie("form")
    client.get("/form")
    assert client.post("/form", data={"said": "x", "csrf_token": stolen}).status_code == 400


def test_the_form_cookie_is_closed_to_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = client.get("/form").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_a_type_without_a_body_is_no_fault(client: FlaskClient) -> None:
    assert client.get("/api/v1/openapi.json", content_type="application/json").status_code == 200


def test_the_api_needs_no_form_token(client: FlaskClient) -> None:
    assert client.post("/api/v1/echo", data=b"{}", content_type="application/json").data == b"{}"


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 12345678901234567890}',
        b'{"a": "\\u0000"}',
        b'{"a\\u0000": 1}',
        b'{"a": "\\ud800"}',
        b'{"a": "\xff"}',
        b"[" * 17 + b"]" * 17,
        b"[" * 100_000,
        b"{",
        b"",
    ],
)
def test_json_that_could_be_read_in_two_ways_is_refused(client: FlaskClient, body: bytes) -> None:
    assert client.post("/api/v1/echo", data=body, content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded",  # what curl says unless told otherwise
        "text/plain",
        "text/json",
        "application/xml",
        "application/json-seq",
        "multipart/form-data; boundary=x",
        None,
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/echo", "/api/v1/sessions", "/api/v1/openapi.json"])
def test_a_body_that_no_route_would_read_is_refused(client: FlaskClient, path: str, kind: str | None) -> None:
    method = "GET" if path.endswith("openapi.json") else "POST"
    answer = client.open(path, method=method, data=b'{"code": "314159"}', content_type=kind)
    assert (answer.status_code, answer.content_type) == (415, "application/problem+json")


def test_json_has_many_names(client: FlaskClient) -> None:
    for kind in ("application/json", "Application/JSON; charset=utf-8", "application/problem+json"):
        assert client.post("/api/v1/echo", data=b"{}", content_type=kind).status_code == 200


def test_a_large_body_is_refused(client: FlaskClient) -> None:
    assert client.post("/api/v1/echo", data=b"x" * (2**20 + 1), content_type="application/json").status_code == 413


def test_nul_in_addresses_and_forms_is_refused(client: FlaskClient) -> None:
    assert client.get("/form?x=%00").status_code == 400
    token = client.get("/form").text
    assert client.post("/form", data={"said": "\x00", "csrf_token": token}).status_code == 400
