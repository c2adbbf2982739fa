"""Reads the officers' sheet (Swedish headings) and checks every row by itself; repeats no value in its errors."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import zip_longest
from typing import Final, TypeVar

from hub.officers.names import NO_NAME, is_name
from hub.officers.reaching import LONGEST_NOTE, Reach, wrong_phone
from hub.officers.roles import Role
from hub.officers.wording import (
    COLUMNS,
    FUNCTIONS,
    KINDS,
    MAY_BE_EMPTY,
    MAY_BE_LEFT_OUT,
    PHONE,
    REACHED,
    ROLES,
    fits_kind,
    fits_role,
)
from hub.organisations.kinds import AuthorityKind
from hub.store.days import end_of, sheet_day, start_of, written_day
from hub.store.legible import illegible, is_legible, one_line
from hub.store.sheet_reading import read_apart
from hub.store.sheet_refusals import NO_VALUE, UNANSWERED, UNEVEN, SheetRefused
from hub.store.sheets import place
from policies.vocabulary import Function

MOST_ROWS: Final = 5_000
LONGEST: Final = 200
LONGESTEMAIL: Final = 80  # it is the sign-in name too
EMAIL: Final = re.compile(r"[a-z0-9._%+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+")
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True, order=True)
class RowError:
    """What is wrong where; row 1 holds the headers."""

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"Rad {self.row}, {self.column}: {self.sentence}" if self.column else f"Rad {self.row}: {self.sentence}"


class FileRefused(Exception):  # noqa: N818 - names the act
    """Nothing of the file was taken."""

    def __init__(self, errors: list[RowError]) -> None:
        super().__init__()
        self.errors: Final = sorted(errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerRow:
    """One employment as the file gives it."""

    row: int
    organisation: str
    kind: AuthorityKind
    unit: str
    name: str
    title: str
    function: Function
    email: str
    role: Role
    begins: int
    ends: int | None
    reviews: tuple[tuple[str, str], ...]  # (organisation, unit)
    reach: Reach


def read_officers(content: bytes) -> tuple[OfficerRow, ...]:
    """Return the rows, or raise FileRefused with all errors at once."""
    rows = _rows(content)
    errors: list[RowError] = []
    read = [row for number, cells in rows if (row := _row(number, cells, errors)) is not None]
    if not rows:
        errors.append(RowError(1, "", "Filen har inga rader under rubrikerna."))
    if errors:
        raise FileRefused(errors)
    return tuple(read)


def _rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    try:
        sheet = read_apart(content, most_rows=MOST_ROWS)
    except SheetRefused as refused:
        raise FileRefused([RowError(1, "", refused.sentence)]) from None
    heading = sheet.heading
    more = heading[len(COLUMNS) :]
    if heading[: len(COLUMNS)] != COLUMNS or len(set(more)) != len(more) or not set(more) <= set(MAY_BE_LEFT_OUT):
        asked = "Rubrikerna ska vara: " + ";".join(COLUMNS) + " och, om du vill: " + ";".join(MAY_BE_LEFT_OUT)
        asked = f"{_first_wrong(heading)} {asked}"
        raise FileRefused([RowError(1, "", asked)])
    wrong = [RowError(row, "", UNEVEN) for row, line in sheet.rows if len(line) != len(heading)]
    if wrong:
        raise FileRefused(wrong)
    left_out = dict.fromkeys(MAY_BE_LEFT_OUT, "")
    return [(row, left_out | dict(zip(heading, line, strict=True))) for row, line in sheet.rows]


def _first_wrong(heading: Sequence[str]) -> str:
    """Name the first heading that is not as it should be by its place; what stands there instead is not repeated."""
    for at, (stands, wanted) in enumerate(zip_longest(heading[: len(COLUMNS)], COLUMNS), 1):
        if stands != wanted:
            return f"Kolumn {place(at)} ska ha rubriken {wanted}."
    more = heading[len(COLUMNS) :]
    wrong = next(at for at, one in enumerate(more) if one not in MAY_BE_LEFT_OUT or one in more[:at])
    return f"Kolumn {place(len(COLUMNS) + wrong + 1)} har en rubrik som inte finns, eller som står två gånger."


class _Cells:
    """One row's cells; what is wrong with them is noted, and the reading goes on."""

    def __init__(self, number: int, cells: dict[str, str], errors: list[RowError]) -> None:
        self.number, self._cells, self._errors = number, cells, errors
        self.whole = True

    def wrong(self, column: str, sentence: str) -> None:
        self.whole = False
        self._errors.append(RowError(self.number, column, sentence))

    def text(self, column: str, longest: int = LONGEST) -> str:
        cell = one_line(self._cells[column])
        if not cell and column not in MAY_BE_EMPTY:
            self.wrong(column, "Fyll i kolumnen.")
        elif NO_VALUE.fullmatch(cell):
            self.wrong(column, UNANSWERED)
        elif not is_legible(cell):
            self.wrong(column, illegible(cell))
        elif len(cell) > longest or cell[:1] in set("=+-@"):
            self.wrong(column, f"Skriv vanlig text, högst {longest} tecken, som inte börjar med = + - eller @.")
        return cell

    def phone(self, column: str) -> str:
        """Read a number, which alone of all cells may begin with a plus."""
        cell = " ".join(self._cells[column].split())
        if cell and (fault := wrong_phone(cell)):
            self.wrong(column, fault)
        return cell

    def word(self, column: str, words: "dict[str, _Word]") -> "_Word | None":
        found = words.get(self._cells[column].casefold())
        if found is None:
            self.wrong(column, "Skriv ett av: " + ", ".join(words))
        return found

    def day(self, column: str) -> date | None:
        cell = sheet_day(self._cells[column])
        if not cell and column in MAY_BE_EMPTY:
            return None
        try:
            return written_day(cell)
        except ValueError:
            self.wrong(column, "Skriv datumet så här: 2026-03-31.")
            return None


def _check_days(row: _Cells, first: date | None, last: date | None) -> None:
    if first and last and last < first:
        row.wrong("till", "Sista dagen ligger före den första.")
    if last == date.max:  # how many a system writes that there is none
        row.wrong("till", "Lämna kolumnen tom när det inte finns någon sista dag.")


def _check_function(row: _Cells, function: Function | None, kind: AuthorityKind | None, role: Role | None) -> None:
    if function and kind and not fits_kind(function, kind):
        row.wrong("funktion", "Funktionen finns inte hos den typen av myndighet.")
    if function and role and not fits_role(function, role):
        row.wrong("funktion", "Funktionen hör inte till rollen.")


def _row(number: int, cells: dict[str, str], errors: list[RowError]) -> OfficerRow | None:
    row = _Cells(number, cells, errors)
    organisation, unit = row.text("organisation"), row.text("enhet")
    name, title = row.text("namn"), row.text("titel")
    if is_legible(name) and not is_name(name):
        row.wrong("namn", NO_NAME)
    kind, function = row.word("myndighetstyp", dict(KINDS)), row.word("funktion", dict(FUNCTIONS))
    role = row.word("roll", dict(ROLES))
    email = row.text("e-post", LONGESTEMAIL).casefold()
    if email and not EMAIL.fullmatch(email):
        row.wrong("e-post", "Skriv en e-postadress.")
    first, last = row.day("från"), row.day("till")
    _check_days(row, first, last)
    _check_function(row, function, kind, role)
    reviews = _reviews(row, role, row.text("granskar", 2_000), organisation)
    reach = Reach(phone=row.phone(PHONE) or None, reached=row.text(REACHED, LONGEST_NOTE) or None)
    if not row.whole or first is None or kind is None or function is None or role is None:
        return None
    return OfficerRow(
        row=number,
        organisation=organisation,
        kind=kind,
        unit=unit,
        name=name,
        title=title,
        function=function,
        email=email,
        role=role,
        begins=start_of(first),
        ends=end_of(last) if last else None,
        reviews=reviews,
        reach=reach,
    )


def _reviews(row: _Cells, role: Role | None, cell: str, own: str) -> tuple[tuple[str, str], ...]:
    """Read "Enhet A | Annan organisation / Enhet B"; a unit without an organisation is the row's own."""
    if cell and role is not Role.DPO:
        row.wrong("granskar", "Bara ett dataskyddsombud granskar.")
    found = []
    for part in filter(None, (part.strip() for part in cell.split("|"))):
        before, slash, after = (side.strip() for side in part.partition(" / "))
        found.append((before, after) if slash else (own, before))
    return tuple(dict.fromkeys(found))
