"""Turns what schemas say of a body into Swedish sentences under dotted field names; never repeats a value."""

import re
from collections.abc import Mapping
from typing import Final

from hub.store.told import told

_SENTENCES: Final = {
    "Missing data for required field.": "Det här behöver fyllas i.",
    "Field may not be null.": "Det här behöver fyllas i.",
    "Unknown field.": "Fältet finns inte.",
    "Not a valid string.": "Det här ska vara text.",
    "Not a valid integer.": "Det här ska vara ett heltal.",
    "Not a valid number.": "Det här ska vara ett tal.",
    "Not a valid boolean.": "Det här ska vara ja (true) eller nej (false).",
    "Not a valid date.": "Skriv datumet så här: 2026-03-31.",
    "Not a valid datetime.": "Skriv tidpunkten så här: 2026-03-31T09:00:00+02:00.",
    "Not a valid time.": "Skriv klockslaget så här: 09:00.",
    "Not a valid list.": "Det här ska vara en lista.",
    "Not a valid mapping type.": "Det här ska vara namn och värden.",
    "Invalid input type.": "Det här ska vara namn och värden.",
    "Invalid input.": "Det här känner vi inte igen.",
    "Not a valid email address.": "Skriv en e-postadress.",
    "Invalid value.": "Det här känner vi inte igen.",
}
_BEGINNINGS: Final = (
    ("Must be one of", "Välj ett av de värden som finns."),
    ("Must be equal to", "Det här känner vi inte igen."),
    ("Shorter than", "Det här är för kort."),
    ("Longer than", "Det här är för långt."),
    ("Length must be", "Det här har fel längd."),
    ("String does not match", "Det här är inte skrivet som det ska."),
    ("Range", "Värdet är för litet eller för stort."),
)
_LEAST: Final = re.compile(r"Must be greater than or equal to (-?[0-9]+)(?: and less than or equal to (-?[0-9]+))?\.")
_MOST: Final = re.compile(r"Must be less than or equal to (-?[0-9]+)\.")
_LOCATIONS: Final = frozenset({"json", "query", "form", "files", "path", "headers", "json_or_form"})


def swedish(messages: Mapping[str, object]) -> dict[str, list[str]]:
    """Flatten {"json": {"rows": {0: {"category": [...]}}}} to {"rows.0.category": [...]}."""
    found: dict[str, list[str]] = {}
    for place, inner in messages.items():
        _flatten("" if place in _LOCATIONS else place, inner, found)
    return found


def _flatten(name: str, value: object, found: dict[str, list[str]]) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            part = "" if key == "_schema" else str(key)
            _flatten(".".join(filter(None, (name, part))), inner, found)
    elif isinstance(value, list):
        found.setdefault(name, []).extend(_sentence(str(one)) for one in value)
    else:
        found.setdefault(name, []).append(_sentence(str(value)))


def _sentence(english: str) -> str:
    if english in _SENTENCES:
        return _SENTENCES[english]
    if bounds := _LEAST.fullmatch(english):
        least, most = bounds.groups()
        if most is None:
            return told("Skriv ett tal som är minst %(least)s.", least=least)
        return told("Skriv ett tal från %(least)s till %(most)s.", least=least, most=most)
    if bounds := _MOST.fullmatch(english):
        return told("Skriv ett tal som är högst %(most)s.", most=bounds[1])
    return next((words for beginning, words in _BEGINNINGS if english.startswith(beginning)), english)
