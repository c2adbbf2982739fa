"""Every form of the url map is taken with its browser's own token alone, and every API act with a bearer token (T20).

What is asked for is nothing's: token and session are judged before a route looks for what its address names. A route
that comes later is asked by itself.
"""

import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

import pytest
from flask_wtf import CSRFProtect

from hub.signin import form_tokens, guards
from hub.signin.current import SignedIn, Surface
from hub.signin.looking_up import look_up
from hub.store.ground import Ground
from tests.attacks.addresses import token
from tests.attacks.test_assisted import handed
from tests.cast import API, Answer, Browser, World

ROLES: Final = ("amir", "fia", "dana", "bea", "ada", "dagny", "lea")
_NOTHING: Final = "e" * 32
_READING: Final = {"GET", "HEAD", "OPTIONS"}
NOT_TAKEN: Final = 400
_MANY: Final = 20
_TOKEN: Final = re.compile(r'name="csrf_token" value="([^"]+)"')


def addresses(world: World, *, api: bool) -> list[tuple[str, str]]:
    """Give (method, path) of all that changes something."""
    found = []
    for rule in world.app.url_map.iter_rules():
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(f"<{name}>", _NOTHING)
        found += [(method, path) for method in rule.methods or () if method not in _READING]
    return sorted((method, path) for method, path in found if path.startswith(API) is api)


def send(browser: Browser, path: str, said: str | None) -> Answer:
    return Answer(browser.client.post(path, data={} if said is None else {"csrf_token": said}))


def browsers(world: World) -> Iterator[Browser]:
    for name in ROLES:
        yield world.page(name)
    yield handed(world)
    yield world.page()


def admitted(world: World) -> dict[str, list[Browser]]:
    """Give who is let through to each form, by its address: all else are told something before a token is looked at."""
    forms = [path for _, path in addresses(world, api=False)]
    found: dict[str, list[Browser]] = {path: [] for path in forms}
    for browser in browsers(world):
        for path in forms:
            if send(browser, path, None).status == NOT_TAKEN:
                found[path].append(browser)
    return found


def taken(world: World, forms: dict[str, list[Browser]], said: Callable[[Browser], str]) -> set[str]:
    """Give the forms that are taken with that token from one of those who are let through to them."""
    return {path for path, by in forms.items() if any(send(one, path, said(one)).status != NOT_TAKEN for one in by)}


@pytest.mark.parametrize("guarded", [True, False])
def test_no_form_is_taken_but_with_its_browsers_own_token(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    forms = admitted(world)
    assert [path for path, by in forms.items() if not by] == [], "nobody is let through to it"
    if not guarded:
        monkeypatch.setattr(CSRFProtect, "protect", lambda _: None)
        assert taken(world, forms, lambda _: "x") == set(forms)
        return
    other = world.page()
    anothers = _TOKEN.search(other.get("/logga-in").text)
    assert anothers
    for browser in chain(*forms.values()):
        token(world, browser)  # it has one of its own
    assert taken(world, forms, lambda _: "") == set()
    assert taken(world, forms, lambda _: anothers.group(1)) == set()


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_with_the_token_that_the_browser_had_before_she_signed_in(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    if not guarded:
        monkeypatch.setattr(form_tokens, "begin_anew", lambda _: None)
    browser = world.page()
    before = _TOKEN.search(browser.get("/logga-in").text)
    assert before
    assert browser.post("/logga-in", world.credentials("amir")).status == 303
    forms = [path for _, path in addresses(world, api=False) if send(browser, path, None).status == NOT_TAKEN]
    assert len(forms) > _MANY
    assert bool(taken(world, {path: [browser] for path in forms}, lambda _: before.group(1))) is not guarded


def asked(world: World, browser: Browser, **headers: str) -> set[tuple[str, str, int]]:
    """Ask for each act of the API and send each form, with its token and without; give what each was answered."""
    ask, found = browser.client.open, set()
    for method, path in addresses(world, api=True):
        found.add((method, path, ask(path, method=method, json={}, headers=headers).status_code))
    for method, path in addresses(world, api=False):
        for said in ({}, {"csrf_token": token(world, browser)}):
            found.add((method, path, ask(path, method=method, data=said, headers=headers).status_code))
    return found


def on_either_surface(ground: Ground, secret: str, _: Surface) -> SignedIn | None:
    return look_up(ground, secret, Surface.PAGE) or look_up(ground, secret, Surface.API)


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("name", ["amir", "dana", "bea"])
def test_what_a_browser_holds_is_nothing_to_the_api_and_the_other_way_round(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str, *, guarded: bool
) -> None:
    """A page's secret as bearer token, a program's as cookie: each is answered as a stranger is."""
    strangers = asked(world, world.page())
    page, program = world.page(name), world.session(name, Surface.API)
    mixed = world.page()
    mixed.client.set_cookie(page.cookie, program)
    if not guarded:
        monkeypatch.setattr(guards, "look_up", on_either_surface)
    answers = asked(world, mixed, Authorization=f"Bearer {page.secret}")
    assert (answers <= strangers) is guarded


@pytest.mark.parametrize("guarded", [True, False])
def test_the_api_reads_no_cookie(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """A page of another site can have a browser send one, and JSON by a form."""
    acts = addresses(world, api=True)
    browser, known = world.page(), world.page("amir")
    if not guarded:
        name = known.cookie
        monkeypatch.setattr(guards, "presented", lambda request, *_: request.cookies.get(name))
        known.client.set_cookie(name, world.session("amir", Surface.API))
    answers = [
        [one.client.open(path, method=method, json={}).status_code for method, path in acts] for one in (browser, known)
    ]
    assert (answers[0] == answers[1]) is guarded
