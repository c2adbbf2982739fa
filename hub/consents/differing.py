"""Tells her who is asked anew what becomes different, and for whom, against the consent that governs now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import Connection

from hub.consents.going_on import standing_beside
from hub.consents.labels import PARTICIPANT_LABELS
from hub.consents.presenting import names_in
from hub.consents.showing import pairs_of
from hub.consents.sitting import Sitting
from hub.consents.summing_up import Readable, called
from hub.grants.consent_hashes import heads, not_as_told
from hub.grants.naming import Names
from hub.grants.versions import GivenRow, NamedPerson, Version, load_version, versions_of
from hub.store.ground import Ground
from keys.errors import Tampered
from policies.vocabulary import Category

_Pairs = Iterable[tuple[GivenRow, NamedPerson]]
_Right = tuple[str, str]
"""A category and its source."""
_Who = tuple[str, str]
"""An officer and her unit: the same person in both versions."""


@dataclass(frozen=True, slots=True)
class Change:
    """What these people, each (name, authority), may read besides what they read now, and what no longer.

    `replaces` names whom they stand in for from then on: they read only while that one is away.
    """

    people: tuple[tuple[str, str], ...]
    more: tuple[Readable, ...]
    less: tuple[Readable, ...]
    replaces: str


@dataclass(frozen=True, slots=True)
class Differing:
    """How a new text differs from the version with this number."""

    version: int
    changes: tuple[Change, ...]


class _Side(NamedTuple):
    """One of the two versions: what each person reads by it, for whom substitutes read, and all that it gives."""

    rights: dict[_Who, set[_Right]]
    replaced: dict[_Who, str]
    given: set[_Right]


def differing(ground: Ground, sitting: Sitting, pairs: _Pairs) -> Differing | None:
    """Hold the lines that would be (`pairs`) against those that stand; None where nothing is signed that stands.

    Raises Tampered, as the signing does, where what stands is not what the log was told last.
    """
    with ground.store.read() as tx:
        _hold_before(tx, ground, sitting.version)
        head = standing_beside(tx, sitting.version.head, at=sitting.at)
        now = load_version(tx, head.id) if head is not None else None
        if now is None:
            return None
        before = names_in(tx, ground, now)
    names = Names(
        {**before.officers, **sitting.names.officers},
        {**before.units, **sitting.names.units},
    )
    old, new = _side(now, pairs_of(now)), _side(sitting.version, pairs)
    people = [(one.officer_id, one.unit_id) for one in (*sitting.version.persons, *now.persons)]
    alike: dict[Change, list[tuple[str, str]]] = {}
    for who in dict.fromkeys(people):
        change = _change(who, old, new, names)
        if change is not None:
            officer, unit = who
            alike.setdefault(change, []).append((names.officers[officer].name, names.units[unit].authority))
    return Differing(now.head.version, tuple(replace(one, people=tuple(some)) for one, some in alike.items()))


def _hold_before(tx: Connection, ground: Ground, newer: Version) -> None:
    """Hold that the version signed last stands as the log was told: what she is told of it is made of rows in clear."""
    older = [one for one in versions_of(tx, newer.head.case_id) if one.version < newer.head.version]
    told = heads(tx, [one.id for one in older if one.kind == newer.head.kind])
    last = next((one.id for one in older if one.id in told), None)  # the newest comes first
    if last in set(not_as_told(tx, ground, newer.head.case_id)):
        raise Tampered("the consent is not the one that was signed")


def _side(version: Version, pairs: _Pairs) -> _Side:
    rights: dict[_Who, set[_Right]] = {}
    replaced = {}
    for row, person in pairs:
        who = person.officer_id, person.unit_id
        rights.setdefault(who, set()).add((row.category, row.source))
        regular = version.person(person.stands_in_for or "")
        if regular is not None:
            replaced[who] = regular.officer_id
    return _Side(rights, replaced, {(row.category, row.source) for row in version.rows})


def _change(who: _Who, old: _Side, new: _Side, names: Names) -> Change | None:
    """Tell what becomes different for one person, who is not named in it yet; None: nothing."""
    was, will = old.rights.get(who, set()), new.rights.get(who, set())
    before, after = old.replaced.get(who), new.replaced.get(who)
    read_always = was if before is None or after is not None else set()
    more = _readable(will - read_always, who, new, names)
    less = _readable(was - will, who, old, names)
    if not more and not less and before == after:
        return None
    return Change((), more, less, names.officers[after].name if after is not None else "")


def _readable(rights: set[_Right], who: _Who, side: _Side, names: Names) -> tuple[Readable, ...]:
    found = []
    for category in sorted({category for category, _ in rights}):
        mine = {one for one in rights if one[0] == category}
        # A unit needs no line to what it holds itself.
        every = {one for one in side.given if one[0] == category and one[1] != who[1]}
        only = tuple(_named(names, source) for _, source in sorted(mine)) if mine < every else ()
        found.append(Readable(PARTICIPANT_LABELS[Category(category)], only))
    return tuple(found)


def _named(names: Names, source: str) -> str:
    """Name a source by its authority, where that is enough to know which."""
    unit = names.units.get(source)
    alone = unit is not None and [one.authority for one in names.units.values()].count(unit.authority) == 1
    return unit.authority if unit is not None and alone else called(names, source, hers=True)
