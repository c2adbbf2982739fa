"""What a program's author reads in the document is what the hub does: names, answers, codes, and fields together."""

import ast
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask

from hub.web.blueprints import API
from hub.web.operations import name_of
from hub.web.problem_codes import CODES
from hub.web.problems import _UNAVAILABLE
from tests.architecture.source import ROOT, files, tree
from tests.cases.reference import made
from tests.cast import Answer, World
from tests.consents.story import in_force
from tests.databases import ONE_DATABASE

ID = "e" * 32
CARE = tuple(("Vuxenpsykiatrin", code) for code in ("C03", "C06", "C07"))
REASONS = "hub/plans/allowing.py"  # where a table gives the codes


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    """Return what it is for every hub: it tells nothing of what a world holds."""
    told: dict[str, Any] = app.test_client().get(f"{API}/openapi.json").get_json()
    return told


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method != "parameters":
                yield path, method, operation


def test_each_operation_has_a_name_of_its_own_that_stays(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for *_, operation in operations(document)]
    assert len(set(names)) == len(names) > 100
    assert all(name.isidentifier() for name in names)
    assert name_of("get", f"{API}/cases/{{case_id}}") == "get_cases_by_case_id"
    assert name_of("post", f"{API}/sessions/current/step-up") == "post_sessions_current_step_up"
    assert name_of("get", f"{API}/me/knowledge/{{unit_id}}/{{category}}") == "get_me_knowledge_by_unit_id_category"


def test_each_question_in_an_address_says_what_it_is(document: dict[str, Any]) -> None:
    asked = {
        (operation["operationId"], one["name"]): one.get("description")
        for *_, operation in operations(document)
        for one in operation.get("parameters", [])
        if one.get("in") == "query"
    }
    assert len(asked) > 20
    assert [name for name, said in asked.items() if not said] == []


def test_each_operation_says_for_whom_it_is(document: dict[str, Any]) -> None:
    told = {operation["operationId"]: operation["description"] for *_, operation in operations(document)}
    assert told["get_log_entries"] == "For dpo; others get the 404."
    assert told["post_consents_signature"] == "For participant; others get the 404."
    assert told["get_cases"] == "For coach, officer, participant; others get the 404."
    assert told["get_me"] == "For all who are signed in."
    assert told["post_sessions"] == "Needs no token."
    assert told["get_log_entries_proof"].endswith("\n\nFor dpo; others get the 404.")


@pytest.mark.parametrize("role", ["amir", "fia", "dana", "dora", "bea", "ada"])
def test_for_whom_it_is_holds(world: World, role: str) -> None:
    """Who has no such role gets the 404; who has it gets another answer to the lists, which need no id."""
    assert world.dana.account
    client = world.api(role)
    hers = client.get("/me").json["role"]
    lists = [
        (path.removeprefix(API), operation["description"])
        for path, method, operation in operations(client.get("/openapi.json").json)
        if method == "get" and "{" not in path and operation["description"].endswith("others get the 404.")
    ]
    assert len(lists) > 20
    for path, told in lists:
        for_her = hers in told.rpartition("For ")[2].partition(";")[0].split(", ")
        assert (client.get(path).status != 404) is for_her, (path, told)


def test_each_schema_and_group_says_what_it_is(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert [name for name, schema in schemas.items() if not schema.get("description")] == []
    assert [tag["name"] for tag in document["tags"] if not tag.get("description")] == []
    used = {tag for *_, operation in operations(document) for tag in operation["tags"]}
    assert {tag["name"] for tag in document["tags"]} == used
    assert len(document["tags"]) == len(used)


def test_what_an_answer_always_has_is_told_as_required(document: dict[str, Any]) -> None:
    """Else the clients that are made of the document ask for each field whether it is there."""
    sometimes = {
        "ItemOut",
        "Reads",
        "ImportedOfficers",
    }  # one schema for three kinds; what is only there when asked for
    schemas = document["components"]["schemas"]
    told = {name for path in _answers(document) for name in _within(schemas, path)}
    asked = {name for path in _bodies(document) for name in _within(schemas, path)}
    assert len(told - asked) > 60
    loose = {name for name in told - asked if set(schemas[name]["properties"]) - set(schemas[name]["required"])}
    assert loose == sometimes | {"Problem"}


def _answers(document: dict[str, Any]) -> Iterator[Any]:
    yield document["components"]["responses"]
    for *_, operation in operations(document):
        yield operation["responses"]


def _bodies(document: dict[str, Any]) -> Iterator[Any]:
    for *_, operation in operations(document):
        yield operation.get("requestBody", {})


def _within(schemas: dict[str, Any], part: Any) -> set[str]:
    """Name the schemas that a part of the document stands on."""
    if isinstance(part, list):
        return {name for one in part for name in _within(schemas, one)}
    if not isinstance(part, dict):
        return set()
    named = part.get("$ref", "").partition("#/components/schemas/")[2]
    below = _within(schemas, schemas[named]) | {named} if named else set()
    return below | {name for one in part.values() for name in _within(schemas, one)}


def test_each_code_of_a_problem_is_listed_and_in_use(document: dict[str, Any]) -> None:
    found = {f"{which}_down" for which in _UNAVAILABLE}
    for path in files("hub"):
        for node in ast.walk(tree(path)):
            found |= set(_codes(node))
    table = next(node for node in ast.walk(tree(ROOT / REASONS)) if _is_table(node))
    found |= {one.elts[0].value for one in table.value.values}  # type: ignore[attr-defined] # a dict of tuples
    assert found == set(CODES)
    told = document["components"]["schemas"]["Problem"]["properties"]["code"]["description"]
    assert all(f"- `{code}`: " in told for code in CODES)


def _codes(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and ast.unparse(node.func) in {"Conflict", "errors.Conflict"} and node.args:
        if isinstance(node.args[0], ast.Constant):
            yield node.args[0].value  # type: ignore[misc] # a code is a text
    elif isinstance(node, ast.Call) and ast.unparse(node.func) == "Problem":
        yield from (
            one.value.value  # type: ignore[misc] # as above
            for one in node.keywords
            if one.arg == "code" and isinstance(one.value, ast.Constant)
        )


def _is_table(node: ast.AST) -> bool:
    return isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "_WHY"


def test_the_problems_in_the_document_are_those_that_are_given(world: World) -> None:
    in_force(world, named=("sofia",), rows=(("Ekonomiskt bistånd", "C03"), ("Ekonomiskt bistånd", "C04")))
    sofia = world.api("sofia")
    described = sofia.get("/openapi.json").json
    plan = made(sofia.post(f"/cases/{world.dana.case}/plans", {}))
    given = {
        "NotReadable": sofia.get("/me?next=%00"),
        "NotSignedIn": world.api().get("/me"),
        "NotShown": sofia.get(f"/cases/{ID}"),
        "Stale": sofia.ask("PATCH", f"/plans/{plan}", {"version": 9, "goal": "Annat"}),
    }
    for name, answer in given.items():
        told = described["components"]["responses"][name]["content"]["application/problem+json"]["example"]
        assert answer.json == told, name
    paths = described["paths"]
    assert set(paths[f"{API}/plans/{{item_id}}"]["patch"]["responses"]) == {
        *("200", "400", "401", "404", "409", "412", "413", "415", "422", "429", "503", "default")
    }
    assert set(paths[f"{API}/me"]["get"]["responses"]) == {"200", "400", "401", "422", "503", "default"}


SESSIONS = [
    ({"link": "a", "code": "580274"}, True),
    ({"username": "a", "code": "580274"}, True),
    ({"username": "a", "password": "b", "code": "1"}, True),
    ({"username": "a", "password": "b", "code": "1", "unit": ID}, True),
    ({"username": "a", "password": "b", "passkey": "{}"}, True),
    ({"username": "a", "password": "b"}, False),
    ({"username": "a", "password": "b", "code": "1", "passkey": "{}"}, False),
    ({"link": "a", "code": "580274", "username": "a"}, False),
    ({"link": "a", "code": "580274", "unit": ID}, False),
    ({"link": "a"}, False),
    ({"code": "580274"}, False),
    ({}, False),
]


@pytest.mark.parametrize(("body", "taken"), SESSIONS)
def test_what_goes_together_in_a_sign_in_is_described(
    app: Flask, document: dict[str, Any], body: dict[str, Any], taken: bool
) -> None:
    assert (app.test_client().post(f"{API}/sessions", json=body).status_code != 422) is taken
    assert described(document, "NewSession", body) is taken


@pytest.mark.parametrize(
    ("body", "taken"),
    [({"code": "1"}, True), ({"passkey": "{}"}, True), ({}, False), ({"code": "1", "passkey": "{}"}, False)],
)
def test_one_factor_is_described(document: dict[str, Any], body: dict[str, Any], taken: bool) -> None:
    for schema in ("StepUp", "WitnessIn"):
        assert described(document, schema, body) is taken
    assert described(document, "Enrolment", {"invitation": "a", "password": "b", **body}) is taken


@ONE_DATABASE
@pytest.mark.parametrize(
    ("body", "taken"),
    [
        ({"whole": True}, True),
        ({"category": "C04"}, True),
        ({"whole": False}, False),
        ({"whole": True, "category": "C04"}, False),
        ({}, False),
    ],
)
def test_exactly_one_thing_is_taken_back(
    world: World, document: dict[str, Any], body: dict[str, Any], taken: bool
) -> None:
    paper = in_force(world, named=("sofia",), rows=(("Ekonomiskt bistånd", "C03"), ("Ekonomiskt bistånd", "C04")))
    assert (world.api("dana").post(f"/consents/{paper.id}/withdrawals", body).status == 201) is taken
    assert described(document, "WithdrawalIn", body) is taken
    assert described(document, "RegisteredWithdrawalIn", {**body, "channel": "phone"}) is taken
    assert described(document, "NumberedWithdrawalIn", {**body, "channel": "phone", "number": "SK-1"}) is taken


def described(document: dict[str, Any], schema: str, body: dict[str, Any]) -> bool:
    return jsonschema_rs.is_valid({**document, "$ref": f"#/components/schemas/{schema}"}, body)


ACTIVITIES: list[tuple[dict[str, Any], bool]] = [
    ({"title": "å" * 200}, True),
    ({"title": "å" * 201}, False),
    ({"hours_week": 168}, True),
    ({"hours_week": 168.25}, False),
    ({"hours_week": 0.25}, True),
    ({"hours_week": 0}, False),
    ({"hours_week": 12.1}, False),
    ({"percent": 100}, True),
    ({"percent": 101}, False),
    ({"percent": 0}, False),
    ({"slots": [{"day": 7, "start": "00:00", "end": "24:00"}]}, True),
    ({"slots": [{"day": 8, "start": "09:00", "end": "10:00"}]}, False),
    ({"slots": [{"day": 1, "start": "09:00", "end": "10:00"}] * 51}, False),
]


def test_the_bounds_of_an_activity_are_described(world: World, document: dict[str, Any]) -> None:
    in_force(world, named=("sofia",), rows=(("Ekonomiskt bistånd", "C03"), ("Ekonomiskt bistånd", "C04")))
    sofia = world.api("sofia")
    plan = made(sofia.post(f"/cases/{world.dana.case}/plans", {}))
    for more, taken in ACTIVITIES:
        body = {"type": "meeting", **more}
        assert (sofia.post(f"/plans/{plan}/activities", body).status == 201) is taken, more
        assert described(document, "ActivityIn", body) is taken, more


TIMES: list[tuple[list[dict[str, Any]], bool]] = [
    ([{"day": 5, "start": "15:00", "end": "24:00"}], True),
    ([{"day": 5, "start": "3:00", "end": "17:00"}], False),
    ([{"day": 5, "start": "15:00", "end": "24:01"}], False),
    ([{"day": 5, "start": "15.00", "end": "17.00"}], False),
    ([], False),
]


@ONE_DATABASE
def test_the_form_of_times_is_described(world: World, document: dict[str, Any]) -> None:
    dana = world.api("dana")
    for body, taken in [*(({"slots": slots}, taken) for slots, taken in TIMES), ({}, False)]:
        assert (dana.post("/me/busy", body).status == 201) is taken, body
        assert described(document, "BusyIn", body) is taken, body


DRAFTS: list[tuple[dict[str, Any], bool]] = [
    ({"purposes": ["coordinate_plans"]}, True),
    ({"purpose": "coordinate_plans"}, True),
    ({"purposes": ["coordinate_plans"], "purpose": "coordinate_plans"}, False),
    ({"purposes": ["coordinate_plans", "coordinate_plans"]}, False),
    ({"purposes": []}, False),
    ({}, False),
    ({"purpose": "coordinate_plans", "persons": []}, False),
    ({"purpose": "coordinate_plans", "rows": []}, False),
]


@ONE_DATABASE
@pytest.mark.parametrize(("more", "taken"), DRAFTS)
def test_what_a_draft_must_have_is_described(
    world: World, document: dict[str, Any], more: dict[str, Any], taken: bool
) -> None:
    """That a purpose is needed, and which of two ways says it, a program learnt by being refused."""
    rows = [{"source": world.units["Ekonomiskt bistånd"], "category": "C04"}]
    body = {"persons": [world["sofia"].officer, world["amir"].officer], "rows": rows, **more}
    assert (world.api("amir").post(f"/cases/{world.dana.case}/consents", body).status == 201) is taken
    assert described(document, "ConsentDraftIn", body) is taken


@ONE_DATABASE
@pytest.mark.parametrize(
    ("more", "taken"),
    [
        ({"language": "ti", "contact": "r" * 300}, True),
        ({"language": None}, True),
        ({"language": "xx"}, False),
        ({"contact": "r" * 301}, False),
        ({"name": "x" * 201}, False),
        ({"name": ""}, False),
    ],
)
def test_the_bounds_of_who_is_registered_are_described(
    world: World, document: dict[str, Any], more: dict[str, Any], taken: bool
) -> None:
    body = {"name": "Eva Ek", "origin": "asked", **more}
    assert (world.api("amir").post("/cases", body).status == 201) is taken
    assert described(document, "CaseIn", body) is taken


def test_each_category_is_told_by_name(document: dict[str, Any]) -> None:
    for schema in ("ConsentRowIn", "WithdrawalIn"):
        told = document["components"]["schemas"][schema]["properties"]["category"]
        assert told["enum"] == [f"C{number:02}" for number in range(1, 17)]
        assert "C07 Vårdtider och vila" in told["description"]


def test_the_sheets_are_described_so_that_one_can_be_written(world: World) -> None:
    in_force(world, named=("sofia",), rows=(("Ekonomiskt bistånd", "C03"), ("Ekonomiskt bistånd", "C04")))
    paths = world.api().get("/openapi.json").json["paths"]
    sheets = {"plans": "sofia", "participants": "amir", "officers": "bea"}
    for name, role in sheets.items():
        body = paths[f"{API}/imports/{name}"]["post"]["requestBody"]
        example = body["content"]["text/csv"]["example"].replace("SK-7F3K-92QD", world.dana.number)
        assert all(f"- `{heading}`" in body["description"] for heading in example.splitlines()[0].split(";"))
        sent = {"data": example.encode(), "headers": {"Content-Type": "text/csv"}}
        answer = world.api(role).ask("POST", f"/imports/{name}?dry_run=true", **sent)
        assert answer.status == 200, (name, answer.text)
    plans = paths[f"{API}/imports/plans"]["post"]["requestBody"]["description"]
    assert "- `ärende` (needed): " in plans
    assert "praktik" in plans.lower()
    assert "2000 rows" in plans


@pytest.mark.parametrize(("path", "role"), [("plans", "sofia"), ("participants", "amir"), ("officers", "bea")])
def test_a_sheet_is_taken_by_the_types_that_are_told_and_by_no_other(world: World, path: str, role: str) -> None:
    """JSON was read as a sheet, and its one brace found to be a strange heading; no 415 ever came."""
    told = world.api().get("/openapi.json").json["paths"][f"{API}/imports/{path}"]["post"]
    api, sheet = world.api(role), told["requestBody"]["content"]["text/csv"]["example"].encode()

    def sent(kind: str | None, body: bytes = sheet) -> Answer:
        return api.ask("POST", f"/imports/{path}?dry_run=true", data=body, content_type=kind)

    for kind in {*told["requestBody"]["content"], "application/x-www-form-urlencoded", None} - {"multipart/form-data"}:
        assert "file" not in sent(kind).json.get("errors", {}), f"{kind}: read as a sheet, whatever stands in it"
    for kind, body in (("application/json", b"{}"), ("application/json", b'{"again": 1}'), ("text/html", sheet)):
        refused = sent(kind, body)
        assert (refused.status, "text/csv" in refused.json["detail"]) == (415, True)
    assert told["responses"]["415"] == {"$ref": "#/components/responses/NotASheet"}


def test_the_examples_are_taken(world: World, document: dict[str, Any]) -> None:
    in_force(world, named=("sofia", "rut"), rows=(*(("Ekonomiskt bistånd", f"C0{n}") for n in (3, 4)), *CARE))
    schemas = document["components"]["schemas"]
    examples = {name: schema["examples"] for name, schema in schemas.items() if "examples" in schema}
    assert {"SignatureIn", "AcceptanceIn", "WithdrawalIn", "ConsentDraftIn", "CollisionChange"} < examples.keys()
    for name, bodies in examples.items():
        assert all(described(document, name, body) for body in bodies), name
    plans = {name: made(world.api(name).post(f"/cases/{world.dana.case}/plans", {})) for name in ("sofia", "rut")}
    sent = {
        "CaseIn": ("amir", "/cases"),
        "PlanIn": ("sofia", f"/cases/{world.dana.case}/plans"),
        "ActivityIn": ("sofia", f"/plans/{plans['sofia']}/activities"),
        "LimitIn": ("rut", f"/plans/{plans['rut']}/limits"),
    }
    for name, (role, path) in sent.items():
        for body in examples[name]:
            answer = world.api(role).post(path, body)
            assert answer.status == 201, (name, answer.text)
