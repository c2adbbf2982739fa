"""Writes the consent's text: the template, filled with who, what, why and how long; same rows, same text."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from hub.consents.labels import PARTICIPANT_LABELS, PURPOSE_LABELS
from hub.consents.periods import last_day_of, written
from hub.grants.naming import Names
from hub.grants.versions import GivenRow, NamedPerson, Version
from hub.store.days import day_of
from policies.vocabulary import PARTICIPANT_SOURCE, Category, Purpose

LANGUAGE: Final = "sv"
YOURSELF: Final = "dig själv"


def render(version: Version, names: Names, *, name: str, coordinator: str) -> str:
    """Give the exact text that is shown and signed. `name` is the participant's."""
    wording = _wording()["installation"]
    everybody = [(row, person) for row in version.rows for person in version.persons if _proposed(version, row, person)]
    return _template().format(
        **wording,
        version=version.head.version,
        number=version.number,
        name=name,
        created=written(day_of(version.head.drafted_at)),
        coach=officer(names, version.head.drafted_by, version.head.drafted_unit_id),
        coordinator=coordinator,
        purposes=listed([PURPOSE_LABELS[Purpose(purpose)] for purpose in version.head.purposes.split()]),
        authorities=listed(sorted({names.units[person.unit_id].authority for person in version.persons})),
        persons="\n".join(_person_line(names, person) for person in version.persons),
        rows="\n".join(_row_line(version, names, row) for row in version.rows),
        summary="\n".join(summary(version, names, everybody)),
        first_day=written(day_of(version.head.valid_from)),
        last_day=written(last_day_of(version.head.valid_to)),
    )


def summary(version: Version, names: Names, pairs: Iterable[tuple[GivenRow, NamedPerson]]) -> tuple[str, ...]:
    """Give one sentence a person: what she may read, and what of the rows she may not."""
    reads: dict[str, list[GivenRow]] = {person.id: [] for person in version.persons}
    for row, person in pairs:
        reads[person.id].append(row)
    return tuple(_sentence(version, names, person, reads[person.id]) for person in version.persons)


def what(names: Names, rows: Iterable[GivenRow]) -> str:
    """Name rows as the participant meets them: each label once, and all who give it."""
    sources: dict[str, list[str]] = {}
    for row in rows:
        sources.setdefault(row.category, []).append(source(names, row.source))
    said = [f'"{PARTICIPANT_LABELS[Category(code)]}" från {listed(given)}' for code, given in sources.items()]
    return "; ".join(said)


def source(names: Names, unit_id: str) -> str:
    return YOURSELF if unit_id == PARTICIPANT_SOURCE else names.units[unit_id].full


def officer(names: Names, officer_id: str, unit_id: str) -> str:
    found = names.officers[officer_id]
    return f"{found.name}, {found.title}, {names.units[unit_id].full}"


def example(category: str) -> str:
    return str(_wording()["examples"][category])


def listed(words: Iterable[str]) -> str:
    """Join words as a Swedish sentence does: a, b och c."""
    *first, last = words
    return f"{', '.join(first)} och {last}" if first else last


def _proposed(version: Version, row: GivenRow, person: NamedPerson) -> bool:
    return (row.id, person.id) in version.readers and person.reads and row.source != person.unit_id


def _person_line(names: Names, person: NamedPerson) -> str:
    gives = "" if person.reads else ", som bara lämnar uppgifter och inte läser något från de andra"
    return f"☐ ja ☐ nej  {officer(names, person.officer_id, person.unit_id)}{gives}"


def _row_line(version: Version, names: Names, row: GivenRow) -> str:
    readers = [names.officers[person.officer_id].name for person in version.persons if _proposed(version, row, person)]
    read_by = listed(readers) if readers else "ingen annan"
    label = PARTICIPANT_LABELS[Category(row.category)]
    given_by = source(names, row.source)
    return f"☐ ja ☐ nej  {label}. Till exempel {example(row.category)}. Lämnas av {given_by}. Får läsas av {read_by}."


def _sentence(version: Version, names: Names, person: NamedPerson, reads: list[GivenRow]) -> str:
    who = f"{names.officers[person.officer_id].name} på {names.units[person.unit_id].authority}"
    closed = [row for row in version.rows if row not in reads and row.source != person.unit_id]
    may_not = f" Får inte läsa {what(names, closed)}." if closed else ""
    if not reads:
        return f"{who} får inte läsa något från de andra." + (may_not if person.reads else "")
    return f"{who} får läsa {what(names, reads)}.{may_not}"


@cache
def _template() -> str:
    return (files("hub.consents") / "templates/consents/sekretessmedgivande.sv.txt").read_text("utf-8")


@cache
def _wording() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((files("hub.consents") / "wording.sv.toml").read_text("utf-8"))
