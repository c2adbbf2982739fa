"""Who writes to the case database gives no coach a case, and nobody a case of another unit's to hand over (T4, T8).

Each attack is shown to work with the comparing of seals off.
"""

from collections.abc import Callable
from typing import Any, Final

import pytest
from sqlalchemy import insert, update

from hub.grants.tables import coach_assignment
from hub.officers.roles import Role
from hub.signin.linking import LinkPurpose
from hub.store import row_seals
from hub.store.ids import new_id
from policies.vocabulary import Function
from tests.attacks.test_assisted import post
from tests.attacks.test_forged_rows import signs_in, write
from tests.attacks.test_leavers import made_by, use
from tests.cast import World
from tests.moving_on import handed_over
from tests.staffing.conftest import add_member

Attack = Callable[[World], bool]


def put(world: World, name: str, **more: Any) -> None:
    """Let the row say that the officer coaches Dana, with a seal that the hub never gave."""
    member = world[name]
    whose = {"id": new_id(world.ground.random), "case_id": world.dana.case, "officer_id": member.officer}
    row = {**whose, "unit_id": member.unit, "begins": world.now, "seal": bytes(32), **more}
    write(world, insert(coach_assignment).values(row))


def links(world: World, name: str) -> bool:
    body = {"purpose": LinkPurpose.CODE_RESET.value}
    return world.api(name).post(f"/cases/{world.dana.case}/links", body).status == 201


def a_row_of_ones_own(world: World) -> bool:
    put(world, "cia")
    return links(world, "cia")


def anothers_row(world: World) -> bool:
    of_amir = update(coach_assignment).where(coach_assignment.c.case_id == world.dana.case)
    write(world, of_amir.values(officer_id=world["cia"].officer))
    return links(world, "cia")


def ones_own_of_another_case(world: World) -> bool:
    own = world.add_participant("Eva Demosson", coach="cia")
    of_cia = update(coach_assignment).where(coach_assignment.c.case_id == own.case)
    write(world, of_cia.values(case_id=world.dana.case))
    return links(world, "cia")


def an_end_taken_away(world: World) -> bool:
    handed_over(world)
    write(world, update(coach_assignment).values(ends=None))
    return links(world, "amir")


def a_lent_screen(world: World) -> bool:
    dana = world.dana
    put(world, "cia")
    return post(world, world.page("cia"), f"/arenden/{dana.case}/lamna-over").status == 303


def a_link_kept(world: World) -> bool:
    """Use the link that he made while he coached her."""
    link = made_by(world, "amir", "dana", LinkPurpose.CODE_RESET)
    handed_over(world)
    write(world, update(coach_assignment).values(ends=None))
    shown = world.page().get(f"/start/{link}").status == 200
    assert (use(world, link).status == 201) is shown
    return shown


def handed_to_ones_own_unit(world: World, **more: Any) -> bool:
    """Let an access manager of another unit hand Dana's case to a coach there, who then is her coach by the hub."""
    add_member(world, "gun", "Gun Grahn", "FK Nordost", Role.ACCESS_MANAGER, Function.NONE)
    add_member(world, "cora", "Cora Ceder", "FK Nordost", Role.COACH, Function.AME_COACH)
    put(world, "cora", **more)
    # Her own row, which is not genuine, would be told of as hers already.
    given = world.api("gun").post("/handovers", {"number": world.dana.number, "officer": world["otto"].officer})
    return given.status != 404


def handed_over_by_a_row_that_has_ended(world: World) -> bool:
    return handed_to_ones_own_unit(world, ends=world.now)


ATTACKS: Final[tuple[Attack, ...]] = (
    a_row_of_ones_own,
    anothers_row,
    ones_own_of_another_case,
    an_end_taken_away,
    a_lent_screen,
    a_link_kept,
    handed_to_ones_own_unit,
    handed_over_by_a_row_that_has_ended,
)


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_row_makes_nobody_her_coach(
    world: World, monkeypatch: pytest.MonkeyPatch, attack: Attack, *, guarded: bool
) -> None:
    if not guarded:
        monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)
    assert attack(world) is not guarded
    assert signs_in(world, world.credentials("amir")), "for all others nothing has changed"


def test_a_row_that_is_not_genuine_is_not_sealed_by_its_end(world: World) -> None:
    """What was put there for another unit ends with who leaves it, and tells nothing of whose case it was."""
    add_member(world, "gun", "Gun Grahn", "FK Nordost", Role.ACCESS_MANAGER, Function.NONE)
    cora = add_member(world, "cora", "Cora Ceder", "FK Nordost", Role.COACH, Function.AME_COACH)
    put(world, "cora")
    assert world.api("gun").delete(f"/officers/{cora.officer}").status == 200
    add_member(world, "celia", "Celia Cederberg", "FK Nordost", Role.COACH, Function.AME_COACH)
    body = {"number": world.dana.number, "officer": world["celia"].officer}
    assert world.api("gun").post("/handovers", body).status == 404


def test_what_a_coach_leaves_is_given_on_and_a_row_in_the_way_is_ended(world: World) -> None:
    number = world.dana.number
    assert world.api("bea").delete(f"/officers/{world['amir'].officer}").status == 200
    put(world, "cia")
    assert world.api("bea").post("/handovers", {"number": number, "officer": world["cia"].officer}).status == 204
    assert links(world, "cia")
