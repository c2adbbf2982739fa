"""Checks a draft against the directory, the ceiling and the calendar; says in Swedish what to mend, field by field."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, select

from hub.grants.finding import Faults, ProposedPerson, WantedPerson, find_persons
from hub.officers.tables import employment
from hub.officers.working import employed_at
from hub.store.days import day_of, end_of, months_from, start_of
from hub.store.errors import Invalid
from hub.store.ground import Ground
from policies.policy import Policy
from policies.rules import line_allowed, write_allowed
from policies.vocabulary import PARTICIPANT_SOURCE, Category, Function, Kind, Purpose

NOBODY: Final = "Namnge minst en person."
NO_PURPOSE: Final = "Välj minst ett syfte."
NOTHING: Final = "Välj minst en typ av uppgift."
_KINDS_WITH_TEXT: Final = frozenset({Kind.COOPERATION.value})
_CATEGORIES: Final = frozenset(category.value for category in Category)
_PURPOSES: Final = frozenset(purpose.value for purpose in Purpose)


@dataclass(frozen=True, slots=True)
class WantedRow:
    """Which category from which source; without `readers` all that the ceiling allows, but those `without` it.

    A substitute is proposed where the one she stands in for is, and is not named among the readers.
    """

    source: str
    category: str
    readers: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What the coach asks for, as she wrote it; instants in µs."""

    kind: str
    purposes: tuple[str, ...]
    valid_from: int
    valid_to: int
    persons: tuple[WantedPerson, ...]
    rows: tuple[WantedRow, ...]


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """A row that its source can give, with those who may be asked for as readers."""

    source: str
    source_function: str
    category: str
    readers: tuple[ProposedPerson, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft that can be presented."""

    kind: str
    purposes: tuple[str, ...]
    valid_from: int
    valid_to: int
    persons: tuple[ProposedPerson, ...]
    rows: tuple[ProposedRow, ...]


def check(tx: Connection, ground: Ground, *, unit: str, wanted: Draft, at: int) -> Proposal:
    """Give the proposal, or raise Invalid with everything that is wrong at once. `unit` is the drafting coach's."""
    faults = Faults()
    _check_frame(ground.policy, wanted, at, faults)
    persons = find_persons(tx, ground, wanted.persons, at=at, faults=faults)
    functions = _functions(tx, persons, coach_unit=unit, at=at)
    rows = _find_rows(ground.policy, wanted.rows, persons, functions, faults)
    if faults:
        raise Invalid(faults)
    return Proposal(wanted.kind, wanted.purposes, wanted.valid_from, wanted.valid_to, persons, rows)


def _check_frame(policy: Policy, wanted: Draft, at: int, faults: Faults) -> None:
    if wanted.kind not in _KINDS_WITH_TEXT:
        faults.add("kind", "Det finns ingen godkänd text för den sortens medgivande.")
    if not wanted.purposes:
        faults.add("purposes", NO_PURPOSE)
    if set(wanted.purposes) - _PURPOSES or len(set(wanted.purposes)) < len(wanted.purposes):
        faults.add("purposes", "Välj bland de syften som finns, var och en högst en gång.")
    if wanted.valid_from < start_of(day_of(at)):
        faults.add("valid_from", "Medgivandet kan inte börja gälla före i dag.")
    if wanted.valid_to <= max(wanted.valid_from, at):
        faults.add("valid_to", "Sista dagen måste ligga efter första dagen.")
    if wanted.valid_to > longest(policy, wanted.valid_from):
        faults.add("valid_to", "Ett medgivande gäller högst tolv månader. Välj en tidigare dag.")
    if not wanted.persons:
        faults.add("persons", NOBODY)
    if not wanted.rows:
        faults.add("rows", NOTHING)


def longest(policy: Policy, valid_from: int) -> int:
    """Give the end of the last day of twelve months, or of as many days as the parties have agreed on."""
    first = day_of(valid_from)
    return end_of(min(months_from(first, 12), first + timedelta(days=policy.longest_validity_days - 1)))


def _functions(
    tx: Connection, persons: Iterable[ProposedPerson], *, coach_unit: str, at: int
) -> Mapping[str, tuple[str, ...]]:
    """Give the functions that answer for each unit: of those who are named, and of the coach, who witnesses."""
    functions: dict[str, tuple[str, ...]] = {PARTICIPANT_SOURCE: (PARTICIPANT_SOURCE,)}
    for person in persons:
        functions[person.unit] = (*functions.get(person.unit, ()), person.function)
    if coach_unit not in functions:
        there = select(employment.c.function).where(
            employment.c.unit_id == coach_unit,
            employment.c.function == Function.AME_COACH.value,
            employed_at(at),
        )
        functions[coach_unit] = tuple(tx.execute(there).scalars().all()[:1])
    return functions


def _find_rows(
    policy: Policy,
    wanted: Sequence[WantedRow],
    persons: Sequence[ProposedPerson],
    functions: Mapping[str, tuple[str, ...]],
    faults: Faults,
) -> tuple[ProposedRow, ...]:
    found: list[ProposedRow] = []
    for place, row in enumerate(wanted):
        function = next((one for one in functions.get(row.source, ()) if _gives(policy, one, row.category)), None)
        if row.category not in _CATEGORIES:
            faults.add(f"rows.{place}.category", "Välj en typ av uppgift i listan.")
        elif row.source not in functions:
            faults.add(f"rows.{place}.source", "Namnge någon på enheten som lämnar uppgiften, så att den kan godtas.")
        elif function is None:
            faults.add(f"rows.{place}.category", "Den typen av uppgift kan inte lämnas därifrån.")
        elif any((row.source, row.category) == (other.source, other.category) for other in found):
            faults.add(f"rows.{place}", "Raden finns redan.")
        else:
            readers = _find_readers(policy, row, function, persons, (place, faults))
            found.append(ProposedRow(row.source, function, row.category, readers))
    return tuple(found)


def _gives(policy: Policy, function: str, category: str) -> bool:
    if function == PARTICIPANT_SOURCE:
        return any(line_allowed(policy, function, reader.value, category) for reader in Function)
    return write_allowed(policy, function, category)


def _find_readers(
    policy: Policy,
    row: WantedRow,
    function: str,
    persons: Sequence[ProposedPerson],
    fault: tuple[int, Faults],
) -> tuple[ProposedPerson, ...]:
    place, faults = fault
    others = [person for person in persons if person.reads and person.unit != row.source]
    can_all = [person for person in others if line_allowed(policy, function, person.function, row.category)]
    allowed = tuple(person for person in can_all if person.stands_in_for is None)
    if row.readers is None:
        if others and not allowed:
            faults.add(f"rows.{place}.category", "Ingen av de namngivna kan få läsa den typen av uppgift.")
        wanted = tuple(person for person in allowed if person.officer not in row.without)
        return (*wanted, *_substitutes(can_all, wanted))
    named = {person.officer for person in persons}
    if set(row.readers) - named:
        faults.add(f"rows.{place}.readers", "Läsaren finns inte bland de namngivna personerna.")
    elif set(row.readers) & ({person.officer for person in others} - {person.officer for person in can_all}):
        faults.add(f"rows.{place}.readers", "En av läsarna kan inte få läsa den typen av uppgift.")
    chosen = tuple(person for person in allowed if person.officer in row.readers)
    return (*chosen, *_substitutes(can_all, chosen))


def _substitutes(persons: Iterable[ProposedPerson], readers: Iterable[ProposedPerson]) -> tuple[ProposedPerson, ...]:
    """Give those who stand in for one of the readers."""
    replaced = {(reader.officer, reader.unit) for reader in readers}
    return tuple(person for person in persons if (person.stands_in_for, person.unit) in replaced)
