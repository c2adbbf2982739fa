"""Makes a policy out of the text of the policy files; refuses what is unknown, missing or without a legal ground."""

import tomllib
from collections.abc import Callable, Collection, Mapping
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

from policies.policy import Cell, Policy
from policies.vocabulary import PARTICIPANT_SOURCE, Category, Function

_Readers = Mapping[str, Callable[[Any], Any]]  # for each key of an entry what reads its value, or raises ValueError


class PolicyError(ValueError):
    """A policy file cannot be used; the message names the file and the key."""


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("is not a text")
    return value


def _count(value: object) -> int:
    if type(value) is not int or value < 1:
        raise ValueError("is not a whole number above zero")
    return value


def _date(value: object) -> date:
    if type(value) is not date:
        raise ValueError("is not a date")
    return value


def _categories(value: object) -> frozenset[Category]:
    if not isinstance(value, list) or not value:
        raise ValueError("is not a list of categories")
    return frozenset(map(Category, value))


def _yes_or_no(value: object) -> bool:
    if type(value) is not bool:
        raise ValueError("is not true or false")
    return value


def _texts(value: object) -> frozenset[str]:
    if type(value) is not list:
        raise ValueError("is not a list of texts")
    return frozenset(map(_text, value))


def _never(value: Any) -> Cell:
    if Cell(value) is not Cell.NEVER:
        raise ValueError("gives something to who never reads")
    return Cell.NEVER


def _hers(value: Any) -> Cell:
    if (cell := Cell(value)) not in {Cell.READ, Cell.WRITE}:
        raise ValueError("hides from the participant what is hers")
    return cell


_ALWAYS: Final[_Readers] = {"legal_reference": _text, "valid_from": _date}
_ROW: Final[_Readers] = {**dict.fromkeys(Function, Cell), Function.NONE: _never, PARTICIPANT_SOURCE: _hers}
_WORDS: Final = ("severity", "officer_sv", "officer_en", "participant_sv", "participant_en")
_COLLISION: Final[_Readers] = {**dict.fromkeys(_WORDS, _text), "compared": _categories}
_DAYS: Final[_Readers] = {"days": _count}
_FORMS: Final[Mapping[str, Mapping[str, _Readers]]] = {
    "ceiling.toml": dict.fromkeys(Category, _ROW),
    "collisions.toml": dict.fromkeys(("X01", "X03", "X04", "X05", "X06"), _COLLISION),
    "deadlines.toml": {"report_answer": _DAYS},
    "retention.toml": dict.fromkeys(
        ("access_log", "case_content", "consents", "sign_in_traces", "unsigned_drafts"), _DAYS
    ),
    "validity.toml": {"longest_absence": _DAYS, "longest_validity": _DAYS, "minimum_age": {"years": _count}},
    "witnessing.toml": {"one_coach": {"never_units": _texts, "suffices": _yes_or_no}},
}
FILES: Final = tuple(_FORMS)


def parse_policy(texts: Mapping[str, str]) -> Policy:
    """Take the text of each file in FILES by its name; raise PolicyError naming the file and the key."""
    _exactly("policies", texts, FILES)
    read = {file: _entries(file, texts[file], form) for file, form in _FORMS.items()}
    ceiling, collisions, deadlines, retention, validity, witnessing = read.values()
    hers = [code for code in Category if ceiling[code][PARTICIPANT_SOURCE] is Cell.WRITE]
    words = {code: MappingProxyType({key: entry[key] for key in _WORDS}) for code, entry in collisions.items()}
    return Policy(
        ceiling=MappingProxyType({(who, code): ceiling[code][who] for code in Category for who in Function}),
        participant_writes=frozenset(hers),
        longest_validity_days=validity["longest_validity"]["days"],
        report_answer_days=deadlines["report_answer"]["days"],
        longest_absence_days=validity["longest_absence"]["days"],
        one_coach_suffices=witnessing["one_coach"]["suffices"],
        one_coach_never=witnessing["one_coach"]["never_units"],
        minimum_age=validity["minimum_age"]["years"],
        retention_days=MappingProxyType({name: entry["days"] for name, entry in retention.items()}),
        collisions=MappingProxyType(words),
        compared=frozenset[Category]().union(*(entry["compared"] for entry in collisions.values())),
        digest=sha256("\0".join(f"{name}\0{texts[name]}" for name in FILES).encode()).hexdigest(),
    )


def _entries(file: str, text: str, form: Mapping[str, _Readers]) -> dict[str, dict[str, Any]]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{file}: is not TOML") from error
    _exactly(file, tables, form)
    return {name: _entry(f"{file}.{name}", tables[name], {**_ALWAYS, **readers}) for name, readers in form.items()}


def _entry(place: str, values: object, readers: _Readers) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise PolicyError(f"{place}: is not a table")
    _exactly(place, values, readers)
    read = {}
    for key, reader in readers.items():
        try:
            read[key] = reader(values[key])
        except ValueError as error:
            raise PolicyError(f"{place}.{key}: {error}") from error
    return read


def _exactly(place: str, found: Collection[str], wanted: Collection[str]) -> None:
    for key in (*sorted(set(wanted) - set(found)), *sorted(set(found) - set(wanted))):
        raise PolicyError(f"{place}.{key}: is {'missing' if key in wanted else 'unknown'}")
