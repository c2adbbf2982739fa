"""Who made an invitation is ended in the moment in which it is used: one comes after the other, as the log tells it."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late

import pytest
from sqlalchemy import select

from hub.officers.roles import Role
from hub.officers.tables import employment
from hub.signin import enrolling
from hub.signin.beginning import Client
from hub.signin.current import Surface
from hub.signin.enrolling import choose_password, enrol
from hub.signin.living_invitations import InvitationSpent
from hub.signin.second_factor import Shown
from hub.staffing.ending import end
from policies.vocabulary import Function
from tests.cast import World
from tests.signin.calling_in import PASSWORD, code_of
from tests.staffing.conftest import NEW, add_member

# On SQLite who writes is alone.
pytestmark = pytest.mark.parametrize("database", ["postgres"], indirect=True)


@pytest.mark.parametrize("guarded", [True, False])
def test_it_opens_nothing_that_comes_after_her_end(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    bo = add_member(world, "bo", "Bo Bok", "AME", Role.ACCESS_MANAGER, Function.NONE)
    body = {**NEW, "job": "ame_coach"}
    link = str(world.api("bo").post("/officers", body).json["link"]["url"]).rpartition("/")[2]
    with world.store.read() as tx:
        seed = enrolling.invited(tx, world.ground, link).totp_secret
    chosen = choose_password(world.ground, link, PASSWORD)
    shown, bea = Shown(code=code_of(world, seed)), world.who("bea")
    client = Client(address="203.0.113.7", surface=Surface.API)
    if not guarded:
        monkeypatch.setattr(enrolling, "_HOLD_JOBS", select(employment.c.id).limit(0))

    def uses() -> bool:
        try:
            return bool(enrol(world.ground, link, shown, client, chosen=chosen).recovery_codes)
        except InvitationSpent:
            return False

    with ThreadPoolExecutor(1) as pool:
        with world.store.write() as tx:
            end(tx, world.ground, bea, bo.officer)
            used = pool.submit(uses)
            if guarded:
                with pytest.raises(Late):
                    used.result(timeout=0.5)
            else:
                assert used.result(timeout=20), "the log tells that she was called in by who had left"
        assert used.result(timeout=20) is not guarded
