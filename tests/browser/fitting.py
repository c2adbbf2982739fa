"""The screens on which pages are looked at, and what of a page the narrowest cuts off, also with large letters."""

from typing import Final

from playwright.sync_api import Page, ViewportSize

WIDE: Final[ViewportSize] = {"width": 1280, "height": 900}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
NARROW: Final[ViewportSize] = {"width": 320, "height": 700}
# WCAG 1.4.4 and 1.4.10 at once: letters of twice the size, and nobody has to scroll sideways; what has a scroll of its
# own, as a table, may. A page that is turned from right to left grows to the left.
_WITH_LARGE_LETTERS: Final = """() => {
  const root = document.documentElement, told = [];
  root.style.fontSize = '200%';
  if (root.scrollWidth > root.clientWidth) {
    const text = document.createRange();
    const out = box => box.left < -1 || box.right > root.clientWidth + 1;
    const outside = one => {
      text.selectNodeContents(one);
      return [one, text].some(it => out(it.getBoundingClientRect()));
    };
    const found = [...document.body.querySelectorAll('*')].filter(one => one.checkVisibility() && outside(one));
    const inmost = found.filter(one => !found.some(other => one !== other && one.contains(other)));
    told.push(root.scrollWidth + ' px wide: ' + inmost.slice(0, 3).map(one => one.outerHTML.slice(0, 160)).join(' | '));
  }
  // Of what is typed into a time or a day something has to be seen beside its picture.
  const narrow = one => one.checkVisibility() && one.clientWidth < 5 * parseFloat(getComputedStyle(one).fontSize);
  for (const one of document.querySelectorAll('input:is([type=time], [type=date])')) {
    if (narrow(one)) told.push(one.clientWidth + ' px are too narrow for ' + one.name);
  }
  root.style.fontSize = '';
  return told;
}"""


def cut_off(page: Page) -> list[str]:
    """Tell what has to be scrolled to sideways on a narrow screen; leaves the page on a wide one."""
    page.set_viewport_size(NARROW)
    wide: int = page.evaluate("document.documentElement.scrollWidth")
    told = [f"is {wide} px wide on a narrow screen"] if wide > NARROW["width"] else []
    large: list[str] = page.evaluate(_WITH_LARGE_LETTERS)
    page.set_viewport_size(WIDE)
    return told + [f"with large letters: {one}" for one in large]
