"""An officer's file: taken whole or not at all, told by row and column, without a value and without a confirmation."""

import io
import zipfile
from datetime import date, time

import pytest
from sqlalchemy import func, select

from hub.access_log.tables import log_entry
from hub.cases.import_reading import COLUMNS
from hub.cases.importing import NOT_YOURS
from hub.plans.tables import item
from hub.store.sheets import read_sheet
from hub.store.uploads import MOST_ERRORS
from tests.cases.agreeing import agree
from tests.cast import Answer, World
from tests.databases import count
from tests.log_entries import entry_count
from tests.sheets import workbook

GIVES = {"sofia": ("C03", "C04"), "rut": ("C06", "C07")}
HEADER = "ärende;typ;titel;timmar;dagar;start;slut;prioritet;gräns"


def file(*rows: str) -> bytes:
    return "\r\n".join((HEADER, *rows)).encode("utf-8-sig")


def send(world: World, name: str, content: bytes) -> Answer:
    return world.api(name).post("/imports/plans", data=content, headers={"Content-Type": "text/csv"})


def items(world: World) -> int:
    with world.store.read() as tx:
        return tx.execute(select(func.count()).select_from(item)).scalar_one()


def test_what_came_in_one_file_stands_in_its_order(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    titles = [f"Kurs {number}" for number in range(1, 10)]
    rows = [f"{world.dana.number};komvux;{title};2;;;;;" for title in titles]
    assert send(world, "sofia", file(*rows)).status == 201
    (plan,) = world.api("dana").get("/me/case").json["plans"]
    assert [item["title"] for item in plan["items"]] == titles


def test_rows_become_items_of_ones_own_plan(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    number = world.dana.number
    done = send(
        world, "sofia", file(f"{number};komvux;Svenska;20;mån-fre;9:00;13:00;ska;", f"{number.lower()};SFI;;12,5;;;;;")
    )
    assert done.status == 201, done.text
    assert (done.json["rows"], done.json["cases"]) == (2, 1)
    region = send(
        world,
        "rut",
        file(
            f"{number};gräns;;10;;;;;Högst antal timmar per vecka",
            f"{number};gräns;;;mån, ons;13:00;17:00;;planerad vila",
            f"{number};vårdtid;;;tis;10:00;11:00;;",
        ),
    )
    assert region.status == 201, region.text
    plans = world.api("dana").get("/me/case").json["plans"]
    told = {(i["kind"], i.get("type") or i.get("limit"), i["category"]) for plan in plans for i in plan["items"]}
    assert told == {
        ("activity", "komvux", "C04"),
        ("activity", "sfi", "C04"),
        ("limit", "max_hours_week", "C06"),
        ("limit", "rest_window", "C07"),
        ("activity", "treatment", "C07"),
    }
    course = next(i for plan in plans for i in plan["items"] if i.get("type") == "komvux")
    assert [slot["day"] for slot in course["slots"]] == [1, 2, 3, 4, 5]
    assert course["priority"] == "must"
    with world.store.read() as tx:
        acts = tx.execute(select(log_entry.c.case_id).where(log_entry.c.action == "import")).scalars().all()
    assert sorted(acts, key=str) == sorted([world.dana.case, world.dana.case, None, None], key=str)


def test_a_form_sends_it_too(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    content = file(f"{world.dana.number};komvux;;20;;;;;")
    sent = world.api("sofia").post("/imports/plans", data={"file": (io.BytesIO(content), "plan.csv")})
    assert sent.status == 201, sent.text


def test_a_program_sends_nothing_that_is_not_described(world: World) -> None:
    """A part that is passed over could be what the sender counted on: a check alone is asked for by the address."""
    agree(world, world.dana, gives=GIVES)
    content = file(f"{world.dana.number};komvux;;20;;;;;")
    one, two = (io.BytesIO(content), "a.csv"), (io.BytesIO(content), "b.csv")
    strange: tuple[tuple[str, dict[str, object]], ...] = (
        ("do", {"file": one, "do": "check"}),
        ("more", {"file": (io.BytesIO(content), "a.csv"), "more": (io.BytesIO(b"x"), "x.csv")}),
        ("file", {"file": [(io.BytesIO(content), "a.csv"), two]}),
    )
    for name, body in strange:
        refused = world.api("sofia").post("/imports/plans", data=body)
        assert (refused.status, list(refused.json["errors"])) == (422, [name])
    people = {"file": (io.BytesIO(b"namn;hur\nEva;asked\n"), "p.csv"), "foo": "1"}
    assert world.api("amir").post("/imports/participants", data=people).status == 422
    assert items(world) == 0
    for dry_run, status in (("true", 200), ("false", 201)):
        body = {"file": (io.BytesIO(content), "plan.csv")}
        answer = world.api("sofia").post(f"/imports/plans?dry_run={dry_run}", data=body)
        assert (answer.status, answer.json["dry_run"]) == (status, status == 200)


def test_a_workbook_does_as_a_text_file_does(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    book = workbook(
        ["ärende", "typ", "titel", "från", "till", "timmar", "dagar", "start", "slut"],
        [world.dana.number, "Komvux", "Svenska", date(2026, 4, 1), date(2026, 6, 1), 20, "mån-fre", time(9), time(13)],
    )
    sent = world.api("sofia").post("/imports/plans", data={"file": (io.BytesIO(book), "plan.xlsx")})
    assert sent.status == 201, sent.text
    course = world.api("dana").get("/me/case").json["plans"][0]["items"][-1]
    assert (course["title"], course["from"], course["to"], course["hours_week"]) == (
        "Svenska",
        "2026-04-01",
        "2026-06-01",
        20,
    )
    assert course["slots"][0] == {"day": 1, "start": "09:00", "end": "13:00"}


def test_times_and_days_as_spreadsheets_write_them(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    heading = "sep=;\r\närende;typ;från;till;dagar;start;slut\r\n"
    times = (("9:00", "11:00:00"), ("9.00", "11.00"), ("09:00:00", "11:00"))
    day = "2027-01-04 00:00:00"
    rows = "\r\n".join(f"{world.dana.number};komvux;{day};2027-06-04;mån;{first};{last}" for first, last in times)
    sent = send(world, "sofia", (heading + rows).encode())
    assert sent.status == 201, sent.text
    courses = [i for i in world.api("dana").get("/me/case").json["plans"][0]["items"] if i["kind"] == "activity"]
    assert [one["slots"] for one in courses] == [[{"day": 1, "start": "09:00", "end": "11:00"}]] * 3
    assert {one["from"] for one in courses} == {"2027-01-04"}
    for wrong in ("9:60", "9:00:30", "25:00", "9", "9:0"):
        refused = send(world, "sofia", (heading + f"{world.dana.number};komvux;;;mån;8:00;{wrong}").encode())
        assert list(refused.json["errors"]) == ["rows.2.slut"], wrong


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_a_file_as_excel_in_sweden_saves_it(world: World, encoding: str) -> None:
    agree(world, world.dana, gives=GIVES)
    text = "sep=;\r\n Ärende ;TYP;Titel;Från;Till;Timmar;Distans;;\r\n"
    text += f'{world.dana.number};Komvux;"Svenska\r\noch mer";2027-01-04;04/06/2027;12,5;x;;\r\n'
    text += f"{world.dana.number};SFI;Kväll;;;;;;\r\n;;;;;;;\r\n\r\n"
    done = send(world, "sofia", text.encode(encoding))
    assert (done.status, done.json["rows"]) == (201, 2), done.text
    items = world.api("dana").get("/me/case").json["plans"][0]["items"]
    titles = {one["title"]: one["to"] for one in items if one["kind"] == "activity"}
    assert titles == {"Svenska och mer": "2027-06-04", "Kväll": None}


def test_which_heading_is_wrong_is_told_by_its_place(world: World) -> None:
    for heading, wrong in (
        ("ärende;hemligt;titel", ["Okänd rubrik i kolumn: B (2).", "Saknad rubrik: typ."]),
        (
            "ärende;typ;titel;;titel;hemligt",
            ["Okänd rubrik i kolumn: D (4), F (6).", "Rubrik som står två gånger: titel."],
        ),
        ("titel", ["Saknad rubrik: ärende, typ."]),
        (f"typ;ärende{';titel' * 20_000};hemligt", ["Rubrik som står två gånger: titel."]),
    ):
        refused = send(world, "sofia", f"{heading}\nSK-1;x\n".encode())
        assert refused.status == 422
        assert refused.json["errors"]["file"][:-1] == wrong
        assert refused.json["errors"]["file"][-1].startswith(
            "Rubrikerna ska stå på första raden och vara några av: ärende; typ;"
        )
        assert "hemlig" not in refused.text
    page = world.page("sofia").post("/import", {"file": (io.BytesIO(b"typ;x\nSK-1;y"), "p.csv"), "do": "check"})
    assert "Okänd rubrik i kolumn: B (2)." in page.text
    assert "Saknad rubrik: ärende." in page.text
    for name, said in (("p.csv", "Filen är tom."), ("", "Välj en fil.")):
        assert said in world.page("sofia").post("/import", {"file": (io.BytesIO(b""), name), "do": "check"}).text


def test_a_dry_run_leaves_nothing_but_its_entry(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    content = file(f"{world.dana.number};komvux;;20;;;;;")
    with world.store.read() as tx:
        before = tx.execute(select(func.count()).select_from(log_entry)).scalar_one()
    told = world.api("sofia").post("/imports/plans?dry_run=true", data=content)
    assert (told.status, told.json["rows"], told.json["dry_run"]) == (200, 1, True)
    checked = world.page("sofia").post("/import", {"file": (io.BytesIO(content), "plan.csv"), "do": "check"})
    assert "Inget är sparat än." in checked.text
    assert items(world) == 0
    with world.store.read() as tx:
        assert tx.execute(select(func.count()).select_from(log_entry)).scalar_one() == before + 2
    page = world.page("sofia")
    saved = page.post("/import", {"file": (io.BytesIO(content), "plan.csv"), "do": "save"})
    assert (saved.status, saved.headers["Location"]) == (303, "/import"), "to load it again sends nothing again"
    assert "Klart. Sparat: 1 rad i 1 ärende. Vad som krockar står i Mina ärenden." in page.get("/import").text
    assert items(world) == 1
    assert world.api("sofia").post("/imports/plans?dry_run=perhaps", data=content).status == 422


def test_a_dry_run_is_refused_as_the_saving_would_be(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    content = file(f"{world.dana.number};komvux;;20;;;;;")
    for name in ("otto", "cia"):  # a colleague of the reader's, and another coach than hers
        refused = [world.api(name).post(f"/imports/plans{how}", data=content) for how in ("", "?dry_run=true")]
        assert [(one.status, one.json["errors"]) for one in refused] == [(422, {"rows.2.ärende": [NOT_YOURS]})] * 2
    assert items(world) == 0


def test_a_file_that_unpacks_to_too_much_is_refused(world: World) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", bytes(64 * 1024 * 1024))
    answer = world.api("sofia").post("/imports/plans", data=out.getvalue())
    assert (answer.status, list(answer.json["errors"])) == (422, ["file"])


def test_the_templates_are_read_back(world: World) -> None:
    page = world.page("sofia")
    for name in ("mall.xlsx", "mall.csv"):
        sheet = read_sheet(page.client.get(f"/import/{name}").data)
        assert (sheet.heading, sheet.rows) == (COLUMNS, ())
    assert page.get("/import/annat.xlsx").status == 404


def test_one_bad_row_refuses_the_file_and_repeats_no_value(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    number = world.dana.number
    refused = send(
        world,
        "sofia",
        file(
            f"{number};komvux;;20;;;;;",
            f"{number};hemlighet;;20;;;;;",
            f"{number};komvux;;hemlighet;;;;;",
            f"{number};komvux;;;hemlighet;9:00;10:00;;",
            f"{number};komvux;;;mån;10:00;hemlig;;",
            f"{number};komvux;;;mån;10:00;;;",
            f"{number};gräns;;;;;;;hemlighet",
            f"{number};gräns;hemlighet;5;;;;;max_hours_week",
            ";komvux;;5;;;;;",
        ),
    )
    assert refused.status == 422
    assert set(refused.json["errors"]) == {
        "rows.3.typ",
        "rows.4.timmar",
        "rows.5.dagar",
        "rows.6.slut",
        "rows.7.dagar",
        "rows.8.gräns",
        "rows.9.titel",
        "rows.9.ärende",  # another unit's to give
        "rows.10.ärende",
    }
    assert "hemlig" not in refused.text
    assert items(world) == 0


def test_all_that_is_wrong_is_told_at_once(world: World) -> None:
    """Every cell of every row, and what may not be saved: also of a row with a wrong cell, where it is known."""
    agree(world, world.dana, gives=GIVES)
    number, other = world.dana.number, world.add_participant("En annan", code=None).number
    content = file(
        f"{number};komvux;{'x' * 201};hemlighet;mån;10:00;;hemlighet;",
        f"{number};hemlighet;;hemlighet;;;;;planerad vila",  # it is not known which columns belong to it
        f"{number};gräns;hemlighet;;;;;ska;Högst antal timmar per vecka",  # as row 9
        f"{other};komvux;;20;;;;;",
        "SK-FFFF-FFFF;komvux;;hemlighet;;;;;",
        f"{number};komvux",
        f"{other};;;20;;;;;",
        f"{number};vårdtid;;;;;;;",  # another unit's to give: she reads the case, and is told why
        f"{number};komvux;;20;;;;;",
    )
    before = entry_count(world)
    for how in ("", "?dry_run=true"):
        refused = world.api("sofia").post(f"/imports/plans{how}", data=content)
        assert refused.status == 422
        assert list(refused.json["errors"]) == sorted(refused.json["errors"], key=lambda name: int(name.split(".")[1]))
        assert {name: said for name, said in refused.json["errors"].items() if said == [NOT_YOURS]}.keys() == {
            "rows.5.ärende",
            "rows.6.ärende",
        }
        assert refused.json["errors"].keys() == {
            *("rows.2.titel", "rows.2.timmar", "rows.2.dagar", "rows.2.prioritet"),
            *("rows.3.typ", "rows.3.timmar"),
            *("rows.4.titel", "rows.4.prioritet", "rows.4.timmar", "rows.4.ärende"),
            *("rows.5.ärende", "rows.6.ärende", "rows.6.timmar"),
            *("rows.7", "rows.8.typ", "rows.9.ärende"),
        }
        assert "hemlig" not in refused.text
        assert number not in refused.text
    assert entry_count(world) == before + 2 * 4  # one a refused case and category
    page = world.page("sofia").post("/import", {"file": (io.BytesIO(content), "plan.csv"), "do": "save"})
    assert page.text.count(NOT_YOURS) == 1
    assert '<td class="number"><span class="whole">5\N{EN DASH}6</span></td><td>ärende</td>' in page.text, (
        "the same fault of many rows is said once"
    )
    assert "Välj filen igen." in page.text
    assert items(world) == 0


def test_a_file_of_ones_own_with_a_wrong_cell_leaves_an_entry(world: World) -> None:
    """Its cases were decided: who tries what may be saved leaves that he did."""
    agree(world, world.dana, gives=GIVES)
    before = entry_count(world)
    refused = send(world, "sofia", file(f"{world.dana.number};komvux;;20;;;;;", f"{world.dana.number};komvux;;x;;;;;"))
    assert (refused.status, list(refused.json["errors"])) == (422, ["rows.3.timmar"])
    assert entry_count(world) == before + 1
    assert items(world) == 0


def test_beside_a_wrong_cell_a_case_that_is_there_is_told_like_none(world: World) -> None:
    agree(world, world.dana, gives=GIVES, persons=("sofia", "rut"), accepted=False)
    other = world.add_participant("En annan", code=None)
    seen = []
    for number in (world.dana.number, other.number, "SK-FFFF-FFFF"):
        with count(world.store) as counts:
            answer = send(world, "sofia", file(f"{number};komvux;;20;;;;;", f"{number};komvux;;x;;;;;", ";x;;;;;;;"))
        seen.append((answer.status, answer.json["errors"], counts.statements, counts.commits))
    assert seen[0] == seen[1] == seen[2]
    assert {"rows.2.ärende", "rows.3.ärende", "rows.3.timmar"} <= set(seen[0][1])


def test_more_faults_than_can_be_read_are_told_as_more(world: World) -> None:
    answer = send(world, "sofia", file(*[f";{'x' * 9};;y;;;;;"] * (MOST_ERRORS // 3 + 1)))
    assert answer.json["errors"].keys() > {"file", "rows.2.ärende", "rows.2.typ", "rows.2.timmar"}
    assert len(answer.json["errors"]) == MOST_ERRORS + 1
    exact = send(world, "sofia", file(*[";x;;20;;;;;"] * (MOST_ERRORS // 2)))
    assert len(exact.json["errors"]) == MOST_ERRORS
    assert "file" not in exact.json["errors"]


def test_wrong_cells_do_not_hide_a_sweep(world: World) -> None:
    rows = [f"SK-{number:04}-FFFF;komvux;;x;;;;;" for number in range(61)]
    assert send(world, "sofia", file(*rows)).status == 429


def test_what_is_no_such_file(world: World) -> None:
    for content, why in (
        (b"", "file"),
        (b"\xff\xfe\x00", "file"),
        (b"namn;adress\nx;y", "file"),
        (HEADER.encode(), "file"),
        (file("SK-1;komvux"), "rows.2"),
        (file('SK-1;"komvux'), "file"),
        (file(*["SK-1;komvux;;1;;;;;"] * 2001), "file"),
    ):
        answer = send(world, "sofia", content)
        assert answer.status == 422
        assert list(answer.json["errors"]) == [why]


def test_absent_unnamed_and_not_accepted_are_told_alike(world: World) -> None:
    agree(world, world.dana, gives=GIVES, persons=("sofia", "rut"), accepted=False)
    other = world.add_participant("En annan", code=None)
    seen = []
    for number in (world.dana.number, other.number, "SK-FFFF-FFFF"):
        with count(world.store) as counts:
            answer = send(world, "sofia", file(f"{number};komvux;;20;;;;;"))
        seen.append((answer.status, answer.json["errors"], counts.statements, counts.commits))
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][1] == {"rows.2.ärende": [NOT_YOURS]}
    with world.store.read() as tx:
        refused = select(func.count()).where(log_entry.c.action == "import", log_entry.c.outcome == "refused")
        assert tx.execute(refused).scalar_one() == 3


def test_a_file_does_not_sweep_for_numbers(world: World) -> None:
    rows = [f"SK-{number:04}-FFFF;komvux;;1;;;;;" for number in range(61)]
    assert send(world, "sofia", file(*rows)).status == 429


def test_how_many_rows_a_file_takes_is_said_beforehand(world: World) -> None:
    for name, path, most in (("sofia", "/import", 2000), ("amir", "/import/deltagare", 200)):
        assert f"högst {most} rader" in world.page(name).get(path).text


def test_more_rows_than_an_entry_holds_are_saved_together(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    content = file(*[f"{world.dana.number};komvux;;1;;;;;"] * 130)
    assert send(world, "sofia", content).json["rows"] == 130
    assert items(world) == 130
    assert len(world.api("dana").get("/me/case").json["plans"][0]["items"]) == 130
