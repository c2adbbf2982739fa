"""The administrator adds units and calls in their first access managers; she invites no officer, and reads nothing."""

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest
from sqlalchemy import false, select

from hub.officers.employing import add_officer, employ
from hub.officers.roles import Role
from hub.organisations.tables import organisation, unit
from hub.signin.calling import LASTS
from hub.staffing import organising
from policies.vocabulary import Function
from tests.cast import DAY, MINUTE, Answer, World
from tests.staffing.conftest import NEW, add_member, sign_in, use_link

GUN = {"name": "Gun Grahn", "title": "enhetschef", "email": "gun@fk.example"}


def manager_of(world: World, unit: str, **other: str) -> Answer:
    return world.api("ada").post(f"/units/{world.units.get(unit, unit)}/access-manager", {**GUN, **other})


def add_to(world: World, authority: str, name: str) -> Answer:
    with world.store.read() as tx:
        belongs_to = tx.execute(select(organisation.c.id).where(organisation.c.name == authority)).scalar_one()
    return world.api("ada").post("/units", {"unit_name": name, "organisation": belongs_to})


def test_a_new_unit_and_its_first_access_manager_who_invites_the_others(world: World) -> None:
    body = {"unit_name": "IFO Unga", "new_organisation": "Exempelby kommun", "kind": "municipality"}
    added = world.api("ada").post("/units", body)
    assert added.status == 201
    unit = added.json["id"]
    called = manager_of(world, unit)
    assert called.status == 201
    listed = {one["id"]: one for one in world.api("ada").get("/units/managed").json["items"]}
    assert (listed[unit]["managers"], listed[unit]["called"]) == ([], "Gun Grahn")
    gun = sign_in(world, use_link(world, called.json["url"]))
    assert gun is not None
    invited = gun.post("/officers", {**NEW, "job": "social_secretary"})
    assert invited.status == 201
    enrolled = use_link(world, invited.json["link"]["url"])
    assert gun.post(f"/officers/{invited.json['id']}/confirmation").status == 204
    assert sign_in(world, enrolled) is not None


def test_there_is_one_first_access_manager(world: World) -> None:
    first = manager_of(world, "FK Nordost")
    newer = manager_of(world, "FK Nordost", email="siv@fk.example", name="Siv Sund")
    spent = world.api().post("/enrolments/preparation", {"invitation": first.json["url"].rpartition("/")[2]})
    assert spent.status == 401, "the newer invitation ends the older one"
    use_link(world, newer.json["url"])
    third = manager_of(world, "FK Nordost", email="ture@fk.example")
    assert (third.status, third.json["code"]) == (409, "has_manager")
    assert manager_of(world, "AME").json["code"] == "has_manager"


def test_who_is_to_begin_as_the_access_manager_is_the_units_already(world: World) -> None:
    """A file of officers has said it; a second one of the administrator's choosing would be there before her."""
    with world.store.write() as tx:
        email, role = "siv@fk.example", Role.ACCESS_MANAGER
        siv = add_officer(tx, world.ground, name="Siv Sund", title="enhetschef", email=email, role=role)
        at_fk, at = world.units["FK Nordost"], world.now + DAY
        employ(tx, world.ground, officer_id=siv, unit_id=at_fk, function=Function.NONE, begins=at)
    assert manager_of(world, "FK Nordost").json["code"] == "has_manager"
    elsewhere = manager_of(world, "AF Rehabteam", email=email, name="Siv Sund")
    assert (elsewhere.status, list(elsewhere.json["errors"])) == (422, ["email"])


def test_a_locked_out_manager_gets_a_new_link_once_she_has_proved_who_she_is(world: World) -> None:
    path = f"/units/{world.units['AME']}/access-manager/invitation"
    ada = world.api("ada")
    unchecked = ada.post(path, {"identity_checked": False})
    assert (unchecked.status, list(unchecked.json["errors"])) == (422, ["identity_checked"])
    made = ada.post(path, {"identity_checked": True})
    assert made.status == 201
    assert sign_in(world, use_link(world, made.json["url"])) is not None
    assert world.api().post("/sessions", world.credentials("bea")).status == 401


def test_where_another_manager_can_help_the_administrator_cannot(world: World) -> None:
    add_member(world, "bo", "Bo Berg", "AME", Role.ACCESS_MANAGER, Function.NONE)
    path = f"/units/{world.units['AME']}/access-manager/invitation"
    assert world.api("ada").post(path, {"identity_checked": True}).json["code"] == "not_the_only_one"
    empty = f"/units/{world.units['FK Nordost']}/access-manager/invitation"
    assert world.api("ada").post(empty, {"identity_checked": True}).json["code"] == "not_the_only_one"


def test_the_administrator_invites_confirms_and_ends_no_officer(world: World) -> None:
    ada, fia = world.api("ada"), world["fia"].officer
    for method, path in (
        ("POST", "/officers"),
        ("POST", f"/officers/{fia}/confirmation"),
        ("POST", f"/officers/{fia}/invitation"),
        ("DELETE", f"/officers/{fia}"),
        ("GET", "/officers"),
    ):
        assert ada.ask(method, path, NEW if path == "/officers" and method == "POST" else None).status == 404
    taken = manager_of(world, "FK Nordost", email="fia@demo.example")
    assert list(taken.json["errors"]) == ["email"], "an officer does not become manager over her head"


def test_without_the_guard_she_could(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.signin import guards  # noqa: PLC0415

    def let_in(_who: object, **_: object) -> None:
        pass

    monkeypatch.setattr(guards, "_refuse", let_in)
    assert world.api("ada").post("/officers", {**NEW, "job": "social_secretary"}).status == 201


@pytest.mark.parametrize("role", ["bea", "fia", "amir", "dora", "dana", None])
def test_only_the_administrator_adds_units(world: World, role: str | None) -> None:
    body = {"unit_name": "IFO Unga", "new_organisation": "Exempelby kommun", "kind": "municipality"}
    status = 404 if role else 401
    assert world.api(role).post("/units", body).status == status
    assert world.api(role).get("/units/managed").status == status
    path = f"/units/{world.units['FK Nordost']}/access-manager"
    assert world.api(role).post(path, GUN).status == status


def test_her_acts_ask_for_a_step_up(world: World) -> None:
    ada = world.api("ada")
    world.clock.move(5 * MINUTE + 1)
    unit = world.units["FK Nordost"]
    for path, body in (
        ("/units", {"unit_name": "x", "new_organisation": "y", "kind": "region"}),
        (f"/units/{unit}/access-manager", GUN),
        (f"/units/{unit}/access-manager/invitation", {"identity_checked": True}),
    ):
        assert ada.post(path, body).json["code"] == "step_up_required"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"unit_name": "x"}, "kind"),
        ({"unit_name": "x", "new_organisation": "försäkringskassan", "kind": "region"}, "new_organisation"),
        ({"unit_name": "x", "organisation": "0" * 32}, "organisation"),
        ({"unit_name": "=1", "new_organisation": "y", "kind": "region"}, "unit_name"),
    ],
)
def test_what_does_not_do_is_said_by_field(world: World, body: dict[str, str], field: str) -> None:
    refused = world.api("ada").post("/units", body)
    assert refused.status == 422
    assert field in refused.json["errors"]


def test_of_two_organisations_neither_is_taken_in_silence(world: World) -> None:
    """The new one's name was dropped, and the unit stood under the other; who was told that hers stands goes on."""
    listed = world.api("ada").get("/units/managed").json["items"]
    standing = {one["authority"]: one["organisation"] for one in listed}
    both = {"unit_name": "IFO Unga", "organisation": standing["Region Nordost"], "kind": "municipality"}
    refused = world.api("ada").post("/units", {**both, "new_organisation": "Exempelby kommun"})
    assert (refused.status, [*refused.json["errors"]]) == (422, ["new_organisation"])
    assert world.api("ada").post("/units", {**both, "new_organisation": "region nordost"}).status == 201


def test_a_unit_is_told_apart_by_its_name_whatever_the_case_of_its_letters(world: World) -> None:
    refused = add_to(world, "Demostads kommun", "EKONOMISKT BISTÅND")
    assert (refused.status, list(refused.json["errors"])) == (422, ["unit_name"])
    assert add_to(world, "Region Nordost", "Ekonomiskt bistånd").status == 201, "another organisation's"


# Letters of another alphabet among Latin ones; the names are told apart from all that stand.
MIXED: Final = ("AF Or\u0501o", "R\u0435hab Ny", "Enhet N\u03bfr")


@pytest.mark.parametrize("name", MIXED)
def test_a_name_of_mixed_alphabets_is_refused_here_as_in_a_file(world: World, name: str) -> None:
    unit = add_to(world, "Region Nordost", name)
    new = {"unit_name": "IFO Unga", "new_organisation": name, "kind": "municipality"}
    authority = world.api("ada").post("/units", new)
    assert (unit.status, [*unit.json["errors"]]) == (422, ["unit_name"])
    assert (authority.status, [*authority.json["errors"]]) == (422, ["new_organisation"])


def test_without_that_care_it_would_be_a_unit_like_another(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organising, "mixes_alphabets", lambda _: False)
    assert [add_to(world, "Region Nordost", name).status for name in MIXED] == [201] * len(MIXED)


def test_who_presses_twice_is_told_what_a_later_one_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have looked before either has written: the database lets one through."""
    monkeypatch.setattr(organising, "_UNIT_NAMES", select(unit.c.name).where(false()))
    monkeypatch.setattr(organising, "organisations", lambda _: ())
    new = {"unit_name": "IFO Unga", "new_organisation": "Exempelby kommun", "kind": "municipality"}
    answers = [world.api("ada").post("/units", new) for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 422]
    assert list(answers[1].json["errors"]) == ["new_organisation"]
    monkeypatch.undo()
    monkeypatch.setattr(organising, "_UNIT_NAMES", select(unit.c.name).where(false()))
    again = add_to(world, "Exempelby kommun", "ifo unga")
    assert (again.status, list(again.json["errors"])) == (422, ["unit_name"])


def test_of_many_clicks_one_adds(world: World) -> None:
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda _: add_to(world, "Region Nordost", "Rehab Nordost").status, range(4)))
    assert sorted(statuses) == [201, 422, 422, 422]


def test_a_link_of_the_first_manager_ends_after_a_day(world: World) -> None:
    called = manager_of(world, "FK Nordost")
    world.clock.move(LASTS)
    link = {"invitation": called.json["url"].rpartition("/")[2]}
    assert world.api().post("/enrolments/preparation", link).status == 401
    assert manager_of(world, "FK Nordost").status == 201
