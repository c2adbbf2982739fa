"""Two say at once who works where: the later one finds what the first has made, and nobody works somewhere twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from hub.officers.reading import FileRefused
from hub.officers.roles import Role
from hub.officers.tables import employment, officer
from hub.officers.wording import COLUMNS as OFFICERS_COLUMNS
from hub.signin.inviting import Invitation, import_officers
from hub.signin.tables import invitation
from hub.staffing import calling_managers, inviting
from hub.staffing.importing import COLUMNS
from hub.staffing.wording import JOB_LABELS
from policies.vocabulary import Function
from tests.cast import Answer, World
from tests.meeting import another_comes_meanwhile, at_once, each_has_begun, read_in_turn
from tests.officers.test_importing import BY
from tests.signin.calling_in import PASSWORD, code_of
from tests.staffing.conftest import NEW, add_member, sign_in, use_link

GUN = {"name": "Gun Grahn", "title": "enhetschef", "email": "gun@fk.example"}
A_LINK = "INSERT INTO invitation"
A_JOB = "INSERT INTO employment"


def invite(world: World, by: str, *, times: int = 2, written: str = A_LINK, **other: str) -> list[Answer]:
    apis = [world.api(by) for _ in range(times)]
    return at_once(world, *[lambda api=api: api.post("/officers", {**NEW, **other}) for api in apis], written=written)


def living_links(world: World) -> int:
    lives = (invitation.c.used_at.is_(None), invitation.c.expires_at > world.now)
    with world.store.read() as tx:
        return tx.execute(select(func.count()).select_from(invitation).where(*lives)).scalar_one()


def jobs(world: World, email: str, unit: str) -> int:
    hers = (employment.c.officer_id == officer.c.id, officer.c.email == email)
    at = employment.c.unit_id == world.units[unit]
    with world.store.read() as tx:
        return tx.execute(select(func.count(employment.c.id)).where(*hers, at)).scalar_one()


def file_of(world: World, *people: tuple[str, str]) -> tuple[Invitation, ...] | FileRefused:
    """Take the operator's file in, in which these (name, e-mail) work at FK."""
    rows = [
        f"Försäkringskassan;försäkringskassan;FK Nordost;{name};{NEW['title']};FK-handläggare;"
        f"{email};handläggare;2026-01-01;;"
        for name, email in people
    ]
    try:
        return import_officers(world.ground, "\n".join([";".join(OFFICERS_COLUMNS), *rows]).encode(), by=BY)
    except FileRefused as refused:
        return refused


def file_of_one(world: World) -> tuple[Invitation, ...] | FileRefused:
    """Take the operator's file in, in which Nils works at FK."""
    return file_of(world, (NEW["name"], NEW["email"]))


def test_two_who_invite_the_same_person_make_one_officer_and_one_living_link(world: World, fk_manager: str) -> None:
    answers = invite(world, fk_manager)
    assert [answer.status for answer in answers] == [201, 201], [answer.text for answer in answers]
    assert len({answer.json["id"] for answer in answers}) == 1
    assert living_links(world) == 1


def test_two_new_links_at_once_leave_one(world: World, fk_manager: str) -> None:
    path = f"/officers/{world.api(fk_manager).post('/officers', NEW).json['id']}/invitation"
    apis = [world.api(fk_manager) for _ in range(2)]
    answers = at_once(world, *[lambda api=api: api.post(path) for api in apis], written=A_LINK)
    assert [answer.status for answer in answers] == [201, 201]
    assert living_links(world) == 1


def test_who_works_elsewhere_is_employed_once_and_out_once_she_is_ended(world: World, fk_manager: str) -> None:
    arvid = world["arvid"]
    answers = invite(world, fk_manager, written=A_JOB, name=arvid.name, email=arvid.username)
    assert sorted(answer.status for answer in answers) == [201, 422], [answer.text for answer in answers]
    assert jobs(world, arvid.username, "FK Nordost") == 1
    body = {**world.credentials("arvid"), "unit": arvid.unit}
    here = {**body, "unit": world.units["FK Nordost"], "code": world.code("arvid")}
    session = world.api().post("/sessions", here)
    assert session.status == 201, session.text
    assert world.api(fk_manager).delete(f"/officers/{arvid.officer}").status == 200
    assert world.api().post("/sessions", {**here, "code": world.code("arvid")}).status == 401


def test_two_sheets_at_once_invite_each_person_once(world: World, fk_manager: str) -> None:
    """The rows stand in another order, so each begins with whom the other ends with."""
    job = JOB_LABELS[NEW["job"]]
    rows = [f"Nils Ny;handläggare;nils@fk.example;{job};;", f"Olle Ny;handläggare;olle@fk.example;{job};;"]
    sheets = ["\n".join([";".join(COLUMNS), *order]).encode() for order in (rows, rows[::-1])]
    apis = [world.api(fk_manager) for _ in sheets]
    send = [
        lambda api=api, sheet=sheet: api.post("/imports/officers", data=sheet, content_type="text/csv")
        for api, sheet in zip(apis, sheets, strict=True)
    ]
    with read_in_turn():
        answers = at_once(world, *send, written=A_LINK)
    assert [answer.status for answer in answers] == [201, 201], [answer.text for answer in answers]
    assert [one["name"] for one in answers[1].json["people"]] == ["Olle Ny", "Nils Ny"]
    assert living_links(world) == 2


def test_the_first_manager_of_two_units_is_one_officer(world: World) -> None:
    apis, units = [world.api("ada"), world.api("ada")], ("FK Nordost", "Vuxenpsykiatrin")
    paths = [f"/units/{world.units[unit]}/access-manager" for unit in units]
    calls = [lambda api=api, path=path: api.post(path, GUN) for api, path in zip(apis, paths, strict=True)]
    answers = at_once(world, *calls, written=A_LINK)
    assert [answer.status for answer in answers] == [201, 201], [answer.text for answer in answers]
    assert living_links(world) == 1


def test_no_second_first_manager_is_called_while_the_first_one_uses_her_link(world: World) -> None:
    path = f"/units/{world.units['FK Nordost']}/access-manager"
    link = world.api("ada").post(path, GUN).json["url"].rpartition("/")[2]
    prepared = world.api().post("/enrolments/preparation", {"invitation": link}).json
    body = {"invitation": link, "password": PASSWORD, "code": code_of(world, prepared["totp_secret"])}
    ada, stranger = world.api("ada"), world.api()

    def call_another() -> Answer:
        return ada.post(path, {**GUN, "name": "Siv Sund", "email": "siv@fk.example"})

    used, called = at_once(world, lambda: stranger.post("/enrolments", body), call_another, written=A_JOB)
    assert (used.status, called.status) in {(201, 409), (401, 201)}, (used.text, called.text)


def test_a_file_and_an_invitation_meet(world: World, fk_manager: str) -> None:
    api = world.api(fk_manager)
    made, invited = at_once(
        world, lambda: file_of_one(world), lambda: api.post("/officers", NEW), written="INSERT INTO officer"
    )
    assert isinstance(invited, Answer)
    assert invited.status == 201 or (invited.status == 422 and not isinstance(made, FileRefused)), invited.text
    assert not isinstance(file_of_one(world), FileRefused), "the same file again finds her"


def test_of_two_files_at_once_one_is_taken_or_finds_nothing_to_do(world: World) -> None:
    made = at_once(world, lambda: file_of_one(world), lambda: file_of_one(world), written="INSERT INTO officer")
    assert sorted(len(one) for one in made if not isinstance(one, FileRefused)) in ([1], [0, 1])
    assert jobs(world, NEW["email"], "FK Nordost") == 1


def test_who_works_there_by_a_file_is_not_employed_once_more_by_a_confirmation(world: World, fk_manager: str) -> None:
    nils = world.api(fk_manager).post("/officers", NEW).json
    enrolled = use_link(world, nils["link"]["url"])
    assert file_of_one(world) == ()
    confirmed = world.api(fk_manager).post(f"/officers/{nils['id']}/confirmation")
    assert (confirmed.status, confirmed.json["code"]) == (409, "works_here")
    assert world.api(fk_manager).delete(f"/officers/{nils['id']}/invitation").status == 204
    assert sign_in(world, enrolled) is not None
    assert world.api(fk_manager).delete(f"/officers/{nils['id']}").status == 200
    assert sign_in(world, enrolled) is None


def test_of_two_who_confirm_and_invite_at_two_units_both_find_her(world: World, fk_manager: str) -> None:
    nils = world.api(fk_manager).post("/officers", NEW).json
    use_link(world, nils["link"]["url"])
    add_member(world, "maja", "Maja Mo", "AF Rehabteam", Role.ACCESS_MANAGER, Function.NONE)
    fk, af = world.api(fk_manager), world.api("maja")
    answers = at_once(
        world,
        lambda: fk.post(f"/officers/{nils['id']}/confirmation"),
        lambda: af.post("/officers", {**NEW, "job": Function.AF_OFFICER.value}),
        written=A_JOB,
    )
    assert [answer.status for answer in answers] in ([204, 201], [204, 422]), [answer.text for answer in answers]


def test_two_files_in_another_order_do_not_wait_for_each_other(world: World) -> None:
    """Each begins with whom the other ends with; the later one finds what the first has added, and says so."""
    people = [("Nils Ny", "nils@fk.example"), ("Olle Ny", "olle@fk.example")]
    with each_has_begun(world, "INSERT INTO officer"), ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda order: file_of(world, *order), (people, people[::-1])))
    assert [isinstance(one, FileRefused) for one in made].count(False) >= 1
    assert [jobs(world, email, "FK Nordost") for _, email in people] == [1, 1]


def test_of_two_managers_who_end_each_other_one_is_left(world: World, fk_manager: str) -> None:
    add_member(world, "siv", "Siv Sund", "FK Nordost", Role.ACCESS_MANAGER, Function.NONE)
    pairs = ((world.api(fk_manager), "siv"), (world.api("siv"), fk_manager))
    acts = [lambda api=api, who=world[whom].officer: api.delete(f"/officers/{who}") for api, whom in pairs]
    answers = at_once(world, *acts, written="UPDATE employment")
    assert sorted(answer.status for answer in answers) == [200, 401], [answer.text for answer in answers]


def test_who_ends_a_manager_and_says_that_she_is_away_meet(world: World, fk_manager: str) -> None:
    """Each holds what the other wants: the unit is held first, so that neither waits for the other."""
    add_member(world, "siv", "Siv Sund", "FK Nordost", Role.ACCESS_MANAGER, Function.NONE)
    gun, siv = world.api(fk_manager), world.api("siv")
    path, away = f"/officers/{world[fk_manager].officer}/absence", {"first_day": "2026-03-17", "last_day": "2026-03-18"}
    ended, said = at_once(
        world,
        lambda: gun.delete(f"/officers/{world['siv'].officer}"),
        lambda: siv.put(path, away),
        written="UPDATE employment",
    )
    assert (ended.status, said.status) in {(200, 204), (200, 401)}, (ended.text, said.text)


@pytest.mark.parametrize("guarded", [True, False])
def test_who_uses_her_link_just_now_waits_to_be_confirmed_and_is_given_no_other(
    world: World, fk_manager: str, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """The other would serve too, and end the ways in that she has just chosen."""
    if not guarded:
        monkeypatch.setattr(inviting, "hold", lambda *_, **__: None)
    api = world.api(fk_manager)
    nils = api.post("/officers", NEW).json

    def is_called_in_again() -> Answer:
        then()
        return api.post(f"/officers/{nils['id']}/invitation")

    with another_comes_meanwhile(world, "INSERT INTO account") as then, ThreadPoolExecutor(2) as pool:
        used, again = pool.submit(use_link, world, nils["link"]["url"]), pool.submit(is_called_in_again)
    assert used.result().check
    is_told = guarded or world.store.dialect == "sqlite"  # where one write waits for the other anyhow
    assert again.result().json.get("code") == ("waits" if is_told else None)


@pytest.mark.parametrize("guarded", [True, False])
def test_whom_another_unit_employs_just_now_is_given_no_new_ways_in_by_the_administrator(
    world: World, fk_manager: str, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """By such a link the administrator would sign in at the other unit, too."""
    if not guarded:
        monkeypatch.setattr(calling_managers, "hold", lambda *_, **__: None)
    add_member(world, "maja", "Maja Mo", "AF Rehabteam", Role.ACCESS_MANAGER, Function.NONE)
    gun, maja, ada = world[fk_manager], world.api("maja"), world.api("ada")
    hers = {"name": "Gun Grahn", "title": "enhetschef", "email": gun.username, "job": Role.ACCESS_MANAGER.value}
    path = f"/units/{world.units['FK Nordost']}/access-manager/invitation"

    def is_called_again() -> Answer:
        then()
        return ada.post(path, {"identity_checked": True})

    with another_comes_meanwhile(world, A_JOB) as then, ThreadPoolExecutor(2) as pool:
        employed, again = pool.submit(maja.post, "/officers", hers), pool.submit(is_called_again)
    assert employed.result().status == 201
    is_told = guarded or world.store.dialect == "sqlite"  # as above
    assert again.result().json.get("code") == ("works_elsewhere" if is_told else None)
