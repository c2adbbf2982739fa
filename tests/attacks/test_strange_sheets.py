"""A sheet with signs that no database takes, or that says more than a sheet does, is refused and holds nobody up."""

from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl.utils import get_column_letter

from hub.participants import registering
from hub.store import sheets, uploads, workbooks
from hub.store.sheet_refusals import SheetRefused
from tests.cast import World
from tests.sheets import workbook

_CSV = {"Content-Type": "text/csv"}
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRINGS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_TYPES, _LINKS, _SHEET = "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"
SHEETS = {
    "plans": ("sofia", "ärende;typ\nSK-2222\x002222;studier\n"),
    "participants": ("amir", "namn;hur;kontakt\nAnna Ask;är på plats;sms\x00\n"),
    "officers": ("bea", "namn;titel;e-post;arbetar som\nNils Ny;handledare;nils\x00@ame.example;AME-handledare\n"),
}


@pytest.mark.parametrize("which", SHEETS)
@pytest.mark.parametrize("dry_run", ["true", "false"])
def test_a_sheet_that_holds_nothing_where_a_letter_should_be_is_refused(world: World, which: str, dry_run: str) -> None:
    name, text = SHEETS[which]
    content = text.encode("utf-16")
    answer = world.api(name).ask("POST", f"/imports/{which}?dry_run={dry_run}", data=content, headers=_CSV)
    assert answer.status == 422, answer.text


def test_without_that_care_one_would_be_taken_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_plain", lambda line: tuple(map(str.strip, line)))
    monkeypatch.setattr(
        uploads, "read_apart", lambda content, whose, **most: sheets.read_sheet(content, **most)
    )  # where it is told of, too, none can be
    monkeypatch.setattr(registering, "is_legible", lambda *_, **__: True)
    name, text = SHEETS["participants"]
    taken = world.api(name).ask("POST", "/imports/participants", data=text.encode("utf-16"), headers=_CSV)
    assert taken.status == 201


def saying_often(text: str, *, rows: int) -> bytes:
    """Make a workbook that holds one text once, and says it in forty cells of each row."""
    strings = f'<sst xmlns="{_MAIN}"><si><t>{text}</t></si></sst>'
    cells = [f'<c r="{get_column_letter(column)}{{row}}" t="s"><v>0</v></c>' for column in range(1, 41)]
    line = f'<row r="{{row}}">{"".join(cells)}</row>'
    said = "".join(line.format(row=row) for row in range(2, rows + 2))
    written = BytesIO()
    with ZipFile(BytesIO(workbook([f"rubrik {number}" for number in range(40)]))) as plain:
        parts = {name: plain.read(name).decode() for name in plain.namelist()}
    kind, kept = "sharedStrings", "xl/sharedStrings.xml"
    parts[_TYPES] = parts[_TYPES].replace(
        "</Types>", f'<Override PartName="/{kept}" ContentType="{_STRINGS}"/></Types>'
    )
    link = f'<Relationship Id="rId99" Type="{_OFFICE}/{kind}" Target="/{kept}"/></Relationships>'
    parts[_LINKS] = parts[_LINKS].replace("</Relationships>", link)
    parts[_SHEET] = parts[_SHEET].replace("</sheetData>", f"{said}</sheetData>")
    with ZipFile(written, "w", ZIP_DEFLATED) as package:
        for name, part in {**parts, kept: strings}.items():
            package.writestr(name, part)
    return written.getvalue()


@pytest.mark.parametrize("guarded", [True, False])
def test_one_text_is_not_said_without_end(monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """Fifteen kilobytes that name a text of five million signs in a hundred cells took half a minute, and can a day."""
    content = saying_often("å" * 100_000, rows=10)
    assert len(content) < 20_000
    monkeypatch.setattr(workbooks, "_MOST_SAID", workbooks._MOST_SAID if guarded else 10**12)
    if guarded:
        with pytest.raises(SheetRefused):
            sheets.read_sheet(content)
    else:
        assert sum(len(cell) for _, row in sheets.read_sheet(content).rows for cell in row) == 40_000_000
    assert len(sheets.read_sheet(saying_often("ja", rows=10)).rows) == 10


def declaring(encoding: str) -> bytes:
    """Make a workbook whose one cell is an entity of entities, in an encoding that nothing at its beginning marks."""
    inner = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 4))
    declared = f'<!DOCTYPE worksheet [<!ENTITY a0 "{"ha" * 200}">{inner}]>'
    written = BytesIO()
    with ZipFile(BytesIO(workbook(["rubrik"], ["&"]))) as plain, ZipFile(written, "w", ZIP_DEFLATED) as package:
        for name in plain.namelist():
            part = plain.read(name)
            if name == _SHEET:
                text = part.decode().replace("&amp;", "&a3;")
                part = f'<?xml version="1.0" encoding="UTF-16"?>{declared}{text}'.encode(encoding)
            package.writestr(name, part)
    return written.getvalue()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_nothing_is_declared_in_two_bytes_a_letter(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    """Fifteen kilobytes grew to a hundred million letters within the reader, which bounds what grows by a hundred."""
    with pytest.raises(SheetRefused):
        sheets.read_sheet(declaring(encoding))
    monkeypatch.setattr(workbooks, "_narrowed", lambda text: text)
    ((_, (cell,)),) = sheets.read_sheet(declaring(encoding)).rows
    assert cell == "ha" * 200_000


def test_a_part_that_is_no_text_is_let_be() -> None:
    """What a spreadsheet keeps of the printer, say, which is in two bytes a letter and read by nobody here."""
    written = BytesIO(workbook(["rubrik"], ["ja"]))
    with ZipFile(written, "a", ZIP_DEFLATED) as package:
        package.writestr("xl/printerSettings/printerSettings1.bin", "HP LaserJet".encode("utf-16-le") + bytes(99))
    assert sheets.read_sheet(written.getvalue()).rows == ((2, ("ja",)),)
