"""Reads a sheet of plan items (Swedish headings) and checks every row by itself; repeats no value in its errors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.cases.saving import checked_for_officers
from hub.cases.weekdays import clock, read_days, read_number, read_times
from hub.plans.fields import LONGEST_TITLE
from hub.plans.reading import ENDS_LATER, SAY_CLOCK, Unfit, is_clock
from hub.plans.vocabulary import (
    GROUP_LABELS,
    LIMIT_LABELS,
    OFFICER_TYPE_LABELS,
    PRIORITY_LABELS,
    STATUS_LABELS,
    ItemKind,
)
from hub.store.days import sheet_day
from hub.store.errors import Invalid
from hub.store.told import told
from hub.store.uploads import cells_of, sheet_of

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
_LONGEST_READ: Final = 2_000  # of a cell; what stands in it may be shorter still, and that is what is said
# Also as lists are ticked, and as spreadsheets write what is true in a text file.
_YES: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("ja", "j", "x", "sant", "true"), True),
    **dict.fromkeys(("nej", "n", "falskt", "false"), False),
}

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
_SORTS: Final[Mapping[Any, str]] = {LIMIT: LIMIT, **OFFICER_TYPE_LABELS}  # a row with the first is no activity
_OF_ACTIVITIES: Final = frozenset(
    {"titel", "grupp", "anordnare", "plats", "distans", "procent", "flexibel", "prioritet", "status"}
)
_OF_LIMITS: Final = frozenset({"gräns", "underlag"})
_TIMES: Final = ("dagar", "start", "slut")


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One item to be saved in the officer's own plan of the case with this number."""

    row: int
    number: str
    kind: ItemKind
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file holds, and all that is wrong with its cells, by `rows.<row>.<column>`.

    `doubtful` are rows with a wrong cell of which it is still known what they are and in which case they would be.
    """

    rows: tuple[ImportRow, ...]
    doubtful: tuple[ImportRow, ...]
    errors: Mapping[str, list[str]]


class _Cells:
    """One row's cells; of each column the first that is wrong with it is kept."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.wrong: Final[dict[str, str]] = {}
        self._cells: Final = dict(cells)
        for column, cell in cells.items():
            if len(cell) > _LONGEST_READ:
                self.note(column, told("Skriv högst %(most)s tecken.", most=LONGEST_TITLE))

    def __getitem__(self, column: str) -> str:
        """Give the cell; of one that is wrong already nothing, so that no more is said of it."""
        return "" if column in self.wrong else self._cells.get(column, "")

    def note(self, column: str, sentence: str) -> None:
        self.wrong.setdefault(column, sentence)

    def word(self, column: str, labels: Mapping[Any, str]) -> str | None:
        """Read the Swedish word, or the code that the API uses."""
        cell = self[column].casefold()
        for word, label in labels.items():
            if cell in {label.casefold(), str(word)}:
                return str(word)
        if cell:
            self.note(column, told("Skriv ett av: %(words)s", words=", ".join(labels.values())))
        return None

    def number(self, column: str) -> int | float | None:
        try:
            return read_number(self[column]) if self[column] else None
        except Unfit as error:
            self.note(column, str(error))
        return None

    def yes(self, column: str) -> bool | None:
        cell = self[column].casefold()
        if cell and cell not in _YES:
            self.note(column, "Skriv ja eller nej.")
        return _YES.get(cell)

    def percent(self, column: str) -> int | float | None:
        """Read a part of the whole, also as a spreadsheet writes it: 50 %."""
        self._cells[column] = self._cells.get(column, "").removesuffix("%").rstrip()
        return self.number(column)

    def slots(self) -> list[dict[str, object]]:
        for column in ("start", "slut"):
            if self[column] and not is_clock(clock(self[column])):
                self.note(column, SAY_CLOCK)
        try:
            if not self.wrong.keys() & set(_TIMES):
                return read_times(*(self[column] for column in _TIMES))
            if self["dagar"]:
                read_days(self["dagar"])  # so that nobody is told of one cell after another
        except Unfit as error:
            self.note("dagar", str(error))
        return []


def read_rows(content: bytes, *, whose: str | None = None) -> ReadFile:
    """Read the items of the file that `whose` officer sent.

    Raises Invalid for what is no such file; what is wrong in it is given.
    """
    errors: dict[str, list[str]] = {}
    rows: list[ImportRow] = []
    doubtful: list[ImportRow] = []
    sheet = sheet_of(content, whose=whose, most_rows=MOST_ROWS)
    for number, line in cells_of(sheet, errors, columns=COLUMNS, needed=NEEDED):
        cells = _Cells(line)
        row = _row(number, cells)
        errors |= {f"rows.{number}.{column}": [sentence] for column, sentence in cells.wrong.items()}
        if row is not None:
            (doubtful if cells.wrong else rows).append(row)
    return ReadFile(tuple(rows), tuple(doubtful), errors)


def _row(number: int, cells: _Cells) -> ImportRow | None:
    """Read one row, and note all that is wrong with it. None: it cannot be told what it is, or in which case."""
    if not cells["ärende"]:
        cells.note("ärende", "Skriv ärendets nummer.")
    kind = ItemKind.LIMIT if cells["typ"].casefold() == LIMIT else ItemKind.ACTIVITY
    values = _limit(cells) if kind is ItemKind.LIMIT else _activity(cells)
    if kind is ItemKind.LIMIT or values["type"] is not None:  # else it is not known which columns belong to the row
        for column in sorted(_OF_ACTIVITIES if kind is ItemKind.LIMIT else _OF_LIMITS):
            if cells[column]:
                cells.note(column, "Lämna kolumnen tom på den här raden.")
    try:
        values = checked_for_officers(kind, values, None)
    except Invalid as error:
        for name, sentences in error.errors.items():
            # Of times that are read together it is the last that is to be mended.
            cells.note("slut" if sentences[0] == ENDS_LATER else _OF_FIELD.get(name, name), sentences[0])
    if not cells["ärende"] or values["limit" if kind is ItemKind.LIMIT else "type"] is None:
        return None
    return ImportRow(number, cells["ärende"].upper(), kind, values)


def _activity(cells: _Cells) -> dict[str, object]:
    return {
        "type": cells.word("typ", _SORTS),
        "title": cells["titel"],
        "group": cells.word("grupp", GROUP_LABELS),
        "provider": cells["anordnare"],
        "place": cells["plats"],
        "online": cells.yes("distans"),
        **_period(cells),
        "hours_week": cells.number("timmar"),
        "percent": cells.percent("procent"),
        "slots": cells.slots(),
        "flexible": cells.yes("flexibel"),
        "priority": cells.word("prioritet", PRIORITY_LABELS),
        "status": cells.word("status", STATUS_LABELS),
    }


def _limit(cells: _Cells) -> dict[str, object]:
    return {
        "limit": cells.word("gräns", LIMIT_LABELS),
        **_period(cells),
        "hours": cells.number("timmar"),
        "slots": cells.slots(),
        "basis_date": sheet_day(cells["underlag"]),
    }


def _period(cells: _Cells) -> dict[str, object]:
    return {"from": sheet_day(cells["från"]), "to": sheet_day(cells["till"])}
