"""Says in plain Swedish what a consent comes to: one sentence on what each person may read, one on what she may not."""

from collections.abc import Iterable, Sequence
from typing import Final

from hub.consents.labels import PARTICIPANT_LABELS
from hub.grants.naming import Names
from hub.grants.versions import GivenRow, NamedPerson, Version
from policies.vocabulary import PARTICIPANT_SOURCE, Category

YOURSELF: Final = "dig själv"
HERSELF: Final = "deltagaren själv"


def summary(
    version: Version, names: Names, pairs: Iterable[tuple[GivenRow, NamedPerson]], *, hers: bool = True
) -> tuple[str, ...]:
    """Give the sentences, one string a person; `pairs` are the rows and who may read them.

    They speak to the participant, or of her to others when not `hers`.
    """
    reads: dict[str, list[GivenRow]] = {person.id: [] for person in version.persons}
    for row, person in pairs:
        reads[person.id].append(row)
    said = [_of_person(version, names, person, reads[person.id]) for person in version.persons]
    return tuple(said if hers else (sentence.replace(YOURSELF, HERSELF) for sentence in said))


def source(names: Names, unit_id: str, *, hers: bool = True) -> str:
    if unit_id == PARTICIPANT_SOURCE:
        return YOURSELF if hers else HERSELF
    return names.units[unit_id].full


def listed(words: Sequence[str], *, before_last: str = " och ") -> str:
    """Join words as a Swedish sentence does: a, b och c."""
    *first, last = words
    return f"{', '.join(first)}{before_last}{last}" if first else last


def _of_person(version: Version, names: Names, person: NamedPerson, reads: Sequence[GivenRow]) -> str:
    name = names.officers[person.officer_id].name
    who = f"{name} på {names.units[person.unit_id].authority}"
    when = _when(version, names, person)
    if not reads:
        return f"{who} får inte läsa något från de andra.{_waits(person)}"
    readable = [row for row in version.rows if row in reads]
    closed = [row for row in version.rows if row not in reads and row.source != person.unit_id]
    may_not = f" {name} får inte läsa: {_closed(names, closed, readable)}." if closed else ""
    return f"{who} får läsa {_given(names, readable)}{when}.{may_not}{_waits(person)}"


def _when(version: Version, names: Names, person: NamedPerson) -> str:
    """Say of a substitute when alone she reads."""
    replaced = version.person(person.stands_in_for or "")
    if replaced is None:
        return ""
    return f", men bara när {names.officers[replaced.officer_id].name} är borta, högst 30 dagar i taget"


def _waits(person: NamedPerson) -> str:
    return " Personen läser inget förrän den egna enheten har bekräftat vem det är." if person.sleeps else ""


def _given(names: Names, rows: Sequence[GivenRow]) -> str:
    """Say each category once with all who give it, and those that the same give together."""
    together: dict[tuple[str, ...], list[str]] = {}
    for category, sources in _by_category(rows).items():
        together.setdefault(sources, []).append(_quoted(category))
    said = [f"{listed(labels)} från {listed(_called(names, sources))}" for sources, labels in together.items()]
    return listed(said, before_last=", och ")


def _closed(names: Names, rows: Sequence[GivenRow], readable: Sequence[GivenRow]) -> str:
    """Say whose it is only where she may read the same category from somebody else."""
    open_elsewhere = {row.category for row in readable}
    return ", ".join(
        f"{_quoted(category)} från {listed(_called(names, sources))}"
        if category in open_elsewhere
        else _quoted(category)
        for category, sources in _by_category(rows).items()
    )


def _by_category(rows: Sequence[GivenRow]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    # Hers first: what she gives herself is what she knows best.
    for row in sorted(rows, key=lambda row: (row.category, row.source != PARTICIPANT_SOURCE)):
        found.setdefault(row.category, []).append(row.source)
    return {category: tuple(sources) for category, sources in found.items()}


def _called(names: Names, sources: Iterable[str]) -> list[str]:
    units = names.units
    return [
        YOURSELF if source == PARTICIPANT_SOURCE else f"{units[source].authority} ({units[source].name})"
        for source in sources
    ]


def _quoted(category: str) -> str:
    return f'"{PARTICIPANT_LABELS[Category(category)]}"'
