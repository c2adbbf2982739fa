"""A sheet is read the same from .xlsx and .csv, and a file that would make much of itself is refused."""

import io
import struct
import tracemalloc
import zipfile
import zlib
from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from hub.store.sheet_refusals import MOST_COLUMNS, MOST_ROWS, SheetRefused
from hub.store.sheet_templates import Template, as_csv, as_xlsx, escaped
from hub.store.sheets import read_sheet
from tests.sheets import workbook

FORM = Template("Planer", ("namn", "=ont"), {"namn": "Vem", "=ont": "+1"}, frozenset({"namn"}), {"namn": ["a", "-b"]})


def repacked(content: bytes, name: str, text: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, text if part.filename == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, text)
    return out.getvalue()


def test_a_workbook_gives_what_was_typed() -> None:
    found = read_sheet(
        workbook(
            ["Namn", "Dag", "", None],
            ["Åsa ", date(2026, 3, 31)],
            [None, None],
            [12.0, datetime(2026, 3, 31, 9, 30), None, None],  # noqa: DTZ001 - a cell has no zone
            [12.5, time(9, 5)],
            ["kort"],
            [True, timedelta(hours=9)],
        )
    )
    assert found.heading == ("namn", "dag")
    assert found.rows == (
        (2, ("Åsa", "2026-03-31")),
        (4, ("12", "2026-03-31 09:30")),
        (5, ("12,5", "09:05")),
        (6, ("kort", "")),
        (7, ("ja", "09:00")),
    )


@pytest.mark.parametrize(("held", "shown"), [(0.5, "50 %"), (1, "100 %"), (0.07, "7 %"), (0.125, "12,5 %"), (0, "0 %")])
def test_a_part_of_the_whole_is_read_as_the_sheet_shows_it(held: float, shown: str) -> None:
    """Who typed 100 % in a workbook was read as 1."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["namn", "procent"])
    sheet.append(["Åsa", held])
    sheet["B2"].number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    assert read_sheet(out.getvalue()).rows == ((2, ("Åsa", shown)),)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_text_file_gives_the_same(separator: str, encoding: str) -> None:
    text = separator.join(("Namn", "Ort")) + "\r\n" + separator.join(("Åsa", "Östra Göinge")) + "\r\n"
    found = read_sheet(text.encode(encoding))
    assert (found.heading, found.rows) == (("namn", "ort"), ((2, ("Åsa", "Östra Göinge")),))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_line_that_excel_hides_is_no_heading(end: str, encoding: str) -> None:
    """It says what separates, also where another sign is more frequent; rows are counted as Excel shows them."""
    text = end.join(("sep=;", "Namn;Dagar, tider, platser", "Åsa;mån, tis", ""))
    found = read_sheet(text.encode(encoding))
    assert (found.heading, found.rows) == (("namn", "dagar, tider, platser"), ((2, ("Åsa", "mån, tis")),))


def test_a_day_is_a_day_with_the_midnight_behind_it() -> None:
    for cell in ("2027-01-04", "2027-01-04 00:00:00", "2027-01-04 00:00", "2027-01-04T00:00:00"):
        for content in (f"dag;ort\n{cell};\n".encode(), workbook(["dag", "ort"], [cell])):
            assert read_sheet(content).rows == ((2, ("2027-01-04", "")),)
    for cell in ("2027-01-04 09:00:00", "kl 00:00:00", "2027-01-04 00:00:00 x"):
        assert read_sheet(f"dag;ort\n{cell};\n".encode()).rows == ((2, (cell, "")),)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c r="A2"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="A2" t="str"><f>""</f><v></v></c>', ""),  # so Excel writes an answer of no text
        ('<c r="A2"><f>1+1</f><v/></c>', "#N/A"),
        ('<c r="A2" s="0"> <f>1+1</f> <v></v> </c>', "#N/A"),
        ('<c r="A2"><f t="shared" si="0"/></c>', "#N/A"),
    ],
)
def test_a_formula_is_read_as_its_answer_and_never_run(cell: str, shown: str) -> None:
    """One that nobody had computed was read as an empty cell: the day in it was lost without a word."""
    found = read_sheet(sheet_of(f'<row r="2">{cell}<c r="B2" t="inlineStr"><is><t>x</t></is></c></row>'))
    assert found.rows == ((2, (shown, "x")),)


def test_cells_beyond_the_headings_are_kept_where_they_hold_something() -> None:
    assert read_sheet(b"a;b\n1;2;;\n1;2;3\n").rows == ((2, ("1", "2")), (3, ("1", "2", "3")))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"a\x00b",
        b"\xd0\xcf\x11\xe0 old",
        b"PK\x03\x04 not a package",
        b'a;b\n"x;y\n',
        workbook([f"k{at}" for at in range(MOST_COLUMNS + 1)]),
        workbook(*[["x"]] * 22),
        b"a\n" + b"x\n" * 21,
        repacked(workbook(["a"]), "xl/worksheets/sheet1.xml", b"no xml at all"),
        repacked(workbook(["a"]), "xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        repacked(workbook(["a"]), "xl/workbook.xml", "<a/>".encode("utf-16")),
    ],
)
def test_what_is_no_sheet_is_refused(content: bytes) -> None:
    if not content:
        assert read_sheet(content).heading == ()
        return
    with pytest.raises(SheetRefused):
        read_sheet(content, most_rows=20)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = repacked(workbook(["a"]), "xl/media/bomb.bin", bytes(64 * 1024 * 1024))
    assert len(bomb) < 200_000
    with pytest.raises(SheetRefused, match="packas upp"):
        read_sheet(bomb)


def _with_said(content: bytes, *, size: int) -> bytes:
    """Let the package say of its last part that it is this long, with a checksum that fits."""
    at = content.rfind(b"PK\x01\x02")
    checksum = zlib.crc32(bytes(size))
    return (
        content[: at + 16]
        + struct.pack("<I", checksum)
        + content[at + 20 : at + 24]
        + struct.pack("<I", size)
        + content[at + 28 :]
    )


def test_a_bomb_that_says_it_is_small_is_not_unpacked_either() -> None:
    """The package's word for a part's length only cuts off what was unpacked already."""
    bomb = _with_said(repacked(workbook(["a"]), "xl/media/bomb.bin", bytes(64 * 1024 * 1024)), size=100)
    tracemalloc.start()
    try:
        with pytest.raises(SheetRefused):
            read_sheet(bomb)
        most = tracemalloc.get_traced_memory()[1]
        assert most < 2 * 1024 * 1024
        with zipfile.ZipFile(io.BytesIO(bomb)) as package:
            package.read("xl/media/bomb.bin")
        assert tracemalloc.get_traced_memory()[1] > 60 * 1024 * 1024, "so it is a bomb"
    finally:
        tracemalloc.stop()


def test_a_part_that_does_not_unpack_is_no_sheet() -> None:
    good = repacked(workbook(["a"]), "xl/media/x.bin", bytes(range(256)) * 40)
    with zipfile.ZipFile(io.BytesIO(good)) as package:
        begins = package.getinfo("xl/media/x.bin").header_offset + 30 + len("xl/media/x.bin")
    with pytest.raises(SheetRefused):
        read_sheet(good[:begins] + b"\xff" * 8 + good[begins + 8 :])


@pytest.mark.parametrize("content", [b"a\n" + b"\n" * 200_000, b"a\n" + b"x\n" * 200_000])
def test_lines_without_end_are_not_kept(content: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(SheetRefused, match="rader"):
            read_sheet(content)
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_lone_cell_far_away_costs_nothing() -> None:
    far = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    far += b'<row r="1"><c r="A1" t="inlineStr"><is><t>namn</t></is></c></row>'
    far += b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    assert read_sheet(repacked(workbook(["a"]), "xl/worksheets/sheet1.xml", far)).rows == ()


@pytest.mark.parametrize("name", ["xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/media/x.bin"])
def test_what_the_reader_would_take_minutes_for_is_refused(name: str) -> None:
    """Fifty kilobytes of it held a processor, and on SQLite the whole hub."""
    bomb = repacked(workbook(["a"]), name, b"<xf/>" * 600_000)
    assert len(bomb) < 20_000
    with pytest.raises(SheetRefused, match="packas upp"):
        read_sheet(bomb)


def test_a_full_sheet_is_read() -> None:
    full = [f"ord {column}" for column in range(16)]
    assert len(read_sheet(workbook(full, *[full] * MOST_ROWS)).rows) == MOST_ROWS


def test_a_template_is_read_back_empty_and_holds_no_formula() -> None:
    for made in (as_xlsx(FORM), as_csv(FORM)):
        found = read_sheet(made)
        assert (found.heading, found.rows) == (("namn", "'=ont"), ())
    cells = [
        cell.value for sheet in load_workbook(io.BytesIO(as_xlsx(FORM))) for row in sheet.iter_rows() for cell in row
    ]
    assert "'+1" in cells
    assert "'-b" in cells
    assert not [cell for cell in cells if isinstance(cell, str) and cell[:1] in "=+-@" and cell]


@pytest.mark.parametrize("text", ["=1+1", "+46", "-1", "@sum", "\tx", "\rx"])
def test_what_looks_like_a_formula_is_escaped(text: str) -> None:
    assert escaped(text) == f"'{text}"
    assert escaped("Åsa = hon") == "Åsa = hon"


def bordered(rows: int, columns: int, *, after: str = "") -> bytes:
    """Make a sheet of one filled row, and under it rows of cells that hold nothing but a border, as Excel writes it."""
    names = [get_column_letter(at) for at in range(1, columns + 1)]
    empty = "".join(
        f'<row r="{row}" spans="1:{columns}">' + "".join(f'<c r="{name}{row}" s="1"/>' for name in names) + "</row>"
        for row in range(3, rows + 3)
    )
    text = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    for row, cell in ((1, "namn"), (2, "Åsa")):
        text += f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{cell}</t></is></c></row>'
    return repacked(
        workbook(["a"]), "xl/worksheets/sheet1.xml", f"{text}{empty}{after}</sheetData></worksheet>".encode()
    )


def test_rows_that_hold_only_a_border_are_no_rows() -> None:
    assert read_sheet(bordered(20_000, 35)).rows == ((2, ("Åsa",)),)


def test_what_stands_under_them_is_read_with_its_number() -> None:
    last = '<row r="20010"><c r="B20010" s="1"/><c r="A20010" t="inlineStr"><is><t>Bo</t></is></c></row>'
    assert read_sheet(bordered(20_000, 10, after=last), most_rows=20).rows == ((2, ("Åsa",)), (20010, ("Bo",)))


def test_cells_that_do_not_say_their_place_keep_it() -> None:
    text = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    for first, second in (("a", "b"), ("", "2")):
        text += "<row>" + "".join(
            f'<c t="inlineStr"><is><t>{cell}</t></is></c>' if cell else '<c s="1"/>' for cell in (first, second)
        )
        text += "</row><row/>"
    found = read_sheet(
        repacked(workbook(["a"]), "xl/worksheets/sheet1.xml", f"{text}</sheetData></worksheet>".encode())
    )
    assert (found.heading, found.rows) == (("a", "b"), ((3, ("", "2")),))


def test_headings_are_read_however_they_are_spaced() -> None:
    assert read_sheet('E-post\u00a0;" arbetar\n  som"\n1;2\n'.encode()).heading == ("e-post", "arbetar som")


@pytest.mark.parametrize(
    "cells",
    [b'"' * 5_000_001, b'a;"' + b"x" * 5_000_000, b"a;b\n" + b'"\n' * 60_000, b"a;" * 2_000_000, b"\r" * 200_000],
)
def test_strange_text_files_are_refused_or_empty(cells: bytes) -> None:
    with suppress(SheetRefused):
        assert not read_sheet(cells).rows


def sheet_of(cells: str) -> bytes:
    text = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    text += '<row r="1"><c r="A1" t="inlineStr"><is><t>namn</t></is></c></row>'
    return repacked(workbook(["a"]), "xl/worksheets/sheet1.xml", f"{text}{cells}</sheetData></worksheet>".encode())


@pytest.mark.parametrize(
    "value", ["1e308", "1e999", "-1e308", "NaN", "9" * 5_000, "2958465.99", "-1", "&#xD800;", "&#0;", "x", ""]
)
@pytest.mark.parametrize("kind", ["", ' t="d"', ' t="b"', ' t="s"', ' t="e"', ' t="str"', ' t="strange"'])
def test_no_value_of_a_cell_breaks_the_reading(value: str, kind: str) -> None:
    with suppress(SheetRefused):
        for _, (cell,) in read_sheet(sheet_of(f'<row r="2"><c r="A2"{kind}><v>{value}</v></c></row>')).rows:
            assert "\x00" not in cell


@pytest.mark.parametrize("at", ["A0", "ZZZZ1", "1", "A1048577", "", "A2 A3", "ÅÄ2"])
def test_no_place_of_a_cell_breaks_the_reading(at: str) -> None:
    with suppress(SheetRefused):
        read_sheet(sheet_of(f'<row r="2"><c r="{at}"><v>1</v></c></row>'))


def test_ten_thousand_columns_are_too_many() -> None:
    cells = "".join(f'<c r="{get_column_letter(at)}2"><v>1</v></c>' for at in range(1, 10_001))
    with pytest.raises(SheetRefused, match="kolumner"):
        read_sheet(sheet_of(f'<row r="2">{cells}</row>'))


def test_a_sheet_that_is_hidden_is_not_what_she_filled_in() -> None:
    book = Workbook()
    first = book.worksheets[0]
    first.append(["gammalt"])
    first.sheet_state = "hidden"
    book.create_sheet("Ny").append(["namn"])
    out = io.BytesIO()
    book.save(out)
    assert read_sheet(out.getvalue()).heading == ("namn",)


def test_merged_cells_and_hidden_rows_are_read_as_they_stand() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["namn", "ort"], ["Åsa", "Osby"], ["Bo", None]):
        sheet.append(row)
    sheet.merge_cells("A3:B3")
    sheet.row_dimensions[2].hidden = True
    out = io.BytesIO()
    book.save(out)
    assert read_sheet(out.getvalue()).rows == ((2, ("Åsa", "Osby")), (3, ("Bo", "")))


def test_a_sheet_of_libreoffice_is_told_how_to_be_saved() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", "<a/>")
    with pytest.raises(SheetRefused) as refused:
        read_sheet(out.getvalue())
    assert all(way in refused.value.sentence for way in (".ods", ".xlsx", ".csv"))


@pytest.mark.parametrize(
    ("content", "how"),
    [
        (b"\xd0\xcf\x11\xe0 old", "äldre Excelformat"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "Ta bort lösenordet"),
        (b"<html><table><tr><td>namn</td></tr></table></html>", "Öppna den i Excel"),
        ("\ufeff\r\n<?xml version='1.0'?><Workbook/>".encode(), "Öppna den i Excel"),
    ],
)
def test_what_is_called_a_sheet_of_excel_is_told_how_to_be_saved(content: bytes, how: str) -> None:
    """A workbook with a password was called old, whatever its name said, and a web page a strange heading."""
    with pytest.raises(SheetRefused) as refused:
        read_sheet(content)
    assert how in refused.value.sentence
