"""Describes the API to programs (OpenAPI 3.1): made of the routes' own schemas, served to everybody."""

from collections.abc import Collection, Mapping
from threading import Lock
from typing import Any, Final

from flask import Blueprint, Flask, Response, current_app, jsonify
from flask_smorest import Api
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

_PYTHONS_END: Final = r"\Z"
_DESCRIPTION: Final = (
    "Sign in with POST /sessions and send the token as a Bearer token; cookies are ignored. What a caller may not see "
    "and what does not exist get the same 404, byte for byte. Every read is written to the access log before the "
    "answer leaves; its receipt stands in the answer. A name that is not described, in a query or a body, is refused "
    "(422). Lists are {items, next}; `next` is null on the last page, else the page after it is asked for with ?next=. "
    "Instants are RFC 3339 strings in UTC, such as 2026-03-31T07:00:00.000000Z; dates are ISO 8601, Swedish days; ids "
    "are 32 hexadecimal characters."
)


class ProblemSchema(Schema):
    """What went wrong (RFC 9457)."""

    type = fields.String(required=True, metadata={"description": "Always about:blank; `code` tells programs more."})
    title = fields.String(required=True, metadata={"description": "One Swedish sentence."})
    status = fields.Integer(required=True, metadata={"description": "The HTTP status."})
    detail = fields.String(required=True, metadata={"description": "How to go on, in Swedish."})
    code = fields.String(metadata={"description": "For programs, such as acceptance_required, stale, log_down."})
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "With 422: Swedish sentences for each field, such as `rows.0.category`."},
    )


class HubApi(Api):
    """The framework's describer, without its error answers (hub.web.errors answers) and its way to page a list."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        pass

    def _register_pagination_header(self) -> None:
        pass


class Description:
    """The document of one app, made when first asked for: that takes longer than all else at start."""

    def __init__(self, app: Flask, public: Collection[str]) -> None:
        self._app: Final = app
        self._public: Final = public
        self._once: Final = Lock()
        self._made: Mapping[str, Any] | None = None

    def get(self) -> Mapping[str, Any]:
        with self._once:
            if self._made is None:
                self._made = _describe(self._app, self._public)
            return self._made


openapi = Blueprint("openapi", __name__)


@openapi.get("/openapi.json")
def describe() -> Response:
    description: Description = current_app.extensions["hub_description"]
    return jsonify(description.get())


def register(app: Flask, *, public: Collection[str]) -> None:
    """`public` names the blueprints that need no token."""
    app.config.update(
        API_TITLE="Ingången",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        API_SPEC_OPTIONS={
            "info": {"description": _DESCRIPTION, "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}},
            "security": [{"bearer": []}],
        },
    )
    app.extensions["hub_description"] = Description(app, public)


def _describe(app: Flask, public: Collection[str]) -> Mapping[str, Any]:
    api = HubApi(app)
    api.spec.components.security_scheme(
        "bearer", {"type": "http", "scheme": "bearer", "description": "The token that POST /sessions gives."}
    )
    for name, blueprint in app.blueprints.items():
        if isinstance(blueprint, ApiBlueprint):
            blueprint.register_views_in_doc(api, app, api.spec, name=name, parameters=None)
            api.spec.tag({"name": name, "description": blueprint.description})
    described = api.spec.to_dict()
    for path in described["paths"].values():
        _mend_path(path, public)
    for schema in described.get("components", {}).get("schemas", {}).values():
        _mend_schema(schema)
    for response in described.get("components", {}).get("responses", {}).values():
        content = response.get("content", {})
        if "application/json" in content:
            content["application/problem+json"] = content.pop("application/json")
    return described


def _mend_path(path: dict[str, Any], public: Collection[str]) -> None:
    r"""Say what the routes cannot: how an id is written, what needs no token, and patterns as other languages do.

    Python's \Z is a plain Z in the dialect of JSON Schema (ECMA-262), where nothing anchors a pattern by itself.
    """
    for parameter in path.get("parameters", ()):
        if parameter["name"].endswith("_id"):
            parameter["schema"] = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
    for operation in path.values():
        if not isinstance(operation, dict):
            continue
        if set(operation.get("tags", ())) & set(public):
            operation["security"] = []
        for parameter in operation.get("parameters", ()):
            pattern = parameter["schema"].get("pattern", "")
            if pattern.endswith(_PYTHONS_END):
                parameter["schema"]["pattern"] = f"^{pattern.removesuffix(_PYTHONS_END)}$"


def _mend_schema(schema: dict[str, Any]) -> None:
    """Call the most members of an object by their name: a length is of texts alone, and says nothing of an object."""
    for field in schema.get("properties", {}).values():
        if field.get("type") == "object" and "maxLength" in field:
            field["maxProperties"] = field.pop("maxLength")
