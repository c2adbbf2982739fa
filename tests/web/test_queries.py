"""A query name that a route's description does not list is refused; the document and the check are of one source."""

import re
from typing import Any

import pytest
from flask import Blueprint, Flask

from hub.web.blueprints import API, TABLE
from hub.web.queries import described_names
from tests.cast import Answer, World
from tests.consents.story import drafted
from tests.databases import ONE_DATABASE, count
from tests.log_entries import entry_count


def test_the_check_knows_what_the_document_says(app: Flask) -> None:
    document: dict[str, Any] = app.test_client().get(f"{API}/openapi.json").get_json()
    blueprints: dict[str, Blueprint] = {row.blueprint.name: row.blueprint for row in TABLE if row.surface == "api"}
    told: dict[tuple[str, str], frozenset[str]] = {}
    for rule in app.url_map.iter_rules():
        name, _, endpoint = rule.endpoint.rpartition(".")
        path = rule.rule.replace("<", "{").replace(">", "}")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"} if name in blueprints else ():
            told[path, method.lower()] = described_names(blueprints[name], endpoint, method)
    described = {
        (path, method): frozenset(one["name"] for one in operation.get("parameters", ()) if one["in"] == "query")
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method != "parameters"
    }
    assert told.pop((f"{API}/openapi.json", "get")) == frozenset()
    assert told == described
    assert described[f"{API}/cases/{{case_id}}", "get"] == {"news", "purpose"}
    assert {"from", "to", "next", "limit"} <= described[f"{API}/log/entries", "get"]


@ONE_DATABASE
@pytest.mark.parametrize(
    ("role", "method", "path"),
    [
        ("dora", "GET", "/log/entries?foo=1"),
        ("amir", "GET", "/cases?foo=1"),
        ("amir", "GET", "/cases?foo"),
        ("amir", "POST", "/cases?foo=1"),
        ("amir", "POST", "/imports/participants?foo=1&dry_run=true"),
        ("dana", "GET", "/me/case?foo=1&purpose=follow_up"),
        ("dana", "GET", "/me/reads?limit=1&foo=2"),
        (None, "POST", "/sessions?foo=1"),
        (None, "GET", "/openapi.json?foo=1"),
    ],
)
def test_a_name_that_is_not_described_is_refused(world: World, role: str | None, method: str, path: str) -> None:
    assert world.dana.account
    answer = world.api(role).ask(method, path)
    assert (answer.status, answer.json["code"]) == (422, "invalid")
    assert answer.json["errors"] == {"foo": ["Fältet finns inte."]}


@ONE_DATABASE
@pytest.mark.parametrize(
    ("role", "method", "path"),
    [
        ("dora", "POST", "/log/verification"),
        ("fia", "POST", "/me/app/preparation"),
        ("dana", "POST", f"/consents/{'e' * 32}/thinking"),
        ("dana", "DELETE", f"/me/busy/{'e' * 32}"),
        (None, "GET", "/passkey-challenge"),
    ],
)
def test_a_route_without_a_body_refuses_names_in_one(world: World, role: str | None, method: str, path: str) -> None:
    assert world.dana.account
    client = world.api(role)
    answer = client.ask(method, path, {"foo": 1})
    assert (answer.status, answer.json["errors"]) == (422, {"foo": ["Fältet finns inte."]})
    assert client.ask(method, path, {}).status != 422, "some clients send an empty one"


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("amir", f"/cases/{'e' * 32}?purpose=follow_up&purpose=coordinate_plans"),
        ("dora", "/log/entries?officer=a&officer=b"),
        ("dana", "/me/reads?limit=1&limit=1"),
    ],
)
def test_a_name_that_stands_twice_is_refused(world: World, role: str, path: str) -> None:
    """Nobody could say under which of two purposes something was read."""
    assert world.dana.account
    answer = world.api(role).get(path)
    assert (answer.status, len(answer.json["errors"])) == (422, 1)


def test_no_name_is_described_as_a_list(app: Flask) -> None:
    document: dict[str, Any] = app.test_client().get(f"{API}/openapi.json").get_json()
    operations = [one for path in document["paths"].values() for one in path.values() if isinstance(one, dict)]
    asked = [parameter for one in operations for parameter in one.get("parameters", ()) if parameter["in"] == "query"]
    assert asked
    assert [one["name"] for one in asked if one["schema"].get("type") == "array"] == []


def test_a_pattern_is_written_as_every_language_reads_it(app: Flask) -> None:
    r"""Python's \Z is a plain Z elsewhere: a client made from the document would refuse each page after the first."""
    told = str(app.test_client().get(f"{API}/openapi.json").get_json())
    patterns = re.findall(r"'pattern': '(.*?)'", told)
    assert len(patterns) > 20
    assert [one for one in patterns if not re.fullmatch(r"\^[-\w\[\]{}(),:|]+\$", one)] == []


def test_a_bound_is_named_as_its_type_has_it(app: Flask) -> None:
    schemas = app.test_client().get(f"{API}/openapi.json").get_json()["components"]["schemas"]
    fields = [one for schema in schemas.values() for one in schema.get("properties", {}).values()]
    assert schemas["SignatureIn"]["properties"]["rows"]["maxProperties"] == 200
    assert [one for one in fields if "maxLength" in one and "string" not in one["type"]] == []


def test_it_is_said_in_the_language_of_who_asks(world: World) -> None:
    answer = world.api("amir").get("/cases?foo=1", headers={"Accept-Language": "en"})
    assert answer.json["errors"]["foo"] != ["Fältet finns inte."]


def test_described_names_are_taken(world: World) -> None:
    day = "2026-03-01"
    assert world.api("amir").get(f"/cases?since={day}").status == 200
    assert world.api("amir").ask("HEAD", f"/cases?since={day}").status == 200
    assert world.api("dora").get("/log/entries?limit=1&outcome=refused").status == 200


def test_who_may_not_ask_is_told_that_and_no_more(world: World) -> None:
    assert world.api().get("/cases?foo=1").status == 401
    assert world.api("fia").get("/log/entries?foo=1").status == 404


def test_it_tells_no_case_from_none(world: World) -> None:
    def ask(case: str) -> tuple[Any, ...]:
        client = world.api("fia")
        with count(world.store) as counts, count(world.ground.key_store) as keys:
            answer: Answer = client.get(f"/cases/{case}?foo=1")
        return answer.status, answer.data, counts.statements, counts.commits, keys.statements

    case = world.dana.case
    before = entry_count(world)
    assert ask(case) == ask("e" * 32) == ask("zz")
    assert ask(case)[0] == 422
    assert entry_count(world) == before


def test_a_body_that_may_be_left_out_is_described_so(world: World) -> None:
    described: dict[str, Any] = world.api().get("/openapi.json").json["paths"]
    left_out = {
        (path.removeprefix(API), method)
        for path, operations in described.items()
        for method, operation in operations.items()
        if isinstance(operation, dict) and operation.get("requestBody", {}).get("required") is False
    }
    assert left_out == {
        ("/cases/{case_id}/links", "post"),
        ("/cases/{case_id}/plans", "post"),
        ("/consents/{consent_id}/presentation", "post"),
    }
    draft = drafted(world)["id"]
    assert world.api("amir").post(f"/consents/{draft}/presentation").status == 200
    assert world.api("amir").post(f"/cases/{world.dana.case}/links").status in {201, 409}
