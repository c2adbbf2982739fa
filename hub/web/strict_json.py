"""Refuses JSON that two readers could read differently: doubled names, huge numbers, deep nests, NaN.

And one of so many values that to read them takes seconds and gigabytes: a scan comes in the same limit of bytes.
"""

import json
from typing import Final, NoReturn

import orjson

_DEPTH: Final = 16
_MOST_MARKS: Final = 100_000  # more than any body that a route describes; each value begins, or is told apart, by one
_LARGEST: Final = 2**53 - 1  # every reader holds whole numbers up to here exactly (RFC 7493)


class NotPlainError(ValueError):
    """The body is not JSON as the hub takes it; the message names the rule, never what stood there."""


def check(body: bytes) -> None:
    """Raise NotPlainError unless every JSON reader gets the same values from `body`."""
    if sum(map(body.count, (b",", b"[", b"{"))) > _MOST_MARKS:
        raise NotPlainError("too many values")
    try:
        value = orjson.loads(
            body
        )  # refuses NaN, lone surrogates, bad UTF-8 and nests that would exhaust the next reader
    except orjson.JSONDecodeError as error:
        raise NotPlainError("not JSON") from error
    _walk(value)
    json.loads(body, object_pairs_hook=_once, parse_int=_whole, parse_constant=_no_constant)


def _walk(value: object) -> None:
    pending = [(value, 1)]
    while pending:
        found, depth = pending.pop()
        if depth > _DEPTH:
            raise NotPlainError("nested too deep")
        if isinstance(found, dict):
            pending.extend((name, depth + 1) for name in found)
            pending.extend((inner, depth + 1) for inner in found.values())
        elif isinstance(found, list):
            pending.extend((inner, depth + 1) for inner in found)
        elif isinstance(found, str) and "\x00" in found:
            raise NotPlainError("a string holds NUL")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotPlainError("a name stands twice in one object")
    return found


def _whole(digits: str) -> int:
    if len(digits) > len(str(_LARGEST)) + 1 or abs(int(digits)) > _LARGEST:
        raise NotPlainError("a whole number is too large")
    return int(digits)


def _no_constant(name: str) -> NoReturn:
    raise NotPlainError(name)
