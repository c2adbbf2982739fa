"""Who may invite, and writes to the case database, gets no way into the account of somebody who works (T4, T8).

He hides where she works, has a link made for who is to begin, uses it himself, and puts the row back with its seal.
"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from hub.officers import job_seals
from hub.officers.employing import add_officer
from hub.officers.roles import Role
from hub.officers.tables import employment, officer
from hub.signin import living_invitations, signing_in, workplaces
from hub.signin.tables import account
from policies.vocabulary import Function
from tests.attacks.test_forged_rows import write
from tests.cast import DAY, SECOND, World
from tests.signin.calling_in import PASSWORD, code_of
from tests.staffing.conftest import NEW, add_member, sign_in, use_link

Way = Callable[[World], str]


def held(world: World, name: str) -> dict[str, Any]:
    with world.store.read() as tx:
        found = select(employment).where(employment.c.id == world[name].employment)
        return dict(tx.execute(found).mappings().one())


def by_an_access_manager(world: World) -> str:
    """Let Bea invite Gun, who looks after FK, as who works nowhere."""
    body = {**NEW, "name": "Gun Grahn", "email": world["gun"].username, "job": "access_manager"}
    return str(world.api("bea").post("/officers", body).json["link"]["url"])


def by_the_administrator(world: World) -> str:
    """Let Ada call her in as the first of a unit that has none."""
    body = {"name": "Gun Grahn", "title": "enhetschef", "email": world["gun"].username}
    return str(world.api("ada").post(f"/units/{world.units['AF Rehabteam']}/access-manager", body).json["url"])


def takes_over(world: World, call: Way, *, hides_account: bool) -> bool:
    add_member(world, "gun", "Gun Grahn", "FK Nordost", Role.ACCESS_MANAGER, Function.NONE)
    world.clock.move(DAY)
    before = held(world, "gun")
    job = update(employment).where(employment.c.id == before["id"])
    write(world, job.values(ends=world.now - SECOND))
    if hides_account:
        email = "nobody@demo.example"
        with world.store.write() as tx:
            nobody = add_officer(tx, world.ground, name="N N", title="x", email=email, role=Role.OFFICER)
        hers = update(account).where(account.c.officer_id == world["gun"].officer)
        write(world, hers.values(officer_id=nobody, username=email))
    enrolled = use_link(world, call(world))
    write(world, job.values(before))
    ways = {"username": enrolled.username, "password": PASSWORD, "code": code_of(world, enrolled.secret)}
    return world.api().post("/sessions", {**ways, "unit": world.units["FK Nordost"]}).status == 201


@pytest.mark.parametrize("call", [by_an_access_manager, by_the_administrator])
@pytest.mark.parametrize("hides_account", [False, True])
@pytest.mark.parametrize("guarded", [True, False])
def test_who_was_hidden_is_not_taken_over(
    world: World, monkeypatch: pytest.MonkeyPatch, call: Way, *, hides_account: bool, guarded: bool
) -> None:
    if not guarded:
        asked = workplaces.workplaces
        monkeypatch.setattr(signing_in, "workplaces", lambda *of, since, **more: asked(*of, **more, since=None))
    assert takes_over(world, call, hides_account=hides_account) is not guarded


def test_who_has_left_begins_anew_with_the_account_that_she_had(world: World) -> None:
    cia = world["cia"]
    assert world.api("bea").delete(f"/officers/{cia.officer}").status == 200
    world.clock.move(DAY)
    again = world.api("bea").post("/officers", {**NEW, "name": cia.name, "email": cia.username, "job": "ame_coach"})
    enrolled = use_link(world, str(again.json["link"]["url"]))
    assert world.api("bea").post(f"/officers/{cia.officer}/confirmation").status == 204
    assert sign_in(world, enrolled) is not None


@pytest.mark.parametrize("guarded", [True, False])
def test_the_last_resort_is_for_nobody_whom_a_row_makes_an_access_manager(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Let Ada give a new link, which asks for no old way in, for AME's only access manager: by the rows that is Fia."""
    fia = world["fia"]
    write(
        world,
        update(employment).where(employment.c.id == world["bea"].employment).values(ends=world.now - DAY),
        update(employment).where(employment.c.id == fia.employment).values(unit_id=world.units["AME"]),
        update(officer).where(officer.c.id == fia.officer).values(role=Role.ACCESS_MANAGER.value),
    )
    if not guarded:
        monkeypatch.setattr(job_seals, "are_genuine", lambda *_: True)
    path = f"/units/{world.units['AME']}/access-manager/invitation"
    assert world.api("ada").post(path, {"identity_checked": True}).status == (500 if guarded else 201)


@pytest.mark.parametrize("guarded", [True, False])
def test_a_link_of_the_administrators_opens_no_unit_that_she_came_to_since(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """It asks for no old way in, and is made for nobody who works at several units."""
    add_member(world, "gun", "Gun Grahn", "FK Nordost", Role.ACCESS_MANAGER, Function.NONE)
    add_member(world, "maja", "Maja Mo", "AF Rehabteam", Role.ACCESS_MANAGER, Function.NONE)
    path = f"/units/{world.units['FK Nordost']}/access-manager/invitation"
    url = world.api("ada").post(path, {"identity_checked": True}).json["url"]
    hers = {**NEW, "name": "Gun Grahn", "email": world["gun"].username, "job": "access_manager"}
    assert world.api("maja").post("/officers", hers).status == 201
    if not guarded:
        monkeypatch.setattr(living_invitations, "_LIVING", living_invitations._FOUND)
        used = use_link(world, url)
        here = {"username": used.username, "password": PASSWORD, "unit": world.units["AF Rehabteam"]}
        assert world.api().post("/sessions", {**here, "code": code_of(world, used.secret)}).status == 201
        return
    link = url.rpartition("/")[2]
    assert world.api().post("/enrolments/preparation", {"invitation": link}).json["code"] == "invitation_spent"
