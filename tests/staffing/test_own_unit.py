"""An access manager invites, confirms and ends her own unit's officers, and nobody else's."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unicodedata import normalize

import pyotp
import pytest
from sqlalchemy import select

from hub.access_log.tables import log_entry
from hub.officers.employing import employ, end_employment
from hub.officers.roles import Role
from hub.signin import enrolling, stepping_up
from hub.signin.calling import LASTS
from hub.staffing import inviting
from policies.vocabulary import Function
from tests.cast import MINUTE, SECOND, Answer, Api, World
from tests.consents.story import in_force
from tests.signin.calling_in import PASSWORD, code_of
from tests.staffing.conftest import NEW, add_member, sign_in, use_link


def acts(world: World) -> list[str]:
    with world.store.read() as tx:
        rows = tx.execute(select(log_entry.c.body).where(log_entry.c.action == "officer_change")).scalars()
        return [str(body).partition('"reason":"')[2].partition('"')[0] for body in rows]


def invite(world: World, api: Api, **other: str) -> Answer:
    return api.post("/officers", {**NEW, **other})


def test_from_invitation_to_work(world: World, fk_manager: str) -> None:
    gun = world.api(fk_manager)
    invited = invite(world, gun)
    assert invited.status == 201
    nils = invited.json["id"]
    assert [one["id"] for one in gun.get("/officers").json["awaited"]] == [nils]
    enrolled = use_link(world, invited.json["link"]["url"])
    assert sign_in(world, enrolled) is None, "not before she is confirmed"
    waiting = world.api(fk_manager).get("/officers").json["awaited"][0]
    assert waiting["check"] == enrolled.check
    assert world.api(fk_manager).post(f"/officers/{nils}/confirmation").status == 204
    working = sign_in(world, enrolled)
    assert working is not None
    me = working.get("/me").json
    assert (me["unit_name"], me["role"], me["function"]) == ("FK Nordost", "officer", "fk_officer")
    assert nils in {one["id"] for one in world.api("amir").get("/directory").json["items"]}
    assert world.api(fk_manager).get("/officers").json["awaited"] == []


def test_who_leaves_is_out_at_once_and_comes_back_anew(world: World, fk_manager: str) -> None:
    fia, page, api = world["fia"], world.page("fia"), world.api("fia")
    assert api.get("/me").status == 200
    ended = world.api(fk_manager).delete(f"/officers/{fia.officer}")
    assert ended.status == 200
    assert ended.json["cases"] == []
    assert api.get("/me").status == 401
    assert page.get("/arenden").status == 303
    assert world.api().post("/sessions", world.credentials("fia")).status == 401
    assert fia.officer not in {one["id"] for one in world.api("amir").get("/directory").json["items"]}
    again = world.api(fk_manager).delete(f"/officers/{fia.officer}")
    assert again.status == 404
    back = {**NEW, "name": fia.name, "email": fia.username}
    called = world.api(fk_manager).post("/officers", back)
    enrolled = use_link(world, called.json["link"]["url"])
    assert world.api(fk_manager).post(f"/officers/{fia.officer}/confirmation").status == 204
    assert sign_in(world, enrolled) is not None


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("DELETE", "/officers/{fia}", None),
        ("POST", "/officers/{fia}/invitation", None),
        ("DELETE", "/officers/{fia}/invitation", None),
        ("POST", "/officers/{fia}/confirmation", None),
        ("PUT", "/officers/{fia}/absence", {"first_day": "2026-03-16", "last_day": "2026-03-20"}),
        ("DELETE", "/officers/{fia}/absence", None),
        ("PUT", "/officers/{fia}/contact", {"phone": None, "reached": "sms"}),
        ("PUT", "/proposals/{nobody}", {"officer": "0" * 32}),
        ("DELETE", "/proposals/{nobody}", None),
        ("POST", "/handovers", {"number": "SK-00000000", "officer": "0" * 32}),
    ],
)
def test_another_units_manager_gets_what_is_not_there(world: World, method: str, path: str, body: Any) -> None:
    """Bea of AME asks for Fia of FK, and for nobody: the same 404, logged, and nothing changed."""
    bea, fia = world.api("bea"), world["fia"].officer
    answers = [bea.ask(method, path.format(fia=one, nobody="0" * 32), body) for one in (fia, "f" * 32)]
    assert [answer.status for answer in answers] == [404, 404]
    assert answers[0].data == answers[1].data
    assert acts(world).count("not_own_unit") == 2
    assert world.api("fia").get("/me").status == 200


def test_without_the_unit_in_the_question_another_manager_would_end_her(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import bindparam  # noqa: PLC0415

    from hub.officers.tables import employment  # noqa: PLC0415
    from hub.staffing import ending  # noqa: PLC0415

    anybody = select(employment.c.id).where(employment.c.officer_id == bindparam("officer"))
    monkeypatch.setattr(ending, "_JOB", anybody)
    assert world.api("bea").delete(f"/officers/{world['fia'].officer}").status == 200
    assert world.api().post("/sessions", world.credentials("fia")).status == 401


WEIGHTY = [
    ("POST", "/officers", NEW),
    ("DELETE", "/officers/{fia}", None),
    ("POST", "/officers/{fia}/invitation", None),
    ("POST", "/officers/{fia}/confirmation", None),
    ("DELETE", "/officers/{fia}/invitation", None),
    ("PUT", "/officers/{fia}/absence", {"first_day": "2026-03-16", "last_day": "2026-03-20"}),
    ("DELETE", "/officers/{fia}/absence", None),
    ("PUT", "/officers/{fia}/contact", {"phone": None, "reached": "sms"}),
    ("POST", "/handovers", {"number": "SK-00000000", "officer": "0" * 32}),
]


@pytest.mark.parametrize(("method", "path", "body"), WEIGHTY)
def test_each_act_asks_for_a_step_up(world: World, fk_manager: str, method: str, path: str, body: Any) -> None:
    gun = world.api(fk_manager)
    world.clock.move(5 * MINUTE + 1)
    refused = gun.ask(method, path.format(fia=world["fia"].officer), body)
    assert (refused.status, refused.json["code"]) == (403, "step_up_required")
    assert gun.get("/officers").status == 200, "looking asks for none"


def test_without_the_guard_an_old_step_up_would_end_her(
    world: World, fk_manager: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stepping_up, "LASTS", 100 * MINUTE)
    gun = world.api(fk_manager)
    world.clock.move(5 * MINUTE + 1)
    assert gun.delete(f"/officers/{world['fia'].officer}").status == 200


@pytest.mark.parametrize("role", ["ada", "fia", "amir", "dora", "lea", "dana", None])
def test_nobody_else_invites_or_ends(world: World, role: str | None) -> None:
    api, status = world.api(role), 404 if role else 401
    assert api.post("/officers", NEW).status == status
    assert api.delete(f"/officers/{world['fia'].officer}").status == status
    assert api.get("/officers").status == status


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"email": "fia@demo.example", "name": "Fia Falk"}, "email"),
        ({"email": "arvid@demo.example"}, "email"),
        ({"email": "not an address"}, "email"),
        ({"name": "=1+1"}, "name"),
        ({"title": " "}, "title"),
        ({"job": "social_secretary"}, "job"),
        ({"job": "administrator"}, "job"),
        ({"email": "rut@demo.example", "name": "Rut Rosén", "job": "dpo"}, "job"),
    ],
)
def test_what_does_not_do_is_said_by_field(world: World, fk_manager: str, other: dict[str, str], field: str) -> None:
    refused = invite(world, world.api(fk_manager), **other)
    assert refused.status == 422
    assert list(refused.json["errors"]) == [field]


def test_who_works_elsewhere_gets_no_link_but_an_employment(world: World, fk_manager: str) -> None:
    """A link would let this manager into the other unit as her."""
    otto = add_member(world, "sven", "Sven Svan", "Ekonomiskt bistånd", Role.OFFICER, Function.SOCIAL_SECRETARY)
    made = invite(world, world.api(fk_manager), email=otto.username, name=otto.name)
    assert made.json == {"id": otto.officer, "link": None}
    refused = world.api(fk_manager).post(f"/officers/{otto.officer}/invitation")
    assert (refused.status, refused.json["code"]) == (409, "works_elsewhere")


def test_without_that_check_the_link_would_open_the_other_unit(
    world: World, fk_manager: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import literal  # noqa: PLC0415

    sven = add_member(world, "sven", "Sven Svan", "Ekonomiskt bistånd", Role.OFFICER, Function.SOCIAL_SECRETARY)
    invite(world, world.api(fk_manager), email=sven.username, name=sven.name)
    columns = [
        literal(value=False).label("elsewhere") if c.name == "elsewhere" else c for c in inviting._MINE.selected_columns
    ]
    monkeypatch.setattr(inviting, "_MINE", inviting._MINE.with_only_columns(*columns, maintain_column_froms=True))
    link = world.api(fk_manager).post(f"/officers/{sven.officer}/invitation").json["url"]
    enrolled = use_link(world, link, old=sven.password)
    body = {
        "username": enrolled.username,
        "password": "kofta sjunger blå tratt",
        "unit": world.units["Ekonomiskt bistånd"],
    }
    assert world.api().post("/sessions", {**body, "code": code_of(world, enrolled.secret)}).status == 201


def test_a_new_link_for_who_is_locked_out(world: World, fk_manager: str) -> None:
    fia = world["fia"]
    made = world.api(fk_manager).post(f"/officers/{fia.officer}/invitation")
    assert made.status == 201
    assert world.api().post("/sessions", world.credentials("fia")).status == 201, "until the link is used"
    enrolled = use_link(world, made.json["url"], old=fia.password)
    assert enrolled.check is None
    assert sign_in(world, enrolled) is not None
    assert world.api().post("/sessions", world.credentials("fia")).status == 401


def test_who_makes_the_link_cannot_use_it_herself(world: World, fk_manager: str) -> None:
    made = world.api(fk_manager).post(f"/officers/{world['fia'].officer}/invitation").json
    link = made["url"].rpartition("/")[2]
    prepared = world.api().post("/enrolments/preparation", {"invitation": link}).json
    assert prepared["asks_old"]
    body = {"invitation": link, "password": PASSWORD, "code": code_of(world, prepared["totp_secret"])}
    tries = [world.api().post("/enrolments", {**body, "old": old}) for old in ("", "x", world[fk_manager].password)]
    assert [(one.status, list(one.json["errors"])) for one in tries] == [(422, ["old"])] * 3
    path = made["url"].removeprefix("http://127.0.0.1:8000")
    page = world.page()
    asked = page.post(path, {"password": PASSWORD, "again": PASSWORD, "old": "x"})
    assert asked.status == 422
    assert "Steg 1 av 3" in asked.text
    assert [world.api().post("/enrolments", {**body, "old": "y"}).status for _ in range(2)] == [422, 422]
    assert world.api().post("/enrolments", {**body, "old": "y"}).status == 429, "guessing waits"
    assert world.api().post("/sessions", world.credentials("fia")).status == 201


def test_without_that_question_she_could(world: World, fk_manager: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enrolling, "asks_old", lambda _row: False)
    made = world.api(fk_manager).post(f"/officers/{world['fia'].officer}/invitation").json
    hers = sign_in(world, use_link(world, made["url"]))
    assert hers is not None
    assert hers.get("/me").json["name"] == "Fia Falk"


@pytest.mark.parametrize(("old", "status"), [("her_app", 201), ("recovery", 201), ("app_of_a_file", 422)])
def test_her_own_app_or_a_recovery_code_is_as_good(world: World, fk_manager: str, old: str, status: int) -> None:
    api = world.api("fia")
    recovery, secret = api.post("/me/recovery-codes").json["recovery_codes"][0], world["fia"].totp_secret
    if old == "her_app":
        app = api.post("/me/app/preparation").json
        secret = app["secret"]
        assert api.put("/me/app", {"sealed": app["sealed"], "code": code_of(world, secret)}).status == 204
    made = world.api(fk_manager).post(f"/officers/{world['fia'].officer}/invitation").json
    shown = recovery if old == "recovery" else code_of(world, secret)
    link = made["url"].rpartition("/")[2]
    prepared = world.api().post("/enrolments/preparation", {"invitation": link}).json
    new = pyotp.TOTP(prepared["totp_secret"]).at(world.now // SECOND)
    body = {"invitation": link, "password": PASSWORD, "code": new, "old": shown}
    answer = world.api().post("/enrolments", body)
    assert (answer.status, answer.json.get("token")) == (status, None)


def test_the_administrator_is_not_hers_although_employed_at_the_unit(world: World) -> None:
    ada = world["ada"].officer
    assert world.api("bea").post(f"/officers/{ada}/invitation").status == 404
    assert world.api("bea").delete(f"/officers/{ada}").status == 404


def test_nobody_ends_or_calls_in_herself(world: World, fk_manager: str) -> None:
    gun = world[fk_manager].officer
    assert world.api(fk_manager).delete(f"/officers/{gun}").json["code"] == "own"
    assert world.api(fk_manager).post(f"/officers/{gun}/invitation").json["code"] == "own"


def test_an_invitation_is_taken_back_before_and_after_its_use(world: World, fk_manager: str) -> None:
    for email, enrolled in (("unused@fk.example", None), ("used@fk.example", True)):
        made = invite(world, world.api(fk_manager), email=email)
        used = use_link(world, made.json["link"]["url"]) if enrolled else None
        api = world.api(fk_manager)
        assert api.delete(f"/officers/{made.json['id']}/invitation").status == 204
        assert api.post(f"/officers/{made.json['id']}/confirmation").status == 404
        link = {"invitation": made.json["link"]["url"].rpartition("/")[2]}
        assert world.api().post("/enrolments/preparation", link).status == 401
        assert used is None or sign_in(world, used) is None


def test_a_link_that_ran_out_is_made_anew(world: World, fk_manager: str) -> None:
    made = invite(world, world.api(fk_manager)).json
    world.clock.move(LASTS)
    again = world.api(fk_manager).post(f"/officers/{made['id']}/invitation")
    assert again.status == 201
    use_link(world, again.json["url"])
    waiting = world.api(fk_manager).post(f"/officers/{made['id']}/invitation")
    assert waiting.json["code"] == "waits"


def test_two_who_confirm_at_once_make_one_employment(world: World, fk_manager: str) -> None:
    made = invite(world, world.api(fk_manager)).json
    use_link(world, made["link"]["url"])
    clients = [world.api(fk_manager) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        paths = [f"/officers/{made['id']}/confirmation"] * 4
        statuses = sorted(answer.status for answer in pool.map(lambda c, p: c.post(p), clients, paths))
    assert statuses == [204, 404, 404, 404]


def test_a_new_link_is_for_the_work_that_was_said_last(world: World) -> None:
    """What somebody works as decides what she may be given to read: a corrected invitation is not undone by a link."""
    add_member(world, "siv", "Siv Sund", "Vuxenpsykiatrin", Role.ACCESS_MANAGER, Function.NONE)
    siv = world.api("siv")
    first = invite(world, siv, job=Function.REHAB_COORDINATOR.value)
    world.clock.move(SECOND)
    nils = invite(world, siv, job=Function.CLINICIAN.value).json["id"]
    assert nils == first.json["id"]
    world.clock.move(SECOND)
    again = siv.post(f"/officers/{nils}/invitation")
    assert again.status == 201, again.text
    assert [one["job"] for one in siv.get("/officers").json["awaited"]] == ["clinician"]


def test_a_case_goes_from_who_left_to_another_coach(world: World) -> None:
    dana, amir, cia = world.dana, world["amir"], world["cia"]
    ended = world.api("bea").delete(f"/officers/{amir.officer}")
    assert [one["number"] for one in ended.json["cases"]] == [dana.number]
    shown = world.api("bea").get("/officers")
    assert [(one["number"], one["having"], one["left_by"]) for one in shown.json["queue"]] == [
        (dana.number, "coach", "Amir Amini")
    ]
    assert b"Dana" not in shown.data
    assert world.api("cia").get(f"/cases/{dana.case}").status == 404
    body = {"number": dana.number, "officer": cia.officer}
    assert world.api("bea").post("/handovers", {**body, "officer": world["fia"].officer}).status == 422
    assert world.api("bea").post("/handovers", body).status == 204
    assert world.api("cia").get(f"/cases/{dana.case}").status == 200
    assert world.api("bea").get("/officers").json["queue"] == []
    assert world.api("bea").post("/handovers", body).status == 422
    reads = world.api("dana").get("/me/reads").json["items"]
    assert any("lämnade över ärendet till en annan handledare" in one["text"] for one in reads)


def test_a_coach_who_left_by_a_date_and_came_back_has_left_her_cases_in_the_queue(world: World) -> None:
    """Nothing of the employment before returns, so nobody has the case: who is to give it on must see it."""
    dana, amir = world.dana, world["amir"]
    with world.store.write() as tx:
        end_employment(tx, employment_id=amir.employment, ends=world.now)
        amir.employment = employ(
            tx,
            world.ground,
            officer_id=amir.officer,
            unit_id=amir.unit,
            function=Function.AME_COACH,
            begins=world.now + SECOND,
        )
    world.clock.move(MINUTE)
    assert world.api("amir").get(f"/cases/{dana.case}").status == 404
    queue = world.api("bea").get("/officers").json["queue"]
    assert [(one["number"], one["having"], one["left_by"]) for one in queue] == [(dana.number, "coach", "Amir Amini")]
    assert dana.number not in world.page("bea").get(f"/handlaggare/{amir.officer}").text, "he does not have it"
    body = {"number": dana.number, "officer": amir.officer}
    assert world.api("bea").post("/handovers", body).status == 204
    assert world.api("amir").get(f"/cases/{dana.case}").status == 200
    assert world.api("bea").get("/officers").json["queue"] == []
    assert world.api("bea").post("/handovers", body).status == 422


def test_a_named_officer_who_leaves_leaves_her_case_in_the_queue(world: World, fk_manager: str) -> None:
    in_force(world)
    world.api(fk_manager).delete(f"/officers/{world['fia'].officer}")
    (left,) = world.api(fk_manager).get("/officers").json["queue"]
    told = tuple(left[name] for name in ("number", "having", "coach", "coach_email"))
    assert told == (world.dana.number, "officer", world["amir"].name, world["amir"].username)


@pytest.mark.parametrize("how", ["person", "ended", "queue"])
def test_each_case_whose_number_she_sees_has_its_entry(world: World, how: str) -> None:
    """A number, and who has the case: the participant finds it among what was seen of her."""
    in_force(world)
    bea, amir = world.api("bea"), world["amir"].officer
    if how == "queue":
        assert bea.delete(f"/officers/{amir}").status == 200
        world.clock.move(SECOND)
        shown = world.api("bea").get("/officers").text
    elif how == "person":
        shown = world.page("bea").get(f"/handlaggare/{amir}").text
    else:
        shown = bea.delete(f"/officers/{amir}").text
    assert world.dana.number in shown
    with world.store.read() as tx:
        mine = select(log_entry.c.at).where(
            log_entry.c.actor == world["bea"].officer,
            log_entry.c.action == "list",
            log_entry.c.case_id == world.dana.case,
            log_entry.c.subject == world.dana.id,
        )
        assert tx.execute(mine.where(log_entry.c.at == world.now)).all() == [(world.now,)]
    told = [one["text"] for one in world.api("dana").get("/me/reads?limit=100").json["items"]]
    assert any(one.startswith("Bea") and "såg vem på enheten som har ärendet" in one for one in told), told


def test_a_name_in_two_parts_a_letter_is_the_name_that_stands(world: World, fk_manager: str) -> None:
    """Pasted from a system that writes an é as an e and an accent."""
    rut = world["rut"]
    pasted = normalize("NFD", rut.name)
    assert pasted != rut.name
    invited = invite(world, world.api(fk_manager), name=pasted, email=rut.username)
    assert (invited.status, invited.json.get("link")) == (201, None), invited.text
    nils = invite(world, world.api(fk_manager), name=normalize("NFD", "Åsa Öst"), email="asa@fk.example")
    assert nils.status == 201
    assert [one["name"] for one in world.api(fk_manager).get("/officers").json["awaited"]] == ["Åsa Öst"]
