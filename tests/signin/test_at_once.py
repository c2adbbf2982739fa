"""Two change one account's ways in at once: each begins on what the other made, and who is out changes nothing."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import bindparam, func, select

from hub.signin import changing_factors, passkeys
from hub.signin.passwords import hash_secret
from hub.signin.tables import passkey, recovery_code
from tests.cast import Answer, Api, World
from tests.meeting import at_once, each_has_begun
from tests.signin.calling_in import PASSWORD, code_of
from tests.signin.test_changing_factors import add_passkey, codes_for, with_recovery

OTHER = "tratt blå sjunger kofta"


@pytest.mark.parametrize("had_some", [False, True])
def test_who_presses_twice_gets_one_list_of_recovery_codes_that_serves(world: World, *, had_some: bool) -> None:
    if had_some:
        codes_for(world)
    api = world.api("fia")
    answers = at_once(world, *[lambda: api.post("/me/recovery-codes")] * 2, written="INSERT INTO recovery_code")
    assert [answer.status for answer in answers] == [201, 201]
    with world.store.read() as tx:
        assert tx.execute(select(func.count()).select_from(recovery_code)).scalar_one() == 10
    lists = [answer.json["recovery_codes"] for answer in answers]
    assert sorted(with_recovery(world, one[0]).status for one in lists) == [201, 401]


def test_a_session_that_her_change_ends_changes_nothing_after_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Her own session and a stolen one set a password in the same moment: the later one has been signed out."""
    together = Barrier(2)

    def hashed(*given: Any) -> str:
        together.wait(timeout=10)  # both have shown the password that stands
        return hash_secret(*given)

    monkeypatch.setattr(changing_factors, "hash_secret", hashed)
    fia, apis, wanted = world["fia"], (world.api("fia"), world.api("fia")), (PASSWORD, OTHER)

    def change(api: Api, password: str) -> Answer:
        return api.put("/me/password", {"present": fia.password, "wanted": password})

    pairs = list(zip(apis, wanted, strict=True))
    acts = [lambda api=api, password=password: change(api, password) for api, password in pairs]
    statuses = [answer.status for answer in at_once(world, *acts, written="UPDATE account")]
    assert sorted(statuses) == [204, 401]
    for api, password, status in zip(apis, wanted, statuses, strict=True):
        assert (api.get("/me").status == 200) == (status == 204)
        signed_in = world.api().post("/sessions", {**world.credentials("fia"), "password": password})
        assert (signed_in.status == 201) == (status == 204)


def test_nor_does_it_couple_another_app(world: World) -> None:
    fia, hers, stolen = world["fia"], world.api("fia"), world.api("fia")
    new = stolen.post("/me/app/preparation").json
    code = code_of(world, new["secret"])
    acts = (
        lambda: hers.put("/me/password", {"present": fia.password, "wanted": PASSWORD}),
        lambda: stolen.put("/me/app", {"sealed": new["sealed"], "code": code}),
    )
    statuses = sorted(answer.status for answer in at_once(world, *acts, written="UPDATE account"))
    assert statuses == [204, 401]


@pytest.mark.parametrize("guarded", [True, False])
def test_a_copy_of_her_passkey_proves_nothing_at_once_with_it(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """The two count alike, which is how a copy is told: also when neither has seen the other's count."""
    if not guarded:
        anyhow = select(passkey).where(
            passkey.c.credential == bindparam("credential"), passkey.c.account_id == bindparam("account")
        )
        monkeypatch.setattr(passkeys, "_OF_ACCOUNT", anyhow)
    hers = world.api("fia")
    device = add_passkey(world, hers)
    other = world.api("fia")
    options = [api.get("/me/passkey-challenge").json["options"] for api in (hers, other)]
    proofs = [device.prove(options[0]), replace(device, signatures=0).prove(options[1])]
    acts = [
        lambda api=api, proof=proof: api.post("/sessions/current/step-up", {"passkey": proof})
        for api, proof in zip((hers, other), proofs, strict=True)
    ]
    with each_has_begun(world, "SELECT passkey"), ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(lambda act: act().status, acts))
    alone = world.databases.kind == "sqlite"  # who writes is alone there
    assert statuses == ([204, 422] if guarded or alone else [204, 204])
