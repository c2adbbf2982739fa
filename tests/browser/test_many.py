"""An officer who has much: sixty cases in her list, and a case of sixty things."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.fitting import PHONE
from tests.browser.visiting import Visitor
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import made
from tests.cast import World
from tests.journeys.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def amir(chromium: Browser, live: Live) -> Iterator[Visitor]:
    _story(live.world)
    visitor = Visitor(chromium, live, scripts=live.world.databases.kind == "sqlite")
    visitor.sign_in("amir")
    yield visitor
    visitor.close()


def _story(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    for name in ("sofia", "arvid", "fia"):
        plan = made(world.api(name).post(f"/cases/{world.dana.case}/plans", {"goal": "Steg för steg"}))
        for at in range(20):
            slot = {"day": 1 + at % 5, "start": f"{8 + at % 3:02}:00", "end": f"{9 + at % 3:02}:30"}
            told = {"title": f"Sak {at}", "status": "done" if at % 3 == 2 else "ongoing", "slots": [slot]}
            made(world.api(name).post(f"/plans/{plan}/activities", {"type": "studies", **told}))
    world.add_participant("Nguyễn Łącki", code=None)
    for number in range(59):
        world.add_participant(f"Person {number:02}", code=None)


def test_her_many_cases_and_the_many_things_in_one(amir: Visitor) -> None:
    every_case_stands_in_the_list(amir)
    a_name_is_found_and_stands_in_no_address(amir)
    a_crowded_case_begins_with_where_things_are(amir)
    what_is_folded_stands_on_paper(amir)


def every_case_stands_in_the_list(amir: Visitor) -> None:
    amir.open("/arenden")
    amir.look("61 ärenden visas", "Dana Demosson", "Person 00", "Person 58")


def a_name_is_found_and_stands_in_no_address(amir: Visitor) -> None:
    field = amir.page.get_by_label("Sök namn eller nummer")
    shown = amir.page.locator(".cases > li:visible")
    if not amir.scripts:
        assert not field.is_visible()
        return
    field.fill("dEmo dana")
    assert shown.count() == 1
    assert amir.page.locator("[data-finds] [role=status]").inner_text() == "1 / 61"
    assert amir.page.url.endswith("/arenden")
    field.fill(amir.live.world.dana.number)
    assert shown.count() == 1
    for typed, found in (("lacki nguyen", 1), ("NGUYỄN", 1), ("nguyån", 0)):
        field.fill(typed)
        assert shown.count() == found, typed
    field.fill("")
    assert shown.count() == 61


def a_crowded_case_begins_with_where_things_are(amir: Visitor) -> None:
    amir.follow("Dana Demosson")
    amir.look("Öppna krockar (", "Planerna", "Vem är vem", "Fler (", "Avslutat och avbrutet (6)")
    numbers = amir.page.locator("svg.week-drawing g > text").all_text_contents()
    assert "1" in numbers
    amir.page.set_viewport_size(PHONE)
    amir.act_on(amir.page.locator("main nav").get_by_role("link", name="Planerna"))
    assert amir.page.get_by_role("heading", name="Planerna").bounding_box()["y"] < PHONE["height"]  # type: ignore[index]


def what_is_folded_stands_on_paper(amir: Visitor) -> None:
    amir.page.emulate_media(media="print")
    folded = amir.page.locator(".plan details.more h4")
    assert folded.count() > 18
    assert all(one.is_visible() for one in folded.all()), "what is folded on a screen stands on paper"
    amir.page.emulate_media(media="screen")
