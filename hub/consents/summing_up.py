"""Sums up for her who is about to sign: one short sentence a person, exactly the lines that her answers make."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from hub.consents.labels import PARTICIPANT_LABELS
from hub.grants.naming import Names
from hub.grants.versions import GivenRow, NamedPerson, Version
from policies.vocabulary import Category


@dataclass(frozen=True, slots=True)
class Readable:
    """A category that somebody may read; `only_from` names the sources when it is not from all who give it."""

    label: str
    only_from: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """What a person may read and what she may not; `replaces` names whom she stands in for.

    Who has `left` her unit reads nothing.
    """

    name: str
    authority: str
    reads: tuple[Readable, ...]
    closed: tuple[str, ...]
    replaces: str
    sleeps: bool
    left: bool


def sum_up(
    version: Version,
    names: Names,
    pairs: Iterable[tuple[GivenRow, NamedPerson]],
    *,
    hers: bool = True,
    left: Collection[str] = (),
) -> tuple[Sum, ...]:
    """Give the sum of each person; `pairs` are the lines. It speaks of the participant to others when not `hers`."""
    lines = {(row.id, one.id) for row, one in pairs if {one.id, one.stands_in_for}.isdisjoint(left)}
    sums = (_of_person(version, names, person, lines, hers=hers) for person in version.persons)
    return tuple(replace(one, left=person.id in left) for person, one in zip(version.persons, sums, strict=True))


def _of_person(version: Version, names: Names, person: NamedPerson, lines: set[tuple[str, str]], *, hers: bool) -> Sum:
    by_category: dict[str, list[GivenRow]] = {}
    for row in sorted(version.rows, key=lambda row: row.category):
        if row.source != person.unit_id:  # a unit needs no line to what it holds itself
            by_category.setdefault(row.category, []).append(row)
    reads, closed = [], []
    for category, rows in by_category.items():
        label = PARTICIPANT_LABELS[Category(category)]
        readable = [row for row in rows if (row.id, person.id) in lines]
        if not readable:
            closed.append(label)
            continue
        some = len(readable) < len(rows)
        reads.append(Readable(label, tuple(called(names, row.source, hers=hers) for row in readable) if some else ()))
    replaced = version.person(person.stands_in_for or "")
    return Sum(
        name=names.officers[person.officer_id].name,
        authority=names.units[person.unit_id].authority,
        reads=tuple(reads),
        closed=tuple(closed),
        replaces=names.officers[replaced.officer_id].name if replaced else "",
        sleeps=person.sleeps,
        left=False,
    )


def called(names: Names, unit_id: str, *, hers: bool) -> str:
    """Name a source in a list: a unit, without a comma of its own, or the participant as the reader knows her."""
    if unit_id in names.units:
        unit = names.units[unit_id]
        return _("%(name)s på %(authority)s", name=unit.name, authority=unit.authority)
    return _("dig själv") if hers else _("deltagaren själv")
