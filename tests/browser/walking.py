"""Walks every page that a role can reach, by the links on them, and looks at each as a critical visitor would."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from babel.messages.catalog import Message
from babel.support import NullTranslations
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.exceptions import HTTPException

from hub.signin.cookies import cookie_name
from hub.signin.current import Surface
from hub.web import words
from hub.web.gathering import read
from hub.web.language import SWEDISH, Language
from tests.browser.fitting import PHONE, WIDE, cut_off
from tests.browser.judging import bring_axe, faults
from tests.browser.reaching import unreached
from tests.journeys.live import Live

STRANGER: Final = ""
_LISTEN: Final = "addEventListener('securitypolicyviolation', event => console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI))"  # noqa: E501 - one line of script
# All at one go: to ask a page that has just come anything through the browser's driver costs as much as the answer.
# `alike` are controls of one name that lead to different things: who hears them one by one cannot tell which is which.
# In a table the row says it; two acts of one second and kind are alike in all that the log tells of them.
# `swedish` is every text that a reader meets and that has a Swedish letter, but what says itself that it is Swedish.
_TELL: Final = """() => {
  const swedish = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, text = node.textContent.trim();
    const own = node.parentElement.closest('[lang=sv]:not(html), bdi, textarea, option');
    if (/[åäöÅÄÖ]/.test(text) && !own) swedish.push(text);
  }
  const of = (one, names) => (one.getAttribute(names) ?? '').split(' ').filter(Boolean)
    .map(id => document.getElementById(id)?.textContent).join(' ');
  const about = one => one === null ? '' : one.matches('fieldset') ? one.querySelector('legend')?.textContent
    : of(one, 'aria-labelledby');
  const controls = new Map(), leads = one => one.getAttribute('href') ?? one;
  for (const one of document.querySelectorAll('main :is(a[href], button, summary):not(tr *)')) {
    const name = [one.getAttribute('aria-label') ?? one.textContent, of(one, 'aria-describedby'),
      about(one.closest('fieldset, [role=group][aria-labelledby]'))].join(' ').replace(/\\s+/g, ' ').trim();
    controls.set(name, (controls.get(name) ?? new Set()).add(leads(one)));
  }
  return {
    swedish,
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
    h1: document.querySelectorAll('h1').length,
    title: document.title,
    alike: [...controls].filter(([, leads]) => leads.size > 1).map(([name]) => name),
    alone: document.querySelector('header.top') === null,
    links: [...document.querySelectorAll('a[href]')].map(one => one.getAttribute('href')),
  };
}"""
_FILES: Final = (".csv", ".xlsx", ".png", ".json", ".svg", ".txt", "/logg-fil")
# Each of these has as many pages as it has values; the walk looks at each once.
_LOOKED_AT_EACH: Final = frozenset({"subject", "step", "language"})


@dataclass(slots=True)
class Walk:
    """One language, all roles: what was visited, and what is wrong."""

    live: Live
    browser: Browser
    language: str
    visited: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    missed: set[str] = field(default_factory=set)
    swedish: set[str] = field(default_factory=set)

    def role(self, name: str, *also: str) -> None:
        """Walk as one of the cast, or as a stranger: from the first page, and from `also`."""
        with self._context(name) as context:
            page = context.new_page()
            page.on("console", lambda one: self._hear(page, one.type, one.text))
            page.on("pageerror", lambda error: self.faults.append(f"{name} {page.url}: {error}"))
            self._from(page, name, ["/", *also])

    def _from(self, page: Page, name: str, begin: list[str]) -> None:
        waiting, seen = deque(begin), set[str]()
        while waiting:
            path = waiting.popleft()
            key = place_of(self.live.world.app, path)
            if key is None or key in seen or (name != STRANGER and _is_help(key) and any(map(_is_help, seen))):
                continue
            seen.add(key)
            answer = page.goto(path)
            if answer is None or answer.status != 200:
                self.faults.append(f"{name} {path}: {answer.status if answer else 'nothing'}")
                continue
            self.visited.add(key.partition(" ")[0])
            waiting.extend(self._look(page, name))

    def _look(self, page: Page, name: str) -> list[str]:
        """Look at a page, and return the links on it."""
        where = f"{name or 'stranger'} {urlsplit(page.url).path} ({self.language})"
        said: dict[str, Any] = page.evaluate(_TELL)
        swedish, links, alone, alike = (said.pop(one) for one in ("swedish", "links", "alone", "alike"))
        self.faults += [f"{where}: several are called {one!r}" for one in alike]
        # Only the almanac is alone: it tells nothing of where it belongs.
        if not alone and (said["h1"] != 1 or not said["title"].partition(" · ")[0].strip()):
            self.faults.append(f"{where}: {said}")
        if said["dir"] != ("rtl" if self.language == "ar" else "ltr") and not alone:
            self.faults.append(f"{where}: is written {said['dir']}")
        self.swedish.update(swedish)
        for size in (WIDE, PHONE):
            if page.viewport_size != size:  # the browser lays the page out anew even for the size that it has
                page.set_viewport_size(size)
            self.faults += [f"{where} at {size['width']}: {one}" for one in faults(page)]
        self.faults += [f"{where}: {one}" for one in cut_off(page)]
        if self.language == SWEDISH.code:  # the order of the controls is the same in each
            self.faults += [f"{where}: {one}" for one in unreached(page)]
        return [one for one in links if one.startswith("/") and not urlsplit(one).path.endswith(_FILES)]

    def _hear(self, page: Page, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.faults.append(f"{page.url}: {text}")

    @contextmanager
    def _context(self, name: str) -> Iterator[BrowserContext]:
        context = self.browser.new_context(base_url=self.live.address, viewport=WIDE, bypass_csp=False, locale="sv-SE")
        context.add_init_script(_LISTEN)
        bring_axe(context)
        world = self.live.world
        cookies = {"sprak": self.language}
        if name != STRANGER:
            cookies[cookie_name(world.ground.settings)] = world.session(name, Surface.PAGE)
        context.add_cookies([{"name": key, "value": value, "url": self.live.address} for key, value in cookies.items()])
        try:
            yield context
        finally:
            context.close()


def _is_help(key: str) -> bool:
    """Tell a help text, the same for all: a stranger reads each of them, the others one within their own frame."""
    return key.startswith("home.help_about ")


def place_of(app: Flask, path: str) -> str | None:
    """Name the route that answers a path, with what makes it a page of its own; None for a file or nothing."""
    adapter = app.url_map.bind("localhost")
    try:
        endpoint, parts = adapter.match(urlsplit(path).path, method="GET")
    except HTTPException:
        return None
    if endpoint == "static":
        return None
    told = [f"{name}={value}" for name, value in sorted(parts.items()) if name in _LOOKED_AT_EACH]
    told += [one for one in urlsplit(path).query.split("&") if one.startswith("som=")]  # whom a page is for
    return " ".join([endpoint, *told])


@contextmanager
def listening(language: Language, heard: Callable[[str], None]) -> Iterator[None]:
    """Hear each text of the hub's own that a page looks up and the catalogue does not have."""
    ours = {one for message in read(language) for one in _ids(message)}

    class Missing(NullTranslations):
        def gettext(self, message: str) -> str:
            if message in ours:
                heard(message)
            return message

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            heard(msgid1)
            return msgid1 if n == 1 else msgid2

    catalogue = words.catalogue(language.code)
    before = catalogue._fallback
    catalogue._fallback = Missing()
    try:
        yield
    finally:
        catalogue._fallback = before


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple | list) else (message.id,)
