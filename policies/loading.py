"""Makes a policy out of the text of the policy files; refuses what is unknown, missing or without a legal ground."""

from __future__ import annotations

import tomllib
from datetime import date
from enum import StrEnum
from hashlib import sha256
from string import Formatter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar

from policies.policy import Cell, CollisionRule, Policy, Severity
from policies.vocabulary import PARTICIPANT_SOURCE, Category, Function

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_Word = TypeVar("_Word", bound=StrEnum)

FILES: Final = ("ceiling.toml", "collisions.toml", "retention.toml", "validity.toml")
_COLLISIONS: Final = ("X01", "X03", "X04", "X05", "X06")
_RETAINED: Final = ("access_log", "case_content", "consents", "unsigned_drafts")
_PLACEHOLDERS: Final = frozenset({"a", "b", "day", "time", "h", "g", "source"})
_TEXTS: Final = ("officer_sv", "officer_en", "participant_sv", "participant_en")


class PolicyError(ValueError):
    """A policy file cannot be used; the message names the file and the key."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")


class _Entry:
    """One table of a policy file: every word of it is asked for once, and nothing may be left over."""

    def __init__(self, place: str, words: object, wanted: Collection[str]) -> None:
        self.place = place
        if not isinstance(words, dict):
            raise PolicyError(place, "is not a table")
        _exactly(place, words, (*wanted, "legal_reference", "valid_from"))
        self._words = words
        self.legal_reference = self.text("legal_reference")
        if type(words["valid_from"]) is not date:
            raise PolicyError(f"{place}.valid_from", "is not a date")
        self.valid_from: date = words["valid_from"]

    def text(self, key: str) -> str:
        value = self._words[key]
        if not isinstance(value, str) or not value.strip():
            raise PolicyError(f"{self.place}.{key}", "is not a text")
        return value

    def count(self, key: str) -> int:
        value = self._words[key]
        if type(value) is not int or value < 1:
            raise PolicyError(f"{self.place}.{key}", "is not a whole number above zero")
        return value

    def word(self, key: str, words: type[_Word]) -> _Word:
        return _word(f"{self.place}.{key}", self._words[key], words)

    def categories(self, key: str) -> frozenset[Category]:
        value = self._words[key]
        if not isinstance(value, list) or not value:
            raise PolicyError(f"{self.place}.{key}", "is not a list of categories")
        return frozenset(_word(f"{self.place}.{key}", each, Category) for each in value)


def parse_policy(texts: Mapping[str, str]) -> Policy:
    """Take the text of each file in FILES by its name; raise PolicyError naming the file and the key."""
    _exactly("policies", texts, FILES)
    cells = ("participant", *Function)
    ceiling = _entries("ceiling.toml", texts, dict.fromkeys(Category, cells))
    validity = _entries("validity.toml", texts, {"longest_validity": ("days",), "minimum_age": ("years",)})
    retention = _entries("retention.toml", texts, dict.fromkeys(_RETAINED, ("days",)))
    collisions = _entries("collisions.toml", texts, dict.fromkeys(_COLLISIONS, ("severity", "compared", *_TEXTS)))
    rules = {code: _collision(entry) for code, entry in collisions.items()}
    every = (ceiling, validity, retention, collisions)
    return Policy(
        ceiling=MappingProxyType(
            {
                (function, Category(code)): _cell(entry, function)
                for code, entry in ceiling.items()
                for function in Function
            },
        ),
        participant_writes=frozenset(Category(code) for code, entry in ceiling.items() if _hers(entry) is Cell.WRITE),
        longest_validity_days=validity["longest_validity"].count("days"),
        minimum_age=validity["minimum_age"].count("years"),
        retention_days=MappingProxyType({name: entry.count("days") for name, entry in retention.items()}),
        collisions=MappingProxyType(rules),
        compared=frozenset[Category]().union(*(rule.compared for rule in rules.values())),
        valid_from=max(entry.valid_from for entries in every for entry in entries.values()),
        digest=sha256("\0".join(f"{name}\0{texts[name]}" for name in FILES).encode()).hexdigest(),
    )


def _entries(file: str, texts: Mapping[str, str], wanted: Mapping[str, Collection[str]]) -> dict[str, _Entry]:
    try:
        tables = tomllib.loads(texts[file])
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(file, "is not TOML") from error
    _exactly(file, tables, wanted)
    return {name: _Entry(f"{file}.{name}", tables[name], keys) for name, keys in wanted.items()}


def _exactly(place: str, found: Iterable[str], wanted: Iterable[str]) -> None:
    missing, unknown = set(wanted) - set(found), set(found) - set(wanted)
    for key in sorted(missing):
        raise PolicyError(f"{place}.{key}", "is missing")
    for key in sorted(unknown):
        raise PolicyError(f"{place}.{key}", "is unknown")


def _word(place: str, value: object, words: type[_Word]) -> _Word:
    try:
        return words(str(value))
    except ValueError as error:
        raise PolicyError(place, "is an unknown word") from error


def _cell(entry: _Entry, function: Function) -> Cell:
    cell = entry.word(function, Cell)
    if function is Function.NONE and cell is not Cell.NEVER:
        raise PolicyError(f"{entry.place}.{function}", "gives something to who never reads")
    return cell


def _hers(entry: _Entry) -> Cell:
    cell = entry.word(PARTICIPANT_SOURCE, Cell)
    if cell not in {Cell.READ, Cell.WRITE}:
        raise PolicyError(f"{entry.place}.{PARTICIPANT_SOURCE}", "hides from the participant what is hers")
    return cell


def _collision(entry: _Entry) -> CollisionRule:
    texts = {key: entry.text(key) for key in _TEXTS}
    holders = {key: _placeholders(f"{entry.place}.{key}", text) for key, text in texts.items()}
    for swedish, english in (("officer_sv", "officer_en"), ("participant_sv", "participant_en")):
        if holders[swedish] != holders[english]:
            raise PolicyError(f"{entry.place}.{english}", "tells something else than the Swedish text")
    return CollisionRule(
        severity=entry.word("severity", Severity),
        compared=entry.categories("compared"),
        legal_reference=entry.legal_reference,
        **texts,
    )


def _placeholders(place: str, text: str) -> set[str]:
    try:
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise PolicyError(place, "has a broken placeholder") from error
    if not names <= _PLACEHOLDERS:
        raise PolicyError(place, "has an unknown placeholder")
    return names
