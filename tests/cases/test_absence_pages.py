"""An officer reports her absence also while nobody's name can be opened: the page is then without her cases."""

import re
from datetime import timedelta

import pytest

from hub.store.days import day_of
from tests.attacks.test_outages import outage
from tests.cases.agreeing import WHOLE, agree
from tests.cast import DAY, World

UNSHOWN = "Vi kan inte visa dina ersättare just nu."


@pytest.mark.parametrize("name", ["the keys' table is gone", "the holder of the master keys is silent"])
def test_an_absence_is_reported_without_the_keys(world: World, name: str) -> None:
    agree(world, world.dana, gives=WHOLE)
    page, first = world.page("fia"), day_of(world.now) + timedelta(days=1)
    days = {"first_day": first.isoformat(), "last_day": (first + timedelta(days=2)).isoformat()}
    with outage(world, name):
        shown = page.get("/min-franvaro")
        saved = page.post("/min-franvaro", days)
        told = page.get("/min-franvaro")
    assert [one.status for one in (shown, saved, told)] == [200, 303, 200]
    for text in (shown.text, told.text):
        assert UNSHOWN in text
        assert "Dana" not in text
        assert "behövs ingen ersättare" not in text
    assert "Sparat" in told.text
    whole = page.get("/min-franvaro").text
    assert "Dana Demosson" in whole
    assert UNSHOWN not in whole


def test_nothing_is_told_while_it_cannot_be_logged(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    page = world.page("fia")
    with outage(world, "the log refuses"):
        shown = page.get("/min-franvaro")
    assert shown.status == 200
    assert UNSHOWN in shown.text
    assert "Dana" not in shown.text
    assert world.dana.number not in shown.text


def test_a_day_that_was_not_chosen_is_asked_for_by_its_name(world: World) -> None:
    """The page has a calendar: "Skriv datum som ÅÅÅÅ-MM-DD" was an answer to another question."""
    refused = world.page("fia").post("/min-franvaro", {"first_day": "2026-03-17", "last_day": ""})
    assert refused.status == 422
    assert '<a href="#last_day">Sista dagen: Välj en dag.</a>' in refused.text
    assert "ÅÅÅÅ" not in refused.text


def test_who_is_to_be_away_is_not_told_that_she_is(world: World) -> None:
    page, first = world.page("fia"), day_of(world.now) + timedelta(days=3)
    days = {"first_day": first.isoformat(), "last_day": (first + timedelta(days=4)).isoformat()}
    page.post("/min-franvaro", days)
    waits = page.get("/min-franvaro").text
    assert "Du ska vara borta" in waits
    assert "Ta bort frånvaron" in waits
    assert "Du är borta" not in waits
    assert "Jag är tillbaka" not in waits
    page.post("/min-franvaro", days | {"first_day": day_of(world.now).isoformat()})
    begun = page.get("/min-franvaro").text
    assert "Du är borta" in begun
    assert "Jag är tillbaka" in begun


def test_another_last_day_alone_moves_no_first_day(world: World) -> None:
    """The form began with today: who stayed away a day longer in March was away from now on."""
    page, first = world.page("fia"), day_of(world.now) + timedelta(days=3)
    days = {"first_day": first.isoformat(), "last_day": (first + timedelta(days=4)).isoformat()}
    page.post("/min-franvaro", days)
    assert shown_days(page.get("/min-franvaro").text) == days
    world.clock.move(5 * DAY)
    begun = day_of(world.now)
    assert shown_days(world.page("fia").get("/min-franvaro").text) == days | {"first_day": begun.isoformat()}


def shown_days(page: str) -> dict[str, str]:
    fields = (re.search(rf'<input[^>]* name="{name}"[^>]*>', page) for name in ("first_day", "last_day"))
    inputs = [one.group() for one in fields if one]
    return {re.findall('name="([^"]+)"', one)[0]: re.findall('value="([^"]*)"', one)[0] for one in inputs}
