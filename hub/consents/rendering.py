"""Writes the consent's text: the template, filled with who, what, why and how long; same rows, same text."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from hub.consents.labels import PARTICIPANT_LABELS, PURPOSE_LABELS
from hub.consents.periods import last_day_of, written
from hub.consents.sentences import listed, source, summary
from hub.grants.naming import Names
from hub.grants.versions import GivenRow, NamedPerson, Version
from hub.store.days import day_of
from policies.vocabulary import Category, Purpose

LANGUAGE: Final = "sv"


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


def officer(names: Names, officer_id: str, unit_id: str) -> str:
    found = names.officers[officer_id]
    return f"{found.name}, {found.title}, {names.units[unit_id].full}"


def example(category: str) -> str:
    return str(_wording()["examples"][category])


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


@cache
def _template() -> str:
    return (files("hub.consents") / "templates/consents/sekretessmedgivande.sv.txt").read_text("utf-8")


@cache
def _wording() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((files("hub.consents") / "wording.sv.toml").read_text("utf-8"))
