"""Cells of an officer's file as spreadsheets and people write them: read where they can be, else told with help."""

import pytest

from hub.cases.import_reading import read_rows


@pytest.mark.parametrize(
    ("heading", "cells", "field", "value"),
    [
        ("procent", "50 %", "percent", 50),
        ("procent", "50%", "percent", 50),
        ("timmar", "12,5", "hours_week", 12.5),
        ("från", "2026-11-29", "from", "2026-11-29"),
        ("från", "29/11/2026", "from", "2026-11-29"),
        ("från", "29.11.2026", "from", "2026-11-29"),
        ("från", "20261129", "from", "2026-11-29"),
        ("från", "46355", "from", "2026-11-29"),  # as a sheet that has lost its format
        ("från", " 2026-2-3\u00a0", "from", "2026-02-03"),
        ("distans", "x", "online", True),
        ("distans", "SANT", "online", True),
        ("distans", "Nej", "online", False),
        ("titel", '"Butik\n lager"', "title", "Butik lager"),
        ("titel", "Bu\u00adtik\u200b", "title", "Butik"),
        ("anordnare", "\u202aLager AB\u202c\u200e", "provider", "Lager AB"),
    ],
)
def test_cells_as_spreadsheets_write_them(heading: str, cells: str, field: str, value: object) -> None:
    text = f"a\u0308rende;typ;{heading}\r\nSK-1;Va\u030ardtid;{cells}\r\n"
    read = read_rows(text.encode())
    assert not read.errors
    assert read.rows[0].values[field] == value


@pytest.mark.parametrize("typed", ["3/12", "99999", "2026-W12-1", "snart", "1e308", "NaN"])
@pytest.mark.parametrize("column", ["från", "till", "underlag"])
def test_a_day_that_is_none_is_told_with_how_one_is_written(column: str, typed: str) -> None:
    read = read_rows(f"ärende;typ;gräns;timmar;{column}\r\nSK-1;gräns;längsta restid;1;{typed}\r\n".encode())
    assert read.errors == {f"rows.2.{column}": ["Skriv datum som ÅÅÅÅ-MM-DD."]}


@pytest.mark.parametrize("typed", ["11/29/2026", "2026-02-30"])
def test_a_day_that_no_calendar_has_is_told_as_that(typed: str) -> None:
    read = read_rows(f"ärende;typ;till\r\nSK-1;praktik;{typed}\r\n".encode())
    assert read.errors == {"rows.2.till": ["Den dagen finns inte i kalendern. Skriv datum som ÅÅÅÅ-MM-DD."]}


@pytest.mark.parametrize("typed", ["1e308", "NaN", "inf", "-5", "99999", "1 000", "tolv"])
def test_a_number_that_is_none_is_told(typed: str) -> None:
    read = read_rows(f"ärende;typ;timmar\r\nSK-1;komvux;{typed}\r\n".encode())
    assert list(read.errors) == ["rows.2.timmar"]


def test_an_end_before_its_start_is_told_of_the_end() -> None:
    """It was told of the days, in which nothing is wrong."""
    read = read_rows("ärende;typ;dagar;start;slut\r\nSK-1;praktik;mån-fre;13:00;09:00\r\n".encode())
    assert list(read.errors) == ["rows.2.slut"]


def test_a_time_that_is_none_is_told_of_its_own_column() -> None:
    read = read_rows("ärende;typ;dagar;start;slut\r\nSK-1;praktik;mån-fre;9;13:00\r\n".encode())
    assert read.errors == {"rows.2.start": ["Skriv klockslag som 09:00."]}


def test_a_wrong_time_hides_no_wrong_day() -> None:
    """It was told at the next try, once the time was right."""
    read = read_rows("ärende;typ;dagar;start;slut\r\nSK-1;praktik;mån-sön-tis;9;13:00\r\n".encode())
    assert list(read.errors) == ["rows.2.start", "rows.2.dagar"]


def test_the_sorts_that_are_told_have_the_limit() -> None:
    """A limit is a sort of row too, and who misspelt it was offered activities alone."""
    read = read_rows("ärende;typ\r\nSK-1;gränns\r\n".encode())
    assert read.errors["rows.2.typ"][0].startswith("Skriv ett av: gräns, Anställning, ")


@pytest.mark.parametrize(
    ("row", "says"),
    [("SK-1;vård", "avklippt"), ("Summa;;;40", "summering"), (";Totalt:;40", "summering"), ("SUMMA;12", "summering")],
)
def test_a_row_that_is_cut_off_or_sums_up_is_told_with_what_to_do(row: str, says: str) -> None:
    read = read_rows(f"ärende;typ;titel;timmar\nSK-1;vårdtid;;\n{row}\n".encode())
    assert [(where, says in said[0]) for where, said in read.errors.items()] == [("rows.3", True)]
    assert len(read.rows) == 1


@pytest.mark.parametrize("length", [201, 5_000])
def test_one_limit_is_told_of_what_is_too_long(length: int) -> None:
    """Of 5,000 characters it was said that 2,000 are taken, and of those at the next try that 200 are."""
    read = read_rows(f"ärende;typ;titel\nSK-1;komvux;{'x' * length}\n".encode())
    assert read.errors == {"rows.2.titel": ["Skriv högst 200 tecken."]}


@pytest.mark.parametrize("cell", ["#N/A", "#SAKNAS!", "#DIVISION/0!", "#NAMN?", "#####"])
def test_an_error_of_the_spreadsheet_is_nobodys_title(cell: str) -> None:
    """It was saved, and the participant read in her plan that she is to do #SAKNAS!."""
    read = read_rows(f"ärende;typ;titel\nSK-1;komvux;{cell}\nSK-1;komvux;#metoo, nr #1\n".encode())
    assert [(where, "rätta formeln" in said[0]) for where, said in read.errors.items()] == [("rows.2.titel", True)]
    assert [row.values["title"] for row in read.rows] == ["#metoo, nr #1"]
