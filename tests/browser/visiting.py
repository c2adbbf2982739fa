"""Lets one of the cast visit the pages in a real browser, and looks at each page as a critical visitor would."""

from collections.abc import Callable, Iterable
from typing import Final

from playwright.sync_api import Browser, ConsoleMessage, FilePayload, Locator, Response, ViewportSize

from tests.browser.fitting import PHONE, WIDE, cut_off
from tests.browser.hands import Hands, Keyboard, Mouse
from tests.browser.judging import bring_axe, faults
from tests.journeys.live import Live

_NOWHERE: Final = """() => [...document.querySelectorAll('a[href^="#"]')].map(one => one.hash.slice(1))
  .filter(one => one && document.getElementById(one) === null)"""
_REFUSED: Final = "Failed to load resource"  # an answer such as 404 or 422 that the story asks for


class Visitor:
    """One person's browser: her own cookies, a page, and all that the browser complained about.

    Who has scripts has a mouse; who has none has the keyboard alone, unless told otherwise. So what both databases tell
    has been lived in both ways.
    """

    def __init__(self, browser: Browser, live: Live, *, scripts: bool, keys: bool | None = None) -> None:
        self.live: Final = live
        self.scripts: Final = scripts
        self._context: Final = browser.new_context(
            base_url=live.address, java_script_enabled=scripts, viewport=WIDE, locale="sv-SE"
        )
        if scripts:
            bring_axe(self._context)
        self.page: Final = self._context.new_page()
        self.page.set_default_timeout(30_000)  # ms; for a machine that is busy, where a test waits at all
        self._hands: Final[Hands] = Keyboard(self.page) if keys or (keys is None and not scripts) else Mouse()
        self.complaints: Final[list[str]] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def close(self) -> None:
        self._context.close()

    def sign_in(self, name: str) -> None:
        typed = self.live.world.credentials(name)
        self.open("/logga-in")
        for field, value in typed.items():
            self.fill(field, value)
        self.press("Logga in")

    def open(self, path: str, *, status: int = 200) -> Response:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        return answer

    def follow(self, words: str) -> None:
        """Follow the first link with these words in the page's own part."""
        self.act_on(self._main.get_by_role("link", name=words).first)

    def menu(self, words: str) -> None:
        self.act_on(self.page.locator("nav.menu").get_by_role("link", name=words, exact=True))

    def press(self, words: str) -> None:
        self.act_on(self._main.get_by_role("button", name=words, exact=True).first)

    def unfold(self, words: str) -> None:
        """Unfold the first part of the page that is folded under these words."""
        self.act_on(self._main.locator("summary", has_text=words).first)

    def sign_out(self) -> None:
        self.act_on(self.page.get_by_role("button", name="Logga ut").first)

    def act_on(self, control: Locator) -> None:
        self._hands.press(control)
        # The answer may have begun to come: what is looked at half-way has neither all its words nor its looks.
        self.page.wait_for_load_state()

    def fill(self, field: str, value: str) -> None:
        self._hands.fill(self._control(field), value)

    def choose(self, field: str, value: str) -> None:
        self._hands.choose(self._control(field), value)

    def tick(self, field: str, value: str) -> None:
        self._hands.tick(self._main.locator(f'input[name="{field}"][value="{value}"]'))

    def times(self, days: Iterable[str], start: str, end: str) -> None:
        for day in days:
            self.tick("days-1", day)
        self.fill("start-1", start)
        self.fill("end-1", end)

    def upload(self, field: str, name: str, content: bytes) -> None:
        file = FilePayload(name=name, mimeType="text/csv", buffer=content)
        self._hands.upload(self._control(field), file)

    def sees(self, *words: str) -> None:
        shown = self.text()
        for one in words:
            assert one in shown, f"{self.page.url} does not say {one!r}:\n{shown}"

    def text(self) -> str:
        return self._main.inner_text()

    def look(self, *words: str) -> None:
        """Read the page: what it has to say, whether axe finds anything, and whether it fits a narrow screen."""
        self.sees(*words)
        assert self.page.title().endswith("· Ingången")
        assert self.page.locator("h1").count() == 1
        assert not self.complaints, f"{self.page.url}: {self.complaints}"
        assert not self.page.locator("[hidden]:visible").count(), "what waits for a script is not to be seen"
        self._is_told_of_faults()
        if self.scripts:
            self._ask_axe()
        self._fits()

    def _is_told_of_faults(self) -> None:
        """What was not done has the focus, so that it is seen and read out at once, and the tab says so too."""
        waits = self.page.locator("[autofocus]")
        said = self.page.title().startswith(("Något behöver rättas: ", "Inte sparat än: "))
        assert said == bool(waits.count()), self.page.title()
        if waits.count():
            assert waits.first.evaluate("one => one === document.activeElement"), self.page.url
        nowhere = self.page.evaluate(_NOWHERE)
        assert not nowhere, f"{self.page.url} has links to what is not there: {nowhere}"

    def _ask_axe(self) -> None:
        for size in (WIDE, PHONE):
            self._resize(size)
            found = faults(self.page)
            assert not found, f"{self.page.url} at {size}: " + "\n".join(found)

    def _fits(self) -> None:
        found = cut_off(self.page)
        assert not found, f"{self.page.url}: " + "\n".join(found)

    def _resize(self, size: ViewportSize) -> None:
        if self.page.viewport_size != size:  # the browser lays the page out anew even for the size that it has
            self.page.set_viewport_size(size)

    @property
    def _main(self) -> Locator:
        return self.page.locator("main")

    def _control(self, field: str) -> Locator:
        return self._main.locator(f'[name="{field}"]').first

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(_REFUSED):
            self.complaints.append(message.text)


Visit = Callable[[str], Visitor]
"""Lets one of the cast come, by her name."""
