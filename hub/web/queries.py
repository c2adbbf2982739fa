"""Refuses a name that the route's own description does not list: before anything is looked up, for every id.

Of a query every such name; of a body only where the route takes none, for elsewhere its schema refuses them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

import orjson
from flask import Blueprint, Request

from hub.store.errors import Invalid

_STRANGE: Final = "Fältet finns inte."
_MISWRITTEN: Final = "Det här är inte skrivet som det ska."
_DESCRIBED_AS: Final = {"HEAD": "get"}
_UNASKED: Final = "OPTIONS"  # answered by the framework, which reads none


class NotASheetError(Exception):
    """A body that says of itself that it is no sheet, where a sheet is taken."""


def check_query(blueprint: Blueprint, request: Request) -> None:
    """Raise Invalid with each name that is not described, or stands twice."""
    if not request.query_string or request.method == _UNASKED:
        return
    known = described_names(blueprint, _endpoint(request), request.method)
    _refuse(name for name in request.args if name not in known)
    # Which of two counts, a proxy and the hub could read differently; no name is described as a list.
    doubled = [name for name, values in request.args.lists() if len(values) > 1]
    if doubled:
        raise Invalid({name: [_MISWRITTEN] for name in doubled})


def check_body(blueprint: Blueprint, request: Request, body: bytes) -> None:
    """Raise Invalid with each name of a JSON body that the route does not read."""
    described = _described(blueprint, _endpoint(request), request.method)
    if body and not any(parameter["in"] == "json" for parameter in described):
        names = orjson.loads(body)
        _refuse(names if isinstance(names, dict) else ())


def types_of_sheet(blueprint: Blueprint, request: Request) -> Collection[str]:
    """Give the types that a route describes which takes a sheet in place of JSON; none of every other."""
    described: Mapping[str, Any] = getattr(blueprint, "_docs", {}).get(_endpoint(request), {})
    body: Mapping[str, Any] = described.get(request.method.lower(), {}).get("manual_doc", {}).get("requestBody", {})
    types: Collection[str] = body.get("content", {}).keys()
    return types


def described_names(blueprint: Blueprint, endpoint: str, method: str) -> frozenset[str]:
    """Give what the document says that a route takes in its query, read where the document is made of it too."""
    return frozenset(_names(_described(blueprint, endpoint, method)))


def _endpoint(request: Request) -> str:
    return (request.endpoint or "").rpartition(".")[2]


def _refuse(strange: Iterable[str]) -> None:
    errors = {name: [_STRANGE] for name in strange}
    if errors:
        raise Invalid(errors)


def _described(blueprint: Blueprint, endpoint: str, method: str) -> Iterator[Mapping[str, Any]]:
    described: Mapping[str, Any] = getattr(blueprint, "_docs", {}).get(endpoint, {})
    of_method = described.get(_DESCRIBED_AS.get(method, method.lower()), {})
    for part in of_method.values():
        if isinstance(part, dict):
            yield from part.get("parameters", ())


def _names(parameters: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for parameter in parameters:
        if parameter["in"] != "query":
            continue
        if "name" in parameter:
            yield parameter["name"]
            continue
        schema = parameter["schema"]
        fields = (schema() if isinstance(schema, type) else schema).load_fields
        yield from (field.data_key or name for name, field in fields.items())
