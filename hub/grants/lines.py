"""Which lines a signature makes, and what of the version before lives on in them: pure."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from hub.grants.versions import DrawnLine, GivenRow, NamedPerson, Version

Allowed = Callable[[GivenRow, NamedPerson], bool]
Trusts = Callable[[str], bool]
"""Tells whether a source accepts on such a signature; by its id."""
Right = tuple[str, str, str, str, str, str | None]
"""What makes two lines of different versions the same: officer, unit, employment, source, category, and whom she stands
in for: what is given while somebody is away is not yet given for every day."""


@dataclass(frozen=True, slots=True)
class Answers:
    """All that the participant answered, one by one; nothing has an answer of its own."""

    persons: Mapping[str, bool]
    rows: Mapping[str, bool]
    exceptions: Collection[tuple[str, str]]
    covers_earlier: bool
    collision_check: bool


def drawn(version: Version, answers: Answers, allowed: Allowed) -> tuple[tuple[GivenRow, NamedPerson], ...]:
    """Join persons and rows with yes, within the row's readers and the ceiling, minus "inte för den här personen".

    A unit needs no line to what it holds itself, so no line joins a person to her own unit's row. A substitute gets
    no line that the one she stands in for does not get.
    """
    pairs = [
        (row, person)
        for row in version.rows
        for person in version.persons
        if answers.rows.get(row.id) is True
        and answers.persons.get(person.id) is True
        and person.reads
        and (row.id, person.id) in version.readers
        and (row.id, person.id) not in answers.exceptions
        and row.source != person.unit_id
        and allowed(row, person)
    ]
    got = {(row.id, person.id) for row, person in pairs}
    return tuple(
        (row, person) for row, person in pairs if person.stands_in_for is None or (row.id, person.stands_in_for) in got
    )


def standing_lines(
    previous: Version | None, *, purposes: str, covers_earlier: bool, trusts: Trusts, at: int
) -> Mapping[Right, DrawnLine]:
    """Give the lines whose chain is unbroken at `at`: of the governing version, while it has not ended in any way.

    `purposes` and `covers_earlier` are the new version's. What a unit accepted for other purposes it has not accepted
    for these, nor with what it wrote before when it accepted only what came after. Nor does its acceptance live on by a
    signature on which it would accept nothing: one person alone could else draw out for a year what two have seen.
    """
    if previous is None or not _governs(previous, at):
        return {}
    persons = {person.id: person for person in previous.persons if person.stands}
    rows = {row.id for row in previous.rows if row.stands}
    same = _for_no_more(previous, purposes, covers_earlier=covers_earlier)
    return {
        right(previous, persons[line.person_id], line): line
        if same and trusts(line.source)
        else replace(line, accepted_at=None)
        for line in previous.lines
        if line.withdrawn_at is None and line.declined_at is None and line.person_id in persons and line.row_id in rows
    }


def accepted_rows(
    previous: Version | None, *, purposes: str, covers_earlier: bool, trusts: Trusts, at: int
) -> Mapping[tuple[str, str], int]:
    """Give when each (source, category) that is still accepted was accepted, for no more than this."""
    if previous is None or not _governs(previous, at):
        return {}
    if not _for_no_more(previous, purposes, covers_earlier=covers_earlier):
        return {}
    return {
        (row.source, row.category): row.accepted_at
        for row in previous.rows
        if row.accepted and row.accepted_at is not None and trusts(row.source)
    }


def right(version: Version, person: NamedPerson, given: DrawnLine | GivenRow) -> Right:
    """Give what a line to this person is a line of; `given` is the line or its row."""
    replaced = version.person(person.stands_in_for) if person.stands_in_for is not None else None
    whom = replaced.officer_id if replaced is not None else None
    return (person.officer_id, person.unit_id, person.employment_id, given.source, given.category, whom)


def readers_by_row(lines: Iterable[DrawnLine]) -> Mapping[str, tuple[str, ...]]:
    """Give who may read each row, by person."""
    readers: dict[str, tuple[str, ...]] = {}
    for line in lines:
        readers[line.row_id] = (*readers.get(line.row_id, ()), line.person_id)
    return readers


def _for_no_more(previous: Version, purposes: str, *, covers_earlier: bool) -> bool:
    """Tell whether the holder of a secret has tested all of this before (OSL 12:2; security D, R9)."""
    earlier_too = bool(previous.head.covers_earlier) or not covers_earlier
    return earlier_too and set(purposes.split()) <= set(previous.head.purposes.split())


def _governs(version: Version, at: int) -> bool:
    head = version.head
    signed = head.signed_at is not None and head.superseded_at is None
    return signed and head.withdrawn_at is None and at < head.valid_to
