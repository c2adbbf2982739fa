"""A day at the calendar's end breaks no page: what one writes or asks for must not shut a case to others."""

import pytest

from hub.grants import absences
from hub.oversight import filtering
from hub.plans import reading
from hub.store import days
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import made
from tests.cast import World

FIRST, LAST = "0001-01-01", "9999-12-31"


def test_an_activity_without_end_shuts_no_case(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor one that begins when nothing did: such days were taken once, and stand."""
    monkeypatch.setattr(reading, "FIRST_YEAR", 1)
    agree(world, world.dana, gives=WHOLE)
    case = world.dana.case
    plan = made(
        world.api("sofia").post(f"/cases/{case}/plans", {"goal": "Steg", "valid_from": FIRST, "valid_to": LAST})
    )
    course = {"type": "sfi", "from": FIRST, "to": LAST, "slots": [{"day": 5, "start": "18:00", "end": "20:00"}]}
    made(world.api("sofia").post(f"/plans/{plan}/activities", course))
    made(world.api("dana").post("/me/busy", {"slots": course["slots"], "from": FIRST, "to": LAST}))
    paths = [("sofia", f"/arenden/{case}"), ("fia", f"/arenden/{case}"), ("fia", "/arenden"), ("dana", "/min-sida")]
    assert {(name, path): world.page(name).get(path).status for name, path in paths} == dict.fromkeys(paths, 200)
    assert world.api("fia").get(f"/cases/{case}").status == 200


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_a_week_at_the_calendars_end_is_this_week(world: World, day: str) -> None:
    agree(world, world.dana, gives=WHOLE)
    fia = world.page("fia")
    assert fia.get(f"/arenden/{world.dana.case}?vecka={day}").status == 200
    assert fia.get(f"/arenden?sedan={day}").status == 200
    assert world.api("fia").get(f"/cases?since={day}").status == 200
    assert world.page("dana").get(f"/min-sida?vecka={day}").status == 200


@pytest.mark.parametrize("day", [FIRST, LAST])
@pytest.mark.parametrize("path", ["/logg", "/logg-diagram"])
def test_the_log_of_all_days_is_told_in_words(world: World, path: str, day: str) -> None:
    dagny = world.page("dagny")
    asked = [dagny.get(f"{path}?from={day}"), dagny.get(f"{path}?to={day}"), dagny.get(f"{path}?from={day}&to={day}")]
    assert [one.status for one in asked] == [200, 200, 200]
    assert all("Skriv dagen så här" in one.text for one in asked)


def test_an_absence_without_end_is_refused(world: World) -> None:
    fia, bea, amir = world.api("fia"), world.api("bea"), world["amir"].officer
    for first in ("2026-03-16", LAST):
        away = {"first_day": first, "last_day": LAST}
        assert fia.put("/me/absence", away).status == 422
        assert bea.put(f"/officers/{amir}/absence", away).status == 422
        assert world.page("fia").post("/min-franvaro", away).status == 422
    assert fia.get("/me/absence").json["absence"] is None


def test_without_that_bound_each_of_them_breaks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for part in (days, absences, filtering):
        monkeypatch.setattr(part, "is_near", lambda _day: True)
    agree(world, world.dana, gives=WHOLE)
    assert world.page("fia").get(f"/arenden/{world.dana.case}?vecka={LAST}").status == 500
    assert world.page("dagny").get(f"/logg?to={LAST}").status == 500
    assert world.api("fia").put("/me/absence", {"first_day": "2026-03-16", "last_day": LAST}).status == 500
