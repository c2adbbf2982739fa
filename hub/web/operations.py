"""What the routes cannot say of themselves to programs: a stable name, who may try, and every answer that is no 2xx."""

from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from hub.store.errors import Invalid, NotShown, NotSignedIn, Stale, TooMany, Unavailable
from hub.web.problems import Problem, problem_of
from hub.web.queries import NotASheetError

_PYTHONS_END: Final = r"\Z"
_RETRY_AFTER: Final = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
_HOW_TO_SIGN_IN: Final = {"description": "How to sign in.", "schema": {"type": "string"}}
_SCHEMA: Final = {"$ref": "#/components/schemas/Problem"}
# Blueprints whose names are those of a feature's parts; to a program they are one thing.
_TAGS: Final = {
    "staff_session": "session",
    "consents_coach_api": "consents",
    "consents_officer_api": "consents",
    "consents_participant_api": "consents",
    "consents_api": "consents",
    "consents_signing_api": "questions",
    "registering_withdrawal_api": "withdrawals",
    "reviewer_withdrawal_api": "withdrawals",
    "consents_papering_api": "papers",
    "consents_comparing_api": "papers",
    "log_api": "log",
    "reads_api": "reads",
}


class Described(NamedTuple):
    """The blueprints that need no token, and who may try at the others, where it is not everybody."""

    public: Collection[str]
    roles: Mapping[str, Collection[str]]


def tag_of(blueprint: str) -> str:
    return _TAGS.get(blueprint, blueprint)


def mend_path(address: str, path: dict[str, Any], who: Described, schemas: Mapping[str, Any]) -> None:
    for parameter in path.get("parameters", ()):
        if parameter["name"].endswith("_id"):
            parameter["schema"] = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
    for method, operation in path.items():
        if isinstance(operation, dict):
            blueprint = operation["tags"][0]
            operation["operationId"] = name_of(method, address)
            operation["tags"] = [tag_of(blueprint)]
            _say_who(operation, blueprint, who)
            _mend_patterns(operation)
            _add_answers(operation, method, address, public=blueprint in who.public, schemas=schemas)


def name_of(method: str, address: str) -> str:
    """Give the name that a client made from the document has for an operation: of its address, which stays.

    >>> name_of("get", "/api/v1/cases/{case_id}"), name_of("post", "/api/v1/cases/{case_id}/links")
    ('get_cases_by_case_id', 'post_cases_links')
    """
    parts = address.split("/")[3:]
    last = next((at for at in reversed(range(len(parts))) if not parts[at].startswith("{")), -1) + 1
    words = [one.replace("-", "_") for one in parts[:last] if not one.startswith("{")]
    ends = [one.strip("{}") for one in parts[last:]]
    return "_".join([method, *words, *(["by", *ends] if ends else [])])


def _say_who(operation: dict[str, Any], blueprint: str, who: Described) -> None:
    """Say for whom it is: who lacks the role gets the 404 that she would get for a case which is not there."""
    if blueprint in who.public:
        operation["security"] = []
        told = "Needs no token."
    elif blueprint in who.roles:
        told = f"For {', '.join(who.roles[blueprint])}; others get the 404."
    else:
        told = "For all who are signed in."
    operation["description"] = "\n\n".join([operation["description"], told]) if "description" in operation else told


def _mend_patterns(operation: dict[str, Any]) -> None:
    r"""Write patterns as other languages do: Python's \Z is a plain Z in ECMA-262, where nothing anchors by itself."""
    for parameter in operation.get("parameters", ()):
        pattern = parameter["schema"].get("pattern", "")
        if pattern.endswith(_PYTHONS_END):
            parameter["schema"]["pattern"] = f"^{pattern.removesuffix(_PYTHONS_END)}$"


def _add_answers(
    operation: dict[str, Any], method: str, address: str, *, public: bool, schemas: Mapping[str, Any]
) -> None:
    names = ["NotReadable", "Invalid", "Unavailable"]
    if "requestBody" in operation:
        json = "application/json" in operation["requestBody"]["content"]
        names += ["TooLarge", "OtherFormat" if json else "NotASheet"]
    if not public or method == "post":
        names += ["NotSignedIn"]
    if not public and ("{" in address or operation["description"].endswith("the 404.")):
        names += ["NotShown"]
    if "{" in address or method != "get":
        names += ["TooMany"]
    members = _members(operation, schemas)
    if "version" in members:
        names += ["Stale"]
    refs = {str(_ANSWERS[name].problem.status): {"$ref": f"#/components/responses/{name}"} for name in names}
    if "accept" in members:
        refs["409"] = {"$ref": "#/components/responses/Other"}
    kept = {status: told for status, told in operation["responses"].items() if status.startswith("2")}
    other = {"default": {"$ref": "#/components/responses/Other"}}
    operation["responses"] = kept | dict(sorted(refs.items())) | other


def _members(operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> Collection[str]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    told: Collection[str] = schemas.get(body.get("$ref", "").rpartition("/")[2], {}).get("properties", {})
    return told


class _Answer(NamedTuple):
    about: str
    problem: Problem
    headers: Mapping[str, Any] = {}


_ANSWERS: Final[Mapping[str, _Answer]] = {
    "NotReadable": _Answer(
        "The body is no JSON, or says one name twice; or there is a NUL in the query.", problem_of(BadRequest())
    ),
    "NotSignedIn": _Answer(
        "No session, one that has ended, or credentials that are wrong (`code` says which).",
        problem_of(NotSignedIn()),
        {"WWW-Authenticate": _HOW_TO_SIGN_IN},
    ),
    "NotShown": _Answer("Not there, or not for the asker: the same bytes for both.", problem_of(NotShown())),
    "Stale": _Answer("It was changed since that version was read; nothing is saved.", problem_of(Stale())),
    "TooLarge": _Answer("The body is too large.", problem_of(RequestEntityTooLarge())),
    "OtherFormat": _Answer("The body is of another Content-Type.", problem_of(UnsupportedMediaType())),
    "NotASheet": _Answer("The body's Content-Type is no sheet's.", problem_of(NotASheetError())),
    "Invalid": _Answer(
        "A field is wrong, missing or unknown; `errors` names it. Nothing is saved.",
        problem_of(Invalid({"rows.0.category": ["Välj en typ av uppgift i listan."]})),
    ),
    "TooMany": _Answer(
        "Too many wrong sign-ins, or ids that were refused.", problem_of(TooMany(60)), {"Retry-After": _RETRY_AFTER}
    ),
    "Unavailable": _Answer("Log, keys or database out of reach: nothing is disclosed.", problem_of(Unavailable("log"))),
}


def answers() -> dict[str, Any]:
    """Give the document's answers that are problems, each with one that the hub gives in words."""
    told = {
        name: {"description": one.about, **_content(one.problem), **({"headers": one.headers} if one.headers else {})}
        for name, one in _ANSWERS.items()
    }
    other = "What else stands in the way: 403 and 409 with a `code`, or 500."
    return told | {"Other": {"description": other, "content": {"application/problem+json": {"schema": _SCHEMA}}}}


def _content(problem: Problem) -> dict[str, Any]:
    return {"content": {"application/problem+json": {"schema": _SCHEMA, "example": problem.members()}}}
