"""Every list of the API is {items, next}: one way to go on, wherever a program begins."""

import re
from collections.abc import Iterator
from typing import Any

from flask import Flask

from hub.web.blueprints import API
from tests.attacks.scene import SLOTS
from tests.cast import World
from tests.consents.story import in_force

PAGED = {
    "/acceptances",
    "/acceptances/late",
    "/cases",
    "/log/answers/{number}",
    "/log/entries",
    "/me/knowledge/{unit_id}/{category}",
    "/me/reads",
    "/papers",
    "/todos",
    "/unit/queue",
}


def _lists(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any], set[str]]]:
    """Give each route that answers with a list: path, method, the answer's schema, the names that its query takes."""
    schemas = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for status, answer in operation["responses"].items() if method != "parameters" else ():
                told = answer.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
                schema = schemas.get(told.rpartition("/")[2], {})
                properties = schema.get("properties", {})
                # A collision has items too, and is none.
                if status.startswith("2") and "items" in properties and "rule" not in properties:
                    takes = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
                    yield path.removeprefix(API), method, schema, takes


def test_each_list_tells_where_it_goes_on(app: Flask) -> None:
    document: dict[str, Any] = app.test_client().get(f"{API}/openapi.json").get_json()
    found = list(_lists(document))
    assert len(found) > 15
    assert [(path, method) for path, method, schema, _ in found if "next" not in schema["properties"]] == []
    assert {path for path, *_, takes in found if "next" in takes} == PAGED


def test_the_document_names_nothing_that_no_route_takes_or_gives(app: Flask) -> None:
    answer = app.test_client().get(f"{API}/openapi.json")
    used = set(re.findall(r"#/components/schemas/(\w+)", answer.get_data(as_text=True)))
    assert set(answer.get_json()["components"]["schemas"]) == used


def test_lists_that_are_whole_say_so(world: World) -> None:
    in_force(world)
    case = world.dana.case
    answers = [
        world.api("dana").get("/me/reports"),
        world.api("fia").get(f"/cases/{case}/reports"),
        world.api("fia").post(f"/cases/{case}/foreseen/activities", {"type": "studies", "slots": SLOTS}),
        world.api("fia").post(f"/cases/{case}/foreseen/limits", {"kind": "rest_window", "slots": SLOTS}),
    ]
    for answer in answers:
        assert answer.status == 200, answer.text
        assert set(answer.json) == {"items", "next"}
        assert answer.json["next"] is None
