"""A link that a newer one ended does not serve, also for who was about to use it: she had looked at the clock before.

Each is shown to serve where a link is ended by the instant of the newer one, which she compares with her own.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Table

from hub.signin import enrolling, linking, starting
from hub.signin.beginning import Client
from hub.signin.current import Surface
from hub.signin.passwords import hash_secret
from hub.signin.starting import use_link
from hub.signin.tables import invitation, link
from hub.staffing import calling_managers
from hub.store.clock import HOUR
from tests.cast import Answer, World
from tests.meeting import kept_waiting, wait_until
from tests.signin.calling_in import PASSWORD, code_of
from tests.staffing.test_at_once import GUN
from tests.staffing.test_told_in_order import another_first

CODE = "836194"
SIV = {**GUN, "name": "Siv Sund", "email": "siv@fk.example"}


def by_the_instant(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, table: Table) -> None:
    """Let it end soon after it was made, as by a newer one of then."""
    ends = getattr(module, name)
    monkeypatch.setattr(module, name, ends.values(expires_at=table.c.created_at + HOUR))


@pytest.mark.parametrize("guarded", [True, False])
def test_a_participants_link(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    if not guarded:
        by_the_instant(monkeypatch, linking, "_END_EARLIER", link)
    amir, reset = world.api("amir"), {"purpose": "code_reset"}
    path = f"/cases/{world.dana.case}/links"
    first = amir.post(path, reset).json["link"]
    with another_first(world, monkeypatch, starting, "use_link", lambda: amir.post(path, reset).status):
        used = world.api().post("/sessions", {"link": first, "code": CODE})
    at_once = world.store.dialect == "postgresql"
    assert used.status == (401 if guarded and at_once else 201)


@pytest.mark.parametrize("guarded", [True, False])
def test_the_first_managers(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    if not guarded:
        by_the_instant(monkeypatch, calling_managers, "_END_FIRST", invitation)
    ada, path = world.api("ada"), f"/units/{world.units['FK Nordost']}/access-manager"
    made = ada.post(path, GUN).json["url"].rpartition("/")[2]
    at_once = world.store.dialect == "postgresql"

    def calls_another() -> int:
        status = ada.post(path, SIV).status
        assert status == (201 if at_once else 409)
        return 201

    with another_first(world, monkeypatch, enrolling, "_step", calls_another):
        used = uses(world, made)
    assert used.status == (401 if guarded and at_once else 201)


def uses(world: World, made: str) -> Answer:
    prepared = world.api().post("/enrolments/preparation", {"invitation": made}).json
    body = {"invitation": made, "password": PASSWORD, "code": code_of(world, prepared["totp_secret"])}
    return world.api().post("/enrolments", body)


def test_no_first_link_is_made_for_who_chooses_her_code_meanwhile(world: World) -> None:
    """It would be dead, and he would hand it to her."""
    eva, amir = world.add_participant("Eva Demosson", code=None), world.api("amir")
    path = f"/cases/{eva.case}/links"
    first = amir.post(path, {}).json["link"]
    with ThreadPoolExecutor(1) as pool:
        with world.store.write() as tx:
            hashed = hash_secret(world.ground, CODE)
            assert use_link(tx, world.ground, first, hashed, Client(address="", surface=Surface.API), at=world.now)
            made = pool.submit(amir.post, path, {})
            wait_until(lambda: kept_waiting(world) > 0)
        assert made.result().json["code"] == "has_code"
