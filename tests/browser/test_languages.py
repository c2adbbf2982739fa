"""The frame of every page: languages, the phone's menu, the quick way out; by keyboard, unscripted, high contrast."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from hub.signin.cookies import cookie_name
from hub.signin.current import Surface
from tests.browser.fitting import NARROW, PHONE, WIDE
from tests.databases import ONE_DATABASE
from tests.journeys.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120), ONE_DATABASE]


@contextmanager
def opened(
    chromium: Browser, live: Live, name: str = "", *, path: str = "/", scripts: bool = True, phone: str = "sv-SE"
) -> Iterator[Page]:
    """Open a page on a phone that speaks this language, signed in as one of the cast or as a stranger."""
    context = chromium.new_context(base_url=live.address, viewport=PHONE, java_script_enabled=scripts, locale=phone)
    if name:
        secret = live.world.session(name, Surface.PAGE)
        known = cookie_name(live.world.ground.settings)
        context.add_cookies([{"name": known, "value": secret, "url": live.address}])
    page = context.new_page()
    page.goto(path)
    try:
        yield page
    finally:
        context.close()


def tab_to(page: Page, words: str) -> None:
    """Move on by keyboard until what has the focus says these words."""
    focus = page.locator(":focus")
    for _ in range(80):
        page.keyboard.press("Tab")
        if focus.inner_text().strip() == words:
            return
    raise AssertionError(f"the keyboard never reached {words!r}")


def test_a_stranger_chooses_her_language_by_keyboard(chromium: Browser, live: Live) -> None:
    with opened(chromium, live) as page:
        tab_to(page, "العربية")
        page.keyboard.press("Enter")
        expect(page.locator("html[lang=ar][dir=rtl]")).to_be_attached()
        expect(page.get_by_role("heading", level=1)).to_have_text("مدخل مشترك إلى إعادة تأهيل منسّقة")
        expect(page.get_by_text("utkast")).to_be_visible()
        page.goto("/logga-in")
        expect(page.get_by_role("heading", level=1)).to_have_text("تسجيل الدخول")
        tab_to(page, "English")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{live.address}/logga-in")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize("path", ["/", "/logga-in?som=deltagare", "/start/none"])
def test_her_phones_language_meets_her_and_the_others_stand_at_the_top(
    chromium: Browser, live: Live, path: str
) -> None:
    with opened(chromium, live, path=path, scripts=False, phone="ar-EG") as page:
        expect(page.locator("html[lang=ar][dir=rtl]")).to_be_attached()
        assert not [one for one in page.context.cookies() if one.get("name") == "sprak"], "she chose nothing yet"
        top = page.locator("header")
        expect(top.get_by_role("button", name="العربية")).to_have_attribute("aria-current", "true")
        expect(top.get_by_role("button", name="Lättläst svenska")).to_be_in_viewport()
        page.set_viewport_size(NARROW)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        top.get_by_role("button", name="Lättläst svenska").click()
        expect(page).to_have_url(f"{live.address}{path}")
        expect(page.locator("html[lang=sv][dir=ltr]")).to_be_attached()
        page.goto(path)
        expect(page.locator("html[lang=sv][dir=ltr]")).to_be_attached()  # what she chose is kept


def test_the_content_is_one_step_away(chromium: Browser, live: Live) -> None:
    with opened(chromium, live, "fia") as page:
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("Hoppa till innehållet")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


def test_a_participant_finds_her_language_in_the_menu(chromium: Browser, live: Live) -> None:
    """At the foot it was five screens down, below a week that she could not read."""
    with opened(chromium, live, "dana", path="/mina-medgivanden", scripts=False) as page:
        tab_to(page, "Meny")
        page.keyboard.press("Enter")
        tab_to(page, "العربية")
        page.keyboard.press("Enter")
        expect(page.locator("html[lang=ar][dir=rtl]")).to_be_attached()
        expect(page).to_have_url(f"{live.address}/mina-medgivanden")
        page.set_viewport_size(WIDE)
        expect(page.get_by_role("link", name="Language")).to_be_in_viewport()
    with opened(chromium, live, "fia", path="/arenden") as page:
        expect(page.locator("#meny .languages, .to-languages")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_menu_opens_on_a_phone(chromium: Browser, live: Live, scripts: bool) -> None:
    with opened(chromium, live, "dana", scripts=scripts) as page:
        menu = page.get_by_role("navigation", name="Huvudmeny")
        expect(menu).to_be_hidden()
        tab_to(page, "Meny")
        page.keyboard.press("Enter")
        expect(menu).to_be_visible()
        tab_to(page, "Stäng menyn")
        page.keyboard.press("Enter")
        expect(menu).to_be_hidden()
        page.keyboard.press("Enter")  # she is back where she opened it
        expect(menu).to_be_visible()
        tab_to(page, "Vem har läst")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{live.address}/vem-har-last")
        expect(menu).to_be_hidden()


def test_she_leaves_at_once(chromium: Browser, live: Live) -> None:
    with opened(chromium, live, "dana", path="/vem-har-last", scripts=False) as page:
        page.get_by_role("button", name="Lämna sidan snabbt").click()
        expect(page).to_have_url(f"{live.address}/almanacka")
        assert "Ingången" not in page.content()
        page.go_back()
        page.goto("/vem-har-last")
        expect(page).to_have_url(f"{live.address}/logga-in?som=deltagare&next=/vem-har-last")


def test_buttons_and_what_is_chosen_show_in_high_contrast(chromium: Browser, live: Live) -> None:
    with opened(chromium, live, "fia", path="/arenden") as page:
        page.emulate_media(forced_colors="active")
        page.set_viewport_size(WIDE)
        here = page.get_by_role("navigation", name="Huvudmeny").locator("[aria-current=page]")
        assert here.evaluate("one => getComputedStyle(one).borderBlockEndColor") != "rgba(0, 0, 0, 0)"
        button = page.get_by_role("button", name="Logga ut").first
        assert button.evaluate("one => getComputedStyle(one).borderTopStyle") == "solid"
        page.goto("/inloggning")
        for one in page.locator("main button, main .button").all():
            assert one.evaluate("one => parseFloat(getComputedStyle(one).borderTopWidth)") >= 1


def test_everything_to_press_is_large_enough(chromium: Browser, live: Live) -> None:
    with opened(chromium, live, "dana") as page:
        for path in ("/", "/vem-har-last", "/mina-medgivanden", "/tider-jag-inte-kan", "/hjalp"):
            page.goto(path)
            for one in page.locator("button:visible, .button:visible, select:visible").all():
                box = one.bounding_box()
                assert box is not None
                assert box["height"] >= 43.5, (path, one.inner_text(), box)
