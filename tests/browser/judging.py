"""Asks axe about a page: every rule at every width, but a look whose contrast it has passed is not measured anew.

To measure the contrast of each text takes axe four times as long as all of its other rules. It hangs on how the text
looks: its colour, size and weight, and what lies behind it. Most texts of a page look as those of the page before.
"""

from typing import Any, Final, TypedDict

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

# Sent once, and made when a page is first asked about: to send it for each page costs as much as what it then does.
_AXE: Final = f"""Object.defineProperty(window, 'axe', {{configurable: true, get() {{
  delete window.axe;
  (function() {{ {AXE_SCRIPT} }}).call(window);
  return window.axe;
}}}});"""
# What is behind a text is what its parents paint, where it lies within each of them and nothing else that is painted
# crosses it. Elsewhere it is measured on every page. Only a look that axe itself has measured and passed is kept.
_JUDGE: Final = """async passed => {
  const styles = new Map(), told = new Map();
  const style = one => styles.get(one) ?? (styles.set(one, getComputedStyle(one)), styles.get(one));
  const own = ['color', 'fontSize', 'fontWeight', 'textShadow', 'webkitTextStrokeWidth', 'webkitTextStrokeColor',
    'webkitTextFillColor'];
  const behind = ['backgroundColor', 'backgroundImage', 'opacity', 'mixBlendMode', 'filter'];
  const paints = one => style(one).backgroundColor !== 'rgba(0, 0, 0, 0)' || style(one).backgroundImage !== 'none';
  const painted = [...document.body.querySelectorAll('*')].filter(one => one.checkVisibility() && paints(one))
    .map(one => ({one, box: one.getBoundingClientRect()}));
  const ground = one => {
    if (one === null) return '';
    if (!told.has(one)) {
      const over = ground(one.parentElement), said = '/' + behind.map(name => style(one)[name]).join(' ');
      told.set(one, over.endsWith(said) && !paints(one) ? over : over + said);
    }
    return told.get(one);
  };
  const text = document.createRange();
  const within = (a, b) => a.left >= b.left - 1 && a.top >= b.top - 1 && a.right <= b.right + 1
    && a.bottom <= b.bottom + 1;
  const crosses = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
  const lies = (one, box) => painted.every(other => other.one.contains(one) ? within(box, other.box)
    : one.contains(other.one) || !crosses(box, other.box));
  const look = one => {
    text.selectNodeContents(one);
    if (!lies(one, one.getBoundingClientRect()) || !lies(one, text.getBoundingClientRect())) return null;
    return matchMedia('(forced-colors: active)').matches + own.map(name => style(one)[name]).join(' ') + ground(one);
  };
  const speaks = one => one.matches('input, select, textarea, button, option')
    || [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const known = new Set(passed);
  let anew = [...document.body.querySelectorAll('*')].filter(
    one => one.checkVisibility() && speaks(one) && !known.has(look(one)));
  if (anew.length) {  // what is told to a screen reader alone has no looks
    axe.setup(document);
    anew = anew.filter(one => axe.commons.dom.isVisibleOnScreen(one));
    axe.teardown();
  }
  const fault = one => one.id + ': ' + one.nodes.map(node => node.html).join(' | ');
  const rules = {'color-contrast': {enabled: false}, 'target-size': {enabled: true}};  // axe leaves the second out
  const all = await axe.run(document, {resultTypes: ['violations'], rules});
  const faults = all.violations.map(fault), looks = new Set();
  if (anew.length) {
    const seen = await axe.run({include: anew}, {runOnly: ['color-contrast'], elementRef: true});
    faults.push(...seen.violations.map(fault));
    const measured = node => node.any.some(one => one.data?.contrastRatio);
    seen.passes.flatMap(rule => rule.nodes).filter(measured).forEach(node => looks.add(look(node.element)));
  }
  return {faults, looks: [...looks].filter(one => one !== null)};
}"""


class _Judged(TypedDict):
    faults: list[str]
    looks: list[str]


# Of this worker's pages: all have the same style sheets.
_passed: Final[set[str]] = set()


def bring_axe(context: BrowserContext) -> None:
    context.add_init_script(_AXE)


def faults(page: Page) -> list[str]:
    """Tell what axe finds wrong on the page as wide as it is now."""
    judged: Any = page.evaluate(_JUDGE, sorted(_passed))
    found: _Judged = judged
    _passed.update(found["looks"])
    return found["faults"]
