"""Who sends slowly is who she is when all of it has come: no request that was begun in time outlives her session (T5).

The guard stands before the body is read, so a request held open for hours would be let in by who she was when it began.
"""

import io
import threading
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from flask import request

from hub.cases import registering
from hub.store.sheets import read_sheet
from hub.web import admission
from hub.web.blueprints import FILES
from tests.attacks.addresses import token
from tests.cast import API, HOUR, Answer, World
from tests.consents import story

WANTED: Final = {"name": "Eva Ek", "contact": "sms", "language": "sv", "origin": "present"}
FORM: Final = "application/x-www-form-urlencoded"


class Slowly(io.BytesIO):
    """What has come of a request, the rest of which comes once `meanwhile` has happened."""

    def __init__(self, content: bytes, meanwhile: Callable[[], object]) -> None:
        super().__init__(content)
        self._meanwhile: Callable[[], object] | None = meanwhile

    def read(self, size: int | None = -1, /) -> bytes:
        self._happen()
        return super().read(size)

    def readinto(self, buffer: Any, /) -> int:
        self._happen()
        return super().readinto(buffer)

    def _happen(self) -> None:
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is not None:
            beside = threading.Thread(target=meanwhile)  # a request within a request would be asked as its sender
            beside.start()
            beside.join()


def send(
    world: World,
    secret: str,
    method: str,
    path: str,
    content: bytes,
    meanwhile: Callable[[], object],
    *,
    pieces: bool = False,
) -> Answer:
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    how: dict[str, Any] = {"content_length": len(content)}
    if pieces:
        headers["Transfer-Encoding"] = "chunked"
        how = {"environ_overrides": {"wsgi.input_terminated": True}}
    client = world.app.test_client(use_cookies=False)
    body = Slowly(content, meanwhile)
    return Answer(client.open(API + path, method=method, headers=headers, input_stream=body, **how))


def hours_go_by(world: World) -> None:
    world.clock.move(11 * HOUR)


def amir_leaves(world: World) -> None:
    assert world.api("bea").delete(f"/officers/{world['amir'].officer}").status == 200


def her_code_is_reset(world: World) -> None:
    assert world.api("amir").post(f"/cases/{world.dana.case}/links", {"purpose": "code_reset"}).status == 201


ENDS: Final = {
    "a case is read": ("fia", "GET", "/cases/{case}", b"{}", hours_go_by, 200),
    "her reads are read": ("dana", "GET", "/me/reads", b"{}", her_code_is_reset, 200),
    "her goal is written": ("dana", "PUT", "/me/goal", b'{"text": "Ett annat"}', her_code_is_reset, 200),
    "somebody is registered": ("amir", "POST", "/cases", b'{"name": "Eva", "origin": "present"}', amir_leaves, 201),
}


def guards_off(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is asked again when all has come, nor as her act begins, which holds the employment that it is done by."""
    monkeypatch.setattr(admission, "_had_to_come", lambda: False)
    monkeypatch.setattr(registering, "hold_employment", lambda *_: world.now)


@pytest.mark.parametrize("what", ENDS)
@pytest.mark.parametrize("guarded", [True, False])
def test_nothing_is_done_for_whom_it_was_begun(
    world: World, monkeypatch: pytest.MonkeyPatch, what: str, *, guarded: bool
) -> None:
    story.in_force(world)
    name, method, path, content, end, done = ENDS[what]
    if not guarded:
        guards_off(world, monkeypatch)
    secret, path = world.session(name), path.format(case=world.dana.case)
    told = send(world, secret, method, path, content, lambda: end(world))
    assert told.status == (401 if guarded else done), told.text


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_by_a_form(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    if not guarded:
        guards_off(world, monkeypatch)
    page = world.page("amir")
    content = urlencode({"csrf_token": token(world, page), **WANTED}).encode()
    body = Slowly(content, lambda: amir_leaves(world))
    told = page.client.post("/arenden/ny", input_stream=body, content_length=len(content), content_type=FORM)
    assert told.headers["Location"].startswith("/arenden/") is not guarded, told.text


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_in_pieces_of_which_the_last_is_empty(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Nothing tells beforehand how much will come, and nothing does."""
    story.in_force(world)
    if not guarded:  # as if an empty body were none
        had_to_come = admission._had_to_come
        monkeypatch.setattr(admission, "_had_to_come", lambda: had_to_come() and request.get_data() != b"")
    secret, path = world.session("fia"), f"/cases/{world.dana.case}"
    told = send(world, secret, "GET", path, b"", lambda: hours_go_by(world), pieces=True)
    assert told.status == (401 if guarded else 200), told.text


class Pieces(io.BytesIO):
    """A body of which nothing tells beforehand how long it is."""


class Broken(Pieces):
    """One whose pieces are not what they say, as the server finds."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise LookupError(size)

    def readinto(self, buffer: Any, /) -> int:
        raise LookupError(buffer)


def send_pieces(world: World, body: Pieces) -> Answer:
    headers = {"Transfer-Encoding": "chunked", "Authorization": f"Bearer {world.session('amir')}"}
    how: dict[str, Any] = {"content_type": "text/csv", "environ_overrides": {"wsgi.input_terminated": True}}
    client = world.app.test_client(use_cookies=False)
    return Answer(client.post(f"{API}/imports/participants", headers=headers, input_stream=body, **how))


@pytest.mark.parametrize("guarded", [True, False])
def test_no_file_is_taken_for_the_part_of_it_that_fits(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """The framework cuts off what comes in pieces where the limit is, and says nothing."""
    if not guarded:
        monkeypatch.setattr(admission, "_had_to_come", lambda: False)
    row = "namn;hur;kontakt\nAnna Ask;är på plats;sms\n"
    body = Pieces(row.encode().ljust(FILES, b"\n") + "Eva Ek;är på plats;sms\n".encode())
    monkeypatch.setattr("hub.store.sheets.MOST_LINES", 2 * FILES)  # so that the short rows alone are no reason
    monkeypatch.setattr(
        "hub.store.uploads.read_apart", lambda content, whose, **most: read_sheet(content, **most)
    )  # in this process, where there is that many
    assert send_pieces(world, body).status == (413 if guarded else 201)


@pytest.mark.parametrize("guarded", [True, False])
def test_what_is_no_body_is_the_senders_fault(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """Else whoever likes fills the server's own error log, and is told of an outage."""
    if not guarded:
        monkeypatch.setattr(admission, "_had_to_come", lambda: False)
    told = send_pieces(world, Broken())
    assert (told.status, told.headers["Content-Type"]) == (400 if guarded else 500, "application/problem+json")
