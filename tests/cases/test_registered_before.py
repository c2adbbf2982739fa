"""The same file of people sent twice registers nobody twice, and tells the coach nothing that her list does not."""

import io

import pytest
from sqlalchemy import delete, update

from hub.cases import people_importing
from hub.cases.import_api import TO_PROGRAMS
from hub.cases.registered_before import REGISTERED_BEFORE
from hub.grants.tables import coach_assignment
from hub.participants.tables import participant, unit_todo
from tests.cases.test_people_importing import ROWS, file, people, send
from tests.cases.test_reminding import todos
from tests.cast import Answer, World
from tests.meeting import at_once, read_in_turn
from tests.moving_on import handed_over

TOLD = TO_PROGRAMS[REGISTERED_BEFORE]


def test_whom_she_has_registered_is_told_and_registered_again_only_when_she_says_so(world: World) -> None:
    assert send(world, file(*ROWS[:1], "Åsa  Åberg;;;;asked")).status == 201
    told = send(world, file("Ny Nilsson;;;;asked", "åsa åberg;;sms;;asked"))
    assert (told.status, list(told.json["errors"])) == (422, ["rows.3"])
    assert "again=true" in told.json["errors"]["rows.3"][0], "a program has no box to tick"
    assert send(world, file(ROWS[0]), how="?dry_run=true").status == 422
    assert send(world, file(ROWS[0]), how="?again=perhaps").status == 422
    assert people(world)[:2] == (2, 2)
    assert send(world, file(ROWS[0]), how="?again=true").status == 201
    assert people(world)[:2] == (3, 3)
    assert send(world, file(ROWS[0])).status == 422


def test_the_page_asks_and_keeps_the_answer(world: World) -> None:
    page = world.page("amir")

    def sent(**more: str) -> Answer:
        form = {"file": (io.BytesIO(file(ROWS[0])), "d.csv"), "do": "save", **more}
        return page.post("/import/deltagare", form)

    assert 'name="again"' not in page.get("/import/deltagare").text
    assert sent().status == 303
    told = sent()
    assert (told.status, 'name="again"' in told.text) == (422, True)
    checked = sent(do="check", again="yes")
    assert (checked.status, 'value="yes" checked' in checked.text) == (200, True)
    assert sent(again="yes").status == 303


def test_of_one_file_sent_twice_at_once_one_registers(world: World) -> None:
    apis = [world.api("amir"), world.api("amir")]
    acts = [lambda api=api: api.post("/imports/participants", data=file(ROWS[0])) for api in apis]
    with read_in_turn():
        answers = at_once(world, *acts, written="INSERT INTO participant")
    assert sorted(answer.status for answer in answers) == [201, 422]
    assert people(world)[:2] == (1, 1)


def test_nobody_learns_of_a_colleagues_and_she_not_of_what_is_no_longer_hers(world: World) -> None:
    assert send(world, file(ROWS[0])).status == 201
    assert send(world, file(ROWS[0]), "cia", "?dry_run=true").status == 200
    number = world.api("amir").get("/cases").json["items"][0]["number"]
    handed_over(world, number=number)
    for name in ("amir", "cia"):
        assert send(world, file(ROWS[0]), name, "?dry_run=true").status == 200


@pytest.mark.parametrize("column", ["restricted_at", "died_at"])
def test_nobody_learns_of_whom_the_list_would_not_name(world: World, column: str) -> None:
    """Nor where somebody clears it past the hub."""
    assert send(world, file(ROWS[0])).status == 201
    for value in (world.now, None):
        with world.store.write() as tx:
            tx.execute(update(participant).values({column: value, "seal": b""}))
        assert send(world, file(ROWS[0]), how="?dry_run=true").status == 200


def test_nor_by_what_somebody_opened_anew_past_the_hub(world: World) -> None:
    assert send(world, file(ROWS[0])).status == 201
    number = world.api("amir").get("/cases").json["items"][0]["number"]
    handed_over(world, number=number)
    with world.store.write() as tx:
        tx.execute(update(coach_assignment).values(ends=None))
    assert send(world, file(ROWS[0]), how="?dry_run=true").status == 200


def test_the_number_tells_nothing(world: World) -> None:
    """Whoever holds her session could else try numbers until one is told as registered already."""
    assert send(world, file("Dana Ek;198708152387;;;asked")).status == 201
    tries = [send(world, file(f"Dana Ek;{number};;;asked")) for number in ("198708152387", "198004262385", "")]
    assert {(answer.status, str(answer.json["errors"])) for answer in tries} == {(422, str({"rows.2": [TOLD]}))}


def test_what_is_kept_asks_nobody_to_look_into_anything(world: World) -> None:
    assert send(world, file(ROWS[0])).status == 201
    assert todos(world, "cia") == []
    with world.store.write() as tx:
        tx.execute(delete(unit_todo))
    assert send(world, file(ROWS[0])).status == 201, "it goes with her"


def test_without_that_care_the_same_file_registers_everybody_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_importing, "registered_before", lambda *_given, **_also: {})
    assert [send(world, file(ROWS[0])).status for _ in range(2)] == [201, 201]
