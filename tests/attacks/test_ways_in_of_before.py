"""A way in of before, put back for the moment of one sign-in, leaves that; the check of the log tells (T4, T8).

The row is put back with the tag that it once had, and afterwards everything is as it was. Each attack is shown to stay
unseen with the comparing of what let somebody in off; and whoever signs in honestly meets no finding, in any order.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final, NamedTuple

import pytest
from sqlalchemy import Table, delete

from hub.access_log import sealer
from hub.access_log.reader.findings import Fault
from hub.access_log.reader.moments import Moment
from hub.access_log.reader.ways_in import WaysIn
from hub.access_log.sealer import NEAR, seal_pending
from hub.signin import changing_factors
from hub.signin.tables import account, passkey
from hub.store import row_marks
from tests.attacks.test_assisted import handed, post
from tests.attacks.test_for_a_moment import taking_long
from tests.attacks.test_forged_rows import write
from tests.attacks.test_held_on import faults
from tests.attacks.test_old_secrets import NEW_CODE, NEW_PASSWORD, meanwhile, new_code, new_password
from tests.attacks.test_rows_of_before import put_back, rows
from tests.cast import MINUTE, SECOND, World
from tests.meeting import at_once
from tests.signin.calling_in import code_of
from tests.signin.test_changing_factors import add_passkey

Tries = Callable[[], int]


class Way(NamedTuple):
    """What is put back, how it was changed, and what is tried by it as it once was; gives 201 where it is let in."""

    table: Table
    begin: Callable[[World], tuple[Callable[[World], None], Tries]]


def by_password(world: World) -> tuple[Callable[[World], None], Tries]:
    return new_password, lambda: world.api().post("/sessions", world.credentials("fia")).status


def by_app(world: World) -> tuple[Callable[[World], None], Tries]:
    return new_app, lambda: world.api().post("/sessions", world.credentials("fia")).status


def new_app(world: World) -> None:
    api = world.api("fia")
    made = api.post("/me/app/preparation").json
    code = code_of(world, made["secret"])
    assert api.put("/me/app", {"sealed": made["sealed"], "code": code}).status == 204


def by_passkey(world: World) -> tuple[Callable[[World], None], Tries]:
    device, fia = add_passkey(world, world.api("fia")), world["fia"]

    def tries() -> int:
        proof = device.prove(world.api().get("/passkey-challenge").json["options"])
        said = {"username": fia.username, "password": fia.password, "passkey": proof}
        return world.api().post("/sessions", said).status

    return removes, tries


def removes(world: World) -> None:
    api = world.api("fia")
    for one in api.get("/me/factors").json["passkeys"]:
        assert api.delete(f"/me/passkeys/{one['id']}").status == 204


def by_own_code(world: World) -> tuple[Callable[[World], None], Tries]:
    said = {"username": world.dana.username, "code": world.dana.code}
    return new_code, lambda: world.api().post("/sessions", said).status


def by_own_code_on_a_screen(world: World) -> tuple[Callable[[World], None], Tries]:
    def tries() -> int:
        answer = post(world, handed(world), "/skarmen", code=world.dana.code)
        return 201 if answer.headers.get("Location") == "/mina-medgivanden" else answer.status

    return new_code, tries


def by_step_up(world: World) -> tuple[Callable[[World], None], Tries]:
    def tries() -> int:
        code, api = world.code("fia"), world.api("fia")
        return 201 if api.post("/sessions/current/step-up", {"code": code}).status == 204 else 0

    return new_app, tries


def by_passkey_in_a_step_up(world: World) -> tuple[Callable[[World], None], Tries]:
    device = add_passkey(world, world.api("fia"))

    def tries() -> int:
        api = world.api("fia")
        proof = device.prove(api.get("/me/passkey-challenge").json["options"])
        return 201 if api.post("/sessions/current/step-up", {"passkey": proof}).status == 204 else 0

    return removes, tries


WAYS: Final = {
    "app": Way(account, by_app),
    "own code": Way(account, by_own_code),
    "own code on a screen": Way(account, by_own_code_on_a_screen),
    "passkey": Way(passkey, by_passkey),
    "password": Way(account, by_password),
    "step up": Way(account, by_step_up),
    "step up by a passkey": Way(passkey, by_passkey_in_a_step_up),
}


@contextmanager
def standing_again(world: World, table: Table, before: dict[tuple[Any, ...], Any]) -> Iterator[None]:
    now = rows(world, table)
    assert put_back(world, table, before)
    yield
    put_back(world, table, now)
    for key in set(rows(world, table)) - set(now):
        write(world, delete(table).where(*(each == part for each, part in zip(table.primary_key, key, strict=True))))


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("what", WAYS)
def test_who_is_let_in_by_what_was_before_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, what: str, *, guarded: bool
) -> None:
    way = WAYS[what]
    change, tries = way.begin(world)
    assert tries() == 201
    before = rows(world, way.table)
    world.clock.move(MINUTE)
    assert faults(world) == set()
    change(world)
    assert faults(world) == set(), "who was let in before"
    world.clock.move(MINUTE)
    with standing_again(world, way.table, before):
        assert tries() == 201
    if not guarded:
        monkeypatch.setattr(WaysIn, "found", lambda _: iter(()))
    assert faults(world) == ({Fault.RIGHT_ENDED} if guarded else set())


def signs_in(world: World, password: str) -> bool:
    return world.api().post("/sessions", {**world.credentials("fia"), "password": password}).status == 201


@pytest.mark.parametrize("guarded", [True, False])
def test_one_of_before_the_log_told_of_accounts_is_found_too(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    old, before = world["fia"].password, rows(world, account)
    with monkeypatch.context() as older:
        older.setattr(row_marks, "written", lambda *_, **__: None)
        new_password(world)
    world.members["fia"] = replace(world["fia"], password=NEW_PASSWORD)
    world.clock.move(MINUTE)
    new_app(world)
    world.clock.move(MINUTE)
    assert faults(world) == set()
    with standing_again(world, account, before):
        assert signs_in(world, old)
    if not guarded:
        monkeypatch.setattr(WaysIn, "_is_another", lambda *_: False)
    assert faults(world) == ({Fault.RIGHT_ENDED} if guarded else set())


@pytest.mark.parametrize("guarded", [True, False])
def test_who_sets_the_clock_back_is_found_by_what_the_writer_had_seen(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    old, before = world["fia"].password, rows(world, account)
    new_password(world)
    assert faults(world) == set()
    world.clock.move(-2 * MINUTE)
    with standing_again(world, account, before):
        assert signs_in(world, old)
    if not guarded:
        monkeypatch.setattr(Moment, "saw", lambda *_: False)
    assert faults(world) == ({Fault.RIGHT_ENDED} if guarded else set())


def test_a_clock_that_steps_back_makes_nobody_one_of_before(world: World) -> None:
    assert signs_in(world, world["fia"].password)
    assert faults(world) == set()
    world.clock.move(MINUTE)
    new_password(world)
    world.clock.move(-35 * SECOND)  # a code is of thirty seconds later
    assert signs_in(world, NEW_PASSWORD)
    assert faults(world) == set()


def test_nor_does_a_change_that_took_long_to_commit(world: World) -> None:
    assert signs_in(world, world["fia"].password)
    with taking_long(world):
        new_password(world)
    assert signs_in(world, NEW_PASSWORD)
    seal_pending(world.ground, reach=NEAR)
    assert faults(world) == set()


def test_nor_is_who_took_long_to_be_let_in(world: World) -> None:
    hers = world.credentials("fia")  # which moves the clock on: before it is a moment that took long
    with taking_long(world):
        assert world.api().post("/sessions", hers).status == 201
    new_password(world)
    seal_pending(world.ground, reach=NEAR)
    assert signs_in(world, NEW_PASSWORD)
    assert faults(world) == set()


def test_nor_who_is_let_in_while_it_changes(world: World) -> None:
    """Whichever is the first, and whatever one seal takes in."""
    old, api = world.credentials("fia"), world.api("fia")
    change = {"present": old["password"], "wanted": NEW_PASSWORD}
    let_in, changed = at_once(
        world,
        lambda: world.api().post("/sessions", old).status,
        lambda: api.put("/me/password", change).status,
        written="UPDATE account",
    )
    assert (let_in, changed) in {(201, 204), (401, 204)}
    assert faults(world) == set()


def test_nor_who_is_let_in_just_before_it_changes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """She proves her password, is signed in meanwhile from elsewhere by the one that stands, and then changes it."""
    fia = world["fia"]
    meanwhile(monkeypatch, changing_factors, lambda: sealed_after(world, signs_in(world, fia.password)))
    new_password(world)
    monkeypatch.setattr(sealer, "BATCH", 1)
    assert faults(world) == set()


def sealed_after(world: World, done: object) -> None:
    assert done
    seal_pending(world.ground)


def test_who_was_let_in_by_a_version_that_told_no_mark_is_left_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(row_marks, "rests_on", lambda *_, **__: None)
        assert signs_in(world, world["fia"].password)
        new_password(world)
        assert signs_in(world, NEW_PASSWORD)
    world.clock.move(MINUTE)
    assert signs_in(world, NEW_PASSWORD)
    assert faults(world) == set()


def test_who_used_the_coachs_screen_as_her_code_changed_is_not_let_in(world: World) -> None:
    assert by_own_code_on_a_screen(world)[1]() == 201
    new_code(world)
    world.clock.move(SECOND)
    assert world.api().post("/sessions", {"username": world.dana.username, "code": NEW_CODE}).status == 201
    assert faults(world) == set()
