"""The system's own Chromium, started once for all tests of the pages, and a served world for them to visit."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visiting import Visit, Visitor
from tests.cast import SECOND, World
from tests.journeys.live import Live, serve

# The first is the same browser without what draws windows: a new visitor costs a third.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--lang=en-US",  # the order in which the parts of a date are typed, whatever the machine speaks
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise RuntimeError("Chromium is missing; mend it with: bin/ensure-chromium")
    # Its sandbox needs a user of its own; as root there is none.
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*_QUIET, *alone])
        yield browser
        browser.close()


@pytest.fixture
def live(make_world: Callable[..., World]) -> Iterator[Live]:
    with serve(make_world) as served:
        yield served


@pytest.fixture
def visit(chromium: Browser, live: Live) -> Iterator[Visit]:
    """Let one of the cast come and sign in; on PostgreSQL by keyboard alone and without script."""
    with ExitStack() as opened:

        def come(name: str) -> Visitor:
            live.world.clock.move(SECOND)
            visitor = Visitor(chromium, live, scripts=live.world.databases.kind == "sqlite")
            opened.callback(visitor.close)
            visitor.sign_in(name)
            return visitor

        yield come
