"""Staff's own ways to sign in: recovery codes serve once, passkeys come and go, and each change ends other sessions."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import bindparam, select, update

from hub.access_log.tables import log_entry
from hub.signin import account_seals, passkeys, recovering
from hub.signin.recovering import shaped
from hub.signin.tables import passkey, recovery_code
from tests.cast import MINUTE, SECOND, Answer, Api, World
from tests.signin.authenticator import Authenticator
from tests.signin.calling_in import PASSWORD, code_of, secret_on


def codes_for(world: World, name: str = "fia") -> list[str]:
    made: list[str] = world.api(name).post("/me/recovery-codes").json["recovery_codes"]
    return made


def with_recovery(world: World, code: str, name: str = "fia") -> Answer:
    member = world[name]
    return world.api().post("/sessions", {"username": member.username, "password": member.password, "code": code})


def add_passkey(world: World, api: Api) -> Authenticator:
    device = Authenticator()
    options = api.post("/me/passkey-preparation").json["options"]
    assert api.post("/me/passkeys", {"passkey": device.make(options), "name": "jobbdatorn"}).status == 201
    return device


def reasons(world: World) -> list[str]:
    with world.store.read() as tx:
        acts = select(log_entry.c.body).where(log_entry.c.action == "factor").order_by(log_entry.c.at)
        bodies = tx.execute(acts).scalars().all()
    return [json.loads(body)["reason"] for body in bodies]


def test_a_recovery_code_signs_in_once_and_says_how_many_are_left(world: World) -> None:
    codes = codes_for(world)
    world.clock.move(SECOND)  # entries of one instant stand in no order
    first = with_recovery(world, codes[0])
    assert (first.status, first.json["recovery_codes_left"]) == (201, 9)
    assert with_recovery(world, codes[0]).status == 401
    world.clock.move(2 * SECOND)
    assert with_recovery(world, codes[1].upper().replace("-", " ")).json["recovery_codes_left"] == 8
    assert with_recovery(world, codes[2], name="otto").status == 401, "another account's code"
    assert reasons(world) == ["recovery_renewed", "recovery_code_used", "recovery_code_used"]


def test_only_the_hash_of_a_code_is_kept(world: World) -> None:
    codes = codes_for(world)
    with world.store.read() as tx:
        kept = tx.execute(select(recovery_code)).all()
    assert not any((shaped(code) or code) in str(row) or code in str(row) for code in codes for row in kept)


def test_a_recovery_code_at_once_serves_once(world: World) -> None:
    code = codes_for(world)[0]
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda _: with_recovery(world, code).status, range(4)))
    assert statuses.count(201) == 1


def test_without_the_compare_and_set_a_code_would_serve_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    code = codes_for(world)[0]
    anyway = update(recovery_code).values(used_at=bindparam("now")).where(recovery_code.c.id == bindparam("code"))
    monkeypatch.setattr(recovering, "_USE", anyway)
    assert [with_recovery(world, code).status for _ in range(2)] == [201, 201]


def test_new_codes_end_the_old_ones(world: World) -> None:
    old = codes_for(world)
    codes_for(world)
    assert with_recovery(world, old[0]).status == 401


def test_guessing_recovery_codes_runs_into_waits(world: World) -> None:
    codes_for(world)
    statuses = [with_recovery(world, f"aaaa-bbbb-cccc-dd{turn:02d}").status for turn in range(6)]
    assert statuses == [401] * 5 + [429]


def test_a_recovery_code_steps_up_too(world: World) -> None:
    code = codes_for(world)[0]
    api = world.api("fia")
    world.clock.move(6 * MINUTE)
    assert api.post("/sessions/current/step-up", {"code": code}).status == 204
    assert api.post("/sessions/current/step-up", {"code": code}).status == 422


def test_a_recovery_code_of_who_works_at_two_units_is_not_used_by_the_question(world: World) -> None:
    from hub.officers.employing import employ  # noqa: PLC0415
    from policies.vocabulary import Function  # noqa: PLC0415

    fia, ame, code = world["fia"], world.units["AME"], codes_for(world)[0]
    with world.store.write() as tx:
        employ(tx, world.ground, officer_id=fia.officer, unit_id=ame, function=Function.AME_COACH, begins=world.now)
    assert list(with_recovery(world, code).json["errors"]) == ["unit"]
    assert with_recovery(world, "aaaa-bbbb-cccc-dddd").status == 401
    body = {"username": fia.username, "password": fia.password, "code": code, "unit": ame}
    assert world.api().post("/sessions", body).status == 201


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/me/password", {"present": "x", "wanted": PASSWORD}),
        ("POST", "/me/recovery-codes", None),
        ("POST", "/me/passkey-preparation", None),
        ("POST", "/me/passkeys", {"passkey": "{}", "name": "x"}),
        ("DELETE", f"/me/passkeys/{'0' * 32}", None),
        ("POST", "/me/app/preparation", None),
        ("PUT", "/me/app", {"sealed": "x", "code": "000000"}),
    ],
)
def test_each_change_asks_for_a_step_up(world: World, method: str, path: str, body: Any) -> None:
    api = world.api("fia")
    world.clock.move(5 * MINUTE + 1)
    refused = api.ask(method, path, body)
    assert (refused.status, refused.json["code"]) == (403, "step_up_required")


def test_a_changed_password_ends_other_sessions(world: World) -> None:
    fia, other, api = world["fia"], world.api("fia"), world.api("fia")
    wrong = api.put("/me/password", {"present": "x", "wanted": PASSWORD})
    assert list(wrong.json["errors"]) == ["present"]
    easy = api.put("/me/password", {"present": fia.password, "wanted": "lösenord1234"})
    assert list(easy.json["errors"]) == ["wanted"]
    assert api.put("/me/password", {"present": fia.password, "wanted": PASSWORD}).status == 204
    assert other.get("/me").status == 401
    assert api.get("/me").status == 200
    assert world.api().post("/sessions", {**world.credentials("fia"), "password": PASSWORD}).status == 201


def test_a_new_app_takes_the_old_ones_place_once_it_is_proved(world: World) -> None:
    api = world.api("fia")
    new = api.post("/me/app/preparation").json
    assert api.put("/me/app", {"sealed": new["sealed"], "code": world.code("fia")}).status == 422
    assert world.api().post("/sessions", world.credentials("fia")).status == 201
    assert api.put("/me/app", {"sealed": "AAAA", "code": "000000"}).status == 422
    code = code_of(world, new["secret"])
    assert api.put("/me/app", {"sealed": new["sealed"], "code": code}).status == 204
    assert world.api().post("/sessions", world.credentials("fia")).status == 401
    mine = {"username": world["fia"].username, "password": world["fia"].password}
    assert world.api().post("/sessions", {**mine, "code": code_of(world, new["secret"])}).status == 201


def test_a_sealed_secret_of_another_account_is_not_taken(world: World) -> None:
    new = world.api("otto").post("/me/app/preparation").json
    taken = world.api("fia").put("/me/app", {"sealed": new["sealed"], "code": code_of(world, new["secret"])})
    assert taken.status == 422


def test_a_passkey_signs_in_and_steps_up(world: World) -> None:
    api, fia = world.api("fia"), world["fia"]
    device = add_passkey(world, api)
    options = world.api().get("/passkey-challenge").json["options"]
    assert "allowCredentials" not in json.loads(options) or json.loads(options)["allowCredentials"] == []
    body = {"username": fia.username, "password": fia.password, "passkey": device.prove(options)}
    assert world.api().post("/sessions", body).status == 201
    world.clock.move(6 * MINUTE)
    own = api.get("/me/passkey-challenge").json["options"]
    proof = device.prove(own)
    assert api.post("/sessions/current/step-up", {"passkey": proof}).status == 204
    assert api.post("/sessions/current/step-up", {"passkey": proof}).status == 422, "a challenge serves once"
    factors = api.get("/me/factors").json
    assert factors["app"]
    assert factors["passkeys"][0]["last_used_at"]


def _another_origin(device: Authenticator) -> None:
    device.origin = "https://ingangen.example.net"


def _cloned(device: Authenticator) -> None:
    device.signatures = 0
    device.counts = False


def _another_key(device: Authenticator) -> None:
    device.key = Authenticator().key


def _another_credential(device: Authenticator) -> None:
    device.credential = Authenticator().credential


@pytest.mark.parametrize("spoil", [_another_origin, _cloned, _another_key, _another_credential])
def test_a_passkey_that_is_not_hers_proves_nothing(world: World, spoil: Any) -> None:
    fia = world["fia"]
    device = add_passkey(world, world.api("fia"))
    sent = {"username": fia.username, "password": fia.password}
    first = device.prove(world.api().get("/passkey-challenge").json["options"])
    assert world.api().post("/sessions", {**sent, "passkey": first}).status == 201
    spoil(device)
    proof = device.prove(world.api().get("/passkey-challenge").json["options"])
    assert world.api().post("/sessions", {**sent, "passkey": proof}).status == 401


def test_a_challenge_is_bound_to_whom_it_was_made_for_and_ends(world: World) -> None:
    device = add_passkey(world, world.api("fia"))
    api = world.api("fia")
    world.clock.move(SECOND)
    for_signing_in = device.prove(world.api().get("/passkey-challenge").json["options"])
    assert api.post("/sessions/current/step-up", {"passkey": for_signing_in}).status == 422
    old = api.get("/me/passkey-challenge").json["options"]
    for _ in range(3):
        world.clock.move(10 * MINUTE)
        api.get("/me")
    assert api.post("/sessions/current/step-up", {"passkey": device.prove(old)}).status == 422


@pytest.mark.parametrize("answer", ["{}", "x", "[]", '{"id": 1}', '{"id":"a","rawId":"a","response":{}}', "null"])
def test_what_is_no_passkey_is_refused_and_breaks_nothing(world: World, answer: str) -> None:
    api = world.api("fia")
    assert api.post("/me/passkeys", {"passkey": answer, "name": "x"}).status == 422
    assert api.post("/sessions/current/step-up", {"passkey": answer}).status == 422
    sent = {"username": "nobody", "password": "x", "passkey": answer}
    assert world.api().post("/sessions", sent).status == 401


def test_the_last_second_factor_stays(world: World) -> None:
    api = world.api("fia")
    device = add_passkey(world, api)
    held = api.get("/me/factors").json["passkeys"][0]["id"]
    other = world.api("otto")
    assert other.delete(f"/me/passkeys/{held}").status == 404
    assert api.delete(f"/me/passkeys/{held}").status == 204
    assert device.credential
    with world.store.read() as tx:
        assert tx.execute(select(passkey)).all() == []
    add_passkey(world, api)
    with world.store.write() as tx:
        account_seals.change(tx, world.ground, world["fia"].account, {"totp_sealed": None})
    held = api.get("/me/factors").json["passkeys"][0]["id"]
    refused = api.delete(f"/me/passkeys/{held}")
    assert (refused.status, refused.json["code"]) == (409, "last_factor")


def test_the_own_page_shows_and_changes_them(world: World) -> None:
    page = world.page("fia")
    shown = page.get("/inloggning").text
    assert "Min inloggning" in shown
    assert "data-passkey" in shown
    assert "10" not in page.get("/inloggning").text.partition("Reservkoder")[2][:200]
    codes = page.post("/inloggning/reservkoder", form_at="/inloggning")
    assert "Spara koderna nu" in codes.text
    asked = page.post("/inloggning/telefon", form_at="/inloggning").text
    sealed = asked.partition('name="sealed" value="')[2].partition('"')[0]
    secret = secret_on(asked)
    again = page.post("/inloggning/telefon/kod", {"sealed": sealed, "code": "000000"}, form_at="/inloggning")
    assert secret_on(again.text) == secret, "a wrong code keeps the QR code that the phone has read"
    code = code_of(world, secret)
    done = page.post("/inloggning/telefon/kod", {"sealed": sealed, "code": code}, form_at="/inloggning")
    assert done.status == 303
    unequal = {"present": "x", "wanted": PASSWORD, "again": "y"}
    assert "inte lika" in page.post("/inloggning/losenord", unequal, form_at="/inloggning").text


def test_the_own_page_asks_for_a_step_up_first(world: World) -> None:
    page = world.page("fia")
    world.clock.move(6 * MINUTE)
    shown = page.get("/inloggning").text
    assert 'name="step_up"' in shown
    assert "/inloggning/losenord" not in shown
    late = page.post("/inloggning/reservkoder", form_at="/inloggning")
    assert late.status == 403
    assert "Bekräfta" in late.text
    form = {"step_up": world.code("fia")}
    back = page.post("/bekrafta?next=/inloggning", form, form_at="/inloggning")
    assert (back.status, back.headers["Location"]) == (303, "/inloggning")
    assert 'name="step_up"' not in page.get("/inloggning").text


@pytest.mark.parametrize(
    ("address", "host", "origin"),
    [
        ("https://ingangen.example.se", "ingangen.example.se", "https://ingangen.example.se"),
        ("https://Ingangen.example.se:443", "ingangen.example.se", "https://ingangen.example.se"),
        ("https://ingangen.example.se:8443", "ingangen.example.se", "https://ingangen.example.se:8443"),
        ("http://127.0.0.1:8000", "localhost", "http://localhost:8000"),
        ("http://127.0.0.1:80", "localhost", "http://localhost"),
    ],
)
def test_where_a_passkey_belongs(address: str, host: str, origin: str) -> None:
    """As a browser writes it, however the setting is written: of an origin that differs by a letter it takes none."""

    class Place:
        demo, production, base_url = False, True, address
        reviewed_texts: frozenset[str] = frozenset()

    assert passkeys.place_of(Place()) == passkeys.Place(host, origin)


def test_todays_password_is_not_guessed_with_a_stolen_session(world: World) -> None:
    """Each wrong one counts and stands in the log; after five of them the right one waits too."""
    api, fia = world.api("fia"), world["fia"]
    for _ in range(5):
        assert api.put("/me/password", {"present": "x", "wanted": PASSWORD}).status == 422
    right = {"present": fia.password, "wanted": PASSWORD}
    assert api.put("/me/password", right).status == 429
    with world.store.read() as tx:
        tried = (log_entry.c.action == "sign_in_failed", log_entry.c.actor == fia.officer)
        bodies = tx.execute(select(log_entry.c.body).where(*tried)).scalars().all()
    assert sorted(json.loads(body)["reason"] for body in bodies) == ["throttled", *["wrong_password"] * 5]
    world.clock.move(2 * SECOND)
    assert api.put("/me/password", right).status == 204
