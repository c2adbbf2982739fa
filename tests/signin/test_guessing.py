"""Attacks by guessing and by replaying: waits grow, strangers lock nobody out, a one-time code serves once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pyotp
import pytest

from hub.signin import codes, throttling
from tests.cast import HOUR, SECOND, Api, World

TRIES = 24


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sleeping is asserted elsewhere; here hundreds of guesses would sleep two seconds each."""
    monkeypatch.setattr(throttling, "pause", lambda _: None)


def guess(world: World, username: str = "fia@demo.example", address: str = "192.0.2.1") -> int:
    body = {"username": username, "password": "wrong", "code": "000000"}
    return world.api().post("/sessions", body, environ_base={"REMOTE_ADDR": address}).status


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (14, 512), (15, 900), (500, 900)]
)
def test_the_waits_double_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert throttling.wait_after(failures) == seconds


def test_guesses_run_into_growing_waits(world: World) -> None:
    assert [guess(world) for _ in range(5)] == [401] * 5
    for wait in (1, 2, 4, 8):
        world.clock.move(wait * SECOND - 1)
        assert guess(world) == 429
        world.clock.move(1)
        assert guess(world) == 401


def test_an_afternoon_of_guessing_from_one_address_is_few_guesses(world: World) -> None:
    tried = 0
    end = world.now + 6 * HOUR
    while world.now < end:
        answer = world.api().post("/sessions", {"username": "fia@demo.example", "password": "wrong", "code": "000000"})
        tried += answer.status == 401
        world.clock.move(int(answer.headers.get("Retry-After", 0)) * SECOND)
    assert tried < 40


def test_the_wait_is_told_and_right_credentials_wait_too(world: World) -> None:
    for _ in range(6):
        guess(world)
        world.clock.move(SECOND)
    body = {**world.credentials("fia")}
    world.clock.move(-30 * SECOND)  # `credentials` moved on to a fresh code
    answer = world.api().post("/sessions", body, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert answer.status == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 2


def test_a_stranger_locks_nobody_out(world: World) -> None:
    for _ in range(40):
        guess(world, address="198.51.100.7")
    body = world.credentials("fia")
    assert world.api().post("/sessions", body, environ_base={"REMOTE_ADDR": "192.0.2.1"}).status == 201


def test_a_household_of_ipv6_addresses_is_one_address(world: World) -> None:
    for last in range(5):
        assert guess(world, address=f"2001:db8::{last}") == 401
    assert guess(world, address="2001:db8::ffff") == 429
    assert guess(world, address="2001:db8:0:1::1") == 401


def test_success_forgets_the_failures(world: World) -> None:
    for _ in range(4):
        guess(world, address="127.0.0.1")
    assert world.api().post("/sessions", world.credentials("fia")).status == 201
    assert [guess(world, address="127.0.0.1") for _ in range(5)] == [401] * 5


def test_an_unknown_name_waits_like_a_known_one(world: World) -> None:
    known = [guess(world) for _ in range(8)]
    unknown = [guess(world, "nobody@demo.example") for _ in range(8)]
    assert known == unknown


def test_guesses_at_once_are_counted_one_by_one(world: World) -> None:
    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(lambda _: guess(world), range(TRIES)))
    assert statuses.count(401) == 5
    assert statuses.count(429) == TRIES - 5


def test_one_code_24_times_at_once_succeeds_once(world: World) -> None:
    body = world.credentials("fia")
    together = Barrier(TRIES)

    def send(number: int) -> int:
        together.wait()
        # From addresses of their own, so that nothing but the code's own step stands between them.
        address = {"REMOTE_ADDR": f"192.0.2.{number}"}
        return Api(world.app, None).post("/sessions", body, environ_base=address).status

    with ThreadPoolExecutor(TRIES) as pool:
        statuses = list(pool.map(send, range(TRIES)))
    assert statuses.count(201) == 1
    assert statuses.count(401) == TRIES - 1


def test_the_attack_works_without_the_step_that_is_taken(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "use_step", lambda *_, **__: True)
    body = world.credentials("fia")
    assert [world.api().post("/sessions", body).status for _ in range(3)] == [201] * 3


def test_a_code_serves_one_step_early_and_late_and_never_before_one_that_served(world: World) -> None:
    member, totp = world["fia"], pyotp.TOTP(world["fia"].totp_secret)
    base = world.now // SECOND

    def status(offset: int) -> int:
        body = {"username": member.username, "password": member.password, "code": totp.at(base + 30 * offset)}
        return world.api().post("/sessions", body).status

    assert status(2) == 401
    assert status(-2) == 401
    assert status(-1) == 201
    assert status(1) == 201
    assert status(0) == 401  # older than the one that served last
