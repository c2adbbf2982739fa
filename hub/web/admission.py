"""What every request passes before its route: the guard of its blueprint, then the form of its address, query, body."""

import re
from collections.abc import Mapping, MutableMapping
from typing import Final

from flask import Flask, abort, request
from flask_wtf import CSRFProtect
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge, UnsupportedMediaType

from hub.store.errors import NotShown
from hub.web import strict_json
from hub.web.blueprints import API, MEBIBYTE, TABLE, Row
from hub.web.queries import NotASheetError, check_body, check_query, types_of_sheet

_ADDRESS_PART: Final = re.compile(r"[0-9A-Za-z_.-]{1,200}")
_ID: Final = re.compile(r"[0-9a-f]{32}")
_OF_NOTHING: Final = "0" * 32  # of the form of an id, and nothing has it
_FIELDS: Final = "application/x-www-form-urlencoded"
_UNSAID: Final = frozenset({"", _FIELDS})  # curl says the second of every body, unless told otherwise
_WITHOUT_BODY: Final = frozenset({"DELETE", "GET", "HEAD"})


def register(app: Flask, csrf: CSRFProtect) -> None:
    rows = {row.blueprint.name: row for row in TABLE}

    @app.before_request
    def admit() -> None:
        if request.endpoint == "static":
            return
        row = rows.get(request.blueprint or "")
        if row is None:
            if request.routing_exception is not None:
                return  # the framework goes on to say what it is: an unknown address or another method
            raise NotShown
        request.max_content_length = _limit_of(row)
        row.guard(row.surface)
        if _had_to_come():
            row.guard(row.surface)
        _replace_misshaped(request.view_args or {})
        _check_form(row, csrf)


def _limit_of(row: Row) -> int:
    """A limit for files is one for files: eleven mebibytes of fields are read for seconds."""
    return min(row.body_limit, MEBIBYTE) if request.mimetype == _FIELDS else row.body_limit


def _had_to_come() -> bool:
    """Take in the whole body, and tell whether there was one: then it is asked once more who sends it.

    Else a request that was begun in time, its last byte kept back, would be let in long after its session had ended.
    """
    pieces = "Transfer-Encoding" in request.headers
    if not request.content_length and not pieces:
        return False
    try:
        found = request.get_data(cache=True)
        more = pieces and len(found) == request.max_content_length and request.environ["wsgi.input"].read(1)
    except HTTPException:
        raise
    except Exception as error:  # pieces can be broken in ways that the server has no one error for
        raise BadRequest from error
    if more:  # the framework gives what fits as if it were all
        raise RequestEntityTooLarge
    return True


def is_an_address(parts: Mapping[str, object]) -> bool:
    """Tell whether an address can be one of ours by the shape of its parts alone."""
    return not _misshaped(parts) and _OF_NOTHING not in parts.values()


def _misshaped(parts: Mapping[str, object]) -> list[str]:
    shaped = ((name, _ID if name.endswith("_id") else _ADDRESS_PART, part) for name, part in parts.items())
    return [name for name, shape, part in shaped if isinstance(part, str) and not shape.fullmatch(part)]


def _replace_misshaped(parts: MutableMapping[str, object]) -> None:
    """Let the route ask for what nothing has in place of what is no id.

    So no database and no entry meets what was typed, and asking costs, counts and tells what it does for an absent id.
    """
    for name in _misshaped(parts):
        parts[name] = _OF_NOTHING


def _check_form(row: Row, csrf: CSRFProtect) -> None:
    if request.query_string and any("\x00" in value for _, value in request.args.items(multi=True)):
        abort(400)
    if row.prefix == API:
        check_query(row.blueprint, request)
        _check_api_body(row)
        return
    csrf.protect()
    if any("\x00" in value for _, value in request.form.items(multi=True)):
        abort(400)


def _check_api_body(row: Row) -> None:
    """Refuse what no route would read: a body that goes unheard would be answered as if nothing had been asked for."""
    body = request.get_data(cache=True)
    sheet = types_of_sheet(row.blueprint, request)
    if sheet:
        if body and request.mimetype not in _UNSAID.union(sheet):
            raise NotASheetError
        return
    if not request.is_json:  # told as the routes' own parser tells it
        if body:
            raise UnsupportedMediaType
        return
    # Many clients name a type also where they ask without a body.
    if body or request.method not in _WITHOUT_BODY:
        strict_json.check(body)
        check_body(row.blueprint, request, body)
