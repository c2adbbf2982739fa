"""Describes the API to programs (OpenAPI 3.1): made of the routes' own schemas, served to everybody."""

from collections.abc import Collection, Mapping
from inspect import cleandoc
from threading import Lock
from typing import Any, Final

from flask import Blueprint, Flask, Response, current_app, jsonify
from flask_smorest import Api
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from hub.web.operations import Described, answers, mend_path, tag_of
from hub.web.problem_codes import CODES

_DESCRIPTION: Final = (
    "Sign in with POST /sessions and send the token as a Bearer token; cookies are ignored. What a caller may not see "
    "and what does not exist get the same 404, byte for byte. Every read is written to the access log before the "
    "answer leaves; its receipt stands in the answer. A name that is not described, in a query or a body, is refused "
    "(422). Lists are {items, next}; `next` is null on the last page, else the page after it is asked for with ?next=. "
    "Instants are RFC 3339 strings in UTC, such as 2026-03-31T07:00:00.000000Z; dates are ISO 8601, Swedish days; ids "
    "are 32 hexadecimal characters. Words for people are Swedish, or in the language of Accept-Language where there is "
    "one; programs go by `status` and `code`. After 412, read again and send the new version. After 429, wait as "
    "Retry-After says. After 503 nothing was disclosed or saved: send the same again. A POST whose answer was lost is "
    "safely sent again under the same Idempotency-Key, where the route takes one."
)


_CODES: Final = "For programs; more may come.\n\n" + "\n".join(f"- `{code}`: {told}" for code, told in CODES.items())


class ProblemSchema(Schema):
    """What went wrong (RFC 9457)."""

    type = fields.String(required=True, metadata={"description": "Always about:blank; `code` tells programs more."})
    title = fields.String(required=True, metadata={"description": "One sentence, for people."})
    status = fields.Integer(required=True, metadata={"description": "The HTTP status."})
    detail = fields.String(required=True, metadata={"description": "How to go on, for people."})
    code = fields.String(metadata={"description": _CODES})
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "With 422: sentences for each field, such as `rows.0.category`."},
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

    def __init__(self, app: Flask, who: Described) -> None:
        self._app: Final = app
        self._who: Final = who
        self._once: Final = Lock()
        self._made: Mapping[str, Any] | None = None

    def get(self) -> Mapping[str, Any]:
        with self._once:
            if self._made is None:
                self._made = _describe(self._app, self._who)
            return self._made


openapi = Blueprint("openapi", __name__)


@openapi.get("/openapi.json")
def describe() -> Response:
    description: Description = current_app.extensions["hub_description"]
    return jsonify(description.get())


def register(app: Flask, *, public: Collection[str], roles: Mapping[str, Collection[str]]) -> None:
    """`public` names the blueprints that need no token, `roles` who may try at the others, where not everybody."""
    app.config.update(
        API_TITLE="Ingången",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        API_SPEC_OPTIONS={
            "info": {"description": _DESCRIPTION, "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}},
            "servers": [{"url": "/", "description": "The hub that gave this document."}],
            "security": [{"bearer": []}],
        },
    )
    app.extensions["hub_description"] = Description(app, Described(public, roles))


def _describe(app: Flask, who: Described) -> Mapping[str, Any]:
    api = HubApi(app)
    api.spec.components.security_scheme(
        "bearer", {"type": "http", "scheme": "bearer", "description": "The token that POST /sessions gives."}
    )
    for name, blueprint in app.blueprints.items():
        if isinstance(blueprint, ApiBlueprint):
            blueprint.register_views_in_doc(api, app, api.spec, name=name, parameters=None)
    described = api.spec.to_dict()
    described["tags"] = _tags(app)
    components = described["components"]
    for address, path in described["paths"].items():
        mend_path(address, path, who, components["schemas"])
    for schema, name in api.ma_plugin.converter.refs.items():  # type: ignore[union-attr] # made with the spec
        _mend_schema(components["schemas"][name], schema[0])
    components["responses"] = answers()
    return described


def _tags(app: Flask) -> list[dict[str, str]]:
    """Give each group of routes once, as the first of its blueprints describes it."""
    told: dict[str, str] = {}
    for name, blueprint in app.blueprints.items():
        if isinstance(blueprint, ApiBlueprint):
            told.setdefault(tag_of(name), blueprint.description)
    return [{"name": name, "description": about} for name, about in told.items()]


def _mend_schema(schema: dict[str, Any], made_of: type[Schema]) -> None:
    """Say of it what its class says, and call the most members of an object by their name: a length is of texts."""
    schema["description"] = cleandoc(made_of.__dict__["__doc__"])
    schema |= getattr(made_of, "TOGETHER", {})
    if examples := made_of.__dict__.get("EXAMPLES", ()):
        schema["examples"] = list(examples)
    for field in schema.get("properties", {}).values():
        if field.get("type") == "object" and "maxLength" in field:
            field["maxProperties"] = field.pop("maxLength")
