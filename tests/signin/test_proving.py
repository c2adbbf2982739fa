"""Proving anew who asks, before a signature: counted and logged also when the change that follows falls."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from hub.access_log.tables import log_entry
from hub.signin import account_seals, sessions
from hub.signin.proving import Proof, confirm, prove_code
from hub.store.errors import Conflict, Invalid, TooMany
from tests.cast import OWN_CODE, SECOND, World


def test_a_participant_proves_herself_by_her_own_code(world: World) -> None:
    dana = world.who("dana")
    proof = prove_code(world.ground, dana, OWN_CODE)
    assert proof.account == world.dana.account
    assert proof.code_link_officer == world["amir"].officer
    with world.store.write() as tx:
        confirm(tx, proof)


def test_a_coach_proves_herself_by_a_one_time_code_that_serves_once(world: World) -> None:
    amir, code = world.who("amir"), world.code("amir")
    prove_code(world.ground, amir, code)
    with pytest.raises(Invalid) as refused:
        prove_code(world.ground, amir, code)
    assert list(refused.value.errors) == ["code"]


def test_a_code_that_signed_in_does_not_witness(world: World) -> None:
    body = world.credentials("amir")
    assert world.api().post("/sessions", body).status == 201
    with pytest.raises(Invalid):
        prove_code(world.ground, world.who("amir"), body["code"])


def test_a_wrong_code_is_logged_and_runs_into_waits(world: World) -> None:
    dana = world.who("dana")
    for _ in range(5):
        with pytest.raises(Invalid):
            prove_code(world.ground, dana, "000001")
    with pytest.raises(TooMany) as waits:
        prove_code(world.ground, dana, OWN_CODE)
    assert waits.value.retry_after == 1
    with world.store.read() as tx:
        query = select(log_entry.c.action).where(log_entry.c.subject == dana.participant)
        assert tx.execute(query).scalars().all().count("sign_in_failed") == 6
    world.clock.move(SECOND)
    prove_code(world.ground, dana, OWN_CODE)


@pytest.mark.parametrize(("name", "said"), [("dana", "Skriv din egen kod."), ("amir", "Skriv koden från appen")])
def test_an_empty_field_is_no_guess(world: World, name: str, said: str) -> None:
    """It was told as a wrong code, stood in the log as one, and after five of them the right code had to wait."""
    who = world.who(name)
    for nothing in ("", "  ") * 3:
        with pytest.raises(Invalid) as refused:
            prove_code(world.ground, who, nothing)
        assert refused.value.errors["code"][0].startswith(said)
    prove_code(world.ground, who, OWN_CODE if name == "dana" else world.code(name))
    with world.store.read() as tx:
        assert "sign_in_failed" not in tx.execute(select(log_entry.c.action)).scalars().all()


def test_a_stranger_at_the_door_does_not_keep_her_from_signing(world: World) -> None:
    for _ in range(8):
        world.api().post("/sessions", {"username": world.dana.username, "code": "000001"})
    prove_code(world.ground, world.who("dana"), OWN_CODE)


def test_one_code_at_once_proves_once(world: World) -> None:
    amir, code = world.who("amir"), world.code("amir")

    def prove(_: int) -> Proof | None:
        try:
            return prove_code(world.ground, amir, code)
        except (Invalid, TooMany):
            return None

    with ThreadPoolExecutor(8) as pool:
        assert sum(proof is not None for proof in pool.map(prove, range(8))) == 1


@pytest.mark.parametrize(
    "code", ["", "x", "123456789012345678901234567890", "\u2077\u2070\u2074\u2079\xb9\xb3", "\x00"]
)
def test_what_is_no_code_is_wrong(world: World, code: str) -> None:
    for name in ("dana", "amir"):
        with pytest.raises(Invalid):
            prove_code(world.ground, world.who(name), code)


def test_a_proof_falls_with_the_session_and_with_the_code(world: World) -> None:
    dana = world.who("dana")
    proof = prove_code(world.ground, dana, OWN_CODE)
    with world.store.write() as tx:
        account_seals.change(tx, world.ground, proof.account, {"code_set_at": world.now + 1})
    with pytest.raises(Conflict), world.store.write() as tx:
        confirm(tx, proof)

    again = prove_code(world.ground, dana, OWN_CODE)
    with world.store.write() as tx:
        sessions.end_all(tx, account_id=again.account, at=world.now)
    with pytest.raises(Conflict), world.store.write() as tx:
        confirm(tx, again)
