"""An extract of the log as a file says what the list shows, is logged before it leaves, and starts no formula."""

import csv
import io

import pytest
from sqlalchemy import update

from hub.access_log import writer
from hub.officers.tables import officer
from hub.oversight import extracting
from hub.store.errors import StoreUnavailable
from tests.cast import Answer, World
from tests.oversight.test_reviewing import entries

FORMULA = '=HYPERLINK("http://example.test";"Falk")'


def rows_of(answer: Answer) -> list[dict[str, str]]:
    assert answer.status == 200, answer.text
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("\ufeff"), "else a spreadsheet takes å for two letters"
    return list(csv.DictReader(io.StringIO(answer.text[1:], newline=""), delimiter=";", strict=True))


@pytest.mark.parametrize("reviewer", ["dora", "didrik"])
def test_a_file_says_what_the_list_shows(read: World, reviewer: str) -> None:
    listed = entries(read, reviewer, action="read")
    by_program = rows_of(read.api(reviewer).get("/log/file", query_string={"action": "read"}))
    rows = rows_of(read.page(reviewer).get("/logg-fil?action=read"))
    assert rows == by_program
    assert [(row["Kvittens"], row["Vad"]) for row in rows] == [(one["id"], one["text"]) for one in listed]
    assert [row["Radens kontrollsumma"] for row in rows] == [one["leaf"] for one in listed]
    assert {row["Deltagare (pseudonym)"] for row in rows} == {one["subject"] or "" for one in listed}
    hers = next(row for row in rows if row["Vem"] == "Fia Falk")
    assert (hers["Enhet"], hers["Organisation"]) == ("FK Nordost", "Försäkringskassan")
    assert (hers["Hur det gick"], hers["Ärende"]) == ("Tilläts", read.dana.number)
    assert hers["Tid"].startswith("2026-")
    assert hers["Tid"][19:] in {"+01:00", "+02:00"}


def test_of_anothers_act_a_file_has_what_the_list_has(read: World) -> None:
    assert read.api("amir").get(f"/cases/{read.dana.case}").status == 200
    officer_id = read["amir"].officer
    rows = rows_of(read.api("dora").get("/log/file", query_string={"officer": officer_id, "action": "read"}))
    assert rows
    assert "Vuxenpsykiatrin" not in "".join(map(str, rows))


def test_a_file_is_one_entry_that_says_so(read: World) -> None:
    taken = rows_of(read.api("dora").get("/log/file", query_string={"action": "read"}))
    (look,) = entries(read, "dora", action="log_read")
    assert (look["reason"], look["count"]) == ("file_taken", len(taken))
    assert "tog ut en del av loggen som fil" in look["text"]


def test_no_file_without_its_entry(read: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object, **__: object) -> None:
        raise StoreUnavailable("log")

    monkeypatch.setattr(writer, "append", down)
    for answer in (read.api("dora").get("/log/file"), read.page("dora").get("/logg-fil")):
        assert answer.status == 503
        assert "Fia Falk" not in answer.text


def test_a_file_that_would_lack_rows_is_not_given(read: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extracting, "MOST", 2)
    refused = read.api("dora").get("/log/file")
    assert (refused.status, list(refused.json["errors"])) == (422, ["from"]), "a field that the address has"
    (look,) = entries(read, "dora", action="log_read")
    assert (look["reason"], look["count"]) == (None, 0), "nothing was shown"
    page = read.page("dora").get("/logg-fil?period=week&officer=staff&outcome=permitted")
    assert page.status == 422
    assert "fler rader än vad som ryms i en fil" in page.text
    for chosen in ('value="week" selected', 'value="staff" selected', 'value="permitted" selected'):
        assert chosen in page.text, "nothing typed is lost"
    told = entries(read, "dora", action="log_read")
    assert not [one for one in told if one["reason"] == "file_taken"], "no file was taken"


def named_as_a_formula(world: World) -> str:
    with world.store.write() as tx:
        tx.execute(update(officer).where(officer.c.id == world["fia"].officer).values(name=FORMULA))
    return world.api("dora").get("/log/file", query_string={"action": "read"}).text


def test_a_name_starts_no_formula(read: World) -> None:
    text = named_as_a_formula(read)
    cells = [cell for row in csv.reader(io.StringIO(text[1:], newline=""), delimiter=";") for cell in row]
    assert "'" + FORMULA in cells
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell]


def test_without_the_guard_it_does(read: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extracting, "escaped", lambda text: text)
    text = named_as_a_formula(read)
    assert FORMULA in [cell for row in csv.reader(io.StringIO(text[1:], newline=""), delimiter=";") for cell in row]


def test_a_file_is_had_from_the_page_with_what_was_chosen(read: World) -> None:
    dora = read.page("dora")
    assert "/logg-fil?period=month&amp;officer=staff" in dora.get("/logg").text
    assert "/logg-fil?action=read&amp;period=week" in dora.get("/logg?action=read&period=week").text
    wrong = dora.get("/logg-fil?from=i går")
    assert (wrong.status, "Skriv dagen så här" in wrong.text) == (422, True)
    assert 'href="/logg-fil' not in wrong.text, "a file is not what she asked for, as long as a day cannot be read"
