"""Goes through a page by Tab, and tells what the keyboard never reaches and where nobody sees the focus."""

from typing import Final

from playwright.sync_api import Page

# What is folded is unfolded first: to unfold it is a control of its own, and reached. A group of radios is one stop.
_BEGIN: Final = """() => {
  document.querySelectorAll('main details').forEach(one => { one.open = true; });
  const key = one => one.type === 'radio' ? `${[...document.forms].indexOf(one.form)} ${one.name}` : one;
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')];
  const wanted = all.filter(one => !one.disabled && one.checkVisibility({visibilityProperty: true}));
  const left = new Map(wanted.map(one => [key(one), one])), unseen = new Set();
  document.addEventListener('focusin', event => {
    left.delete(key(event.target));
    const looks = getComputedStyle(event.target);
    if (looks.outlineStyle === 'none' && looks.boxShadow === 'none') unseen.add(event.target);
  });
  window.reaching = {left, unseen};
  return wanted.length;
}"""
_LEFT: Final = "() => window.reaching.left.size"
_SAY: Final = """() => [
  ...[...window.reaching.left.values()].map(one => 'the keyboard never reaches: ' + one.outerHTML.slice(0, 160)),
  ...[...window.reaching.unseen].map(one => 'does not show that it has the focus: ' + one.outerHTML.slice(0, 160)),
]"""
_PARTS: Final = 4  # a field of a date or a time is several stops
_AT_ONCE: Final = 8


def unreached(page: Page) -> list[str]:
    """Press Tab until each control has had the focus once, or far more often than there are controls."""
    controls: int = page.evaluate(_BEGIN)
    for _ in range(0, controls * _PARTS, _AT_ONCE):
        if not page.evaluate(_LEFT):
            break
        for _ in range(_AT_ONCE):
            page.keyboard.press("Tab")
    said: list[str] = page.evaluate(_SAY)
    return said
