"""What a browser, another site or a clever program can send: no script, no forged form, no field of its own (T20)."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from flask import request
from marshmallow import EXCLUDE, Schema

from hub.signin import linking
from hub.signin.linking import Link
from hub.web import strict_json
from tests.attacks import scene as scenes
from tests.attacks.addresses import Address, all_addresses, body_of, ids_of
from tests.attacks.scene import Scene, as_dana, play
from tests.cast import API, MINUTE, Api, World

ASKERS: Final = ("amir", "dana", "bea", "ada", "dagny")
_JSON: Final = {"Content-Type": "application/json"}
SCRIPT: Final = "<img src=x onerror=alert(1)>"


@pytest.fixture
def scripted(world: World, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Live a case in which all that people write is markup and template code."""
    plain = scenes.word_of
    with monkeypatch.context() as patch:
        patch.setattr(scenes, "word_of", lambda state, mark: f"{SCRIPT}'\"{{{{7*7}}}}{plain(state, mark)}")
        # The scene looks for its marks as they were written; in JSON a quotation mark is not.
        patch.setattr(Scene, "found_in", lambda self, _: set(self.marks))
        return play(world, "script")


def pages_of(world: World, scene: Scene) -> Iterator[tuple[str, str]]:
    """Open every page that shows something of the case, as everybody who may."""
    addresses = [one for one in all_addresses(world) if not one.is_api and one.method == "GET"]
    paths = [one.path(ids_of(scene, one)) for one in addresses]
    for name in ("amir", "fia", "dana"):
        with as_dana(world, scene.who):
            page = world.page(name)
        for path in [*paths, "/arenden", "/min-sida", "/att-godta", "/mina-medgivanden"]:
            yield path, page.get(path).text


def test_what_people_write_is_text_and_never_markup(world: World, scripted: Scene) -> None:
    pages = list(pages_of(world, scripted))
    assert [path for path, told in pages if SCRIPT in told or "49Kanarie" in told] == []
    assert sum("&lt;img src=x onerror=alert(1)&gt;" in told for _, told in pages) > 5, "hardly anything was shown"


def test_the_search_finds_markup_that_is_let_through(world: World, scripted: Scene) -> None:
    """Guard off: templates that escape nothing; compiled anew, and kept from the worlds after this one."""
    world.app.jinja_env.bytecode_cache = None
    world.app.jinja_env.autoescape = False
    assert any(SCRIPT in told for _, told in pages_of(world, scripted))


def test_no_field_of_ones_own_is_taken(world: World) -> None:
    """Each JSON body with one more field is refused, whoever sends it and whatever it asks for."""
    scene = play(world, "extra")
    for address in all_addresses(world):
        body: Any = body_of(world, scene, address) if address.is_api else None
        if not isinstance(body, dict):
            continue
        with as_dana(world, scene.who):
            api = next(filter(None, (_reads(world, scene, address, body, name) for name in ASKERS)), None)
        assert api is not None, f"{address}: nobody's body is read"
        for extra in ("id", "role", "participant_id", "signed_at", "source"):
            if extra in body:
                continue
            answer = api.ask(address.method, address.path(ids_of(scene, address)), {**body, extra: "1"})
            assert answer.status == 422, (address, extra, answer.text[:200])
            assert extra in answer.json["errors"], address


@pytest.mark.parametrize("guarded", [True, False])
def test_a_field_of_ones_own_would_be_passed_over(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    load = Schema.load
    if not guarded:
        lenient = lambda schema, said, **how: load(schema, said, **{**how, "unknown": EXCLUDE})  # noqa: E731 - one line
        monkeypatch.setattr(Schema, "load", lenient)
    answer = world.api("amir").post("/cases", {"name": "Eva Ek", "origin": "present", "participant_id": "1"})
    assert answer.status == (422 if guarded else 201)


def _reads(world: World, scene: Scene, address: Address, body: dict[str, Any], name: str) -> Api | None:
    """Give the client of somebody whom the guard lets through to the body; the others get the 404 unread."""
    api = world.api(name)
    answer = api.ask(address.method, address.path(ids_of(scene, address)), {**body, "nobody_knows": "1"})
    assert answer.status in {404, 422}, (address, name, answer.text[:200])
    return api if answer.status == 422 else None


def test_a_body_is_read_in_one_way_only(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two values for one name: whoever checks one and uses the other is fooled; here neither is used."""
    amir = world.api("amir")
    for text in ('"name": "A", "name": "B"', '"name": "A"}{"name": "B"', '"name": NaN', '"name": "\\ud800"'):
        body = f'{{"origin": "present", {text}}}'.encode()
        assert amir.ask("POST", "/cases", data=body, headers=_JSON).status == 400, text
    monkeypatch.setattr(strict_json, "check", lambda _: None)  # guard off
    twice = b'{"origin": "present", "name": "Anna Ask", "name": "Eva Ek"}'
    assert amir.ask("POST", "/cases", data=twice, headers=_JSON).status == 201


@pytest.mark.parametrize("guarded", [True, False])
def test_the_host_header_reaches_no_answer(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    case = world.add_participant("Hanna Värd", code=None).case
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    if not guarded:  # as frameworks make an address: of what was asked for
        asked_for = lambda **link: Link(**{**link, "url": f"{request.host_url}start/{link['secret']}"})  # noqa: E731 - one line
        monkeypatch.setattr(linking, "Link", asked_for)
    link = world.api("amir").post(f"/cases/{case}/links", {}, headers=headers)
    assert link.status == 201
    assert ("evil.example" in link.text) is not guarded
    page = world.page().get("/", headers=headers)
    assert "evil.example" not in page.text + str(page.headers)
    assert API not in page.headers.get("Location", "")


def test_a_manager_who_is_asked_for_a_code_is_led_to_the_page_for_it(world: World) -> None:
    """A line break in the address was an error of ours, told as an outage."""
    page = world.page("bea")
    world.clock.move(6 * MINUTE)
    answer = page.post("/handlaggare/%0D%0Ax/ny-lank", {"person": "\r\nx"}, form_at="/handlaggare")
    assert answer.status == 303
    assert answer.headers["Location"].startswith("/bekrafta?next=/handlaggare/%0D%0Ax")
