"""What looks at pages by keyboard finds what a keyboard cannot reach, and a focus that nobody sees."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.hands import Keyboard
from tests.browser.reaching import unreached

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]

_PAGE = """<main><a href="/a">A</a> <a href="/b" tabindex="-1">B</a> <button style="outline: none">C</button>
<input type="radio" name="d" value="1"><input type="radio" name="d" value="2"><input type="radio" name="d" value="3">
<input type="date" name="e"><input type="time" name="f"><a href="/g" style="position: fixed; left: -999px">G</a>
<select name="h"><option>1</option><option>2</option><option>3</option></select></main>"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.set_content(_PAGE)
    page.set_default_timeout(5_000)
    yield page
    page.close()


def test_what_is_not_reached_or_not_seen_is_told(page: Page) -> None:
    told = unreached(page)
    assert [one.partition(":")[0] for one in told] == [
        "the keyboard never reaches",
        "does not show that it has the focus",
    ]
    assert 'href="/b"' in told[0]


def test_the_keyboard_fills_what_it_reaches(page: Page) -> None:
    keyboard = Keyboard(page)
    keyboard.tick(page.locator('[value="2"]').first)
    keyboard.fill(page.locator("[name=f]"), "15:45")
    keyboard.fill(page.locator("[name=e]"), "2026-03-02")  # before the one that has the focus
    keyboard.choose(page.locator("[name=h]"), "3")
    keyboard.choose(page.locator("[name=h]"), "2")
    assert page.locator("input:checked").get_attribute("value") == "2"


def test_the_keyboard_does_not_do_what_it_cannot(page: Page) -> None:
    keyboard = Keyboard(page)
    with pytest.raises(AssertionError, match="never reached"):
        keyboard.press(page.locator('[href="/b"]'))
    with pytest.raises(AssertionError, match="nobody sees it"):
        keyboard.press(page.locator('[href="/g"]'))
