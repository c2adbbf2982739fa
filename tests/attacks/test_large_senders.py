"""Who is not signed in is heard no longer than signing in takes: a mebibyte of names is read for a second, alone (E19).

Whose page or program it is follows from a guard; where that lets everybody in, the body is read before it is known who
sends it.
"""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hub.signin.carrying import LONGEST_SEAL
from hub.signin.guards import open_to_all
from hub.signin.passkeys import LONGEST_ANSWER
from hub.web import admission, blueprints, strict_json
from hub.web.app import create_app
from hub.web.home import greet
from tests.cast import World
from tests.databases import ONE_DATABASE

_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"
_ESCAPED = 3  # a sign of JSON in a form
OPEN = [
    ("/logga-in", _FORM, b"username=x&a=" + b"%E0" * 100_000),
    ("/sprak", _FORM, b"language=en&a=" + b"%E0" * 100_000),
    ("/start/abc", _FORM, b"code=314159&a=" + b"%E0" * 100_000),
    ("/lamna", _FORM, b"a&" * 150_000),
    ("/api/v1/sessions", _JSON, b"[" + b"[]," * 100_000 + b"1]"),
    ("/api/v1/enrolments", _JSON, b"{" + b",".join(b'"%x":1' % name for name in range(30_000)) + b"}"),
]


def send(client: FlaskClient, path: str, kind: str, body: bytes) -> TestResponse:
    return client.post(path, data=body, content_type=kind)


@ONE_DATABASE
@pytest.mark.parametrize(("path", "kind", "body"), OPEN, ids=[path for path, _, _ in OPEN])
def test_what_strangers_send_is_refused_unread(world: World, path: str, kind: str, body: bytes) -> None:
    assert send(world.app.test_client(), path, kind, body).status_code == 413


@ONE_DATABASE
@pytest.mark.parametrize(("path", "kind", "body"), OPEN, ids=[path for path, _, _ in OPEN])
def test_without_a_bound_of_their_own_it_is_read(
    world: World, monkeypatch: pytest.MonkeyPatch, path: str, kind: str, body: bytes
) -> None:
    wide = tuple(replace(row, body_limit=blueprints.MEBIBYTE) for row in blueprints.TABLE)
    monkeypatch.setattr(admission, "TABLE", wide)
    client = create_app(world.ground, csrf_secret=bytes(32)).test_client()
    assert send(client, path, kind, body).status_code in {400, 422}


def test_the_bound_holds_wherever_everybody_is_let_in() -> None:
    to_all = {greet, open_to_all, blueprints.nobody_asked}
    assert {row.body_limit for row in blueprints.TABLE if row.guard in to_all} == {
        blueprints.OUTSIDE,
        blueprints.OUTSIDE_API,
    }
    assert LONGEST_SEAL + _ESCAPED * LONGEST_ANSWER < blueprints.OUTSIDE, "what is carried over a sign-in has room"
    assert LONGEST_ANSWER * 2 < blueprints.OUTSIDE_API


@pytest.mark.parametrize(
    "body", [b"[" + b"[]," * 100_000 + b"1]", b"[" + b"0," * 100_001 + b"0]"], ids=["lists", "zeros"]
)
def test_a_body_of_too_many_values_is_read_by_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    """In the bytes that a scanned paper may have, a coach's body of empty lists took 17 s and more than a gigabyte."""
    where = f"/consents/{'a' * 32}/paper"
    told = world.api("amir").ask("POST", where, data=body, content_type=_JSON)
    assert told.status == 400
    monkeypatch.setattr(strict_json, "_MOST_MARKS", 10**9)
    read = world.api("amir").ask("POST", where, data=body, content_type=_JSON)
    assert read.status == 422, "it was taken for what it says"


@pytest.mark.parametrize("path", ["/import", f"/medgivanden/{'a' * 32}/papper"])
def test_where_a_file_is_taken_fields_are_not_many_more(
    world: World, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    coach, fields = world.page("amir").client, b"a&" * (600 * 1024)
    assert send(coach, path, _FORM, fields).status_code == 413
    monkeypatch.setattr(admission, "_limit_of", lambda row: row.body_limit)
    assert send(coach, path, _FORM, fields).status_code == 400, "all of them are read, and then no token is found"
