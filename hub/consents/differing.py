"""Tells her who is asked anew what becomes different, and for whom, against the consent that governs now."""

from collections.abc import Iterable
from dataclasses import dataclass

from hub.consents.going_on import standing_beside
from hub.consents.labels import PARTICIPANT_LABELS
from hub.consents.presenting import names_in
from hub.consents.showing import pairs_of
from hub.consents.sitting import Sitting
from hub.consents.summing_up import Readable, called
from hub.grants.naming import Names
from hub.grants.versions import GivenRow, NamedPerson, load_version
from hub.store.ground import Ground
from policies.vocabulary import Category

_Pairs = Iterable[tuple[GivenRow, NamedPerson]]
_Right = tuple[str, str]
"""A category and its source."""
_Who = tuple[str, str]
"""An officer and her unit: the same person in both versions."""
_Both = tuple[tuple[Readable, ...], tuple[Readable, ...]]
"""What is read besides, and what no longer."""


@dataclass(frozen=True, slots=True)
class Change:
    """What these people, each (name, authority), may read besides what they read now, and what no longer."""

    people: tuple[tuple[str, str], ...]
    more: tuple[Readable, ...]
    less: tuple[Readable, ...]


@dataclass(frozen=True, slots=True)
class Differing:
    """How a new text differs from the version with this number."""

    version: int
    changes: tuple[Change, ...]


def differing(ground: Ground, sitting: Sitting, pairs: _Pairs) -> Differing | None:
    """Hold the lines that would be (`pairs`) against those that stand; None where nothing is signed that stands."""
    with ground.store.read() as tx:
        head = standing_beside(tx, sitting.version.head, at=sitting.at)
        now = load_version(tx, head.id) if head is not None else None
        if now is None:
            return None
        before = names_in(tx, now)
    names = Names(
        {**before.officers, **sitting.names.officers},
        {**before.units, **sitting.names.units},
    )
    old, new = _rights(pairs_of(now)), _rights(pairs)
    sources = {(row.category, row.source) for row in (*now.rows, *sitting.version.rows)}
    people = [(one.officer_id, one.unit_id) for one in (*sitting.version.persons, *now.persons)]
    alike: dict[_Both, list[tuple[str, str]]] = {}
    for who in dict.fromkeys(people):
        officer, unit = who
        others = {right for right in sources if right[1] != unit}  # a unit needs no line to what it holds itself
        was, will = old.get(who, set()), new.get(who, set())
        both = _readable(will - was, others, names), _readable(was - will, others, names)
        alike.setdefault(both, []).append((names.officers[officer].name, names.units[unit].authority))
    changes = (Change(tuple(some), *both) for both, some in alike.items() if any(both))
    return Differing(now.head.version, tuple(changes))


def _rights(pairs: _Pairs) -> dict[_Who, set[_Right]]:
    found: dict[_Who, set[_Right]] = {}
    for row, person in pairs:
        found.setdefault((person.officer_id, person.unit_id), set()).add((row.category, row.source))
    return found


def _readable(rights: set[_Right], sources: set[_Right], names: Names) -> tuple[Readable, ...]:
    found = []
    for category in sorted({category for category, _ in rights}):
        mine, every = ({one for one in some if one[0] == category} for some in (rights, sources))
        only = tuple(_named(names, source) for _, source in sorted(mine)) if mine < every else ()
        found.append(Readable(PARTICIPANT_LABELS[Category(category)], only))
    return tuple(found)


def _named(names: Names, source: str) -> str:
    """Name a source by its authority, where that is enough to know which."""
    unit = names.units.get(source)
    alone = unit is not None and [one.authority for one in names.units.values()].count(unit.authority) == 1
    return unit.authority if unit is not None and alone else called(names, source, hers=True)
