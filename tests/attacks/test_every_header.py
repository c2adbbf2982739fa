"""Every answer of every address says what a browser may load, keep and tell others, however the answer ended (T20).

The addresses are those of the url map, so that a route that comes later is asked by itself: as each role, of what is
there, of what is not, with a filter that cannot be read, too often, and while nothing can be logged.
"""

from collections.abc import Iterator
from typing import Final

import pytest
from werkzeug.datastructures import Headers

from hub.access_log import writer
from hub.store.errors import Unavailable
from hub.web.headers import ALWAYS
from tests.attacks.addresses import NOT_IDS, absent, all_addresses, ids_of
from tests.attacks.scene import Scene, as_dana, play
from tests.cast import API, World

ROLES: Final = ("amir", "fia", "dana", "bea", "dagny", None)
_ONCE: Final = (*ALWAYS, "Content-Type")
# What says which program answers, or of which version.
_TELLING: Final = ("Server", "X-Powered-By", "Via", "X-Runtime", "X-Version")


def paths(world: World, scene: Scene) -> Iterator[str]:
    """Give every address that is read: of what is there, of what is not, and with a filter that cannot be read."""
    for address in all_addresses(world):
        if address.method == "GET":
            yield from (_whole(address.rule, ids) for ids in (ids_of(scene, address), absent(address)))
    for rule in world.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments:
            yield rule.rule
            yield f"{rule.rule}?page=x&purpose=x&from=x&week=x&vecka=x&before=x&bob=1"
        elif rule.arguments <= NOT_IDS and rule.endpoint != "static":
            yield _whole(rule.rule, dict.fromkeys(NOT_IDS, "x" * 43))
    yield "/finns-inte"
    yield f"{API}/nowhere"


def _whole(rule: str, parts: dict[str, str]) -> str:
    for name, part in parts.items():
        rule = rule.replace(f"<{name}>", part)
    return rule


def wrong_in(headers: Headers, path: str) -> Iterator[str]:
    """Name what an answer says otherwise than it should."""
    yield from (name for name in _ONCE if len(headers.getlist(name)) != 1)
    yield from (name for name, said in ALWAYS.items() if headers.get(name) != said)
    yield from (name for name in _TELLING if name in headers)
    if headers.getlist("Cache-Control") != ["no-store"]:
        yield "Cache-Control"
    if path.startswith(API) and "Set-Cookie" in headers:
        yield "Set-Cookie"
    yield from (f"cookie {each}" for each in headers.getlist("Set-Cookie") if "HttpOnly" not in each)


def sweep(world: World, scene: Scene) -> tuple[set[tuple[str, str]], set[int]]:
    """Ask for everything as everybody; give what was wrong where, and how the answers ended."""
    wrong: set[tuple[str, str]] = set()
    ends: set[int] = set()
    asked = sorted(set(paths(world, scene)))
    for name in ROLES:
        with as_dana(world, scene.who):
            page, api = world.page(name), world.api(name)
        for path in asked:
            answer = api.get(path.removeprefix(API)) if path.startswith(API) else page.get(path)
            ends.add(answer.status)
            wrong |= {(path, each) for each in wrong_in(answer.headers, path)}
    return wrong, ends


def test_whatever_is_asked(world: World) -> None:
    wrong, ends = sweep(world, play(world, "headers"))
    assert wrong == set()
    assert {200, 303, 401, 404, 422, 429} <= ends, ends


def test_while_nothing_can_be_logged(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = play(world, "headers")

    def down(*_: object, **__: object) -> None:
        raise Unavailable("log")

    monkeypatch.setattr(writer, "_insert", down)
    wrong, ends = sweep(world, scene)
    assert wrong == set()
    assert 503 in ends, ends


def test_the_sweep_finds_an_answer_that_goes_without(world: World) -> None:
    """Guard off: headers for what went well alone."""
    (added,) = world.app.after_request_funcs[None]
    world.app.after_request_funcs[None] = [lambda answer: added(answer) if answer.status_code < 400 else answer]
    found = {path: set(wrong_in(world.page().get(path).headers, path)) for path in ("/", "/finns-inte")}
    assert found["/"] == set()
    assert found["/finns-inte"] >= {"Cache-Control", "Content-Security-Policy"}
