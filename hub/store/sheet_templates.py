"""Writes the template of an upload as .xlsx: headings to fill in under, how to do it, and the words to choose."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from hub.store.sheet_refusals import MOST_ROWS

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA: Final = frozenset("=+-@\t\r")
_NEEDED: Final = PatternFill("solid", fgColor="FFE3EFF0")
_HELP: Final = "Så fyller du i"
_WORDS: Final = "Ord att välja"


@dataclass(frozen=True, slots=True)
class Template:
    """What a template is made of: each column's help, which must be filled in, its words, and an example.

    `most_rows` are taken in one file: as many as are saved while somebody waits.
    """

    name: str
    columns: Sequence[str]
    help: Mapping[str, str]
    needed: frozenset[str]
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    example: Mapping[str, str] = field(default_factory=dict)
    most_rows: int = MOST_ROWS


def escaped(text: str) -> str:
    """Give a text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in _FORMULA else text


def as_csv(template: Template) -> bytes:
    """Give the headings alone. The mark in front makes a spreadsheet read the file as UTF-8."""
    return ("\ufeff" + ";".join(map(escaped, template.columns)) + "\r\n").encode()


def as_xlsx(template: Template) -> bytes:
    """Give the three sheets; only the first is read back."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = template.name
    _headings(sheet, template)
    _help(book.create_sheet(_HELP), template)
    _words(book.create_sheet(_WORDS), sheet, template)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _headings(sheet: Any, template: Template) -> None:
    for at, column in enumerate(template.columns, 1):
        cell = sheet.cell(1, at, escaped(column))
        cell.font = Font(bold=True)
        if column in template.needed:
            cell.fill = _NEEDED
        sheet.column_dimensions[get_column_letter(at)].width = max(14, len(column) + 4)
        for row in range(2, 200):  # text, so that a spreadsheet leaves numbers and dates as they are typed
            sheet.cell(row, at).number_format = "@"
    sheet.freeze_panes = "A2"


def _help(sheet: Any, template: Template) -> None:
    lines = [("Kolumn", "Måste fyllas i", "Vad som ska stå", "Exempel")]
    for column in template.columns:
        needed = "ja" if column in template.needed else ""
        lines.append((column, needed, template.help[column], template.example.get(column, "")))
    for row, line in enumerate(lines, 1):
        for at, text in enumerate(line, 1):
            cell = sheet.cell(row, at, escaped(text))
            cell.font = Font(bold=row == 1 or at == 1)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCD", (18, 16, 70, 28), strict=True):
        sheet.column_dimensions[letter].width = width


def _words(sheet: Any, filled: Any, template: Template) -> None:
    for at, (column, words) in enumerate(template.choices.items(), 1):
        letter = get_column_letter(at)
        sheet.cell(1, at, column).font = Font(bold=True)
        sheet.column_dimensions[letter].width = 32
        for row, word in enumerate(words, 2):
            sheet.cell(row, at, escaped(word))
        reach = f"'{_WORDS}'!${letter}$2:${letter}${len(words) + 1}"
        choice = DataValidation(type="list", formula1=reach, allow_blank=True, showErrorMessage=False)
        place = get_column_letter(list(template.columns).index(column) + 1)
        choice.add(f"{place}2:{place}{MOST_ROWS}")
        filled.add_data_validation(choice)
