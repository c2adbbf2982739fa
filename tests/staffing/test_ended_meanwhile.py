"""Somebody is ended in the moment of her own act: one is done after the other, and neither waits for the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy import select

from hub.officers import holding, importing
from hub.officers.holding import hold_employment
from hub.officers.importing import take_in
from hub.officers.reaching import Reach
from hub.officers.reading import FileRefused, OfficerRow
from hub.officers.roles import Role
from hub.officers.tables import employment, officer
from hub.organisations.kinds import AuthorityKind
from hub.organisations.tables import unit
from hub.signin.beginning import Client, Holder, begin_session
from hub.signin.current import SignedIn, Surface
from hub.signin.looking_up import session_id
from hub.signin.second_factor import Shown
from hub.signin.stepping_up import step_up
from hub.signin.workplaces import Workplace
from hub.staffing import acting
from hub.staffing.ending import end
from hub.store.errors import NotSignedIn, StoreUnavailable
from hub.store.locks import lock_share
from policies.vocabulary import Function
from tests.attacks.test_assisted import handed, post
from tests.attacks.test_leavers import begins
from tests.cases.test_people_importing import ROWS, file, send
from tests.cast import DAY, World
from tests.meeting import another_comes_meanwhile, each_has_begun
from tests.officers.test_importing import BY
from tests.staff import Member
from tests.staffing.conftest import add_member


def organisation_of(world: World, unit_id: str) -> str:
    with world.store.read() as tx:
        found: str = tx.execute(select(unit.c.organisation_id).where(unit.c.id == unit_id)).scalar_one()
        return found


def both(*acts: Callable[[], int]) -> list[int]:
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda act: act(), acts))


def ends(world: World, name: str) -> Callable[[], int]:
    api = world.api("bea")
    return lambda: api.delete(f"/officers/{world[name].officer}").status


def test_who_takes_her_screen_back_while_she_is_ended(world: World) -> None:
    screen = handed(world)
    code, end = world.code("amir"), ends(world, "amir")
    with each_has_begun(world, "UPDATE session SET revoked_at", "UPDATE employment"):
        back, ended = both(lambda: post(world, screen, "/skarmen/tillbaka", code=code).status, end)
    assert (back, ended) == (303, 200)  # back at the case, or at the page to sign in on
    assert screen.get("/arenden").status == 303, "she is out"


def test_who_proves_anew_who_she_is_while_she_is_ended(world: World) -> None:
    world.page("amir")
    who = replace(world.who("amir"), surface=Surface.PAGE)
    shown, end = Shown(code=world.code("amir")), ends(world, "amir")

    def proves() -> int:
        try:
            step_up(world.ground, who, shown, Client(address="203.0.113.7", surface=Surface.PAGE))
        except NotSignedIn:
            return 401
        return 200

    with each_has_begun(world, "UPDATE session SET revoked_at", "UPDATE employment"):
        proved, ended = both(proves, end)
    assert proved in {200, 401}
    assert ended == 200


def test_who_signs_in_where_she_was_signed_in_while_she_is_ended(world: World) -> None:
    amir, end = world["amir"], ends(world, "amir")
    held = session_id(world.session("amir", Surface.PAGE))
    client = Client(address="203.0.113.7", surface=Surface.PAGE, replaces=held)
    holder = Holder(account=amir.account, username=amir.username, officer=amir.officer)
    place = Workplace(amir.employment, amir.unit, "AME", organisation_of(world, amir.unit), "Demostads kommun")

    def signs_in() -> int:
        with world.store.write() as tx:
            begin_session(tx, world.ground, holder, client, place=place, at=world.now)
        return 200

    with each_has_begun(world, "UPDATE session SET revoked_at", "UPDATE employment"):
        assert both(signs_in, end) == [200, 200]


def ends_later(world: World, *names: str) -> Callable[[], int]:
    """Take the operator's file in, in which these leave AME tomorrow; 422 where one has left by now."""
    return takes_in(world, *(row_of(world, world[name], number) for number, name in enumerate(names, 2)))


def takes_in(world: World, *rows: OfficerRow) -> Callable[[], int]:
    def taken() -> int:
        with suppress(FileRefused), world.store.write() as tx:
            take_in(tx, world.ground, rows, by=BY, at=world.now)
            return 201
        return 422

    return taken


def row_of(world: World, member: Member, number: int, unit_name: str = "AME") -> OfficerRow:
    with world.store.read() as tx:
        job = tx.execute(select(employment).where(employment.c.id == member.employment)).one()
        role = tx.execute(select(officer.c.role).where(officer.c.id == member.officer)).scalar_one()
    return OfficerRow(
        row=number,
        organisation="Demostads kommun",
        kind=AuthorityKind.MUNICIPALITY,
        unit=unit_name,
        name=member.name,
        title="coach",
        function=Function(job.function),
        email=member.username,
        role=Role(role),
        begins=job.begins,
        ends=world.now + DAY,
        reviews=(),
        reach=Reach(phone="070-174 06 99"),
    )


@pytest.mark.parametrize("guarded", [True, False])
def test_who_ends_another_while_the_operators_file_ends_both_later(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """She holds her own employment and then the other's; the file both by the order of their ids."""
    add_member(world, "bo", "Bo Bok", "AME", Role.ACCESS_MANAGER, Function.NONE)
    other, manager = sorted(("bea", "bo"), key=lambda name: world[name].employment)
    api, taken = world.api(manager), ends_later(world, other, manager)
    if not guarded:
        monkeypatch.setattr(importing, "HOLD_UNITS", select(unit.c.id).limit(0))
    with another_comes_meanwhile(world, "SELECT employment.id AS job_id") as then:
        ended, moved = both(lambda: api.delete(f"/officers/{world[other].officer}").status, taken_or_503(taken, then))
    waits_for_each_other = not guarded and world.store.dialect == "postgresql"
    assert (503 in {ended, moved}) is waits_for_each_other
    assert waits_for_each_other or (ended, moved) in {(200, 422), (200, 201), (404, 201)}


@pytest.mark.parametrize("guarded", [True, False])
def test_who_acts_at_one_of_two_offices_while_the_operators_file_ends_both_later(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """A code that is chosen on Amir's screen holds the employment by which he lends it, and then all of his."""
    places = {world["amir"].employment: (world["amir"], "AME")}
    begins(world, "amir", "Ekonomiskt bistånd", Function.SOCIAL_SECRETARY)
    places[world["amir"].employment] = (world["amir"], "Ekonomiskt bistånd")
    rows = [row_of(world, who, number, there) for number, (who, there) in enumerate(places.values(), 2)]
    last = max(places)
    actor = replace(world.actor("amir"), employment=last, unit=places[last][0].unit)
    every = employment.c.officer_id == world["amir"].officer
    if not guarded:
        monkeypatch.setattr(holding, "_JOBS", holding._JOBS.where(employment.c.id == last))

    def acts() -> int:
        with world.store.write() as tx:
            hold_employment(tx, world.ground, actor)
            tx.execute(lock_share(select(employment.c.id).where(every).order_by(employment.c.id))).all()
        return 200

    with another_comes_meanwhile(world, "SELECT employment.id AS job_id") as then:
        told = set(both(taken_or_503(acts), taken_or_503(takes_in(world, *rows), then)))
    assert (503 in told) is (not guarded and world.store.dialect == "postgresql")


@pytest.mark.parametrize("guarded", [True, False])
def test_two_who_manage_two_offices_end_each_other_each_at_another(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Each holds all of her own employments, and then one of the other's."""
    add_member(world, "bo", "Bo Bok", "AME", Role.ACCESS_MANAGER, Function.NONE)
    at_ame = world.who("bea")
    for name in ("bea", "bo"):
        begins(world, name, "Ekonomiskt bistånd")
    elsewhere = world.who("bo")
    if not guarded:
        monkeypatch.setattr(acting, "_HERS", select(employment.c.unit_id).limit(0))

    def ends_other(who: SignedIn, other: SignedIn) -> Callable[[], int]:
        def ended() -> int:
            with suppress(NotSignedIn), acting.acting(world.ground, who) as tx:
                end(tx, world.ground, who, other.officer or "")
                return 200
            return 401

        return ended

    with each_has_begun(world, "SELECT employment.id AS job_id"):
        acts = (ends_other(at_ame, elsewhere), ends_other(elsewhere, at_ame))
        told = both(*(taken_or_503(act) for act in acts))
    assert 200 in told
    assert (503 in told) is (not guarded and world.store.dialect == "postgresql")


def taken_or_503(taken: Callable[[], int], first: Callable[[], None] = lambda: None) -> Callable[[], int]:
    def told() -> int:
        first()
        try:
            return taken()
        except StoreUnavailable:
            return 503

    return told


def test_who_sends_a_file_of_people_while_the_operators_file_ends_her_later(world: World) -> None:
    taken = ends_later(world, "amir")

    with each_has_begun(world, "UPDATE officer", "SELECT employment.id AS job_id"):
        assert both(taken, lambda: send(world, file(ROWS[0])).status) == [201, 201]
