"""A signed consent whole, and what each act makes of it: pure.

An act writes rows in clear, and seals what stands after it. Were that read back, whatever somebody lets the database
change meanwhile, by a trigger or beside the act, would be sealed with it (T4, T8). So what an act began on is kept, and
each act says here what it makes of that.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from policies.facts import Consent, Line, Person, Row
from policies.vocabulary import PARTICIPANT_SOURCE

Asleep = tuple[Any, ...]  # as hub.grants.consent_parts reads who waits for her unit
UNIT, PROPOSAL, SINCE, TOLD = 1, 2, 5, 6  # in it: whose, which proposal, when taken back, what the proposal says


@dataclass(frozen=True, slots=True)
class Whole:
    """`head` has all rows and neither persons nor lines; of who sleeps the lines are there too, and are nobody's."""

    head: Consent
    persons: Mapping[str, Person]
    lines: Mapping[str, Line]
    asleep: Mapping[str, Asleep]

    def has(self, part: Consent) -> bool:
        """Tell whether this is what somebody's decision saw of it."""
        persons = all(self.persons.get(one.id) == one for one in part.persons)
        lines = all(self.lines.get(one.id) == one for one in part.lines)
        return persons and lines and part._replace(persons=(), lines=()) == self.head

    @property
    def units(self) -> Iterator[str]:
        """The units that give, or of which somebody is named."""
        yield from (one.unit for one in self.persons.values() if one.withdrawn_at is None)
        yield from (one[UNIT] for one in self.asleep.values() if one[SINCE] is None)
        yield from (
            row.source for row in self.head.rows if row.withdrawn_at is None and row.source != PARTICIPANT_SOURCE
        )


Change = Callable[[Whole], Whole]


def put_together(parts: Mapping[str, Consent], asleep: Mapping[str, tuple[Asleep, list[Line]]]) -> Whole | None:
    """Give the consent of what each reader's decisions rest on; None for one that is taken back whole."""
    if not parts:
        return None
    persons = {one.id: one for part in parts.values() for one in part.persons}
    lines = {one.id: one for part in parts.values() for one in part.lines}
    lines |= {one.id: one for _, hers in asleep.values() for one in hers}
    head = next(iter(parts.values()))._replace(persons=(), lines=())
    return Whole(head, persons, lines, {key: one for key, (one, _) in asleep.items()})


def taken_apart(whole: Whole | None) -> dict[str, Any]:
    """Give, by record, what each reader's decisions rest on, and what sleeps."""
    if whole is None or whole.head.withdrawn_at is not None:
        return {}
    parts: dict[str, Any] = {whole.head.id: whole.head}
    for me in whole.persons.values():
        named = [one for one in (me, whole.persons.get(me.stands_in_for or "")) if one is not None]
        hers = [one for one in whole.lines.values() if _is_hers(one, me)]
        parts[me.id] = whole.head._replace(persons=_sorted(named), lines=_sorted(hers))
    for key, said in whole.asleep.items():
        parts[key] = (said, list(_sorted([one for one in whole.lines.values() if one.person == key])))
    return parts


def answered(unit: str, rows: Mapping[str, bool], at: int) -> Change:
    """Let a unit answer for its own rows."""

    def change(whole: Whole) -> Whole:
        own = {row.id: rows[row.id] for row in whole.head.rows if row.id in rows and row.source == unit}
        said = tuple(_answer_row(row, own[row.id], at) if row.id in own else row for row in whole.head.rows)
        lines = {one.id: _answer_line(one, own[one.row], at) if one.row in own else one for one in whole.lines.values()}
        return replace(whole, head=whole.head._replace(rows=said), lines=lines)

    return change


def taken_back(consent_id: str, at: int, *, person: str = "", rows: Callable[[Row], bool] | None = None) -> Change:
    """Let her take back the whole, a person, or rows."""

    def change(whole: Whole) -> Whole:
        if whole.head.id != consent_id or whole.head.withdrawn_at is not None:
            return whole
        if not person and rows is None:
            return replace(whole, head=whole.head._replace(withdrawn_at=at))
        gone = {row.id for row in whole.head.rows if rows is not None and rows(row)}
        said = tuple(_end(row, at) if row.id in gone else row for row in whole.head.rows)
        persons = {one.id: _end(one, at) if one.id == person else one for one in whole.persons.values()}
        asleep = {key: _end_asleep(one, at) if key == person else one for key, one in whole.asleep.items()}
        ends = [one.id for one in whole.lines.values() if one.person == person or one.row in gone]
        lines = {one.id: _end(one, at) if one.id in ends else one for one in whole.lines.values()}
        return Whole(whole.head._replace(rows=said), persons, lines, asleep)

    return change


def woken(persons: Collection[str], told: tuple[Any, ...], officer: str, employment: str, at: int) -> Change:
    """Let who was proposed, as these words say, be this officer: her lines count from now."""

    def change(whole: Whole) -> Whole:
        wakes = {key: one for key, one in whole.asleep.items() if key in persons and one[TOLD:] == told}
        hers = {key: _awake(one, officer, employment) for key, one in wakes.items()}
        lines = {
            one.id: one._replace(officer=officer, employment=employment, since=at) if one.person in wakes else one
            for one in whole.lines.values()
        }
        asleep = {key: one for key, one in whole.asleep.items() if key not in wakes}
        return Whole(whole.head, {**whole.persons, **hers}, lines, asleep)

    return change


def _is_hers(line: Line, me: Person) -> bool:
    own = (line.officer, line.unit) == (me.officer, me.unit)
    return own or (me.stands_in_for is not None and line.person == me.stands_in_for)


def _sorted(ones: list[Any]) -> tuple[Any, ...]:
    return tuple(sorted(ones, key=lambda one: one.id))


def _end(one: Any, at: int) -> Any:
    return one if one.withdrawn_at is not None else one._replace(withdrawn_at=at)


def _end_asleep(one: Asleep, at: int) -> Asleep:
    return one if one[SINCE] is not None else (*one[:SINCE], at, *one[TOLD:])


def _answer_row(row: Row, yes: bool, at: int) -> Row:  # noqa: FBT001 - as it was answered
    if row.withdrawn_at is not None:
        return row
    if not yes:
        return row._replace(declined_at=at)
    stands = row.accepted_at is not None and row.declined_at is None
    return row._replace(accepted_at=row.accepted_at if stands else at, declined_at=None)


def _answer_line(line: Line, yes: bool, at: int) -> Line:  # noqa: FBT001 - as above
    if line.withdrawn_at is not None:
        return line
    if not yes:
        return line._replace(declined_at=at)
    waits = line.accepted_at is None or line.declined_at is not None
    return line._replace(accepted_at=at, declined_at=None) if waits else line


def _awake(one: Asleep, officer: str, employment: str) -> Person:
    key, unit, _, stands_in_for, reads, gone = one[:TOLD]
    return Person(key, officer, unit, employment, reads, gone, stands_in_for)
