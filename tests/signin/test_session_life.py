"""A session lives while it is used, not too long, and only as long as the employment it is bound to."""

import pytest

from hub.officers.employing import employ, end_employment, move_end
from hub.signin.current import Surface
from policies.vocabulary import Function
from tests.cast import HOUR, MINUTE, SECOND, World
from tests.databases import count


def test_an_officer_is_told_who_she_is(world: World) -> None:
    answer = world.api("fia").get("/me")
    assert answer.status == 200
    assert answer.json == {
        "id": world["fia"].officer,
        "username": "fia@demo.example",
        "name": "Fia Falk",
        "title": "handläggare",
        "role": "officer",
        "unit": world.units["FK Nordost"],
        "unit_name": "FK Nordost",
        "authority": "Försäkringskassan",
        "function": "fk_officer",
        "participant": None,
        "case": None,
        "may_be_lost": None,
    }


def test_a_participant_is_told_who_she_is(world: World) -> None:
    told = world.api("dana").get("/me").json
    assert told["role"] == "participant"
    assert told["participant"] == world.dana.id
    assert told["case"] == world.dana.case
    assert told["name"] is None


def test_without_a_session_the_api_says_so(world: World) -> None:
    answer = world.api().get("/me")
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_idle_officer_is_out_after_fifteen_minutes(world: World) -> None:
    api = world.api("fia")
    world.clock.move(15 * MINUTE - SECOND)
    assert api.get("/me").status == 200
    world.clock.move(15 * MINUTE - 1)
    assert api.get("/me").status == 200
    world.clock.move(15 * MINUTE)
    assert api.get("/me").status == 401


def test_a_busy_officer_is_out_after_ten_hours(world: World) -> None:
    api = world.api("fia")
    for _ in range(59):
        world.clock.move(10 * MINUTE)
        assert api.get("/me").status == 200
    world.clock.move(10 * MINUTE)
    assert api.get("/me").status == 401


def test_an_idle_participant_is_out_after_an_hour(world: World) -> None:
    api = world.api("dana")
    world.clock.move(HOUR - 1)
    assert api.get("/me").status == 200
    world.clock.move(HOUR)
    assert api.get("/me").status == 401


def test_leaving_ends_the_session_at_once_and_coming_back_does_not_revive_it(world: World) -> None:
    api, fia = world.api("fia"), world["fia"]
    with world.store.write() as tx:
        end_employment(tx, employment_id=fia.employment, ends=world.now)
    assert api.get("/me").status == 401
    with world.store.write() as tx:
        employ(
            tx,
            world.ground,
            officer_id=fia.officer,
            unit_id=fia.unit,
            function=Function.FK_OFFICER,
            begins=world.now,
        )
    assert api.get("/me").status == 401


def test_a_last_day_ends_the_session_when_it_comes(world: World) -> None:
    """Nobody presses anything, and the employment's seal still stands: the instant alone ends it."""
    api, fia = world.api("fia"), world["fia"]
    with world.store.write() as tx:
        assert move_end(tx, world.ground, employment_id=fia.employment, ends=world.now + MINUTE, at=world.now)
    world.clock.move(MINUTE - 1)
    assert api.get("/me").status == 200
    world.clock.move(1)
    assert api.get("/me").status == 401


def test_last_seen_moves_at_most_once_a_minute(world: World) -> None:
    api = world.api("fia")
    with count(world.store) as quiet:
        assert api.get("/healthz").status in {401, 404}
        api.get("/me")
    assert quiet.commits == 0
    world.clock.move(MINUTE)
    with count(world.store) as first:
        api.get("/me")
        api.get("/me")
    assert first.commits == 1


def test_the_look_up_is_one_statement(world: World) -> None:
    api = world.api("fia")
    with count(world.store) as counts:
        assert api.get("/units").status == 200
    assert sum("session" in sql for sql in counts.sql) == 1


@pytest.mark.parametrize("name", ["fia", "dana"])
def test_a_copied_cookie_opens_nothing_after_sign_out(world: World, name: str) -> None:
    owner = world.page(name)
    thief = world.page()
    assert owner.secret is not None
    thief.client.set_cookie(thief.cookie, owner.secret)
    form_at = "/mitt-inloggningsnamn" if name == "dana" else "/"
    assert owner.post("/logga-ut", form_at=form_at).status == 303
    assert not owner.holds_a_cookie
    assert thief.get("/mitt-inloggningsnamn").headers["Location"].startswith("/logga-in")


def test_a_copied_token_opens_nothing_after_sign_out(world: World) -> None:
    owner, thief = world.api("fia"), world.api()
    assert owner.delete("/sessions/current").status == 204
    assert owner.get("/me").status == 401
    assert thief.get("/me", headers={"Authorization": f"Bearer {owner.token}"}).status == 401


@pytest.mark.parametrize(("name", "at"), [("fia", "/inloggning"), ("dana", "/vem-har-last")])
def test_who_lost_a_telephone_signs_out_there_too(world: World, name: str, at: str) -> None:
    lost, program, other = world.page(name), world.api(name), world.api("arvid")
    here = world.page(name)
    assert "Logga ut överallt" in here.get(at).text
    assert here.post("/logga-ut", {"everywhere": "yes"}, form_at=at).status == 303
    assert not here.holds_a_cookie
    assert lost.get(at).headers["Location"].startswith("/logga-in")
    assert program.get("/me").status == 401
    assert other.get("/me").status == 200, "another's goes on"
    if name == "dana":
        assert "loggade ut överallt" in world.page(name).get("/vem-har-last?alla=ja").text


def test_a_program_signs_out_everywhere(world: World) -> None:
    one, two = world.api("fia"), world.api("fia")
    assert one.delete("/sessions").status == 204
    assert [one.get("/me").status, two.get("/me").status] == [401, 401]


def test_to_sign_out_here_ends_nothing_elsewhere(world: World) -> None:
    here, there = world.page("dana"), world.page("dana")
    assert here.post("/logga-ut", form_at="/vem-har-last").status == 303
    assert there.get("/vem-har-last").status == 200


def test_neither_carrier_serves_the_other_surface(world: World) -> None:
    token = world.session("fia", Surface.API)
    cookie = world.session("fia", Surface.PAGE)
    assert world.api().get("/me", headers={"Authorization": f"Bearer {cookie}"}).status == 401
    browser = world.page()
    browser.client.set_cookie(browser.cookie, token)
    assert browser.client.get("/api/v1/me").status_code == 401
    with_cookie = world.page("fia")
    assert with_cookie.client.get("/api/v1/me").status_code == 401


def test_a_secret_that_is_no_secret_is_nobodys(world: World) -> None:
    for wrong in ("", "x", "å" * 40, "a" * 100_000):
        header = f"Bearer {wrong}".encode().decode("latin-1")
        assert world.api().get("/me", headers={"Authorization": header}).status == 401
