"""An invitation is used once: a password, a second factor, ten recovery codes; then she can sign in."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import bindparam, select, update

from hub.access_log.tables import log_entry
from hub.officers.roles import Role
from hub.signin import enrolling
from hub.signin.calling import LASTS, Purpose
from hub.signin.choosing_password import fault_of
from hub.signin.tables import account, invitation, recovery_code
from hub.store import row_marks
from tests.attacks.test_rows_of_before import found
from tests.cast import HOUR, SECOND, World
from tests.signin.authenticator import Authenticator
from tests.signin.calling_in import EMAIL, PASSWORD, call_in, call_in_again, code_of, secret_on
from tests.signin.test_changing_factors import add_passkey

CODE = re.compile(r"<code>([0-9a-z]{4}(?:-[0-9a-z]{4}){3})</code>")


def test_the_first_one_of_a_place_is_in_at_once(world: World) -> None:
    called = call_in(world, purpose=Purpose.FIRST, role=Role.ACCESS_MANAGER)
    path = called.url.removeprefix("http://127.0.0.1:8000")
    page = world.page()
    assert "Steg 1 av 3" in page.get(path).text
    page.post(path, {"password": PASSWORD, "again": PASSWORD})
    second = page.get(path).text
    assert "Steg 2 av 3" in second
    assert "data-passkey-never" in second, "where there can be no passkey it is said what can be done"
    assert 'role="img"' in second
    assert "style=" not in second
    wrong = page.post(f"{path}/andra-steg", {"code": "000000"}, form_at=path)
    assert wrong.status == 422
    assert "Koden stämmer inte" in wrong.text
    late = [page.post(f"{path}/andra-steg", {"code": "000000"}, form_at=path) for _ in range(5)][-1].text
    assert ("För många försök. Vänta" in late, "Steg 2 av 3" in late) == (True, True)
    world.clock.move(HOUR)
    done = page.post(f"{path}/andra-steg", {"code": code_of(world, secret_on(second))}, form_at=path)
    assert done.status == 200
    assert len(set(CODE.findall(done.text))) == 10
    assert page.holds_a_cookie
    assert "Logga ut" in page.get("/handlaggare").text
    spent, to_others = page.get(path), world.page().get(path)
    assert (spent.status, to_others.status) == (410, 410)
    assert ("Du är redan inloggad." in spent.text, 'href="/logga-in"' in spent.text) == (True, False)
    assert ("Du är redan inloggad." in to_others.text, 'href="/logga-in"' in to_others.text) == (False, True)
    with world.store.read() as tx:
        acts = tx.execute(select(log_entry.c.action).order_by(log_entry.c.at)).scalars().all()
    assert {"officer_change", "factor", "sign_in"} <= set(acts)


def test_a_colleague_waits_for_her_access_manager(world: World) -> None:
    called = call_in(world)
    prepared = world.api().post("/enrolments/preparation", {"invitation": called.secret}).json
    assert prepared["name"] == "Nils Ny"
    body = {"invitation": called.secret, "password": PASSWORD, "code": code_of(world, prepared["totp_secret"])}
    answer = world.api().post("/enrolments", body)
    assert answer.status == 201
    assert len(answer.json["recovery_codes"]) == 10
    assert re.fullmatch(r"\d{4}", answer.json["check_number"])
    assert answer.json["token"] is None
    with world.store.read() as tx:
        assert tx.execute(select(account.c.password_hash).where(account.c.username == EMAIL)).scalar_one()
        assert tx.execute(select(invitation.c.password_hash)).scalar_one() is None, "kept at the account alone"
    sent = {"username": EMAIL, "password": PASSWORD, "code": code_of(world, prepared["totp_secret"])}
    assert world.api().post("/sessions", sent).status == 401, "nobody has confirmed her yet"


def test_who_is_not_confirmed_yet_is_not_sent_to_a_sign_in_that_fails(world: World) -> None:
    path, page = call_in(world).url.removeprefix("http://127.0.0.1:8000"), world.page()
    page.post(path, {"password": PASSWORD, "again": PASSWORD})
    code = code_of(world, secret_on(page.get(path).text))
    done = page.post(f"{path}/andra-steg", {"code": code}, form_at=path).text
    assert "Steg 3 av 3" in done
    assert "Innan du kan logga in" in done
    assert "tidigast på din första arbetsdag" in done, "or she tries each day"
    assert "Jag har sparat koderna" not in done


def test_a_replayed_invitation_gets_what_a_made_up_one_gets(world: World) -> None:
    called = call_in(world)
    prepared = world.api().post("/enrolments/preparation", {"invitation": called.secret}).json
    body = {"invitation": called.secret, "password": PASSWORD, "code": code_of(world, prepared["totp_secret"])}
    assert world.api().post("/enrolments", body).status == 201
    replayed = world.api().post("/enrolments", {**body, "code": code_of(world, prepared["totp_secret"])})
    made_up = world.api().post("/enrolments", {**body, "invitation": "A" * 43})
    assert (replayed.status, replayed.json["code"]) == (401, "invitation_spent")
    assert replayed.data == made_up.data


def test_an_invitation_ends_after_a_day_and_when_a_newer_one_is_made(world: World) -> None:
    called = call_in(world)
    world.clock.move(LASTS - SECOND)
    assert world.api().post("/enrolments/preparation", {"invitation": called.secret}).status == 200
    world.clock.move(SECOND)
    assert world.api().post("/enrolments/preparation", {"invitation": called.secret}).status == 401


def test_two_at_once_use_an_invitation_once(world: World) -> None:
    called = call_in(world)
    enrolling.choose_password(world.ground, called.secret, PASSWORD)
    prepared = world.api().post("/enrolments/preparation", {"invitation": called.secret}).json
    code = code_of(world, prepared["totp_secret"])

    def use(_: int) -> int:
        body = {"invitation": called.secret, "password": PASSWORD, "code": code}
        return world.api().post("/enrolments", body).status

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(use, range(6))).count(201) == 1
    with world.store.read() as tx:
        assert len(tx.execute(select(recovery_code)).all()) == 10


def test_without_its_guard_a_link_would_serve_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    unmarked = update(invitation).where(invitation.c.id == bindparam("invitation")).values(password_hash=None)
    monkeypatch.setattr(enrolling, "_USE", unmarked)
    called = call_in(world)
    prepared = world.api().post("/enrolments/preparation", {"invitation": called.secret}).json
    for _ in range(2):
        body = {"invitation": called.secret, "password": PASSWORD, "code": code_of(world, prepared["totp_secret"])}
        assert world.api().post("/enrolments", body).status == 201


def test_guessing_the_first_code_runs_into_waits(world: World) -> None:
    called = call_in(world)
    body = {"invitation": called.secret, "password": PASSWORD, "code": "000000"}
    statuses = [world.api().post("/enrolments", body).status for _ in range(6)]
    assert statuses == [422] * 5 + [429]


@pytest.mark.parametrize(
    "password",
    [
        "kort",
        "lösenord1234",
        "Passw0rd!2026",
        "123456789012",
        "aaaaaaaaaaaaaaa",
        "abcabcabcabc",
        "qwertyuiopåå",
        "Sommar2026!!!",
        "nilsny-nilsny-2026",
        "FörsäkringsKassan1",
        "x" * 201,
    ],
)
def test_an_easy_password_is_refused_and_the_reason_helps(password: str) -> None:
    assert fault_of(password, username="nils.ny@demo.example", name="Nils Ny")


@pytest.mark.parametrize("password", [PASSWORD, "grön hammock över taket", "Zx7#pLq0vR2m", "correct horse battery"])
def test_a_long_password_of_ones_own_will_do(password: str) -> None:
    assert fault_of(password, username="nils.ny@demo.example", name="Nils Ny") is None


def test_unequal_passwords_are_said(world: World) -> None:
    path = call_in(world).url.removeprefix("http://127.0.0.1:8000")
    assert "inte lika" in world.page().post(path, {"password": PASSWORD, "again": "x"}).text


def test_a_code_before_a_password_is_refused(world: World) -> None:
    called = call_in(world)
    path = called.url.removeprefix("http://127.0.0.1:8000")
    prepared = world.api().post("/enrolments/preparation", {"invitation": called.secret}).json
    page = world.page()
    sent = page.post(f"{path}/andra-steg", {"code": code_of(world, prepared["totp_secret"])}, form_at=path)
    assert sent.status == 422
    assert "Välj ett lösenord" in sent.text


def test_who_has_no_smartphone_uses_a_passkey(world: World) -> None:
    called = call_in(world, purpose=Purpose.FIRST, role=Role.ACCESS_MANAGER)
    device = Authenticator()
    prepared = world.api().post("/enrolments/preparation", {"invitation": called.secret}).json
    passkey = device.make(prepared["passkey_options"])
    answer = world.api().post("/enrolments", {"invitation": called.secret, "password": PASSWORD, "passkey": passkey})
    assert answer.status == 201
    assert answer.json["token"]
    options = world.api().get("/passkey-challenge").json["options"]
    proof = device.prove(options)
    body = {"username": EMAIL, "password": PASSWORD, "passkey": proof}
    assert world.api().post("/sessions", {**body, "password": "wrong"}).status == 401
    world.clock.move(SECOND)
    signed_in = world.api().post("/sessions", {**body, "passkey": device.prove(options)})
    assert signed_in.status == 201, signed_in.text
    assert world.api().post("/sessions", body).status == 401, "a challenge serves once"
    code = {"username": EMAIL, "password": PASSWORD, "code": "000000"}
    assert world.api().post("/sessions", code).status == 401, "no app is coupled"


def test_a_new_invitation_ends_the_old_ways_in(world: World) -> None:
    fia, called = world["fia"], call_in_again(world)
    before = world.api("fia")
    assert before.get("/me").status == 200
    prepared = world.api().post("/enrolments/preparation", {"invitation": called.secret}).json
    assert prepared["username"] == fia.username
    chosen = {"invitation": called.secret, "password": PASSWORD, "old": fia.password}
    wrong = world.api().post("/enrolments", {**chosen, "code": world.code("fia")})
    assert wrong.status == 422, "the old app's code proves nothing new"
    answer = world.api().post("/enrolments", {**chosen, "code": code_of(world, prepared["totp_secret"])})
    assert answer.status == 201
    assert answer.json["check_number"] is None
    assert before.get("/me").status == 401
    assert world.api().post("/sessions", world.credentials("fia")).status == 401


def test_of_more_ways_in_than_one_entry_tells_none_is_missed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else whoever keeps many passkeys has the check of the log miss them for ever, once she is called in anew."""
    for _ in range(3):
        add_passkey(world, world.api("fia"))
    called = call_in_again(world)
    prepared = world.api().post("/enrolments/preparation", {"invitation": called.secret}).json
    monkeypatch.setattr(row_marks, "AT_ONCE", 2)
    chosen = {"invitation": called.secret, "password": PASSWORD, "old": world["fia"].password}
    answer = world.api().post("/enrolments", {**chosen, "code": code_of(world, prepared["totp_secret"])})
    assert answer.status == 201
    assert found(world) == []
