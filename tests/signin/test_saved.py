"""It is said when something was saved: by the hub's clock, as clocks are read in Sweden, in her language."""

from datetime import date

import pytest

from hub.store.days import start_of
from tests.cast import HOUR, MINUTE, World
from tests.consents.story import presented
from tests.databases import ONE_DATABASE


@ONE_DATABASE
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sv", "Sparat kl. 14.32."),
        ("sv-simple", "Sparat kl. 14.32."),
        ("en", "Saved at 14:32."),
        ("ar", "تم الحفظ في الساعة 14:32."),
    ],
)
def test_the_time_is_said(world: World, language: str, said: str) -> None:
    world.clock.move(5 * HOUR + 32 * MINUTE)
    page = world.page("dana")
    page.client.set_cookie("sprak", language)
    assert page.post("/mitt-mal", {"goal": "Ett kök"}).status == 303
    assert said in page.get("/mitt-mal").text


def test_in_summer_it_is_summer_time(world: World) -> None:
    world.clock.move(start_of(date(2026, 7, 1)) + 8 * HOUR + 5 * MINUTE - world.now)
    page = world.page("dana")
    page.post("/mitt-mal", {"goal": "Ett kök"})
    assert "Sparat kl. 08.05." in page.get("/mitt-mal").text


def test_what_she_has_answered_is_saved_with_its_time(world: World) -> None:
    paper = presented(world)
    page = world.page("dana")
    page.post(f"/medgivanden/{paper.id}/tank", form_at=f"/medgivanden/{paper.id}/skriv-under")
    assert "Sparat kl. 09.00. Ta den tid du behöver." in page.get("/mina-medgivanden").text
