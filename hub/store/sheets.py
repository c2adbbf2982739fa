"""Reads an uploaded sheet, .xlsx or .csv, into rows of texts; bounds what a file can make of itself first.

A stranger's file is read so by `sheet_reading` alone, in a process of its own.
"""

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from hub.store.legible import clean, one_line
from hub.store.told import told

MOST_BYTES: Final = 5 * 1024 * 1024
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 40
_MOST_UNPACKED: Final = 24 * 1024 * 1024
_MOST_SAID: Final = 24 * 1024 * 1024  # signs in all cells together: a workbook says one text in thousands of them
_MOST_PARTS: Final = 200
_MOST_TAGS: Final = 600_000  # as a full sheet has; the reader takes up to thirty microseconds for each
_MOST_LINES: Final = 100_000  # also of nothing, such as a spreadsheet leaves under its rows
_BOUNDED: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # the ways in which a spreadsheet packs
_PACKED: Final = b"PK\x03\x04"
# Such a package says first what it is, unpacked (OpenDocument 1.3, part 2, 3.3).
_OPEN_DOCUMENT: Final = b"mimetypeapplication/vnd.oasis.opendocument."
_BEGINNING: Final = 200
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
# What is locked is wrapped in the old format: by a password, or by a label that an authority puts on its files.
_LOCKED_PART: Final = "EncryptedPackage".encode("utf-16-le")
_MARKUP: Final = "<"  # some systems write a web page and call it .xls; no heading of ours begins so
_DECLARING: Final = (b"<!DOCTYPE", b"<!ENTITY")
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS: Final = (";", "\t", ",")
_SAYS_SEPARATOR: Final = re.compile(r"sep=([;,\t])\r?\n", re.IGNORECASE)  # Excel's own first line, which it hides
# Of a workbook's sheet: a cell that holds nothing, a row of no cells, and either of which the place is to be counted.
_EMPTY_CELL: Final = re.compile(rb"<c(?=[\s/])[^<>]*/>")
_EMPTY_ROW: Final = re.compile(rb"<row(?=[\s/>])[^<>]*(?:/>|>\s*</row>)")
_UNPLACED: Final = re.compile(rb"<(?:c|row)(?=[\s/>])(?![^<>]*\sr=\")")
# A formula whose answer is not in the file, such as programs write; one that answers with no text says `t="str"`.
_NOT_ANSWERED: Final = re.compile(
    rb"(<c(?=\s)(?![^<>]*\st=)[^<>]*)>\s*+<f(?=[\s/>])[^<>]*(?:/>|>[^<]*</f>)"
    rb"\s*+(?:<v\s*+/>|<v>\s*+</v>)?\s*+</c>"
)
_NO_ANSWER: Final = rb'\1 t="e"><v>#N/A</v></c>'
_MIDNIGHT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]00:00(?::00)?", re.ASCII)
_WORDS: Final = {True: "ja", False: "nej"}
UNEVEN: Final = (
    "Raden har inte lika många kolumner som rubrikraden. Är den avklippt, fyll i den. Har en cell ett skiljetecken i "
    "sig, sätt cellen inom citattecken eller spara filen som .xlsx."
)
# What a spreadsheet shows where a formula failed, in English or in Swedish, or where a column is too narrow.
NO_VALUE: Final = re.compile(r"#[A-ZÅÄÖ]+(?:/0)?[!?]|#N/A|#{2,}")
UNANSWERED: Final = (
    "Här står ett fel ur kalkylarket, eller en formel utan svar. Skriv själva värdet, eller öppna filen i Excel, "
    "rätta formeln och spara."
)
_OLD: Final = "Filen är i ett äldre Excelformat. Spara den som .xlsx och försök igen."
_LOCKED: Final = "Filen är låst. Ta bort lösenordet eller skyddet i Excel, spara filen som .xlsx och försök igen."
_OPEN: Final = "Filen är i LibreOffice eget format (.ods). Spara den som .xlsx eller .csv och försök igen."
_PAGE: Final = "Filen är en webbsida, vad den än heter. Öppna den i Excel, spara den som .xlsx och försök igen."
NEITHER: Final = "Filen är varken en Excelfil (.xlsx) eller en CSV-fil."
_QUOTED: Final = "Det går inte att läsa CSV-filen. Kontrollera citattecknen, eller spara den som .xlsx."
_TOO_LARGE: Final = "Filen är för stor när den packas upp. Spara bara det blad som ska läsas in."
_ROWS: Final = "Filen har fler än %(most)s rader. Dela den."
_COLUMNS: Final = "Filen har fler än %(most)s kolumner."
TOO_SLOW: Final = "Det tar för lång tid att läsa filen. Dela den, eller spara bara det blad som ska läsas in."
PATTERNS: Final = (_OLD, _LOCKED, _OPEN, _PAGE, NEITHER, _QUOTED, _TOO_LARGE, _ROWS, _COLUMNS)
"""All that a file is refused for by what reads it."""


class SheetRefused(ValueError):  # noqa: N818 - names what happened
    """The file is no sheet that can be read; the sentence says how to mend it and repeats nothing of it."""

    def __init__(self, pattern: str, *, most_rows: int = 0) -> None:
        most = {_ROWS: most_rows, _COLUMNS: MOST_COLUMNS}.get(pattern)
        self.pattern: Final = pattern
        self.sentence: Final = pattern if most is None else told(pattern, most=most)
        super().__init__(self.sentence)


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
        raise SheetRefused(_LOCKED if _LOCKED_PART in content else _OLD)
    packed = content.startswith(_PACKED)
    lines = _bounded(_workbook(content)) if packed else _separated(_decoded(content))
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
        if number > _MOST_LINES or len(rows) > most_rows:
            raise SheetRefused(_ROWS, most_rows=most_rows)
    return heading, tuple(rows)


def _plain(line: list[str]) -> tuple[str, ...]:
    """Take the blanks off. What no text of a database can hold is in no sheet that a person has filled in."""
    if any("\x00" in cell for cell in line):
        raise _no_sheet()
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
    if content.startswith(_WIDE):  # what Excel calls Unicode text
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise _no_sheet() from None
    if b"\x00" in content:
        raise _no_sheet()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise _no_sheet() from None


def _no_sheet() -> SheetRefused:
    return SheetRefused(NEITHER)


def _separated(text: str) -> Iterator[list[str]]:
    if text.lstrip().startswith(_MARKUP):
        raise SheetRefused(_PAGE)
    if said := _SAYS_SEPARATOR.match(text):
        separator, text = said[1], text[said.end() :]
    else:
        first = text.partition("\n")[0]
        separator = max(_SEPARATORS, key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error:
        raise SheetRefused(_QUOTED) from None


def _workbook(content: bytes) -> Iterator[list[str]]:
    package = _checked(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a sheet can hold that is not read here
            book = load_workbook(package, read_only=True, data_only=True, keep_links=False)
        # The first that she sees: what was hidden before it is not what she has filled in.
        sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
        sheet.reset_dimensions()  # what a file says of its own size is not believed
        # One column more than may be, so that too many are seen; never what lies beyond.
        for row in sheet.iter_rows(max_row=_MOST_LINES, max_col=MOST_COLUMNS + 1):
            # Most lines of a sheet with something far below hold nothing.
            yield [] if all(cell.value is None for cell in row) else [_shown(cell) for cell in row]
        book.close()
    except MemoryError:
        raise SheetRefused(_TOO_LARGE) from None
    except Exception as error:  # a file may be broken in ways that the reader has no one error for
        raise _no_sheet() from error


def _bounded(lines: Iterable[list[str]]) -> Iterator[list[str]]:
    said = 0
    for line in lines:
        if any(line[MOST_COLUMNS:]):
            raise SheetRefused(_COLUMNS)
        said += sum(map(len, line))
        if said > _MOST_SAID:
            raise SheetRefused(_TOO_LARGE)
        yield line


def _checked(content: bytes) -> io.BytesIO:
    """Give the package with what holds nothing left out; a formula without an answer is an error, and not nothing.

    Raises SheetRefused for what would unpack to more than a sheet needs, or declare what a sheet has no use for.
    """
    if _OPEN_DOCUMENT in content[:_BEGINNING]:
        raise SheetRefused(_OPEN)
    slim = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(slim, "w") as kept:
            parts = package.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise SheetRefused(_TOO_LARGE)
            tags = 0
            for name, part in {part.filename: part for part in parts}.items():
                text = _without_nothing(_NOT_ANSWERED.sub(_NO_ANSWER, _unpacked(package, part)))
                _check_part(text)
                tags += text.count(b"<")
                kept.writestr(name, text)
            if tags > _MOST_TAGS:
                raise SheetRefused(_TOO_LARGE)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, SheetRefused):
            raise
        raise _no_sheet() from error
    return slim


def _without_nothing(text: bytes) -> bytes:
    """Leave out cells and rows of nothing, such as borders make by the thousand; where all of them say their place."""
    if _UNPLACED.search(text):
        return text
    return _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", text))


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Unpack one part, never beyond what the package says of it: whoever reads it whole first unpacks all there is.

    Raises SheetRefused for a part that holds more than is said, or is packed in a way that cannot be bounded.
    """
    if part.compress_type not in _BOUNDED:
        raise _no_sheet()
    said = part.file_size
    longer = copy(part)
    longer.file_size = said + 1
    with package.open(longer) as stream:
        text = stream.read(said + 1)
    if len(text) > said:
        raise _no_sheet()
    return text


def _check_part(text: bytes) -> None:
    """Raise SheetRefused for what declares anything: in two bytes a letter too, which readers find without a mark."""
    said = _narrowed(text)
    if text.startswith(_WIDE) or any(word in said for word in _DECLARING):
        raise _no_sheet()


def _narrowed(text: bytes) -> bytes:
    return text.replace(b"\x00", b"")


def _shown(cell: Any) -> str:
    """Write a cell as its sheet shows it: who types 50 % sees that, and a half is what the file holds."""
    value = cell.value
    if type(value) in {int, float} and str(cell.number_format).endswith("%"):
        return f"{_text(round(value * 100.0, 6))} %"
    return _text(value)


def _text(value: Any) -> str:  # noqa: PLR0911 - one line a kind of cell
    """Write a cell as a person would have: a date as a date, a whole number without a fraction."""
    match value:
        case None:
            return ""
        case bool():
            return _WORDS[value]
        case float():
            return str(int(value)) if value.is_integer() else f"{value:.10g}".replace(".", ",")
        case datetime():
            return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            minutes = int(value.total_seconds()) // 60
            return f"{minutes // 60:02}:{minutes % 60:02}"
        case _:
            return str(value)
