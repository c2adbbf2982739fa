"""An access manager's file: all are invited to her own unit or nobody, and a check leaves nothing but its entry."""

import io

import pytest
from sqlalchemy import func, select

from hub.access_log.tables import log_entry
from hub.officers.tables import officer
from hub.signin.tables import invitation
from hub.staffing.importing import COLUMNS, NEEDED
from hub.store.sheets import read_sheet
from tests.cast import MINUTE, Answer, World
from tests.sheets import workbook
from tests.staffing.conftest import sign_in, use_link

HEADER = ";".join(NEEDED)  # a file of before the other columns
NILS = "Nils Ny;personlig handläggare;nils@fk.example;Handläggare på Försäkringskassan"
NORA = "Nora Nyman;utredare;NORA@fk.example;fk_officer"


def file(*rows: str) -> bytes:
    return "\n".join((HEADER, *rows)).encode()


def send(world: World, name: str, content: bytes, how: str = "") -> Answer:
    return world.api(name).post(f"/imports/officers{how}", data=content)


def made(world: World) -> tuple[int, int]:
    with world.store.read() as tx:
        people = tx.execute(select(func.count()).select_from(officer)).scalar_one()
        return people, tx.execute(select(func.count()).select_from(invitation)).scalar_one()


def test_each_row_is_invited_and_her_link_works(world: World, fk_manager: str) -> None:
    done = send(world, fk_manager, file(NILS, NORA))
    assert (done.status, done.json["rows"]) == (201, 2), done.text
    assert [one["name"] for one in done.json["people"]] == ["Nils Ny", "Nora Nyman"]
    enrolled = use_link(world, done.json["people"][0]["link"]["url"])
    assert enrolled.username == "nils@fk.example"
    assert sign_in(world, enrolled) is None, "she is confirmed first"
    assert "Nils Ny" in world.page(fk_manager).get("/handlaggare").text


def test_the_page_shows_the_links_once_and_asks_for_a_code(world: World, fk_manager: str) -> None:
    page = world.page(fk_manager)
    book = workbook([column.title() for column in NEEDED], NILS.split(";"))
    world.clock.move(6 * MINUTE)

    def sent(**more: str) -> Answer:
        return page.post("/handlaggare/fil", {"file": (io.BytesIO(book), "f.xlsx"), "do": "save", **more})

    asked = sent()
    assert asked.status == 422
    assert 'name="step_up"' in asked.text
    assert "Välj filen igen." in asked.text, "all she typed is kept, but no browser keeps a file"
    done = sent(step_up=world.code(fk_manager))
    assert "/bjud-in/" in done.text
    assert "/bjud-in/" not in page.get("/handlaggare/fil").text


def test_a_dry_run_invites_nobody(world: World, fk_manager: str) -> None:
    before, api = made(world), world.api(fk_manager)
    world.clock.move(6 * MINUTE)
    told = api.post("/imports/officers?dry_run=true", data=file(NILS, NORA))
    assert (told.status, told.json) == (200, {"rows": 2, "dry_run": True, "people": []})
    page = world.page(fk_manager).post("/handlaggare/fil", {"file": (io.BytesIO(file(NILS)), "f.csv"), "do": "check"})
    assert "Ingen är inbjuden än." in page.text
    assert made(world) == before
    with world.store.read() as tx:
        acts = select(func.count()).where(log_entry.c.action == "officer_change")
        assert tx.execute(acts).scalar_one() == 2
    assert api.post("/imports/officers", data=file(NILS)).status == 403, "the invitation itself asks for a fresh code"


def test_one_bad_row_invites_nobody_and_repeats_no_value(world: World, fk_manager: str) -> None:
    before = made(world)
    refused = send(
        world,
        fk_manager,
        file(
            NILS,
            "=HEMLIG();utredare;ny@fk.example;fk_officer",
            "Ny Person;;hemlig;fk_officer",
            "Ny Person;utredare;annan@fk.example;Socialsekreterare",
            "Nils Igen;utredare;nils@fk.example;fk_officer",
        ),
    )
    assert refused.status == 422
    assert set(refused.json["errors"]) == {
        "rows.3.namn",
        "rows.4.titel",
        "rows.4.e-post",
        "rows.5.arbetar som",
        "rows.6.e-post",
    }
    assert refused.json["errors"]["rows.6.e-post"] == ["Samma adress står på rad 2."]
    assert "emlig" not in refused.text.replace("Skriv", "").casefold().replace("personlig", "")
    assert made(world) == before


def test_what_stands_refuses_the_whole_file(world: World, fk_manager: str) -> None:
    before = made(world)
    here = "Fia Falk;handläggare;fia@demo.example;fk_officer"
    refused = send(world, fk_manager, file(NILS, here))
    assert list(refused.json["errors"]) == ["rows.3.e-post"]
    assert made(world) == before


def test_a_row_may_say_how_she_is_reached(world: World, fk_manager: str) -> None:
    whole = ";".join(COLUMNS)
    sent = f"{whole}\n{NILS};+46 70 174 06 05;telefontid tis\n{NORA};;\n"
    assert send(world, fk_manager, sent.encode()).status == 201
    with world.store.read() as tx:
        query = select(officer.c.phone, officer.c.reached).where(officer.c.email.like("n%@fk.example"))
        assert set(tx.execute(query.order_by(officer.c.email)).all()) == {
            ("+46 70 174 06 05", "telefontid tis"),
            (None, None),
        }
    wrong = f"{whole}\nNina Ny;utredare;nina@fk.example;fk_officer;ring hemligt;=hemligt\n"
    refused = send(world, fk_manager, wrong.encode())
    assert set(refused.json["errors"]) == {"rows.2.telefon", "rows.2.nås bäst"}
    assert "hemligt" not in refused.text


def test_a_program_sends_nothing_that_is_not_described(world: World, fk_manager: str) -> None:
    before = made(world)
    body = {"file": (io.BytesIO(file(NILS)), "f.csv"), "do": "save"}
    refused = world.api(fk_manager).post("/imports/officers", data=body)
    assert (refused.status, list(refused.json["errors"])) == (422, ["do"])
    assert made(world) == before


@pytest.mark.parametrize("name", ["fia", "amir", "ada", "dora", "dana"])
def test_only_access_managers_have_it(world: World, name: str) -> None:
    assert send(world, name, file(NILS)).status == 404
    assert world.page(name).get("/handlaggare/fil").status == 404


def test_the_template_offers_what_the_unit_can_have(world: World, fk_manager: str) -> None:
    for name in ("mall.xlsx", "mall.csv"):
        sheet = read_sheet(world.page(fk_manager).client.get(f"/handlaggare/fil/{name}").data)
        assert (sheet.heading, sheet.rows) == (COLUMNS, ())
    page = world.page(fk_manager).get("/handlaggare/fil").text
    assert "Handläggare på Försäkringskassan" in page
    assert "Socialsekreterare" not in page
