"""A row that the same officer has saved before is told first, and saved again only when she says so."""

import io
from dataclasses import replace

import pytest

from hub.cases import importing
from hub.cases.import_reading import read_rows
from hub.cases.saved_before import ids_of
from tests.cases.agreeing import agree
from tests.cases.test_importing import GIVES, file, items, send
from tests.cast import Answer, World


def test_what_she_has_saved_already_is_told_and_saved_again_only_when_she_says_so(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    rows = [f"{world.dana.number};komvux;Svenska;20;;;;;", f"{world.dana.number};SFI;;12,5;;;;;"]
    assert send(world, "sofia", file(*rows)).status == 201
    stands = items(world)
    told = send(world, "sofia", file(rows[1], f"{world.dana.number};SFI;Ny;1;;;;;", rows[0]))
    assert (told.status, list(told.json["errors"])) == (422, ["rows.2", "rows.4"])
    assert all("again=true" in sentence for (sentence,) in told.json["errors"].values()), "a program has no box to tick"
    assert items(world) == stands
    api = world.api("sofia")
    assert api.post("/imports/plans?dry_run=true", data=file(*rows)).status == 422
    assert api.post("/imports/plans?again=maybe", data=file(*rows)).status == 422
    assert api.post("/imports/plans?again=true", data=file(*rows)).json["rows"] == 2
    assert items(world) == stands + 2


def test_a_page_asks_and_keeps_the_answer(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    page, content = world.page("sofia"), file(f"{world.dana.number};komvux;Svenska;20;;;;;")

    def sent(**more: str) -> Answer:
        return page.post("/import", {"file": (io.BytesIO(content), "p.csv"), "do": "save", **more})

    assert 'name="again"' not in page.get("/import").text
    assert sent().status == 303
    told = sent()
    assert told.status == 422
    assert 'name="again" value="yes" aria' in told.text or 'name="again" value="yes">' in told.text
    checked = sent(do="check", again="yes")
    assert (checked.status, 'value="yes" checked' in checked.text) == (200, True)
    assert sent(again="yes").status == 303


def test_nobody_learns_what_somebody_else_has_saved(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    row = f"{world.dana.number};vårdtid;;;tis;10:00;11:00;;"
    assert send(world, "rut", file(row)).status == 201
    for name in ("sofia", "otto"):
        before = send(world, name, file(row))
        assert "redan sparat" not in before.text
    revoked = send(world, "otto", file(row))
    absent = send(world, "otto", file(row.replace(world.dana.number, "SK-2222-2222")))
    assert (revoked.status, revoked.json["errors"]) == (absent.status, absent.json["errors"])


def test_an_id_says_nothing_without_the_key(world: World) -> None:
    """Two rows alike share their mark, in one case and of one officer, for one unit, alone."""
    agree(world, world.dana, gives=GIVES)
    row = read_rows(file(f"{world.dana.number};komvux;Svenska;20;;;;;")).rows[0]
    sofia, rut = world.actor("sofia"), world.actor("rut")
    elsewhere = replace(sofia, unit=rut.unit)
    marks = {
        ids_of(world.ground, actor, case, [row])[0][8:]
        for actor in (sofia, rut, elsewhere)
        for case in (world.dana.case, "0" * 32)
    }
    assert len(marks) == 6
    first, second = ids_of(world.ground, sofia, world.dana.case, [row, row])
    assert first[8:] == second[8:]
    assert (first <= second, len(first)) == (True, 32)


def test_without_that_care_the_same_file_would_be_saved_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    agree(world, world.dana, gives=GIVES)
    content = file(f"{world.dana.number};komvux;Svenska;20;;;;;")
    assert send(world, "sofia", content).status == 201
    monkeypatch.setattr(importing, "saved_before", lambda *_: {})
    stands = items(world)
    assert send(world, "sofia", content).status == 201
    assert items(world) == stands + 1
