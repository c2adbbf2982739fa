"""What signing in leaves behind goes when nothing asks for it any more, and not before."""

from typing import Any

import pytest
from sqlalchemy import Table, func, insert, select

from hub.officers.roles import Role
from hub.signin import throttling
from hub.signin.forgetting import AT_A_TIME, forget_spent
from hub.signin.linking import LinkPurpose, make_link
from hub.signin.tables import attempt, invitation, link
from policies.vocabulary import Function
from tests.cast import DAY, HOUR, World
from tests.signin.calling_in import call_in
from tests.staffing.conftest import NEW, add_member, use_link


def forget(world: World) -> int:
    return forget_spent(world.ground, lambda: None)


def left(world: World, table: Table, *conditions: Any) -> int:
    with world.store.read() as tx:
        return tx.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()


def test_the_count_of_failed_attempts_is_there_as_long_as_it_counts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "pause", lambda _: None)
    for name in ("fia@demo.example", "nobody"):
        assert world.api().post("/sessions", {"username": name, "password": "x", "code": "000000"}).status == 401
    assert left(world, attempt) == 3, "one a name, and one for the address"
    world.clock.move(DAY)
    assert forget(world) == 0
    world.clock.move(1)
    assert forget(world) == 3
    assert left(world, attempt) == 0


def test_many_go_some_at_a_time(world: World) -> None:
    many = 2 * AT_A_TIME + 1
    row = {"failures": 1, "last_at": world.now, "blocked_until": world.now}
    with world.store.write() as tx:
        tx.execute(insert(attempt), [{"key": number.to_bytes(32, "big"), **row} for number in range(many)])
    world.clock.move(2 * DAY)
    rounds: list[int] = []
    assert forget_spent(world.ground, lambda: rounds.append(left(world, attempt))) == many
    assert rounds[:4] == [many, AT_A_TIME + 1, 1, 0]


def test_a_session_goes_thirty_days_after_it_was_seen_last(world: World) -> None:
    old = world.api("fia")
    assert old.get("/me").status == 200
    world.clock.move(30 * DAY)
    assert world.api("fia").get("/me").status == 200
    assert forget(world) == 0
    world.clock.move(HOUR)
    living = world.api("fia")
    assert forget(world) == 1
    assert (living.get("/me").status, old.get("/me").status) == (200, 401)


def test_a_link_goes_thirty_days_after_its_end_and_opens_as_little_as_before(world: World) -> None:
    who, dana, purpose = world.who("amir"), world.dana, LinkPurpose.CODE_RESET
    with world.store.write() as tx:
        made = make_link(tx, world.ground, who, participant=dana.id, case=dana.case, purpose=purpose, at=world.now)
    world.clock.move(31 * DAY)
    assert world.page().get(f"/start/{made.secret}").status == 410
    forget(world)
    assert left(world, link) == 1
    world.clock.move(1)
    forget(world)
    assert left(world, link) == 0
    assert world.page().get(f"/start/{made.secret}").status == 410


def test_an_invitation_that_nobody_used_goes(world: World) -> None:
    path = call_in(world).url.removeprefix("http://127.0.0.1:8000")
    world.clock.move(31 * DAY)
    assert forget(world) == 0
    world.clock.move(1)
    assert forget(world) == 1
    assert world.page().get(path).status == 410


def test_who_waits_to_be_confirmed_waits_on(world: World) -> None:
    add_member(world, "gun", "Gun Grahn", "FK Nordost", Role.ACCESS_MANAGER, Function.NONE)
    invited = world.api("gun").post("/officers", NEW).json
    enrolled = use_link(world, invited["link"]["url"])
    world.clock.move(100 * DAY)
    forget(world)
    assert left(world, invitation) == 1
    assert world.api("gun").post(f"/officers/{invited['id']}/confirmation").status == 204
    forget(world)
    assert left(world, invitation) == 1, "settled now, thirty days ago not yet"
    world.clock.move(30 * DAY + 1)
    forget(world)
    assert left(world, invitation) == 0
    assert enrolled.check
