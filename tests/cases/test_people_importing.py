"""A coach's file of people: all or none, nothing told of who is there already, and a check that leaves nobody."""

import io

import pytest
from sqlalchemy import func, select

from hub.cases.import_templates import PEOPLE
from hub.grants.tables import case
from hub.participants.tables import participant
from hub.store.key_tables import wrapped_key
from hub.store.sheets import read_sheet
from tests.cast import Answer, World
from tests.databases import count
from tests.sheets import workbook

HEADER = "namn;personnummer;kontakt;språk;hur"
ROWS = ("Eva Exempel;;sms;arabiska;är på plats", "Åsa Åberg;19990230-2391;;;har själv bett om det")


def file(*rows: str) -> bytes:
    return "\n".join((HEADER, *rows)).encode()


def send(world: World, content: bytes, name: str = "amir", how: str = "") -> Answer:
    return world.api(name).post(f"/imports/participants{how}", data=content)


def people(world: World) -> tuple[int, int, int]:
    with world.store.read() as tx:
        told = [tx.execute(select(func.count()).select_from(table)).scalar_one() for table in (participant, case)]
    with world.ground.key_store.read() as keys:
        return told[0], told[1], keys.execute(select(func.count()).select_from(wrapped_key)).scalar_one()


def test_each_row_is_a_case_of_that_coach_alone(world: World) -> None:
    done = send(world, file(ROWS[0], "Åsa Åberg;;;;asked"))
    assert (done.status, done.json["rows"]) == (201, 2), done.text
    named = {one["name"] for one in world.api("amir").get("/cases").json["items"]}
    assert named == {"Eva Exempel", "Åsa Åberg"}
    assert world.api("cia").get("/cases").json["items"] == []


def test_a_workbook_with_a_number_as_a_number(world: World) -> None:
    number = int("198708152387")
    book = workbook(["Namn", "Personnummer", "Hur"], ["Dana Demosson", number, "Är på plats"])
    page = world.page("amir")
    saved = page.post("/import/deltagare", {"file": (io.BytesIO(book), "d.xlsx"), "do": "save"})
    assert (saved.status, saved.headers["Location"]) == (303, "/import/deltagare"), "loaded again it registers nobody"
    assert "Klart. 1 person är registrerad" in page.get("/import/deltagare").text
    assert people(world)[:2] == (1, 1)


@pytest.mark.parametrize("how", ["på plats", "Närvarande", " På  plats. ", "har frågat", "telefon", "present"])
def test_how_she_came_is_read_as_a_coach_writes_it(world: World, how: str) -> None:
    done = send(world, file(f"Eva Ek;;;;{how}"), how="?dry_run=true")
    assert done.status == 200, done.text


def test_which_words_are_taken_is_said(world: World) -> None:
    (said,) = send(world, file("Eva Ek;;;;på vinst")).json["errors"]["rows.2.hur"]
    assert all(word in said for word in ("är på plats", "närvarande", "har frågat", "telefon"))


def test_people_after_empty_rows_are_not_left_out(world: World) -> None:
    """They were passed over in silence where they stood below as many rows as a file may hold."""
    book = workbook(["Namn", "Hur"], ["Eva Ek", "på plats"], *[[None, None]] * 400, ["Åsa Åberg", "på plats"])
    done = send(world, book)
    assert (done.status, done.json["rows"]) == (201, 2), done.text


def test_a_dry_run_registers_nobody_and_makes_no_keys(world: World) -> None:
    told = send(world, file(ROWS[0]), how="?dry_run=true")
    assert (told.status, told.json["rows"], told.json["dry_run"]) == (200, 1, True)
    page = world.page("amir").post("/import/deltagare", {"file": (io.BytesIO(file(ROWS[0])), "d.csv"), "do": "check"})
    assert "Ingen är registrerad än." in page.text
    assert people(world) == (0, 0, 0)


def test_one_bad_row_registers_nobody_and_no_value_comes_back(world: World) -> None:
    refused = send(
        world,
        file(
            ROWS[0],
            ";;;;är på plats",
            "Hemlig Hansson;hemlig;;klingonska;på vinst",
            "Barn Barnsson;20151231-2384;;;är på plats",
            "Dana;198708152387;;;asked",
            "Dana;870815-2387;;;asked",
        ),
    )
    assert refused.status == 422
    assert set(refused.json["errors"]) == {
        "rows.3.namn",
        "rows.4.personnummer",
        "rows.4.språk",
        "rows.4.hur",
        "rows.5.personnummer",
        "rows.7.personnummer",
    }
    assert refused.json["errors"]["rows.7.personnummer"] == ["Samma nummer står på rad 6."]
    assert "emlig" not in refused.text
    assert people(world) == (0, 0, 0)


@pytest.mark.parametrize("how", ["", "?dry_run=true"])
def test_nobody_learns_who_is_registered_already(world: World, how: str) -> None:
    """The same bytes and as many statements for a number that is there as for one that is not.

    It was the unit's already before, by himself under another name, or by a colleague under the same.
    """
    assert send(world, file("Dana;198708152387;;;asked"), "cia").status == 201
    assert send(world, file("Dina;198204212396;;;asked")).status == 201
    seen = []
    for name, number in (("Dana", "198708152387"), ("Dyna", "198204212396"), ("Dena", "198004262385")):
        with count(world.store) as counts:
            answer = send(world, file(f"{name};{number};;;asked"), how=how)
        seen.append((answer.status, answer.json["rows"], counts.statements, counts.commits))
    assert seen[0] == seen[1] == seen[2], seen


@pytest.mark.parametrize("name", ["sofia", "dora", "ada", "bea", "dana"])
def test_only_coaches_have_it(world: World, name: str) -> None:
    assert send(world, file(ROWS[0]), name).status == 404
    assert world.page(name).get("/import/deltagare").status == 404


def test_too_many_rows_and_the_template(world: World) -> None:
    assert send(world, file(*[ROWS[0]] * 201)).status == 422
    for name in ("mall.xlsx", "mall.csv"):
        sheet = read_sheet(world.page("amir").client.get(f"/import/deltagare/{name}").data)
        assert (sheet.heading, sheet.rows) == (tuple(PEOPLE.columns), ())
