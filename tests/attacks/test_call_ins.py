"""Who makes a link for a colleague sees what stands on it, and never becomes the colleague by it."""

import pytest
from sqlalchemy import delete

from hub.officers.employing import employ
from hub.signin import enrolling, living_invitations, proving_old, signing_in
from hub.signin.tables import invitation
from hub.signin.workplaces import workplaces
from policies.vocabulary import Function
from tests.cast import Answer, Api, Browser, World
from tests.signin.calling_in import PASSWORD, code_of, secret_on
from tests.staffing.conftest import NEW, fk_manager, use_link

__all__ = ["fk_manager"]

HERS = "grinden blommar tyst i regn"


def invited(world: World, manager: str) -> tuple[str, str]:
    """Let Gun invite Nils and look at his link, as anybody can who has it; give it, and the secret for his app."""
    link = world.api(manager).post("/officers", NEW).json["link"]["url"].rpartition("/")[2]
    return link, str(world.api().post("/enrolments/preparation", {"invitation": link}).json["totp_secret"])


def confirmed(world: World, manager: str) -> str:
    """Let Gun confirm who has used the link; give his id."""
    nils = next(one["id"] for one in world.api(manager).get("/officers").json["awaited"])
    assert world.api(manager).post(f"/officers/{nils}/confirmation").status == 204
    return str(nils)


def as_nils(world: World, password: str, secret: str) -> Answer:
    body = {"username": NEW["email"], "password": password, "code": code_of(world, secret)}
    return world.api().post("/sessions", body)


def takes_over(world: World, manager: str, nils: str, old: str) -> tuple[Answer, str]:
    """Make a new link for Nils and use it oneself, by what one knows of the first; give the new app's secret too."""
    link = world.api(manager).post(f"/officers/{nils}/invitation").json["url"].rpartition("/")[2]
    seen = world.api().post("/enrolments/preparation", {"invitation": link}).json["totp_secret"]
    body = {"invitation": link, "password": HERS, "code": code_of(world, seen), "old": old}
    return world.api().post("/enrolments", body), seen


def test_a_secret_that_stood_on_a_link_proves_nobody(world: World, fk_manager: str) -> None:
    link, seen = invited(world, fk_manager)
    use_link(world, link)
    nils = confirmed(world, fk_manager)
    refused, _ = takes_over(world, fk_manager, nils, code_of(world, seen))
    assert refused.status == 422
    assert list(refused.json["errors"]) == ["old"]
    assert as_nils(world, PASSWORD, seen).status == 201, "his own ways in stand"


def test_an_app_that_he_has_coupled_himself_proves_him(world: World, fk_manager: str) -> None:
    link, seen = invited(world, fk_manager)
    use_link(world, link)
    nils = confirmed(world, fk_manager)
    his = Api(world.app, as_nils(world, PASSWORD, seen).json["token"])
    new = his.post("/me/app/preparation").json
    assert his.put("/me/app", {"sealed": new["sealed"], "code": code_of(world, new["secret"])}).status == 204
    assert takes_over(world, fk_manager, nils, code_of(world, seen))[0].status == 422, "what stood on the link"
    assert takes_over(world, fk_manager, nils, code_of(world, new["secret"]))[0].status == 201


def test_without_that_rule_she_would_be_nils(world: World, fk_manager: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving_old, "_own_app", lambda _, row: row.held_totp_sealed)
    link, seen = invited(world, fk_manager)
    use_link(world, link)
    nils = confirmed(world, fk_manager)
    taken, secret = takes_over(world, fk_manager, nils, code_of(world, seen))
    assert taken.status == 201
    session = Api(world.app, as_nils(world, HERS, secret).json["token"])
    assert session.get("/me").json["name"] == "Nils Ny"


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_once_the_row_of_that_link_is_gone(
    world: World, fk_manager: str, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Gun, or who helps her, writes to the database (T4): what a link has shown is said by no row that goes away."""
    link, seen = invited(world, fk_manager)
    use_link(world, link)
    nils = confirmed(world, fk_manager)
    with world.store.write() as tx:
        tx.execute(delete(invitation))
    if not guarded:
        monkeypatch.setattr(proving_old, "is_own", lambda *_, **__: True)
    taken, _ = takes_over(world, fk_manager, nils, code_of(world, seen))
    assert taken.status == (422 if guarded else 201)


def called_back(world: World, manager: str) -> tuple[str, str]:
    """Let Fia, who has an account, leave FK, be called back by Gun, and begin at the town with the link unused."""
    fia, gun = world["fia"], world.api(manager)
    assert gun.delete(f"/officers/{fia.officer}").status == 200
    link = (
        gun.post("/officers", {**NEW, "name": fia.name, "email": fia.username}).json["link"]["url"].rpartition("/")[2]
    )
    seen = world.api().post("/enrolments/preparation", {"invitation": link}).json["totp_secret"]
    with world.store.write() as tx:
        unit, function = world.units["Ekonomiskt bistånd"], Function.SOCIAL_SECRETARY
        employ(tx, world.ground, officer_id=fia.officer, unit_id=unit, function=function, begins=world.now)
    return link, seen


def uses(world: World, link: str, secret: str) -> Answer:
    body = {"invitation": link, "password": HERS, "code": code_of(world, secret)}
    return world.api().post("/enrolments", body)


def test_a_link_for_who_is_to_begin_ends_when_she_begins_elsewhere(world: World, fk_manager: str) -> None:
    refused = uses(world, *called_back(world, fk_manager))
    assert (refused.status, refused.json["code"]) == (401, "invitation_spent")
    assert world.api().post("/sessions", world.credentials("fia")).status == 201, "her own ways in stand"


def test_without_that_end_its_maker_would_be_her_there(
    world: World, fk_manager: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The link ends when she begins elsewhere; nor does what it gave open where she began before it was used."""
    monkeypatch.setattr(living_invitations, "_LIVING", living_invitations._FOUND)
    monkeypatch.setattr(signing_in, "workplaces", lambda *who, at, **_: workplaces(*who, at=at))
    link, seen = called_back(world, fk_manager)
    assert uses(world, link, seen).status == 201
    body = {"username": world["fia"].username, "password": HERS, "code": code_of(world, seen)}
    session = Api(world.app, world.api().post("/sessions", body).json["token"])
    assert session.get("/me").json["unit_name"] == "Ekonomiskt bistånd"


def halfway(world: World, manager: str) -> tuple[Browser, str, str]:
    """Let Fia take the first step of a new link in her own browser; give it, the page, and the secret on it."""
    url = world.api(manager).post(f"/officers/{world['fia'].officer}/invitation").json["url"]
    page, path = world.page(), url.removeprefix("http://127.0.0.1:8000")
    chosen = {"password": HERS, "again": HERS, "old": world["fia"].password}
    assert page.post(path, chosen).status == 303
    return page, path, secret_on(page.get(path).text)


def test_who_made_the_link_takes_no_second_step_after_her_first(world: World, fk_manager: str) -> None:
    fia, path, secret = halfway(world, fk_manager)
    other = world.page()
    assert "Steg 1 av 3" in other.get(path).text
    tries = [other.post(f"{path}/andra-steg", {"code": code_of(world, secret)}, form_at=path) for _ in range(7)]
    assert {one.status for one in tries} == {422}
    assert not any("<code>" in one.text for one in tries), "neither the secret nor a recovery code"
    done = fia.post(f"{path}/andra-steg", {"code": code_of(world, secret)}, form_at=path)
    assert done.status == 200
    assert "<code>" in done.text


def test_without_that_tie_its_maker_would_hold_her_recovery_codes(
    world: World, fk_manager: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fia, path, secret = halfway(world, fk_manager)
    monkeypatch.setattr(enrolling, "_chose", lambda _ground, row, _chosen: row.password_hash is not None)
    taken = world.page().post(f"{path}/andra-steg", {"code": code_of(world, secret)}, form_at=path)
    assert taken.status == 200
    assert "<code>" in taken.text
