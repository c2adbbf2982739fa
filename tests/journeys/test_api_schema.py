"""What the API says of itself holds for whatever is sent: no fault of the server's, and only answers as described."""

import re
from copy import deepcopy
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import APIOperation, Case
from schemathesis.checks import not_a_server_error
from schemathesis.core import NotSet
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.cases.reference import made, write_plans
from tests.cast import SECOND, World
from tests.consents.story import in_force

Operation = APIOperation[Any, Any, Any, Any]
CHECKS: Final[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES: Final = 5  # for each operation, role and database
# The other questions need the session.
LEFT_OUT: Final = {("DELETE", "/api/v1/sessions"), ("DELETE", "/api/v1/sessions/current")}
GIVES: Final = {
    "AME": ("C04",),
    "FK Nordost": ("C03",),
    "AF Rehabteam": ("C03", "C04"),
    "Ekonomiskt bistånd": ("C03", "C04"),
    "Vuxenpsykiatrin": ("C06", "C07"),
    "participant": ("C03", "C04"),
}
ROWS: Final = tuple((unit, code) for unit, codes in GIVES.items() for code in codes)
FAST: Final = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("role", ["amir", "rut", "sofia", "dagny", "dana", "bea", "ada", ""])
def test_every_answer_is_as_described(world: World, role: str) -> None:
    known = Known(world)
    client = world.api(role or None)
    headers = {"Authorization": f"Bearer {client.token}"} if client.token else {}
    for operation in operations(world):
        for case in cases(operation, known.ids(operation.path)):
            world.clock.move(2 * SECOND)  # so that the limit of refused ids is not what answers
            case.validate_response(case.call(headers=headers, app=world.app), checks=CHECKS)


_DRAWN: Final[dict[tuple[object, ...], list[Case[Any]]]] = {}


def cases(operation: Operation, chosen: dict[str, str]) -> list[Case[Any]]:
    """Give what is sent. To draw it takes longer than to send it: from one seed, it is the same for every role."""
    key = (operation.method, operation.path, *sorted(chosen.items()))
    if key not in _DRAWN:
        drawn = _DRAWN[key] = []

        @seed(7)
        @FAST
        @given(operation.as_strategy(path_parameters=chosen or None))
        def draw(case: Case[Any]) -> None:
            drawn.append(case)

        draw()
    return [_again(case) for case in _DRAWN[key]]


def _again(case: Case[Any]) -> Case[Any]:
    """Give a case of its own with the same contents: what is sent is changed on the way."""
    body = case.body if isinstance(case.body, NotSet) else deepcopy(case.body)
    return Case(
        case.operation,
        case.method,
        case.path,
        path_parameters=deepcopy(case.path_parameters),
        query=deepcopy(case.query),
        headers=deepcopy(case.headers),
        cookies=deepcopy(case.cookies),
        body=body,
        media_type=case.media_type,
        multipart_content_types=case.multipart_content_types,
    )


_DESCRIBED: Final[list[Operation]] = []


def operations(world: World) -> list[Operation]:
    """Read the description once in a worker: it is made of the routes, and all worlds have the same."""
    if not _DESCRIBED:
        described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", world.app)
        for found in described.get_all_operations():
            assert isinstance(found, Ok), "a part of the description is wrong"
            operation = found.ok()
            if (operation.method.upper(), operation.full_path) not in LEFT_OUT:
                _DESCRIBED.append(operation)
    return _DESCRIBED


class Known:
    """Ids that exist, by address and name, so that what is sent goes further than to the 404."""

    def __init__(self, world: World) -> None:
        paper = in_force(world, named=("fia", "arvid", "rut", "sofia", "amir"), rows=ROWS)
        ids = write_plans(world, world.dana.case)
        busy = world.api("dana").post("/me/busy", {"slots": [{"day": 5, "start": "15:00", "end": "17:00"}]})
        wrong = world.api("dana").post(f"/items/{ids['studies']}/reports", {"text": "Fel tid"})
        shown = world.api("amir").get(f"/cases/{world.dana.case}").json
        self._items: Final = {
            "plans": ids["sofia"],
            "activities": ids["studies"],
            "items": ids["placement"],
            "limits": ids["rest"],
            "me": made(busy),
        }
        self._others: Final = {
            "case_id": world.dana.case,
            "plan_id": ids["rut"],
            "consent_id": paper.id,
            "entry_id": str(shown["receipt"]["entry"]),
            "key": str(shown["collisions"][0]["key"]),
            "todo_id": _todo(world),
            "report_id": made(wrong),
            "unit_id": world.units["FK Nordost"],
            "category": "C04",
            "number": world.dana.number,
            "officer_id": world["cia"].officer,
            "passkey_id": "0" * 32,
            "person_id": str(paper.view["persons"][0]["id"]),
            "proposal_id": "0" * 32,
            "step": "1",
        }

    def ids(self, path: str) -> dict[str, str]:
        """Give what the names in an address stand for."""
        item = {"item_id": self._items.get(path.split("/")[3], "")}
        return {name: {**self._others, **item}[name] for name in re.findall(r"{(\w+)}", path)}


def _todo(world: World) -> str:
    """Let Cia register a person whose number their unit has already; Amir sees what is to be looked into."""
    body = {"name": "Eva Ek", "identity_number": "198708152387", "origin": "present"}
    assert world.api("cia").post("/cases", body).status == 201
    return str(world.api("amir").get("/todos").json["items"][0]["id"])
