"""A tired participant with a phone: her week, who knows what, who has read, what is wrong, and the way out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.fitting import NARROW, PHONE
from tests.browser.visiting import Visitor
from tests.cases.reference import PLACEMENT, REST
from tests.cast import SECOND, Answer, World
from tests.consents.story import in_force
from tests.journeys.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

TARGET = 44  # px, the smallest thing to press


@pytest.fixture
def dana(chromium: Browser, live: Live) -> Iterator[Visitor]:
    her_pages(live.world)
    visitor = Visitor(chromium, live, scripts=live.world.databases.kind == "sqlite")
    visitor.page.set_viewport_size(PHONE)
    visitor.sign_in("dana")
    yield visitor
    visitor.close()


def her_pages(world: World) -> str:
    """Write a placement and a rest that collide, and let two officers read; give the placement."""
    in_force(world)
    case, made = world.dana.case, {}
    for name, kind, item in (("arvid", "activities", PLACEMENT), ("rut", "limits", REST)):
        plan = _made(world.api(name).post(f"/cases/{case}/plans", {}))
        made[kind] = _made(world.api(name).post(f"/plans/{plan}/{kind}", item))
    world.clock.move(SECOND)
    for name in ("fia", "arvid"):
        assert world.api(name).get(f"/cases/{case}").status == 200
    return made["activities"]


def _made(answer: Answer) -> str:
    assert answer.status == 201, answer.text
    return str(answer.json["id"])


def test_her_pages_on_a_phone(dana: Visitor) -> None:
    for act in (
        her_week_is_the_first_page,
        who_knows_what_in_two_taps,
        who_has_read_and_one_person_alone,
        what_is_wrong_is_said,
        her_goal_and_the_times_she_cannot,
        what_is_pressed_is_large_enough,
        nothing_is_read_beside_the_way_out,
        the_way_out_leaves_room_for_large_letters,
        all_of_her_plans_stands_on_paper,
        the_way_out_is_two_taps_away,
    ):
        dana.open("/min-sida")
        act(dana)


def her_week_is_the_first_page(dana: Visitor) -> None:
    dana.look("I dag, måndag", "08:00", "Praktik", "AF Rehabteam", "Planerad vila", "Vi hjälper dig")
    dana.follow("Veckan efter")
    dana.look("måndag 23 mars")
    dana.follow("Den här veckan")
    dana.look("I dag, måndag")


def nothing_is_read_beside_the_way_out(dana: Visitor) -> None:
    """The way out follows her down the page; what scrolls there goes under it whole, and is not read in halves."""
    dana.page.evaluate("window.scrollTo(0, 500)")
    box = dana.page.get_by_role("button", name="Lämna sidan snabbt").bounding_box()
    assert box is not None
    assert box["y"] < TARGET
    middle = [box["x"] / 2, box["y"] + box["height"] / 2]
    assert dana.page.evaluate("([x, y]) => Boolean(document.elementFromPoint(x, y).closest('.leave'))", middle)
    ground = "getComputedStyle(document.querySelector('.leave')).backgroundColor"
    assert dana.page.evaluate(f"{ground} === getComputedStyle(document.body).backgroundColor")


def the_way_out_leaves_room_for_large_letters(dana: Visitor) -> None:
    """With letters twice as large on the smallest phone it took a third of what she sees, wherever she scrolled."""
    dana.page.set_viewport_size(NARROW)
    dana.page.evaluate(
        "const twice = new CSSStyleSheet(); twice.replaceSync('html { font-size: 200% }');"
        "document.adoptedStyleSheets = [twice];"
    )
    box = dana.page.locator(".leave").bounding_box()
    assert box is not None
    assert box["height"] <= NARROW["height"] / 5
    dana.page.set_viewport_size(PHONE)


def all_of_her_plans_stands_on_paper(dana: Visitor) -> None:
    dana.open("/mina-planer")
    dana.page.emulate_media(media="print")
    facts = dana.page.locator(".thing dd")
    assert facts.count()
    assert all(one.is_visible() for one in facts.all()), "what is folded on a screen stands on paper"
    dana.page.emulate_media(media="screen")


def who_knows_what_in_two_taps(dana: Visitor) -> None:
    dana.page.set_viewport_size(PHONE)
    dana.follow("Vem vet vad")
    dana.look("FK Nordost", "Mina tider och aktiviteter", "Läste senast 16 mars 2026")
    dana.page.set_viewport_size(PHONE)
    dana.act_on(dana.page.locator("main .by-unit").get_by_role("link", name="Mina tider och aktiviteter").first)
    dana.look("Vem får läsa", "När de har läst")


def who_has_read_and_one_person_alone(dana: Visitor) -> None:
    dana.follow("Vem har läst")
    dana.look("Fia Falk", "Arvid Alm", "för att samordna planer")
    dana.page.emulate_media(media="print")
    sources = dana.page.locator(".reads details li")
    assert sources.count()
    assert all(one.is_visible() for one in sources.all()), "what is folded on a screen stands on paper"
    dana.page.emulate_media(media="screen")
    dana.choose("officer", dana.live.world["fia"].officer)
    dana.press("Visa")
    dana.look("Fia Falk")
    assert dana.page.locator("main h3", has_text="Arvid Alm").count() == 0


def what_is_wrong_is_said(dana: Visitor) -> None:
    dana.follow("Allt i mina planer")
    dana.look("Praktik")
    dana.unfold("Praktik")
    dana.act_on(dana.page.locator("main .thing[open]").get_by_role("link", name="Det här stämmer inte").first)
    dana.look("Vad stämmer inte?", "inom 14 dagar")
    dana.fill("text", "Jag slutar klockan tre.")
    dana.press("Skicka")
    dana.look("Tack.", "Jag slutar klockan tre.", "Du får svar senast måndag 30 mars 2026")


def her_goal_and_the_times_she_cannot(dana: Visitor) -> None:
    dana.open("/mitt-mal")
    dana.look("Vad vill du själv?")
    dana.fill("goal", "Jag vill arbeta i ett kök.")
    dana.press("Spara")
    dana.look("Sparat kl. ")
    assert dana.page.input_value("[name=goal]") == "Jag vill arbeta i ett kök."
    dana.open("/tider-jag-inte-kan")
    dana.press("Lägg till dagen")
    dana.look("Välj minst en dag.")
    dana.fill("first", "2026-03-18")
    dana.press("Lägg till dagen")
    dana.look("Sparat kl. ", "ons hela dagen")
    dana.press("Ta bort tiden ons hela dagen, 18 mars 2026")
    dana.look("Tiden är borttagen.")


def the_way_out_is_two_taps_away(dana: Visitor) -> None:
    dana.follow("Ta tillbaka")
    dana.look("Det gäller genast")


def what_is_pressed_is_large_enough(dana: Visitor) -> None:
    dana.page.set_viewport_size(NARROW)
    dana.open("/mina-medgivanden")
    consent = dana.page.locator("main h2 > a").first.get_attribute("href") or ""
    hers = ("/min-sida", "/mina-planer", "/vem-vet-vad", "/vem-har-last", "/tider-jag-inte-kan", "/mina-medgivanden")
    for path in (*hers, consent, f"{consent}/ta-tillbaka"):
        dana.open(path)
        ways = ".rows > li > a, .people a, .row > a, .card > h2 > a, .slots > li"
        pressed = dana.page.locator(f"main :is(a.button, button, summary, select, .choice, {ways})")
        heights: list[float] = pressed.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
        assert heights
        assert all(height >= TARGET - 1 for height in heights if height), (path, heights)
    dana.page.set_viewport_size(PHONE)
    dana.open("/min-sida")


def test_her_paper_says_what_it_leaves_out_and_has_no_ways_back(live: Live, dana: Visitor) -> None:
    dana.open(f"/vem-har-last?officer={live.world['fia'].officer}")
    note = dana.page.locator(".only-printed", has_text="Här visas bara Fia Falk.")
    assert not note.is_visible()
    dana.page.emulate_media(media="print")
    assert note.is_visible()
    # What one did in a day may be longer than a page: kept whole, it left the page before it empty.
    breaks = dana.page.locator(".acts").first.evaluate("one => getComputedStyle(one).breakInside")
    assert breaks == "auto"
    dana.page.emulate_media(media="screen")
    dana.open("/mina-synpunkter")
    assert dana.page.locator("main .back").is_visible()
    dana.page.emulate_media(media="print")
    assert not dana.page.locator("main .back").is_visible()
    dana.page.emulate_media(media="screen")
    dana.open("/min-sida")
    dana.page.emulate_media(media="print")
    lines = dana.page.locator(".slots time bdi").evaluate_all("found => found.map(one => one.getClientRects().length)")
    assert set(lines) == {1}, "a time that breaks reads as two"
    dana.page.emulate_media(media="screen")
