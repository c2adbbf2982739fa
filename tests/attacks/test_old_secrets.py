"""A secret that is changed while it is tried lets nobody in: who changes it means to end whoever knows the old one."""

from collections.abc import Callable

import pytest

from hub.signin import assisting, proving, signing_in
from hub.store.ground import Ground
from tests.attacks.test_assisted import handed, post
from tests.cast import SECOND, World

NEW_CODE = "836194"
NEW_PASSWORD = "kofta sjunger blå tratt"


def meanwhile(monkeypatch: pytest.MonkeyPatch, module: object, act: Callable[[], None]) -> None:
    """Let the act happen while a secret is being hashed, before it is known that it was right."""
    matches, acts = module.matches, [act]  # type: ignore[attr-defined]

    def slowly(ground: Ground, stored: str | None, secret: str) -> bool:
        if acts:
            acts.pop()()
        return bool(matches(ground, stored, secret))

    monkeypatch.setattr(module, "matches", slowly)


def new_code(world: World) -> None:
    """Dana asks her coach for a new link, and chooses another code with it."""
    world.clock.move(SECOND)
    made = world.api("amir").post(f"/cases/{world.dana.case}/links", {"purpose": "code_reset"})
    assert world.api().post("/sessions", {"link": made.json["link"], "code": NEW_CODE}).status == 201


def new_password(world: World) -> None:
    body = {"present": world["fia"].password, "wanted": NEW_PASSWORD}
    assert world.api("fia").put("/me/password", body).status == 204


def test_the_old_code_begins_no_session_after_the_new_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    meanwhile(monkeypatch, signing_in, lambda: new_code(world))
    old = {"username": world.dana.username, "code": world.dana.code}
    assert world.api().post("/sessions", old).status == 401
    assert world.api().post("/sessions", {**old, "code": NEW_CODE}).status == 201


def test_the_old_password_begins_no_session_after_the_new_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    old = world.credentials("fia")
    meanwhile(monkeypatch, signing_in, lambda: new_password(world))
    assert world.api().post("/sessions", old).status == 401
    new = {**world.credentials("fia"), "password": NEW_PASSWORD}
    assert world.api().post("/sessions", new).status == 201


def test_without_the_second_look_both_would_be_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "_stands", lambda *_: True)
    code, password = {"username": world.dana.username, "code": world.dana.code}, world.credentials("fia")
    with monkeypatch.context() as once:
        meanwhile(once, signing_in, lambda: new_code(world))
        assert world.api().post("/sessions", code).status == 201
    meanwhile(monkeypatch, signing_in, lambda: new_password(world))
    assert world.api().post("/sessions", password).status == 201


def test_the_old_code_takes_no_screen_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = handed(world)
    meanwhile(monkeypatch, proving, lambda: new_code(world))
    assert post(world, screen, "/skarmen", code=world.dana.code).status == 409


def test_without_the_second_look_it_would(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = handed(world)
    meanwhile(monkeypatch, proving, lambda: new_code(world))
    monkeypatch.setattr(assisting, "_code_stands", lambda *_: True)
    assert post(world, screen, "/skarmen", code=world.dana.code).status == 303
