"""Says what stands of a version once it is signed: by what was asked, what she answered, and the lines that it makes.

It is sealed as this, whatever is read back afterwards: hub.grants.wholes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from hub.grants.lines import Answers
from hub.grants.versions import DrawnLine, GivenRow, NamedPerson, Version
from hub.grants.wholes import Asleep, Whole
from policies.facts import Consent, Line, Person, Row

Told = Mapping[str, Sequence[Any]]


def signed_whole(
    version: Version,
    answers: Answers,
    accepts: Mapping[str, int | None],
    lines: Iterable[DrawnLine],
    told: Told,
    *,
    at: int,
) -> Whole:
    """Give it; `accepts` says since when each row is accepted, `told` what each proposal says."""
    head = version.head
    rows = [_row(row, accepts[row.id]) for row in version.rows if answers.rows[row.id]]
    said = Consent(
        *(head.id, head.version, head.kind, at, max(head.valid_from, at), head.valid_to, head.withdrawn_at),
        *(tuple(head.purposes.split()), answers.collision_check, ()),
        *(tuple(sorted(rows, key=lambda row: row.id)), ()),
    )
    named = [one for one in version.persons if answers.persons[one.id]]
    asleep = {one.id: _asleep(one, told) for one in named if one.sleeps}
    awake = {one.id: _awake(one) for one in named if not one.sleeps}
    return Whole(said, awake, {one.id: _line(one, asleep) for one in lines}, asleep)


def _row(row: GivenRow, accepted_at: int | None) -> Row:
    which = (row.id, row.source, row.source_function, row.category)
    return Row(*which, accepted_at, row.declined_at, row.withdrawn_at)


def _awake(one: NamedPerson) -> Person:
    who = (one.id, one.officer_id, one.unit_id, one.employment_id)
    return Person(*who, one.reads, one.withdrawn_at, one.stands_in_for)


def _asleep(one: NamedPerson, told: Told) -> Asleep:
    who = (one.id, one.unit_id, one.proposal_id, one.stands_in_for)
    return (*who, one.reads, one.withdrawn_at, *told[one.proposal_id or ""][1:])


def _line(line: DrawnLine, asleep: Collection[str]) -> Line:
    nobody = dict.fromkeys(("officer", "employment")) if line.person_id in asleep else {}
    return Line(**{name.removesuffix("_id"): getattr(line, name) for name in DrawnLine.__slots__} | nobody)
