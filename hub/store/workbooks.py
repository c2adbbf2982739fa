"""Reads a workbook (.xlsx) into lines of texts; bounds what the package can make of itself before it is read."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from copy import copy
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from openpyxl import load_workbook

from hub.store.sheet_refusals import (
    MOST_COLUMNS,
    MOST_LINES,
    OPEN_FORMAT,
    TOO_LARGE,
    TOO_MANY_COLUMNS,
    SheetRefused,
    no_sheet,
)

WIDE: Final = (b"\xff\xfe", b"\xfe\xff")  # how a text of two bytes a letter begins
_MOST_UNPACKED: Final = 24 * 1024 * 1024
_MOST_SAID: Final = 24 * 1024 * 1024  # signs in all cells together: a workbook says one text in thousands of them
_MOST_PARTS: Final = 200
_MOST_TAGS: Final = 600_000  # as a full sheet has; the reader takes up to thirty microseconds for each
_BOUNDED: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # the ways in which a spreadsheet packs
# Such a package says first what it is, unpacked (OpenDocument 1.3, part 2, 3.3).
_OPEN_DOCUMENT: Final = b"mimetypeapplication/vnd.oasis.opendocument."
_BEGINNING: Final = 200
_DECLARING: Final = (b"<!DOCTYPE", b"<!ENTITY")
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
_WORDS: Final = {True: "ja", False: "nej"}


def workbook_lines(content: bytes) -> Iterator[list[str]]:
    """Give the lines of the first visible sheet. Raises SheetRefused."""
    return _bounded(_workbook(content))


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
        for row in sheet.iter_rows(max_row=MOST_LINES, max_col=MOST_COLUMNS + 1):
            # Most lines of a sheet with something far below hold nothing.
            yield [] if all(cell.value is None for cell in row) else [_shown(cell) for cell in row]
        book.close()
    except MemoryError:
        raise SheetRefused(TOO_LARGE) from None
    except Exception as error:  # a file may be broken in ways that the reader has no one error for
        raise no_sheet() from error


def _bounded(lines: Iterable[list[str]]) -> Iterator[list[str]]:
    said = 0
    for line in lines:
        if any(line[MOST_COLUMNS:]):
            raise SheetRefused(TOO_MANY_COLUMNS)
        said += sum(map(len, line))
        if said > _MOST_SAID:
            raise SheetRefused(TOO_LARGE)
        yield line


def _checked(content: bytes) -> io.BytesIO:
    """Give the package with what holds nothing left out; a formula without an answer is an error, and not nothing.

    Raises SheetRefused for what would unpack to more than a sheet needs, or declare what a sheet has no use for.
    """
    if _OPEN_DOCUMENT in content[:_BEGINNING]:
        raise SheetRefused(OPEN_FORMAT)
    slim = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(slim, "w") as kept:
            parts = package.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise SheetRefused(TOO_LARGE)
            tags = 0
            for name, part in {part.filename: part for part in parts}.items():
                text = _without_nothing(_NOT_ANSWERED.sub(_NO_ANSWER, _unpacked(package, part)))
                _check_part(text)
                tags += text.count(b"<")
                kept.writestr(name, text)
            if tags > _MOST_TAGS:
                raise SheetRefused(TOO_LARGE)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, SheetRefused):
            raise
        raise no_sheet() from error
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
        raise no_sheet()
    said = part.file_size
    longer = copy(part)
    longer.file_size = said + 1
    with package.open(longer) as stream:
        text = stream.read(said + 1)
    if len(text) > said:
        raise no_sheet()
    return text


def _check_part(text: bytes) -> None:
    """Raise SheetRefused for what declares anything: in two bytes a letter too, which readers find without a mark."""
    said = _narrowed(text)
    if text.startswith(WIDE) or any(word in said for word in _DECLARING):
        raise no_sheet()


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
