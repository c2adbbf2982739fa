"""What axe passed once is not measured anew; whatever looks otherwise is, and what is wrong is told each time."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.judging import bring_axe, faults

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PAGE = """<!doctype html><html lang="sv"><title>Prov</title><body><main><h1>Prov</h1>{}</main></body></html>"""
_LISTEN = "void (axe.run = (run => (what, how) => (window.asked = what.include, run(what, how)))(axe.run))"
GOOD = '<p style="color: #123456">Ord</p>'


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    bring_axe(context)
    yield context.new_page()
    context.close()


def told(page: Page, content: str) -> list[str]:
    page.goto("about:blank")
    page.set_content(PAGE.format(content))
    return [one.partition(":")[0] for one in faults(page)]


def measured(page: Page, content: str) -> bool:
    """Tell whether axe is asked about the contrast of a paragraph."""
    page.goto("about:blank")
    page.set_content(PAGE.format(content))
    page.evaluate(_LISTEN)
    faults(page)
    return bool(page.evaluate("Boolean(window.asked?.some(one => one.matches('p')))"))


def test_what_has_passed_is_not_measured_anew(page: Page) -> None:
    assert told(page, GOOD) == []
    assert not measured(page, GOOD)
    assert not measured(page, GOOD.replace("Ord", "Andra ord"))


@pytest.mark.parametrize(
    "other",
    [
        GOOD.replace("#123456", "#123457"),
        GOOD.replace("#123456", "#123456; font-size: 40px"),
        GOOD.replace("#123456", "#123456; background: #ffe"),
        f'<div style="background: #eef">{GOOD}</div>',
        f'<div style="opacity: 0.9">{GOOD}</div>',
        f'<div style="background: #fff; width: 9px; white-space: nowrap">{GOOD.replace("Ord", "Långa ord")}</div>',
        f'<div style="background: #eee; position: absolute; inset: 0; z-index: -1"></div>{GOOD}',
    ],
)
def test_what_looks_otherwise_or_lies_elsewhere_is_measured(page: Page, other: str) -> None:
    assert told(page, GOOD) == []
    assert measured(page, other)


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="color: #aaa">Ord</p>',
        f'<div style="background: #234567">{GOOD}</div>',
        f'<div style="opacity: 0.3">{GOOD}</div>',
        f'<div style="background: #234567; height: 99px"></div>{GOOD.replace("#123456", "#123456; margin-top: -60px")}',
    ],
)
def test_what_is_wrong_is_told_each_time(page: Page, bad: str) -> None:
    assert told(page, GOOD) == []
    assert told(page, bad) == ["color-contrast"]
    assert told(page, bad) == ["color-contrast"]


def test_the_other_rules_are_asked_each_time(page: Page) -> None:
    unnamed = '<input type="text">'
    assert told(page, unnamed) == ["label"]
    assert told(page, unnamed) == ["label"]


def test_who_was_exempt_is_measured_when_she_no_longer_is(page: Page) -> None:
    """The contrast of what is switched off does not matter to axe: that is no passing."""
    weak = '<label>Ord <input style="color: #aaa; background: #fff" value="Ord"{}></label>'
    assert told(page, weak.format(" disabled")) == []
    assert told(page, weak.format("")) == ["color-contrast"]
