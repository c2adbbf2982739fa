"""Refuses a query name that the route's own description does not list: before anything is looked up, for every id."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from flask import Blueprint, Request

from hub.store.errors import Invalid

_STRANGE: Final = "Fältet finns inte."
_DESCRIBED_AS: Final = {"HEAD": "get"}
_UNASKED: Final = "OPTIONS"  # answered by the framework, which reads none


def check_query(blueprint: Blueprint, request: Request) -> None:
    """Raise Invalid with each name that is not described."""
    if not request.query_string or request.method == _UNASKED:
        return
    known = described_names(blueprint, (request.endpoint or "").rpartition(".")[2], request.method)
    strange = [name for name in request.args if name not in known]
    if strange:
        raise Invalid({name: [_STRANGE] for name in strange})


def described_names(blueprint: Blueprint, endpoint: str, method: str) -> frozenset[str]:
    """Give what the document says that a route takes in its query, read where the document is made of it too."""
    described: Mapping[str, Any] = getattr(blueprint, "_docs", {}).get(endpoint, {})
    of_method = described.get(_DESCRIBED_AS.get(method, method.lower()), {})
    return frozenset(name for part in of_method.values() if isinstance(part, dict) for name in _names(part))


def _names(part: Mapping[str, Any]) -> Iterator[str]:
    for parameter in part.get("parameters", ()):
        if parameter["in"] != "query":
            continue
        if "name" in parameter:
            yield parameter["name"]
            continue
        schema = parameter["schema"]
        fields = (schema() if isinstance(schema, type) else schema).load_fields
        yield from (field.data_key or name for name, field in fields.items())
