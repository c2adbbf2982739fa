"""How a visitor acts on a control: with a mouse, or by keyboard alone, and then only where that reaches and is seen."""

from datetime import date, time
from typing import Any, Final, Protocol

from playwright.sync_api import ElementHandle, FilePayload, Locator, Page

_MOST_STOPS: Final = 250  # far more presses of Tab than any page asks for
_NOTHING_YET: Final = "document.activeElement === document.body"
_ON_THE_WAY_PAST_THE_MENU: Final = "document.activeElement.matches('a.skip')"
# A group of radio buttons is one stop of Tab; within it the arrows move.
_IS_REACHED: Final = """one => {
  const at = document.activeElement;
  return at === one || (one.type === 'radio' && at.type === 'radio' && at.name === one.name && at.form === one.form);
}"""
_IS_FOCUSED: Final = "one => one === document.activeElement"
_IS_BEHIND: Final = """one => {
  const at = document.activeElement;
  return at !== document.body && Boolean(at.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING);
}"""
# How many stops there are before it at least: what takes several, such as a date, is counted as one.
_STOPS_TO: Final = """one => {
  const at = document.activeElement, group = each => each.type === 'radio' ? `${each.form?.id} ${each.name}` : each;
  if (at === document.body) return 1;
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter(each => !each.disabled && each.tabIndex >= 0 && each.checkVisibility({visibilityProperty: true}));
  const between = (a, b) => each => a.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING
    && b.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_PRECEDING;
  const ahead = at.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
  const passed = new Set(all.filter(ahead ? between(at, one) : between(one, at)).map(group));
  passed.delete(group(one));
  passed.delete(group(at));
  return passed.size + 1;
}"""
_IS_IN_MAIN: Final = "one => Boolean(one.closest('main'))"
_IS_SHOWN: Final = """one => {
  const box = one.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}"""
_STEPS_TO: Final = "(one, value) => [...one.options].findIndex(option => option.value === value) - one.selectedIndex"


class Hands(Protocol):
    def press(self, control: Locator) -> None: ...

    def tick(self, control: Locator) -> None: ...

    def fill(self, control: Locator, value: str) -> None: ...

    def choose(self, control: Locator, value: str) -> None: ...

    def upload(self, control: Locator, file: FilePayload) -> None: ...


class Mouse:
    """Points, and types where it has pointed."""

    def press(self, control: Locator) -> None:
        control.click()

    def tick(self, control: Locator) -> None:
        control.check()

    def fill(self, control: Locator, value: str) -> None:
        control.fill(value)

    def choose(self, control: Locator, value: str) -> None:
        control.select_option(value)

    def upload(self, control: Locator, file: FilePayload) -> None:
        control.set_input_files(file)


class Keyboard:
    """Has no mouse: goes by Tab to what it wants, sees where it is, and presses keys there."""

    def __init__(self, page: Page) -> None:
        self._page: Final = page
        self._keys: Final = page.keyboard
        page.on("filechooser", lambda _: None)  # from the start: asked for at the key, it can come after the chooser

    def press(self, control: Locator) -> None:
        self._reach(control)
        control.press("Enter")  # the keyboard's own press would not wait for the page that comes of it

    def tick(self, control: Locator) -> None:
        there = self._reach(control)
        for _ in range(_MOST_STOPS):
            if there.evaluate(_IS_FOCUSED):
                break
            self._keys.press("ArrowDown")
        if not there.is_checked():
            self._keys.press("Space")
        assert there.is_checked()

    def fill(self, control: Locator, value: str) -> None:
        there = self._reach(control)
        kind = there.get_attribute("type")
        if kind in {"date", "time"}:
            self._to_its_first_part(there)
            self._keys.type(_in_parts(value) if value else "")
        else:
            self._keys.press("Control+a")
            self._keys.press("Delete")
            self._keys.insert_text(value)
        assert there.input_value() == value.replace("\r\n", "\n")

    def choose(self, control: Locator, value: str) -> None:
        there = self._reach(control)
        steps: int = there.evaluate(_STEPS_TO, value)
        for _ in range(abs(steps)):
            self._keys.press("ArrowDown" if steps > 0 else "ArrowUp")
        assert there.input_value() == value

    def upload(self, control: Locator, file: FilePayload) -> None:
        self._reach(control)
        with self._page.expect_file_chooser() as opened:
            self._keys.press("Enter")
        opened.value.set_files(file)

    def _reach(self, control: Locator) -> ElementHandle:
        """Go by Tab (back, when it is passed already) until the control has the focus, and see it there."""
        there = control.element_handle()
        self._past_the_menu(there)
        key = "Shift+Tab" if there.evaluate(_IS_BEHIND) else "Tab"
        pressed = 0
        while pressed < _MOST_STOPS:
            if there.evaluate(_IS_REACHED):
                assert there.evaluate(_IS_SHOWN), f"{self._page.url}: {control} has the focus where nobody sees it"
                return there
            stops: int = there.evaluate(_STOPS_TO)
            for _ in range(stops):
                self._keys.press(key)
            pressed += stops
        raise AssertionError(f"{self._page.url}: the keyboard never reached {control}")

    def _to_its_first_part(self, there: ElementHandle) -> None:
        """From whichever side it was reached: a field of a date or a time is several stops."""
        while there.evaluate(_IS_REACHED):
            self._keys.press("Shift+Tab")
        self._keys.press("Tab")

    def _past_the_menu(self, there: ElementHandle) -> None:
        """On a page that has just come, take the link to its own part, as one does who knows the place."""
        if there.evaluate(_IS_IN_MAIN) and self._asks(_NOTHING_YET):
            self._keys.press("Tab")
            if self._asks(_ON_THE_WAY_PAST_THE_MENU):
                self._keys.press("Enter")

    def _asks(self, question: str) -> bool:
        answer: Any = self._page.evaluate(question)
        return bool(answer)


def _in_parts(value: str) -> str:
    """Give what is typed into a field of a date or a time, part by part in the order of the tests' browser (en-US)."""
    if ":" in value:
        return time.fromisoformat(value).strftime("%I%M%p")
    return date.fromisoformat(value).strftime("%m%d%Y")
