"""Writes the consent's text: the template, filled with who, what, why and how long; same rows, same text."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from hub.consents.labels import PARTICIPANT_LABELS, PURPOSE_LABELS
from hub.consents.periods import written
from hub.consents.sentences import listed, source, summary
from hub.consents.templating import template
from hub.grants.naming import Names
from hub.grants.versions import GivenRow, NamedPerson, Version
from hub.store.days import day_of, last_day_of
from hub.store.told import Told, told
from hub.store.writing_days import write_day
from policies.vocabulary import PARTICIPANT_SOURCE, Category, Purpose

LANGUAGE: Final = "sv"


def render(
    version: Version, names: Names, *, name: str, coordinator: str, complaints: str | None, text_number: str
) -> str:
    """Give the exact text that is shown and signed. `name` is the participant's, `complaints` whom she complains to.

    `text_number` is one that only the keys give. The text's SHA-256 lies in clear, and all else that the text says but
    her name: without the number, who reads the database could try names until one fits.
    """
    wording = dict(_wording()["installation"])
    if complaints is not None:
        wording["data_protection_officer"] = complaints
    everybody = [(row, person) for row in version.rows for person in version.persons if _proposed(version, row, person)]
    return template(LANGUAGE).body.format(
        **wording,
        version=version.head.version,
        number=version.number,
        name=name,
        text_number=text_number,
        created=written(day_of(version.head.drafted_at)),
        coach=officer(names, version.head.drafted_by, version.head.drafted_unit_id),
        coordinator=coordinator,
        purposes=listed([PURPOSE_LABELS[Purpose(purpose)] for purpose in version.head.purposes.split()]),
        authorities=listed(sorted({names.units[person.unit_id].authority for person in version.persons})),
        persons="\n".join(_person_line(version, names, person) for person in version.persons),
        rows="\n".join(_row_line(version, names, row) for row in version.rows),
        summary="\n".join(summary(version, names, everybody)),
        first_day=written(day_of(version.head.valid_from)),
        last_day=written(last_day_of(version.head.valid_to)),
    )


def reading_help(version: Version, names: Names, *, language: str) -> list[list[str]]:
    """Give a reading help as blocks of lines, its rows Told, to be said in its own language; it is read, never signed.

    That is seldom the page's: she may look at the English one from a page in Arabic.
    """
    head, locale = version.head, language.partition("-")[0]
    lines: dict[str, Sequence[str]] = {
        "{persons}": [line for one in version.persons for line in _help_lines_of(version, names, one)],
        "{purposes}": [told(PURPOSE_LABELS[Purpose(purpose)]) for purpose in head.purposes.split()],
        "{rows}": [_help_line(version, names, row) for row in version.rows],
    }
    values = {
        "authorities": ", ".join(sorted({names.units[person.unit_id].authority for person in version.persons})),
        "first_day": write_day(day_of(head.valid_from), locale),
        "helper": names.officers[head.drafted_by].name,
        "last_day": write_day(last_day_of(head.valid_to), locale),
    }
    return [
        [said for line in block for said in (lines[line] if line in lines else [line.format(**values)])]
        for block in blocks(template(language).body)
    ]


def blocks(text: str) -> list[list[str]]:
    """Cut a text into blocks of lines; the first line of each is its heading."""
    return [block.split("\n") for block in text.rstrip("\n").split("\n\n") if block]


def officer(names: Names, officer_id: str, unit_id: str) -> str:
    found = names.officers[officer_id]
    return f"{found.name}, {found.title}, {names.units[unit_id].full}"


def example(category: str) -> str:
    return str(_wording()["examples"][category])


def _proposed(version: Version, row: GivenRow, person: NamedPerson) -> bool:
    return (row.id, person.id) in version.readers and person.reads and row.source != person.unit_id


def _person_line(version: Version, names: Names, person: NamedPerson) -> str:
    gives = "" if person.reads else ", som bara lämnar uppgifter och inte läser något från de andra"
    replaced = version.person(person.stands_in_for or "")
    if replaced is not None:
        whom = names.officers[replaced.officer_id].name
        gives = f", ersättare: läser bara när {whom} är borta"
    return f"☐ ja ☐ nej  {officer(names, person.officer_id, person.unit_id)}{gives}"


def _row_line(version: Version, names: Names, row: GivenRow) -> str:
    readers = [names.officers[person.officer_id].name for person in version.persons if _proposed(version, row, person)]
    read_by = listed(readers) if readers else "ingen annan"
    label = PARTICIPANT_LABELS[Category(row.category)]
    given_by = source(names, row.source)
    return f"☐ ja ☐ nej  {label}. Till exempel {example(row.category)}. Lämnas av {given_by}. Får läsas av {read_by}."


def _help_lines_of(version: Version, names: Names, person: NamedPerson) -> list[str]:
    """Give the line of a person, and under it what the Swedish text says of one who does not read as the others do."""
    line, replaced = officer(names, person.officer_id, person.unit_id), version.person(person.stands_in_for or "")
    if replaced is not None:
        whom = names.officers[replaced.officer_id].name
        return [line, told("Ersättare: läser bara när %(name)s är borta.", name=whom)]
    return [line] if person.reads else [line, told("Lämnar bara uppgifter och läser inget.")]


def _help_line(version: Version, names: Names, row: GivenRow) -> Told:
    readers = [names.officers[person.officer_id].name for person in version.persons if _proposed(version, row, person)]
    given_by = source(names, row.source)
    return told(
        "%(what)s. Lämnas av %(source)s. Läses av %(readers)s.",
        what=told(PARTICIPANT_LABELS[Category(row.category)]),
        source=told(given_by) if row.source == PARTICIPANT_SOURCE else given_by,
        readers=", ".join(readers) if readers else told("ingen annan"),
    )


@cache
def _wording() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((files("hub.consents") / "wording.sv.toml").read_text("utf-8"))
