"""An officer reports her absence also while nobody's name can be opened: the page is then without her cases."""

from datetime import timedelta

import pytest

from hub.store.days import day_of
from tests.attacks.test_outages import outage
from tests.cases.agreeing import WHOLE, agree
from tests.cast import World

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
