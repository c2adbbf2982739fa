"""Says in plain Swedish what a consent comes to: one sentence on what each person may read, one on what she may not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hub.consents.labels import PARTICIPANT_LABELS
from hub.grants.naming import Names
from hub.grants.versions import GivenRow, NamedPerson, Version
from hub.store.told import Told, told
from policies.vocabulary import PARTICIPANT_SOURCE, Category

YOURSELF: Final = "dig själv"
HERSELF: Final = "deltagaren själv"
_JOINING_WORDS: Final = ("%(first)s och %(last)s", "%(first)s, och %(last)s", "%(first)s, %(last)s")
_AND, _AND_THEN, _COMMA = _JOINING_WORDS


def summary(
    version: Version, names: Names, pairs: Iterable[tuple[GivenRow, NamedPerson]], *, hers: bool = True
) -> tuple[Told, ...]:
    """Give the sentences, one a person, in the Swedish that is signed; a page can say them in her own language.

    `pairs` are the rows and who may read them. They speak to the participant, or of her to others when not `hers`.
    """
    reads: dict[str, list[GivenRow]] = {person.id: [] for person in version.persons}
    for row, person in pairs:
        reads[person.id].append(row)
    saying = _Saying(version, names, hers=hers)
    return tuple(saying.of_person(person, reads[person.id]) for person in version.persons)


def source(names: Names, unit_id: str, *, hers: bool = True) -> str:
    if unit_id == PARTICIPANT_SOURCE:
        return YOURSELF if hers else HERSELF
    return names.units[unit_id].full


def listed(words: Sequence[str]) -> str:
    """Join words as a Swedish sentence does: a, b och c."""
    *first, last = words
    return f"{', '.join(first)} och {last}" if first else last


@dataclass(frozen=True, slots=True)
class _Saying:
    """One consent, said to the participant or of her."""

    version: Version
    names: Names
    hers: bool

    def of_person(self, person: NamedPerson, reads: Sequence[GivenRow]) -> Told:
        name = self.names.officers[person.officer_id].name
        who = told("%(name)s på %(authority)s", name=name, authority=self.names.units[person.unit_id].authority)
        waits = told(" Personen läser inget förrän den egna enheten har bekräftat vem det är.") if person.sleeps else ""
        if not reads:
            return told("%(who)s får inte läsa något från de andra.%(waits)s", who=who, waits=waits)
        readable = [row for row in self.version.rows if row in reads]
        closed = [row for row in self.version.rows if row not in reads and row.source != person.unit_id]
        may_not: str = ""
        if closed:
            may_not = told(" %(name)s får inte läsa: %(what)s.", name=name, what=self._closed(closed, readable))
        return told(
            "%(who)s får läsa %(what)s%(when)s.%(may_not)s%(waits)s",
            who=who,
            what=self._given(readable),
            when=self._when(person),
            may_not=may_not,
            waits=waits,
        )

    def _when(self, person: NamedPerson) -> str:
        """Say of a substitute when alone she reads."""
        replaced = self.version.person(person.stands_in_for or "")
        if replaced is None:
            return ""
        name = self.names.officers[replaced.officer_id].name
        return told(", men bara när %(name)s är borta, högst 30 dagar i taget", name=name)

    def _given(self, rows: Sequence[GivenRow]) -> str:
        """Say it by sort or by who gives it, whichever names less: those alike are said together."""
        by_sort = _alike(_by_category(rows))
        by_giver = [(labels, sources) for sources, labels in _alike(_by_source(rows))]
        said = min(by_sort, by_giver, key=lambda groups: sum(len(labels) + len(sources) for labels, sources in groups))
        return _all(
            [self._from(_all([_quoted(one) for one in labels]), sources) for labels, sources in said], last=_AND_THEN
        )

    def _closed(self, rows: Sequence[GivenRow], readable: Sequence[GivenRow]) -> str:
        """Say whose it is only where she may read the same category from somebody else."""
        open_elsewhere = {row.category for row in readable}
        said = [
            self._from(_quoted(category), sources) if category in open_elsewhere else _quoted(category)
            for category, sources in _by_category(rows).items()
        ]
        return _all(said, last=_COMMA)

    def _from(self, what: str, sources: Iterable[str]) -> Told:
        return told("%(what)s från %(source)s", what=what, source=_all([self._called(one) for one in sources]))

    def _called(self, unit_id: str) -> str:
        if unit_id == PARTICIPANT_SOURCE:
            return told(YOURSELF if self.hers else HERSELF)
        unit = self.names.units[unit_id]
        return f"{unit.authority} ({unit.name})"


def _all(words: Sequence[str], *, last: str = _AND) -> str:
    """Join words as a sentence does, so that each can still be said in another language."""
    if len(words) == 1:
        return words[0]
    first = words[0]
    for word in words[1:-1]:
        first = told(_COMMA, first=first, last=word)
    return told(last, first=first, last=words[-1])


def _by_category(rows: Sequence[GivenRow]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    # Hers first: what she gives herself is what she knows best.
    for row in sorted(rows, key=lambda row: (row.category, row.source != PARTICIPANT_SOURCE)):
        found.setdefault(row.category, []).append(row.source)
    return {category: tuple(sources) for category, sources in found.items()}


def _by_source(rows: Sequence[GivenRow]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: (row.source != PARTICIPANT_SOURCE, row.category)):
        found.setdefault(row.source, []).append(row.category)
    return {source: tuple(categories) for source, categories in found.items()}


def _alike(found: Mapping[str, tuple[str, ...]]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Put together the keys that have the same: (keys, what they have)."""
    together: dict[tuple[str, ...], tuple[str, ...]] = {}
    for key, has in found.items():
        together[has] = (*together.get(has, ()), key)
    return [(keys, has) for has, keys in together.items()]


def _quoted(category: str) -> Told:
    return told('"%(label)s"', label=told(PARTICIPANT_LABELS[Category(category)]))
