"""Signing in: what succeeds, what fails, and that a failure tells nothing and is always logged."""

import pytest
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select

from hub.access_log.reader.opening import open_detail
from hub.access_log.tables import log_entry
from hub.officers.employing import employ
from hub.signin import passwords, throttling
from hub.signin.cookies import cookie_name, is_secure
from hub.signin.current import Surface
from hub.signin.requests import local_path
from hub.signin.signing_in import LONGEST_NAME
from hub.signin.tables import account
from hub.store.days import written
from hub.store.ground import Ground
from policies.vocabulary import Function
from tests.cast import SECOND, Answer, TestSettings, World
from tests.databases import ONE_DATABASE, Counts, count
from tests.moving_on import leaves


def sign_in(world: World, name: str, **other: str) -> Answer:
    return world.api().post("/sessions", {**world.credentials(name), **other})


def actions(world: World) -> list[tuple[str, str, str]]:
    with world.store.read() as tx:
        rows = tx.execute(log_entry.select().order_by(log_entry.c.at)).all()
    return [(row.action, row.outcome, row.actor) for row in rows]


def test_an_officer_signs_in_with_password_and_code(world: World) -> None:
    answer = sign_in(world, "fia")
    assert answer.status == 201
    assert answer.json["username"] == "fia@demo.example"
    assert answer.json["expires_at"] == written(world.now + 10 * 60 * 60 * SECOND)
    assert world.api().get("/me", headers={"Authorization": f"Bearer {answer.json['token']}"}).status == 200
    assert actions(world) == [("sign_in", "permitted", world["fia"].officer)]


def test_a_participant_signs_in_with_her_name_and_code(world: World) -> None:
    answer = sign_in(world, "dana")
    assert answer.status == 201
    assert actions(world)[-1] == ("sign_in", "permitted", world.dana.id)


def test_the_sign_in_name_may_be_written_in_capitals(world: World) -> None:
    assert sign_in(world, "fia", username="  FIA@demo.Example ").status == 201


@pytest.mark.parametrize("between", [" ", " - ", "\u2013", "  "])
def test_a_participants_name_is_found_however_its_words_are_parted(world: World, between: str) -> None:
    """Written down as three words and a number, it was typed as such, and she was told that it is wrong."""
    given = world.credentials("dana")
    typed = given["username"].replace("-", between).upper()
    assert typed.casefold() != given["username"]
    assert world.api().post("/sessions", {**given, "username": typed}).status == 201


@pytest.mark.parametrize("wrong", [{"password": "x"}, {"code": "000000"}, {"code": "x"}, {"username": "nobody"}])
def test_every_wrong_thing_gets_the_same_answer(world: World, wrong: dict[str, str]) -> None:
    first = sign_in(world, "fia", **wrong)
    assert first.status == 401
    assert first.headers["WWW-Authenticate"] == "Bearer"
    assert (first.json["code"], first.json["title"]) == (
        "wrong_credentials",
        "Namnet, lösenordet eller koden stämmer inte.",
    )
    action, outcome, actor = actions(world)[-1]
    assert (action, outcome) == ("sign_in_failed", "refused")
    assert actor == ("anonymous" if "username" in wrong else world["fia"].officer)
    whoever = {"username": "fia@demo.example", "password": "x", "code": "000000"}
    assert first.data == world.api().post("/sessions", whoever).data


def test_a_wrong_own_code_gets_a_sentence_of_its_own_that_follows_from_what_was_typed(world: World) -> None:
    """It must not tell whose a name is: a name of staff, or of nobody, gets the same with a code alone."""
    answers = [
        world.api().post("/sessions", {"username": name, "code": "000000"})
        for name in (world.credentials("dana")["username"], "fia@demo.example", "nobody")
    ]
    assert {answer.status for answer in answers} == {401}
    assert len({answer.data for answer in answers}) == 1
    assert (answers[0].json["code"], answers[0].json["title"]) == (
        "wrong_credentials",
        "Namnet eller koden stämmer inte.",
    )
    for word in ("lösenord", "engångskod", "vänta"):
        assert word not in answers[0].text
    typed = {"username": world.credentials("dana")["username"], "code": "000000"}
    page = world.page().post("/logga-in", typed)
    assert page.status == 401
    assert "skriv din kod igen" in page.text
    assert "vänta på nästa" not in page.text
    assert "vänta på nästa" in world.page().post("/logga-in", {**typed, "password": "x"}).text


def test_a_participants_session_moves_on_while_it_is_used(world: World) -> None:
    """As the document says of expires_at: hers has no latest end."""
    begun = sign_in(world, "dana").json
    assert begun["expires_at"] == written(world.now + 60 * 60 * SECOND)
    bearer = {"Authorization": f"Bearer {begun['token']}"}
    for _ in range(30):
        world.clock.move(59 * 60 * SECOND)
        assert world.api().get("/me", headers=bearer).status == 200
    world.clock.move(61 * 60 * SECOND)
    assert world.api().get("/me", headers=bearer).status == 401


def test_an_unknown_name_costs_what_a_wrong_password_costs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = []
    verify = passwords.matches

    def counted(ground: Ground, stored: str | None, secret: str) -> bool:
        hashed.append(stored is not None)
        return verify(ground, stored, secret)

    monkeypatch.setattr("hub.signin.signing_in.matches", counted)

    def cost(username: str) -> Counts:
        with count(world.store) as counts:
            body = {"username": username, "password": "wrong", "code": "123456"}
            assert world.api().post("/sessions", body).status == 401
        return counts

    sign_in(world, "fia")
    known, unknown = cost("arvid@demo.example"), cost("nobody@demo.example")
    assert known.sql == unknown.sql
    assert known.commits == unknown.commits == 2
    assert hashed[-2:] == [True, False]


@ONE_DATABASE
def test_an_unknown_name_is_hashed_against_as_well(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    verified = []

    class Spy:
        def hash(self, password: str) -> str:
            return "hash of nobody"

        def verify(self, stored: str, secret: bytes) -> bool:
            verified.append(stored)
            return True

    monkeypatch.setattr(passwords, "hasher", Spy())
    assert passwords.matches(world.ground, None, "anything") is False
    assert verified == ["hash of nobody"]


def test_a_copy_of_the_database_does_not_try_codes_out(world: World) -> None:
    """Six digits are a million: what is hashed needs the key that lies in the key file."""
    with world.store.read() as tx:
        stored = tx.execute(select(account.c.password_hash).where(account.c.id == world.dana.account)).scalar_one()
    assert passwords.matches(world.ground, stored, world.dana.code)
    with pytest.raises(VerifyMismatchError):
        passwords.hasher.verify(stored, world.dana.code)


def test_no_log_entry_holds_a_name_that_was_typed(world: World) -> None:
    world.api().post("/sessions", {"username": "canary-7391", "password": "canary-7391", "code": "123456"})
    with world.store.read() as tx:
        for row in tx.execute(log_entry.select()):
            kept = open_detail(world.ground, entry_id=row.id, subject=row.subject, sealed=row.detail)
            assert b"canary" not in row.body + kept


def test_a_participants_code_with_a_password_is_wrong(world: World) -> None:
    assert sign_in(world, "dana", password="anything").status == 401


def test_an_officer_without_a_code_is_told_which_field(world: World) -> None:
    answer = world.api().post("/sessions", {"username": "fia@demo.example", "password": "x"})
    assert answer.status == 422
    assert list(answer.json["errors"]) == ["code"]


def test_a_body_that_is_neither_way_in_is_refused(world: World) -> None:
    bodies: list[dict[str, object]] = [
        {"code": "123456"},
        {"code": "123456", "link": "x", "username": "y"},
        {"code": "123456", "link": "x", "password": "y"},
        {"code": "123456", "username": "x", "administrator": True},
        {"code": 123456, "username": "x"},
        {"code": "", "username": "x"},
        {"code": "123456", "username": "x" * (LONGEST_NAME + 1)},
    ]
    for body in bodies:
        assert world.api().post("/sessions", body).status == 422, body


def test_who_has_left_cannot_sign_in(world: World) -> None:
    leaves(world, "fia")
    assert sign_in(world, "fia").status == 401


def test_who_works_at_two_units_chooses_one(world: World) -> None:
    fia, other = world["fia"], world.units["AME"]
    with world.store.write() as tx:
        employ(
            tx, world.ground, officer_id=fia.officer, unit_id=other, function=Function.AME_COACH, begins=world.now - 1
        )
    body = world.credentials("fia")
    asked = world.api().post("/sessions", body)
    assert asked.status == 422
    assert list(asked.json["errors"]) == ["unit"]
    assert other in " ".join(asked.json["errors"]["unit"])
    chosen = world.api().post("/sessions", {**body, "unit": other})  # the code was not used up by the question
    assert chosen.status == 201
    me = world.api().get("/me", headers={"Authorization": f"Bearer {chosen.json['token']}"})
    assert me.json["unit"] == other
    assert sign_in(world, "fia", unit=world.units["Vuxenpsykiatrin"]).status == 401


def test_nobody_learns_of_two_units_without_the_right_secrets(world: World) -> None:
    fia = world["fia"]
    with world.store.write() as tx:
        employ(
            tx,
            world.ground,
            officer_id=fia.officer,
            unit_id=world.units["AME"],
            function=Function.AME_COACH,
            begins=world.now - 1,
        )
    assert sign_in(world, "fia", password="wrong").status == 401
    assert sign_in(world, "fia", code="000000").status == 401


def test_the_page_signs_in_and_goes_on(world: World) -> None:
    browser = world.page()
    answer = browser.post("/logga-in?next=/att-godta", world.credentials("fia"))
    assert answer.status == 303
    assert answer.headers["Location"] == "/att-godta"
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith(f"{browser.cookie}="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert browser.secret is not None


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "/\r\nX: y", "evil"])
def test_nothing_but_a_path_of_ours_is_gone_to(wanted: str) -> None:
    assert local_path(wanted) == "/"
    assert local_path("/att-godta?sida=2") == "/att-godta?sida=2"


def test_the_page_goes_nowhere_else(world: World) -> None:
    answer = world.page().post("/logga-in?next=//evil.example", world.credentials("fia"))
    assert answer.headers["Location"] == "/"


def test_the_page_keeps_the_name_and_never_the_secrets(world: World) -> None:
    answer = world.page().post("/logga-in", {"username": "fia@demo.example", "password": "canary-1", "code": "991199"})
    assert answer.status == 401
    assert 'value="fia@demo.example"' in answer.text
    assert "canary-1" not in answer.text
    assert "991199" not in answer.text


def test_signing_in_anew_ends_the_session_before(world: World) -> None:
    browser = world.page()
    browser.post("/logga-in", world.credentials("fia"))
    first = browser.secret
    browser.client.delete_cookie(browser.cookie)
    again = world.page()
    assert first is not None
    again.client.set_cookie(again.cookie, first)
    form = again.client.get("/logga-in")
    assert form.status_code == 303  # who is signed in is sent on; the form itself is opened signed out
    answer = world.api().post("/sessions", world.credentials("fia"))
    api = world.api().post(
        "/sessions", world.credentials("fia"), headers={"Authorization": f"Bearer {answer.json['token']}"}
    )
    assert api.status == 201
    assert world.api().get("/me", headers={"Authorization": f"Bearer {answer.json['token']}"}).status == 401


def test_a_form_without_its_token_signs_nobody_in(world: World) -> None:
    answer = world.page().client.post("/logga-in", data=world.credentials("fia"))
    assert answer.status_code == 400


def test_only_the_demo_on_its_own_machine_uses_a_cookie_without_prefix() -> None:
    assert not is_secure(TestSettings())
    for settings in (
        TestSettings(base_url="https://demo.example"),
        TestSettings(demo=False),
        TestSettings(production=True),
    ):
        assert is_secure(settings)
        assert cookie_name(settings).startswith("__Host-")


def test_an_address_is_paused_never_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(throttling, "pause", pauses.append)
    for number in range(60):
        body = {"username": f"nobody-{number}", "password": "x", "code": "123456"}
        assert world.api().post("/sessions", body).status == 401
    assert pauses[0] == 0
    assert pauses[-1] == pytest.approx(2.0)
    assert max(pauses) <= 2.0
    assert sign_in(world, "fia").status == 201


def test_a_session_of_a_page_is_not_one_of_the_api(world: World) -> None:
    assert world.session("fia", Surface.PAGE) != world.session("fia", Surface.PAGE)


def test_a_reviewer_sees_where_staff_signed_in_from_and_nobody_where_a_participant_did(world: World) -> None:
    browser = {"User-Agent": "canary-browser/1 " + "x" * 300}
    for name in ("fia", "dana"):
        world.api().post("/sessions", world.credentials(name), headers=browser)
    world.api().post("/sessions", {"username": "fia@demo.example", "password": "x", "code": "000000"}, headers=browser)
    with world.store.read() as tx:
        rows = tx.execute(log_entry.select().where(log_entry.c.action.in_(["sign_in", "sign_in_failed"]))).all()
    assert not any(b"canary" in row.body + (row.detail or b"") for row in rows), "sealed, and nowhere in clear"
    kept = {row.actor: row.detail is not None for row in rows}
    assert kept == {world["fia"].officer: True, world.dana.id: False}
    for row in rows:
        if row.actor == world["fia"].officer:
            trace = world.api("dora").get(f"/log/entries/{row.id}").json["trace"]
            assert trace == {"address": "127.0.0.1", "agent": browser["User-Agent"][:200]}
            assert "canary-browser" in world.page("dora").get(f"/logg/{row.id}").text


def test_whoever_came_to_the_others_form_is_led_on_to_the_same_place(world: World) -> None:
    page = world.page()
    for som in ("deltagare", "handlaggare"):
        other = {"deltagare": "handlaggare", "handlaggare": "deltagare"}[som]
        text = page.get(f"/logga-in?som={som}&next=/att-godta").text
        assert f'href="/logga-in?som={other}&amp;next=/att-godta"' in text
        assert f'href="/logga-in?som={other}"' in page.get(f"/logga-in?som={som}").text
