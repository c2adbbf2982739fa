"""Reads an uploaded sheet, .xlsx or .csv, into rows of texts, as many as may be.

A stranger's file is read so by `sheet_reading` alone, in a process of its own.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from openpyxl.utils import get_column_letter

from hub.store.legible import clean, one_line
from hub.store.sheet_refusals import (
    BAD_QUOTES,
    LOCKED,
    MOST_LINES,
    MOST_ROWS,
    OLD_FORMAT,
    TOO_MANY_ROWS,
    WEB_PAGE,
    SheetRefused,
    no_sheet,
)
from hub.store.workbooks import WIDE, workbook_lines

_PACKED: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
# What is locked is wrapped in the old format: by a password, or by a label that an authority puts on its files.
_LOCKED_PART: Final = "EncryptedPackage".encode("utf-16-le")
_MARKUP: Final = "<"  # some systems write a web page and call it .xls; no heading of ours begins so
_SEPARATORS: Final = (";", "\t", ",")
_SAYS_SEPARATOR: Final = re.compile(r"sep=([;,\t])\r?\n", re.IGNORECASE)  # Excel's own first line, which it hides
_MIDNIGHT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]00:00(?::00)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The headings in lower case, and the rows that hold anything, each with its number in the file (headings: 1).

    A row has as many cells as there are headings, unless the file says otherwise: then it is given as it is.
    """

    heading: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def place(column: int) -> str:
    """Name a column, from 1, as a spreadsheet does and as who counts: B (2)."""
    return f"{get_column_letter(column)} ({column})"


def read_sheet(content: bytes, *, most_rows: int = MOST_ROWS) -> Sheet:
    """Read the first sheet. Raises SheetRefused."""
    if content.startswith(_OLD_EXCEL):
        raise SheetRefused(LOCKED if _LOCKED_PART in content else OLD_FORMAT)
    packed = content.startswith(_PACKED)
    lines = workbook_lines(content) if packed else _separated(_decoded(content))
    heading, rows = _numbered(lines, most_rows, filled=packed)
    return Sheet(tuple(one_line(cell).casefold() for cell in heading), rows)


def _numbered(
    lines: Iterable[list[str]], most_rows: int, *, filled: bool
) -> tuple[tuple[str, ...], tuple[tuple[int, tuple[str, ...]], ...]]:
    """Keep the headings and the rows that hold anything. Stops at one too many, and keeps no line of nothing."""
    heading: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, line in enumerate(lines, 1):
        cells = _plain(line)
        if number == 1:
            heading = _without_tail(cells)
        elif any(cells):
            rows.append((number, _fitted(cells, len(heading), filled=filled)))
        if number > MOST_LINES or len(rows) > most_rows:
            raise SheetRefused(TOO_MANY_ROWS, most_rows=most_rows)
    return heading, tuple(rows)


def _plain(line: list[str]) -> tuple[str, ...]:
    """Take the blanks off. What no text of a database can hold is in no sheet that a person has filled in."""
    if any("\x00" in cell for cell in line):
        raise no_sheet()
    return tuple(map(_stripped, line))


def _stripped(cell: str) -> str:
    """Take the blanks off a cell, and off a day the midnight that a spreadsheet writes along with it.

    What looks alike is written alike: some systems write an å as an a and a ring, and no heading would be found.
    """
    cell = clean(cell)
    day = _MIDNIGHT.fullmatch(cell) if cell.endswith("00") else None
    return day[1] if day else cell


def _fitted(line: tuple[str, ...], width: int, *, filled: bool) -> tuple[str, ...]:
    """Leave out empty cells beyond the headings, such as a spreadsheet adds; a workbook leaves out those at the end."""
    if filled:
        line = (*line, *[""] * (width - len(line)))
    return line[:width] if not any(line[width:]) else _without_tail(line)


def _without_tail(line: tuple[str, ...]) -> tuple[str, ...]:
    while line and not line[-1]:
        line = line[:-1]
    return line


def _decoded(content: bytes) -> str:
    """Read UTF-16 where it says so, else UTF-8, else Windows-1252, which old spreadsheets write."""
    if content.startswith(WIDE):  # what Excel calls Unicode text
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise no_sheet() from None
    if b"\x00" in content:
        raise no_sheet()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise no_sheet() from None


def _separated(text: str) -> Iterator[list[str]]:
    if text.lstrip().startswith(_MARKUP):
        raise SheetRefused(WEB_PAGE)
    if said := _SAYS_SEPARATOR.match(text):
        separator, text = said[1], text[said.end() :]
    else:
        first = text.partition("\n")[0]
        separator = max(_SEPARATORS, key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error:
        raise SheetRefused(BAD_QUOTES) from None
