"""Reads a sheet of plan items (Swedish headings) and checks every row by itself; repeats no value in its errors."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from hub.cases.saving import checked_for_officers
from hub.cases.weekdays import read_number, read_times
from hub.plans.reading import Unfit
from hub.plans.vocabulary import (
    GROUP_LABELS,
    LIMIT_LABELS,
    PRIORITY_LABELS,
    STATUS_LABELS,
    TYPE_LABELS,
    ActivityType,
    ItemKind,
)
from hub.store.errors import Invalid
from hub.store.told import told
from hub.store.uploads import MOST_ERRORS, cells_of, sheet_of

_Word = TypeVar("_Word", bound=StrEnum)

COLUMNS: Final = (
    "ärende",
    "typ",
    "titel",
    "grupp",
    "anordnare",
    "plats",
    "distans",
    "från",
    "till",
    "timmar",
    "procent",
    "dagar",
    "start",
    "slut",
    "flexibel",
    "prioritet",
    "status",
    "gräns",
    "underlag",
)
LIMIT: Final = "gräns"
NEEDED: Final = frozenset({"ärende", "typ"})
MOST_ROWS: Final = 2_000
_LONGEST_CELL: Final = 2_000
_YES: Final[Mapping[str, bool]] = {"ja": True, "nej": False}

# The field that a cell fills, so that what a check says of the field is told of the column.
_OF_FIELD: Final = {
    "type": "typ",
    "title": "titel",
    "group": "grupp",
    "provider": "anordnare",
    "place": "plats",
    "online": "distans",
    "from": "från",
    "to": "till",
    "hours_week": "timmar",
    "hours": "timmar",
    "percent": "procent",
    "slots": "dagar",
    "flexible": "flexibel",
    "priority": "prioritet",
    "status": "status",
    "limit": "gräns",
    "basis_date": "underlag",
}
_OF_ACTIVITIES: Final = frozenset(
    {"titel", "grupp", "anordnare", "plats", "distans", "procent", "flexibel", "prioritet", "status"}
)
_OF_LIMITS: Final = frozenset({"gräns", "underlag"})


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One item to be saved in the officer's own plan of the case with this number."""

    row: int
    number: str
    kind: ItemKind
    values: Mapping[str, object]


class _Unfit(Exception):  # noqa: N818 - what the cell is
    """One cell that cannot be read."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__()
        self.errors: Final = {column: [sentence]}


def read_rows(content: bytes) -> tuple[ImportRow, ...]:
    """Give the file's items. Raises Invalid with all that is wrong, as `rows.<row>.<column>`."""
    errors: dict[str, list[str]] = {}
    read: list[ImportRow] = []
    for number, cells in _numbered(content):
        try:
            read.append(_row(number, cells))
        except _Unfit as error:
            wrong = error.errors
        except Invalid as error:
            wrong = {_OF_FIELD.get(name, name): sentences for name, sentences in error.errors.items()}
        else:
            continue
        errors.update({f"rows.{number}.{column}": sentences for column, sentences in wrong.items()})
    if errors:
        raise Invalid(dict(list(errors.items())[:MOST_ERRORS]))
    return tuple(read)


def _numbered(content: bytes) -> list[tuple[int, dict[str, str]]]:
    return cells_of(sheet_of(content, most_rows=MOST_ROWS), columns=COLUMNS, needed=NEEDED)


def _row(number: int, cells: Mapping[str, str]) -> ImportRow:
    for column, cell in cells.items():
        if len(cell) > _LONGEST_CELL:
            raise _Unfit(column, told("Skriv högst %(most)s tecken.", most=_LONGEST_CELL))
    if not cells["ärende"]:
        raise _Unfit("ärende", "Skriv ärendets nummer.")
    kind = ItemKind.LIMIT if cells["typ"].casefold() == LIMIT else ItemKind.ACTIVITY
    strange = _OF_ACTIVITIES if kind is ItemKind.LIMIT else _OF_LIMITS
    for column in strange:
        if cells.get(column):
            raise _Unfit(column, "Lämna kolumnen tom på den här raden.")
    values = _limit(cells) if kind is ItemKind.LIMIT else _activity(cells)
    return ImportRow(number, cells["ärende"].upper(), kind, checked_for_officers(kind, values, None))


def _activity(cells: Mapping[str, str]) -> dict[str, object]:
    types = {kind: label for kind, label in TYPE_LABELS.items() if kind is not ActivityType.UNAVAILABLE}
    return {
        "type": _word(cells, "typ", types),
        "title": cells.get("titel"),
        "group": _word(cells, "grupp", GROUP_LABELS),
        "provider": cells.get("anordnare"),
        "place": cells.get("plats"),
        "online": _yes(cells, "distans"),
        **_period(cells),
        "hours_week": _number(cells, "timmar"),
        "percent": _number(cells, "procent"),
        "slots": _slots(cells),
        "flexible": _yes(cells, "flexibel"),
        "priority": _word(cells, "prioritet", PRIORITY_LABELS),
        "status": _word(cells, "status", STATUS_LABELS),
    }


def _limit(cells: Mapping[str, str]) -> dict[str, object]:
    return {
        "limit": _word(cells, "gräns", LIMIT_LABELS),
        **_period(cells),
        "hours": _number(cells, "timmar"),
        "slots": _slots(cells),
        "basis_date": cells.get("underlag"),
    }


def _period(cells: Mapping[str, str]) -> dict[str, object]:
    return {"from": cells.get("från"), "to": cells.get("till")}


def _word(cells: Mapping[str, str], column: str, labels: Mapping[_Word, str]) -> str | None:
    """Read the Swedish word, or the code that the API uses."""
    cell = cells.get(column, "").casefold()
    if not cell:
        return None
    for word, label in labels.items():
        if cell in {label.casefold(), str(word)}:
            return str(word)
    raise _Unfit(column, told("Skriv ett av: %(words)s", words=", ".join(labels.values())))


def _number(cells: Mapping[str, str], column: str) -> int | float | None:
    try:
        return read_number(cells[column]) if cells.get(column) else None
    except Unfit as error:
        raise _Unfit(column, str(error)) from None


def _yes(cells: Mapping[str, str], column: str) -> bool | None:
    cell = cells.get(column, "").casefold()
    if not cell:
        return None
    if cell not in _YES:
        raise _Unfit(column, "Skriv ja eller nej.")
    return _YES[cell]


def _slots(cells: Mapping[str, str]) -> list[dict[str, object]]:
    try:
        return read_times(*(cells.get(column, "") for column in ("dagar", "start", "slut")))
    except Unfit as error:
        raise _Unfit("dagar", str(error)) from None
