"""Every instant that the API gives is an RFC 3339 string in UTC; no program is left to guess what a number counts."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from hub.web.openapi import describe
from tests.cast import DAY, World, insecure_argon2, make_world, world
from tests.consents.story import in_force, presented, sign

__all__ = ["insecure_argon2", "make_world", "world"]

LARGEST_COUNT = 1_000_000
INSTANT = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
NAMES = re.compile(r"(.+_)?at|valid_(from|to)|since|until|begins|ends")


def values(told: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(told, dict):
        for key, value in told.items():
            yield from values(value, key)
    elif isinstance(told, list):
        for value in told:
            yield from values(value, name)
    else:
        yield name, told


def life(world: World) -> Iterator[Any]:
    """Live a consent from the link to its end and give all that was answered on the way."""
    yield world.api("amir").post(f"/cases/{world.dana.case}/links", {}).json
    yield world.api().post("/sessions", world.credentials("fia")).json
    yield sign(world, presented(world)).json
    yield world.api("fia").get("/acceptances").json
    paper = in_force(world)
    case = world.api("fia").get(f"/cases/{world.dana.case}").json
    yield case
    for name, path in (
        ("dana", f"/consents/{paper.id}"),
        ("fia", f"/consents/{paper.id}"),
        ("dana", "/me/consents"),
        ("amir", f"/cases/{world.dana.case}/consents"),
        ("dana", "/me/reads"),
        ("dana", "/me/case"),
        ("dora", "/log/entries"),
        ("amir", "/cases"),
    ):
        yield world.api(name).get(path).json
    yield world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).json
    yield world.api("dana").get(f"/consents/{paper.id}").json


def test_every_instant_of_a_life_is_a_string(world: World) -> None:
    found = [pair for told in life(world) for pair in values(told)]
    assert [pair for pair in found if isinstance(pair[1], int | float) and pair[1] > LARGEST_COUNT] == []
    instants = [(name, value) for name, value in found if NAMES.fullmatch(name) and isinstance(value, str)]
    assert [pair for pair in instants if not INSTANT.fullmatch(pair[1])] == []
    assert {"expires_at", "drafted_at", "signed_at", "accepted_at", "withdrawn_at", "at", "since"} <= {
        name for name, _ in instants
    }


@pytest.mark.parametrize("valid_to", ["2026-05-01T00:00:00+02:00", "2026-04-30T22:00:00.000000Z", "2026-04-30"])
def test_a_request_gives_a_day_or_an_instant(world: World, valid_to: str) -> None:
    view = presented(world, valid_to=valid_to).view
    assert view["valid_to"] == "2026-04-30T22:00:00.000000Z"


def test_a_number_is_no_instant(world: World) -> None:
    body = {"persons": [], "rows": [], "valid_to": world.now + DAY}
    answer = world.api("amir").post(f"/cases/{world.dana.case}/consents", body)
    assert answer.status == 422
    assert "valid_to" in answer.json["errors"]


def test_the_description_says_so(world: World) -> None:
    with world.app.test_request_context():
        described = describe().get_data(as_text=True)
    assert "RFC 3339" in described
    assert "icrosecond" not in described
    assert "\u00b5s" not in described
    schemas = world.api().get("/openapi.json").json["components"]["schemas"]
    assert schemas["Session"]["properties"]["expires_at"]["format"] == "date-time"
    given = {
        f"{name}.{field}"
        for name, schema in schemas.items()
        for field, told in schema.get("properties", {}).items()
        if (NAMES.fullmatch(field) or field in {"newest", "last_read"}) and told.get("format") is None
    }
    assert given == {"ConsentDraftIn.valid_from", "ConsentDraftIn.valid_to", "ExtractOut.at"}  # each says what it is
    assert sorted(schemas["ListedConsentOut"]["properties"]["signed_at"]["type"]) == ["null", "string"]
