"""What somebody who has left still holds in her hand: links she made, the log she reviewed, invitations of others."""

from sqlalchemy import select

from hub.officers.roles import Role
from hub.officers.tables import reviewed_unit
from hub.signin.linking import LinkPurpose
from policies.vocabulary import Function
from tests.cast import Answer, World
from tests.staffing.conftest import NEW, add_member, sign_in, use_link

CODE = "815263"


def made_by(world: World, coach: str, participant: str, purpose: LinkPurpose) -> str:
    case = world.dana.case if participant == "dana" else participant
    body = {"purpose": purpose.value}
    answer = world.api(coach).post(f"/cases/{case}/links", body)
    assert answer.status == 201, answer.text
    return str(answer.json["url"]).rpartition("/")[2]


def use(world: World, link: str) -> Answer:
    return world.api().post("/sessions", {"link": link, "code": CODE})


def test_a_link_of_a_coach_who_has_left_opens_nobodys_account(world: World) -> None:
    link = made_by(world, "amir", "dana", LinkPurpose.CODE_RESET)
    assert world.api("bea").delete(f"/officers/{world['amir'].officer}").status == 200
    assert world.page().get(f"/start/{link}").status == 410
    assert use(world, link).status == 401


def reviewed(world: World, name: str) -> set[str]:
    with world.store.read() as tx:
        mine = select(reviewed_unit.c.unit_id).where(reviewed_unit.c.officer_id == world[name].officer)
        return set(tx.execute(mine).scalars())


def test_who_reviewed_a_unit_and_left_it_reviews_it_no_more(world: World) -> None:
    """Dora leaves FK for another office: what she looked after does not come along."""
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
    assert reviewed(world, "dora") == {world.units["AF Rehabteam"]}


def test_the_administrator_does_not_become_a_manager_who_waits_to_be_confirmed(world: World) -> None:
    """Siv has used her link at AME; a link of the administrator's would give her account new ways in."""
    body = {**NEW, "name": "Siv Sund", "email": "siv@ame.example", "job": "access_manager"}
    invited = world.api("bea").post("/officers", body)
    assert invited.status == 201, invited.text
    siv = use_link(world, invited.json["link"]["url"])
    path = f"/units/{world.units['FK Nordost']}/access-manager"
    taken = world.api("ada").post(path, {"name": "Siv Sund", "title": "chef", "email": "siv@ame.example"})
    assert (taken.status, list(taken.json["errors"])) == (422, ["email"])
    assert world.api("bea").post(f"/officers/{invited.json['id']}/confirmation").status == 204
    assert sign_in(world, siv) is not None
