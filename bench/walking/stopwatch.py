"""A person at a page, timed: what the machine takes is measured, what her hands and eyes take is counted.

Hands by the keystroke-level model (Card, Moran and Newell, 1980): 0.28 s a key, 1.3 s to point and press, 1.35 s to
make up one's mind before each act. Eyes by words: 2.5 a second for a participant, who reads slowly (most adults read
4), and 4 for who works with this daily.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Locator, Page

KEY: Final = 0.28  # seconds
POINT: Final = 1.3
MIND: Final = 1.35
SLOW: Final = 2.5  # words a second
QUICK: Final = 4.0


@dataclass(slots=True)
class Spent:
    """What one task took so far."""

    machine: float = 0.0  # seconds
    hands: float = 0.0
    eyes: float = 0.0
    acts: int = 0
    words: int = 0

    @property
    def seconds(self) -> float:
        return self.machine + self.hands + self.eyes


class Walker:
    """Somebody who is signed in and has the page before her."""

    def __init__(self, page: Page, *, pace: float) -> None:
        self.page: Final = page
        self.pace: Final = pace
        self.spent = Spent()

    def follow(self, words: str) -> None:
        self._press(self.main.get_by_role("link", name=words).first)

    def press(self, words: str) -> None:
        self._press(self.main.get_by_role("button", name=words).first)

    def unfold(self, words: str) -> None:
        self._press(self.main.locator("summary", has_text=words).first)

    def tick(self, field: str, value: str) -> None:
        self._hand()
        self.main.locator(f'input[name="{field}"][value="{value}"]').first.check()

    def choose(self, field: str, value: str) -> None:
        self._hand(POINT)  # to open the list, and then one of it
        self.main.locator(f'[name="{field}"]').first.select_option(value)

    def write(self, field: str, text: str) -> None:
        self._hand(KEY * len(text))
        self.main.locator(f'[name="{field}"]').first.fill(text)

    def read(self, place: Locator | str | None = None) -> str:
        """Read what stands in this place, or the page's own part whole."""
        found = self.main if place is None else self.main.locator(place).first if isinstance(place, str) else place
        text = found.inner_text()
        # What is there for who listens alone is not before her eyes.
        count = len(text.split()) - sum(len(unseen.split()) for unseen in found.locator(".unseen").all_inner_texts())
        self.spent.words += count
        self.spent.eyes += count / self.pace
        return text

    def sees(self, words: str) -> None:
        shown = self.main.inner_text()
        assert words in shown, f"{self.page.url} does not say {words!r}:\n{shown[:1500]}"

    def go(self, path: str) -> None:
        """Be at an address: by a bookmark, a link that she was given, or where she already was."""
        with self._machine():
            answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"

    def picture(self, path: Path, *, width: int = 1280, whole: bool = True) -> None:
        """Photograph the page; nobody's time runs."""
        before = self.page.viewport_size
        self.page.set_viewport_size({"width": width, "height": 844 if width < 600 else 900})
        self.page.screenshot(path=path, full_page=whole)
        if before is not None:
            self.page.set_viewport_size(before)

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def _press(self, target: Locator) -> None:
        self._hand()
        with self._machine():
            target.click()
            self.page.wait_for_load_state()

    def _hand(self, more: float = 0.0) -> None:
        self.spent.acts += 1
        self.spent.hands += MIND + POINT + more

    @contextmanager
    def _machine(self) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.spent.machine += time.perf_counter() - began
