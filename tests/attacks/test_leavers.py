"""What somebody who has left still holds in her hand: links she made, the log she reviewed, invitations of others."""

from dataclasses import replace

import pytest
from sqlalchemy import insert, select, update

from hub.collisions.checking import run_checks
from hub.officers.employing import employ, end_employment, move_end
from hub.officers.looking_after import look_after
from hub.officers.roles import Role
from hub.officers.tables import employment, reviewed_unit
from hub.signin.linking import LinkPurpose
from policies.vocabulary import Function
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import write_plans
from tests.cast import DAY, SECOND, Answer, World
from tests.consents.story import in_force
from tests.sealed_rows import seal_all
from tests.staff import Member
from tests.staffing.conftest import NEW, Enrolled, add_member, sign_in, use_link

CODE = "815263"


def made_by(world: World, coach: str, participant: str, purpose: LinkPurpose) -> str:
    case = world.dana.case if participant == "dana" else participant
    body = {"purpose": purpose.value}
    answer = world.api(coach).post(f"/cases/{case}/links", body)
    assert answer.status == 201, answer.text
    return str(answer.json["url"]).rpartition("/")[2]


def use(world: World, link: str) -> Answer:
    return world.api().post("/sessions", {"link": link, "code": CODE})


def left_with_a_link(world: World, how: str) -> tuple[int, int]:
    """Let a coach leave who holds a link that he made; give what its page and its use are answered.

    Who came back coaches nobody in his new employment until a case is given him anew.
    """
    link = made_by(world, "amir", "dana", LinkPurpose.CODE_RESET)
    if how == "gone":
        assert world.api("bea").delete(f"/officers/{world['amir'].officer}").status == 200
    else:
        ends_by_date(world, "amir")
        world.clock.move(SECOND)
        begins(world, "amir", "AME", Function.AME_COACH)
    return world.page().get(f"/start/{link}").status, use(world, link).status


@pytest.mark.parametrize("how", ["gone", "back again"])
def test_a_link_of_a_coach_who_has_left_opens_nobodys_account(world: World, how: str) -> None:
    assert left_with_a_link(world, how) == (410, 401)


def reviewed(world: World, name: str) -> set[str]:
    with world.store.read() as tx:
        mine = select(reviewed_unit.c.unit_id).where(reviewed_unit.c.officer_id == world[name].officer)
        return set(tx.execute(mine).scalars())


def goes_to_another_office(world: World) -> None:
    """Let Dora leave FK and be called to AF."""
    add_member(world, "gun", "Gun Grahn", "FK Nordost", Role.ACCESS_MANAGER, Function.NONE)
    add_member(world, "siv", "Siv Sund", "AF Rehabteam", Role.ACCESS_MANAGER, Function.NONE)
    dora = world["dora"]
    assert world.api("gun").delete(f"/officers/{dora.officer}").status == 200
    body = {**NEW, "name": dora.name, "email": dora.username, "job": "dpo"}
    invited = world.api("siv").post("/officers", body)
    assert invited.status == 201, invited.text
    enrolled = use_link(world, invited.json["link"]["url"])
    assert world.api("siv").post(f"/officers/{dora.officer}/confirmation").status == 204
    assert sign_in(world, enrolled) is not None


def test_who_reviewed_a_unit_and_left_it_reviews_it_no_more(world: World) -> None:
    """What she looked after does not come along."""
    goes_to_another_office(world)
    assert reviewed(world, "dora") == {world.units["AF Rehabteam"]}


def ends_by_date(world: World, name: str) -> None:
    """Let her employment end as a date in the officers' file ends it: nobody presses anything, and its seal stands."""
    job, at = world[name].employment, world.now
    with world.store.write() as tx:
        assert move_end(tx, world.ground, employment_id=job, ends=at + SECOND, at=at)
    world.clock.move(SECOND)


def is_to_come_back(world: World, who: Member) -> None:
    """Let her work where she did again, from tomorrow."""
    with world.store.write() as tx:
        at, job = world.now + DAY, Function.NONE
        employ(tx, world.ground, officer_id=who.officer, unit_id=who.unit, function=job, begins=at)


def begins(world: World, name: str, unit: str, function: Function = Function.NONE) -> None:
    with world.store.write() as tx:
        officer, there = world[name].officer, world.units[unit]
        job = employ(tx, world.ground, officer_id=officer, unit_id=there, function=function, begins=world.now)
    world.members[name] = replace(world[name], employment=job, unit=world.units[unit])


def acts_seen(world: World, name: str) -> int:
    """Count what of others stands in the log that she sees."""
    items = world.api(name).get("/log/entries").json["items"]
    return sum(1 for one in items if one["actor"]["id"] != world[name].officer)


def works_on_at_one_of_two(world: World) -> None:
    """Let Dora work at FK and at AF, and her work at FK end by its date."""
    assert world.api("fia").get("/cases/" + "0" * 32).status == 404
    begins(world, "dora", "AF Rehabteam")
    assert acts_seen(world, "dora") > 0, "while she works at both"
    with world.store.write() as tx:
        of_fk = (employment.c.officer_id == world["dora"].officer, employment.c.unit_id == world.units["FK Nordost"])
        tx.execute(update(employment).where(*of_fk).values(ends=world.now))


def test_a_date_that_ends_her_work_ends_her_reviewing(world: World) -> None:
    """FK's log is not hers to read any more."""
    works_on_at_one_of_two(world)
    assert acts_seen(world, "dora") == 0
    assert world.page("dora").get("/logg").status == 200


def is_to_be_back_at_fk(world: World) -> None:
    """Let Dora leave FK for AF; she is to work at FK again from tomorrow."""
    assert world.api("fia").get("/cases/" + "0" * 32).status == 404
    at_fk = world["dora"]
    begins(world, "dora", "AF Rehabteam")
    with world.store.write() as tx:
        end_employment(tx, employment_id=at_fk.employment, ends=world.now)
    is_to_come_back(world, at_fk)


def test_a_day_on_which_she_is_to_come_back_shows_her_nothing_before_it(world: World) -> None:
    is_to_be_back_at_fk(world)
    assert acts_seen(world, "dora") == 0
    world.clock.move(DAY)
    assert acts_seen(world, "dora") > 0


def begins_elsewhere_after_a_date(world: World) -> None:
    """Dagny reviews two units of the town's and works at one of them; then she works for AF alone."""
    assert len(reviewed(world, "dagny")) == 2
    assert world.api("amir").get("/cases/" + "0" * 32).status == 404
    assert acts_seen(world, "dagny") > 0
    ends_by_date(world, "dagny")
    world.clock.move(DAY)
    begins(world, "dagny", "AF Rehabteam")


def test_who_begins_elsewhere_after_such_a_date_brings_nothing_along(world: World) -> None:
    begins_elsewhere_after_a_date(world)
    assert reviewed(world, "dagny") == set()
    assert acts_seen(world, "dagny") == 0


def is_back_at_one_of_two(world: World) -> None:
    """Dora works at FK and at AF; FK ends her, and employs her again."""
    assert world.api("fia").get("/cases/" + "0" * 32).status == 404
    add_member(world, "gun", "Gun Grahn", "FK Nordost", Role.ACCESS_MANAGER, Function.NONE)
    begins(world, "dora", "AF Rehabteam")
    assert acts_seen(world, "dora") > 0
    assert world.api("gun").delete(f"/officers/{world['dora'].officer}").status == 200
    world.clock.move(DAY)
    begins(world, "dora", "FK Nordost")


def test_who_is_ended_at_one_of_two_offices_reviews_it_no_more_when_she_is_back(world: World) -> None:
    """What she reviewed there was taken from her."""
    is_back_at_one_of_two(world)
    assert reviewed(world, "dora") == set()
    assert acts_seen(world, "dora") == 0


def checked_with_amir_at_fk(world: World) -> None:
    """Let Amir work at FK too, be named there, and a check of Dana's find a collision; he coaches her at AME."""
    with world.store.write() as tx:
        at_fk = {"officer_id": world["amir"].officer, "unit_id": world.units["FK Nordost"]}
        row = {"id": "a" * 32, **at_fk, "function": Function.FK_OFFICER.value, "begins": world.now}
        tx.execute(insert(employment), row)
        seal_all(tx, world.ground)
    world.members["amir at fk"] = replace(world["amir"], employment="a" * 32, unit=world.units["FK Nordost"])
    named = ("sofia", "arvid", "fia", "rut", "amir at fk")
    agree(world, world.dana, gives=WHOLE, persons=("amir", *named), collision_check=True)
    write_plans(world, world.dana.case)
    assert run_checks(world.ground) == 1


def hints(world: World, name: str) -> list[object]:
    return [one["collision_hint"] for one in world.api(name).get("/cases").json["items"]]


def test_what_the_coordinator_is_told_does_not_follow_him_to_another_office(world: World) -> None:
    checked_with_amir_at_fk(world)
    assert hints(world, "amir") == [True]
    assert hints(world, "amir at fk") == [None]
    ends_by_date(world, "amir")
    assert hints(world, "amir at fk") == [None]


def first_link(world: World) -> str:
    """Let the administrator call in a unit's first access manager, and leave."""
    body = {"name": "Siv Sund", "title": "enhetschef", "email": "siv@af.example"}
    called = world.api("ada").post(f"/units/{world.units['AF Rehabteam']}/access-manager", body)
    assert called.status == 201, called.text
    ends_by_date(world, "ada")
    return str(called.json["url"]).rpartition("/")[2]


def test_a_link_ends_with_who_made_it(world: World) -> None:
    link = first_link(world)
    assert world.api().post("/enrolments/preparation", {"invitation": link}).status == 401
    assert world.page().get(f"/bjud-in/{link}").status == 410


def test_it_does_not_come_to_life_because_she_is_to_come_back(world: World) -> None:
    link = first_link(world)
    is_to_come_back(world, world["ada"])
    assert world.api().post("/enrolments/preparation", {"invitation": link}).status == 401


def called_in_twice(world: World) -> tuple[Enrolled, str, Answer]:
    """Siv waits to be confirmed at AME, and the administrator calls her in at FK.

    Give her ways to sign in, who she is, and what the administrator is answered.
    """
    body = {**NEW, "name": "Siv Sund", "email": "siv@ame.example", "job": "access_manager"}
    invited = world.api("bea").post("/officers", body)
    assert invited.status == 201, invited.text
    siv = use_link(world, invited.json["link"]["url"])
    path = f"/units/{world.units['FK Nordost']}/access-manager"
    taken = world.api("ada").post(path, {"name": "Siv Sund", "title": "chef", "email": "siv@ame.example"})
    return siv, invited.json["id"], taken


def test_the_administrator_does_not_become_a_manager_who_waits_to_be_confirmed(world: World) -> None:
    """A link of the administrator's would give her account new ways in."""
    siv, officer, taken = called_in_twice(world)
    assert (taken.status, list(taken.json["errors"])) == (422, ["email"])
    assert world.api("bea").post(f"/officers/{officer}/confirmation").status == 204
    assert sign_in(world, siv) is not None


def asks_by_her_own_look(world: World) -> tuple[int, int]:
    """Dora, of FK and AF, opens whose a case of FK's is while she works for AF, and leaves FK.

    Give what she is answered when she asks again, and when she takes back for the participant.
    """
    in_force(world, named=("fia", "amir"), rows=(("FK Nordost", "C09"),))
    begins(world, "dora", "AF Rehabteam")
    with world.store.write() as tx:
        look_after(tx, world.ground, officer_id=world["dora"].officer, unit_id=world.units["AF Rehabteam"])
    path, body = f"/log/cases/{world.dana.number}/identity", {"reason": "Anmälan 2026/17 om obehörig läsning"}
    assert world.api("dora").post(path, body).status == 200, "FK's log is hers to review"
    with world.store.write() as tx:
        of_fk = (employment.c.officer_id == world["dora"].officer, employment.c.unit_id == world.units["FK Nordost"])
        tx.execute(update(employment).where(*of_fk).values(ends=world.now))
    world.clock.move(SECOND)
    withdrawal = {"number": world.dana.number, "whole": True, "channel": "phone"}
    return world.api("dora").post(path, body).status, world.api("dora").post("/withdrawals", withdrawal).status


def test_what_she_opened_as_a_reviewer_makes_no_case_another_units_matter(world: World) -> None:
    assert asks_by_her_own_look(world) == (404, 404)
