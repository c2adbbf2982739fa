"""Who writes to the case database gives no officer another role, unit or function, nor a leaver hers back (T4, T8).

Each attack is shown to work with the comparing of seals off.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest
from sqlalchemy import insert, select, update

from hub.officers.employing import employ, move_end
from hub.officers.roles import Role
from hub.officers.tables import employment, officer
from hub.signin import assisting
from hub.signin.tables import session
from hub.store import row_seals
from hub.store.errors import NotSignedIn
from hub.store.ids import new_id
from keys.errors import Tampered
from policies.vocabulary import Function
from tests.attacks.test_assisted import handed
from tests.attacks.test_forged_rows import HERE, is_in, signs_in, write
from tests.cast import DAY, World
from tests.moving_on import leaves

Attack = Callable[[World], bool]


def put_job(world: World, name: str, unit: str, function: Function) -> str:
    """Put an employment there, with a seal that the hub never gave."""
    job = new_id(world.ground.random)
    place = {"officer_id": world[name].officer, "unit_id": world.units[unit]}
    row = {"id": job, **place, "function": function.value, "begins": world.now - DAY, "seal": bytes(32)}
    write(world, insert(employment).values(row))
    return job


def change_job(world: World, name: str, **values: Any) -> None:
    write(world, update(employment).where(employment.c.id == world[name].employment).values(values))


def change_role(world: World, name: str, role: Role) -> None:
    write(world, update(officer).where(officer.c.id == world[name].officer).values(role=role.value))


def another_role(world: World) -> bool:
    own = world.api("otto")
    change_role(world, "otto", Role.ADMINISTRATOR)
    return own.get("/units/managed").status == 200


def another_unit(world: World) -> bool:
    own, ame = world.api("otto"), world.units["AME"]
    change_job(world, "otto", unit_id=ame)
    return is_in(own, unit=ame)


def another_function(world: World) -> bool:
    own = world.api("otto")
    change_job(world, "otto", function=Function.CLINICIAN.value)
    return own.get("/me").status == 200


def an_end_taken_away(world: World) -> bool:
    """Let Otto, who has left, go on."""
    leaves(world, "otto")
    # What the attacker has kept of the seal is nothing: he comes when it is over. Any other is as good as that.
    change_job(world, "otto", ends=None, seal=bytes(32))
    return signs_in(world, world.credentials("otto"))


def a_last_day_moved(world: World) -> bool:
    otto = world["otto"]
    with world.store.write() as tx:
        assert move_end(tx, world.ground, employment_id=otto.employment, ends=world.now + DAY, at=world.now)
    assert signs_in(world, world.credentials("otto"))
    world.clock.move(2 * DAY)
    change_job(world, "otto", ends=world.now + DAY)
    return signs_in(world, world.credentials("otto"))


def a_second_office(world: World) -> bool:
    put_job(world, "otto", "AME", Function.AME_COACH)
    return signs_in(world, {**world.credentials("otto"), "unit": world.units["AME"]})


def a_case_handed_to_no_coach(world: World) -> bool:
    """Let the access manager find a coach in the list who is none."""
    number = world.dana.number
    change_role(world, "otto", Role.COACH)
    put_job(world, "otto", "AME", Function.AME_COACH)
    given = world.api("bea").post("/handovers", {"number": number, "officer": world["otto"].officer})
    return given.status == 204


def a_link_of_who_has_left(world: World) -> bool:
    """Use the link for a unit's first access manager that Ada, who is no administrator any more, still holds."""
    body = {"name": "Siv Sund", "title": "enhetschef", "email": "siv@af.example"}
    called = world.api("ada").post(f"/units/{world.units['AF Rehabteam']}/access-manager", body)
    leaves(world, "ada")
    change_job(world, "ada", ends=None, seal=bytes(32))
    link = {"invitation": str(called.json["url"]).rpartition("/")[2]}
    return world.api().post("/enrolments/preparation", link).status == 200


ATTACKS: Final[tuple[Attack, ...]] = (
    another_role,
    another_unit,
    another_function,
    an_end_taken_away,
    a_last_day_moved,
    a_second_office,
    a_case_handed_to_no_coach,
    a_link_of_who_has_left,
)


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_row_makes_nobody_what_she_is_not(
    world: World, monkeypatch: pytest.MonkeyPatch, attack: Attack, *, guarded: bool
) -> None:
    if not guarded:
        monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)
    assert attack(world) is not guarded
    assert signs_in(world, world.credentials("fia")), "for all others nothing has changed"


def test_the_screen_goes_back_to_no_office_that_was_changed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    handed(world)
    with world.store.read() as tx:
        locked = tx.execute(select(session.c.id).where(session.c.handed_case_id.is_not(None))).scalar_one()
    code, who = world.code("amir"), replace(world.who("amir"), session=locked)
    change_job(world, "amir", function=Function.CLINICIAN.value)
    with pytest.raises(NotSignedIn):
        assisting.take_back(world.ground, who, code, HERE)
    monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)
    assert assisting.take_back(world.ground, who, code, HERE).case == world.dana.case


def move(world: World) -> None:
    """Let the operator's file give Otto a last day."""
    with world.store.write() as tx:
        move_end(tx, world.ground, employment_id=world["otto"].employment, ends=world.now + DAY, at=world.now)


def begin(world: World) -> None:
    """Let another unit employ Otto."""
    unit, function = world.units["AF Rehabteam"], Function.AF_OFFICER
    with world.store.write() as tx:
        otto = world["otto"].officer
        employ(tx, world.ground, officer_id=otto, unit_id=unit, function=function, begins=world.now)


@pytest.mark.parametrize(
    ("forged", "act"),
    [
        (lambda world: change_job(world, "otto", function=Function.CLINICIAN.value), move),
        (lambda world: change_role(world, "otto", Role.ACCESS_MANAGER), move),
        (lambda world: change_role(world, "otto", Role.ACCESS_MANAGER), begin),
    ],
    ids=["function", "role", "role in a new employment"],
)
def test_what_the_hub_did_not_write_is_never_sealed_anew(
    world: World, monkeypatch: pytest.MonkeyPatch, forged: Callable[[World], None], act: Callable[[World], None]
) -> None:
    forged(world)
    with pytest.raises(Tampered):
        act(world)
    monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)
    act(world)


def test_who_is_not_genuine_can_still_be_ended(world: World) -> None:
    change_job(world, "cia", function=Function.CLINICIAN.value)
    assert world.api("bea").delete(f"/officers/{world['cia'].officer}").status == 200
    change_job(world, "cia", function=Function.AME_COACH.value, ends=None)
    assert not signs_in(world, world.credentials("cia"))
