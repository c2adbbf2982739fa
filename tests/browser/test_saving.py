"""Nothing typed is lost: it says what it does, warns before the time runs out, and what she wrote comes along."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Final

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.fitting import NARROW, PHONE, WIDE
from tests.browser.visiting import Visitor
from tests.cast import HOUR, MINUTE, World
from tests.consents.story import in_force, presented
from tests.databases import ONE_DATABASE
from tests.journeys.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

Visit = Callable[[str], Visitor]
GOAL: Final = "Jag vill arbeta i ett kök."


@pytest.fixture
def visit(chromium: Browser, live: Live) -> Iterator[Visit]:
    with ExitStack() as opened:

        def come(name: str) -> Visitor:
            visitor = Visitor(chromium, live, scripts=live.world.databases.kind == "sqlite")
            opened.callback(visitor.close)
            visitor.page.clock.install()
            visitor.sign_in(name)
            return visitor

        yield come


def pass_time(world: World, visitor: Visitor, minutes: int) -> None:
    """Let it pass for the hub and for the browser."""
    world.clock.move(minutes * MINUTE)
    visitor.page.clock.fast_forward(minutes * 60_000)


def test_what_she_wrote_comes_along(live: Live, visit: Visit) -> None:
    """Both with and without script: a late press leads to the sign-in on the spot, a wrong code, and to her words."""
    world, dana = live.world, visit("dana")
    dana.page.set_viewport_size(PHONE)
    dana.open("/tider-jag-inte-kan")
    for day in ("mån", "ons"):
        dana.tick("days-1", day)
    dana.fill("start-1", "08:15")
    dana.fill("end-1", "09:45")
    world.clock.move(HOUR)
    dana.press("Lägg till tiden")
    dana.look("Du är utloggad", "Det du skrev finns kvar")
    dana.fill("username", world.dana.username or "")
    dana.fill("code", "000000")
    dana.press("Logga in")
    dana.look("Uppgifterna stämmer inte", "Det du skrev finns kvar")
    dana.fill("code", world.dana.code)
    dana.press("Logga in")
    dana.look("Du skrev detta innan du loggades ut", "Tider jag inte kan", "inte sparat än")
    dana.press("Spara nu")
    dana.look("Sparat kl. 10.00.", "08:15")
    assert dana.page.locator(".busy > li").count() == 1


def test_enter_signs_her_in_where_the_languages_go_by_the_same_form(live: Live, visit: Visit) -> None:
    """The choice of language stands above the form: Enter pressed its first button, and she met Swedish once more."""
    world, dana = live.world, visit("dana")
    dana.open("/mitt-mal")
    dana.fill("goal", GOAL)
    world.clock.move(HOUR)
    dana.press("Spara")
    dana.look("Du är utloggad", "Det du skrev finns kvar")
    dana.fill("username", world.dana.username or "")
    dana.fill("code", world.dana.code)
    dana.page.locator("[name=code]").press("Enter")
    dana.look("Du skrev detta innan du loggades ut", GOAL)


def test_a_file_that_is_too_large_is_told_of_before_it_is_sent(live: Live, visit: Visit) -> None:
    """It is refused unread, and with it all that a coach had typed of a paper; without script there is a way back."""
    amir, paper = visit("amir"), presented(live.world)
    here = f"/medgivanden/{paper.id}/papper"
    amir.open(here)
    amir.fill("place", "Osby")
    amir.upload("scan", "papper.pdf", b"x" * (11 * 2**20))
    amir.press("För in papperet")
    if amir.scripts:
        field = amir.page.locator("#scan")
        assert field.evaluate("one => one.validationMessage") == "Filen är större än 10 megabyte. Välj en mindre."
        assert field.evaluate("one => one === document.activeElement")
        assert amir.page.locator("#place").input_value() == "Osby", "nothing was sent"
        amir.upload("scan", "papper.pdf", b"%PDF-")
        assert field.evaluate("one => one.validity.valid")
        return
    amir.sees("Det är för stort.", "Inget är sparat.")
    amir.follow("Tillbaka till sidan")
    assert amir.page.url.endswith(here + "?")


def test_an_officer_finds_her_plan_again_and_may_throw_it_away(live: Live, visit: Visit) -> None:
    world = live.world
    in_force(world)
    arvid = visit("arvid")
    arvid.open(f"/arenden/{world.dana.case}/insats/ny")
    arvid.choose("type", "placement")
    arvid.fill("title", "Praktik i köket")
    arvid.times(["mån", "tis"], "08:00", "12:00")
    world.clock.move(16 * MINUTE)
    arvid.press("Spara")
    arvid.look("Du är utloggad")
    for field, value in world.credentials("arvid").items():
        arvid.fill(field, value)
    arvid.press("Logga in")
    arvid.look("Skriv i planen", "Praktik i köket")
    assert arvid.page.get_by_role("link", name="Släng det").get_attribute("href") == "/"
    arvid.press("Spara nu")
    if arvid.page.get_by_role("button", name="Godta och spara").count():
        assert arvid.page.input_value("[name=start-1]") == "08:00", "to accept is asked on its own page"
        arvid.press("Godta och spara")
    arvid.look("Sparat kl. 09.")


@ONE_DATABASE
def test_she_is_warned_and_stays(live: Live, visit: Visit) -> None:
    world, fia = live.world, visit("fia")
    notice = fia.page.get_by_role("region", name="Tiden")
    fia.open("/min-franvaro")
    expect(notice).to_be_hidden()
    first = fia.page.locator("[name=first_day]")
    first.focus()
    pass_time(world, fia, 13)
    expect(notice.get_by_role("alert")).to_have_text("Du loggas ut inom 2 minuter. Vill du vara kvar?")
    expect(first).to_be_focused()
    fia.look()
    for size in (WIDE, PHONE, NARROW):
        fia.page.set_viewport_size(size)
        expect(notice.get_by_role("button")).to_be_in_viewport()
    for _ in range(5):
        fia.page.keyboard.press("Tab")
        if notice.get_by_role("button").evaluate("one => one === document.activeElement"):
            break
    fia.page.keyboard.press("Enter")
    expect(notice).to_be_hidden()
    expect(first).to_be_focused()
    pass_time(world, fia, 12)
    assert fia.open("/min-franvaro").ok
    fia.look("Min frånvaro")


@ONE_DATABASE
def test_what_is_over_is_said_and_loses_nothing(live: Live, visit: Visit) -> None:
    world, dana = live.world, visit("dana")
    dana.open("/mitt-mal")
    dana.fill("goal", GOAL)
    pass_time(world, dana, 58)
    notice = dana.page.locator("[data-staying]")
    expect(notice).to_be_visible()
    world.clock.move(3 * MINUTE)
    notice.get_by_role("button", name="Jag är kvar").click()
    expect(notice.get_by_role("alert")).to_contain_text("Du är utloggad nu.")
    dana.look()
    assert dana.page.input_value("[name=goal]") == GOAL
    dana.press("Spara")
    dana.sees("Det du skrev finns kvar")


@ONE_DATABASE
def test_another_tab_keeps_this_one_quiet(live: Live, visit: Visit) -> None:
    world, fia = live.world, visit("fia")
    fia.open("/arenden")
    other = fia.page.context.new_page()
    other.clock.install()
    pass_time(world, fia, 12)
    other.clock.set_system_time(fia.page.evaluate("Date.now()"))
    other.goto("/arenden")
    pass_time(world, fia, 2)
    expect(fia.page.locator("[data-staying]")).to_be_hidden()


@ONE_DATABASE
def test_it_says_that_it_saves_and_sends_once(visit: Visit) -> None:
    dana = visit("dana")
    sent: list[str | None] = []

    def leave_the_page(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data)
            route.fulfill(status=204)
        else:
            route.continue_()

    dana.page.route("**/mitt-mal", leave_the_page)
    dana.open("/mitt-mal")
    dana.fill("goal", GOAL)
    button, told = dana.page.locator("main").get_by_role("button", name="Spara"), dana.page.get_by_text("Sparar …")
    button.dblclick()
    expect(button).to_have_attribute("aria-busy", "true")
    expect(told).to_be_visible()
    dana.look()
    button.click()
    assert len(sent) == 1
    assert sent[0] is not None
    dana.page.clock.fast_forward(10_000)
    expect(button).not_to_have_attribute("aria-busy", "true")
    expect(told).to_have_count(0)
    dana.page.unroute("**/mitt-mal")
    dana.press("Spara")
    dana.look("Sparat kl. 09.00.")


@ONE_DATABASE
def test_the_pressed_button_is_sent_along(live: Live, visit: Visit) -> None:
    """Which of the three answers was pressed is the answer: the busy state must not take it out of the form."""
    paper = presented(live.world)
    dana = visit("dana")
    dana.open(f"/medgivanden/{paper.id}/skriv-under/1")
    with dana.page.expect_request(lambda one: one.method == "POST") as asked:
        dana.press("Nej")
    assert "answer=no" in (asked.value.post_data or "")
    dana.open(f"/medgivanden/{paper.id}/skriv-under/1")
    dana.sees("Du har svarat nej")
    with dana.page.expect_request(lambda one: one.method == "POST") as left:
        dana.page.get_by_role("button", name="Lämna sidan snabbt").click()
    assert left.value.url.endswith("/lamna")
    assert dana.page.url.endswith("/almanacka")


@ONE_DATABASE
def test_another_answer_is_never_held_back(live: Live, visit: Visit) -> None:
    """While a yes is under way she may still say no: only the same press twice is one press."""
    paper = presented(live.world)
    dana = visit("dana")
    path, sent = f"/medgivanden/{paper.id}/skriv-under/1", list[str]()

    def keep_waiting(route: Route) -> None:
        if route.request.method == "POST":
            sent.append((route.request.post_data or "").rpartition("answer=")[2])
            route.fulfill(status=204)
        else:
            route.continue_()

    dana.page.route(f"**{path}", keep_waiting)
    dana.open(path)
    yes, no = (dana.page.locator(f"[name=answer][value={value}]") for value in ("yes", "no"))
    for button in (yes, yes, no, no):
        button.click()
    expect(no).to_have_attribute("aria-busy", "true")
    expect(yes).not_to_have_attribute("aria-busy", "true")
    expect(dana.page.get_by_text("Sparar …")).to_be_visible()
    assert sent == ["yes", "no"]


@ONE_DATABASE
def test_who_goes_back_past_a_refused_form_finds_its_page(visit: Visit) -> None:
    """The answer to a form is kept nowhere: the browser met her with an error of its own."""
    amir = visit("amir")
    amir.open("/arenden/ny")
    for _ in range(2):
        amir.fill("name", "Nora Ny")
        amir.press("Registrera")
        amir.sees("Något behöver rättas")
    amir.menu("Mina ärenden")
    amir.page.go_back()
    amir.look("Nytt ärende", "Registrera")
    assert amir.page.locator("[name=name]").input_value() == "", "what she typed is kept nowhere"
    amir.page.go_back()
    amir.look("Nytt ärende", "Registrera")


@ONE_DATABASE
def test_who_only_looks_for_the_fault_keeps_what_she_typed(visit: Visit) -> None:
    """A link to the field that is wrong, or one that opens beside the page, is no going on."""
    amir = visit("amir")
    amir.open("/inloggning")
    for name in ("present", "wanted", "again"):
        amir.fill(name, f"{name} words")
    amir.press("Byt lösenord")
    amir.page.locator("#fel a").first.click()
    amir.page.locator("nav.menu a").first.click(modifiers=["Control"])
    assert "/inloggning/losenord#" in amir.page.url
    amir.page.reload()
    amir.sees("Lösenorden är inte lika")


@ONE_DATABASE
def test_it_finds_the_page_of_a_form_that_has_none_at_its_own_address(visit: Visit) -> None:
    amir = visit("amir")
    amir.open("/inloggning")
    for name in ("present", "wanted", "again"):
        amir.fill(name, f"{name} words")
    amir.press("Byt lösenord")
    amir.sees("Lösenorden är inte lika")
    assert amir.page.url.endswith("/inloggning/losenord")
    amir.menu("Mina ärenden")
    amir.page.go_back()
    amir.look("Min inloggning", "Byt lösenord")


@ONE_DATABASE
def test_a_wrong_code_is_no_wall_for_who_goes_back(chromium: Browser, live: Live) -> None:
    dana = Visitor(chromium, live, scripts=True)
    dana.open("/logga-in?som=deltagare")
    dana.fill("username", live.world.dana.username or "")
    dana.fill("code", "000000")
    dana.press("Logga in")
    dana.sees("Uppgifterna stämmer inte")
    dana.fill("code", live.world.dana.code)
    dana.press("Logga in")
    dana.look("Min vecka")
    dana.page.go_back()
    dana.page.wait_for_load_state()
    assert dana.page.url.startswith(live.address), "not the browser's own error"
    dana.close()
