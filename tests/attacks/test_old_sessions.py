"""A session is as the hub wrote it, or none: its times are sealed, and whose words come late (T4, T8).

Each attack is shown to work with its guard off.
"""

from typing import Any

import pytest
from sqlalchemy import update

from hub.signin.carrying import open_form
from hub.signin.tables import session
from hub.store import row_seals
from tests.attacks.test_assisted import assisted
from tests.cast import DAY, HOUR, MINUTE, SECOND, World
from tests.web.test_carried_forms import fields


def put(world: World, **times: object) -> None:
    with world.store.write() as tx:
        tx.execute(update(session).values(**times))


@pytest.fixture(params=[True, False], ids=["guarded", "unguarded"])
def guarded(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    if not request.param:
        left = tuple(name for name in row_seals.SESSION if name not in {"created_at", "stepped_up_at"})
        monkeypatch.setitem(row_seals.SEALED, "session", left)
    return bool(request.param)


def test_nobody_works_on_for_longer_than_ten_hours(world: World, guarded: bool) -> None:
    """A cookie that was stolen in the morning opens nothing at night."""
    stolen = world.api("fia")
    world.clock.move(11 * HOUR)
    put(world, created_at=world.now, last_seen=world.now)
    assert stolen.get("/me").status == (401 if guarded else 200)


def test_no_lent_screen_is_lent_for_longer_than_an_hour(world: World, guarded: bool) -> None:
    screen = assisted(world)
    world.clock.move(61 * MINUTE)
    put(world, created_at=world.now, last_seen=world.now)
    assert screen.get("/mina-medgivanden").status == (303 if guarded else 200)


@pytest.mark.parametrize("seen_ahead", [True, False], ids=["guarded", "unguarded"])
@pytest.mark.parametrize("name", ["fia", "dana"])
def test_no_session_lasts_until_a_clock_that_ran_ahead_was_right(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str, *, seen_ahead: bool
) -> None:
    """The machine's clock is a year ahead for a moment (T18): who copied what began then would have it for a year."""
    if not seen_ahead:
        monkeypatch.setattr("hub.signin.looking_up.abs", lambda idle: idle, raising=False)
    world.clock.move(365 * DAY)
    copied = world.api(name)
    world.clock.move(-365 * DAY)
    assert copied.get("/me").status == (401 if seen_ahead else 200)
    world.clock.move(180 * DAY)
    assert copied.get("/me").status == (401 if seen_ahead else 200)


@pytest.mark.parametrize(("name", "idle"), [("fia", 15 * MINUTE), ("dana", HOUR)])
def test_a_clock_that_is_put_right_by_a_little_ends_nobodys_work(world: World, name: str, idle: int) -> None:
    api = world.api(name)
    world.clock.move(SECOND - idle)
    assert api.get("/me").status == 200
    world.clock.move(-SECOND)
    assert api.get("/me").status == 401


@pytest.mark.parametrize("method", ["put", "post"])
def test_nobody_has_proved_anew_who_has_not(world: World, method: str, guarded: bool) -> None:
    asked: dict[str, Any] = {
        "put": ("/me/password", {"present": world["fia"].password, "wanted": "kofta sjunger blå tratt"}),
        "post": ("/me/recovery-codes", None),
    }
    stolen = world.api("fia")
    world.clock.move(6 * MINUTE)
    put(world, stepped_up_at=world.now)
    path, body = asked[method]
    answer = stolen.ask(method.upper(), path, body)
    assert answer.status == (401 if guarded else {"put": 204, "post": 201}[method])


def test_who_has_proved_it_goes_on(world: World) -> None:
    api = world.api("fia")
    world.clock.move(6 * MINUTE)
    assert api.post("/me/recovery-codes").status == 403
    assert api.post("/sessions/current/step-up", {"code": world.code("fia")}).status == 204
    assert api.post("/me/recovery-codes").status == 201


@pytest.mark.parametrize("sealed", [True, False])
def test_no_form_is_carried_as_anothers(world: World, monkeypatch: pytest.MonkeyPatch, *, sealed: bool) -> None:
    """Otto makes his own session Fia's, and sends a form: once she signs in on that page, it were hers."""
    otto, fia, here = world.page("otto"), world["fia"], "/kontakt"
    csrf = fields(otto.get(here).text)["csrf_token"][0]
    put(world, account_id=fia.account, employment_id=fia.employment)
    if not sealed:
        monkeypatch.setattr(row_seals, "stands", lambda *_, **__: True)
        world.clock.move(16 * MINUTE)
    shown = otto.client.post(here, data={"reached": "ring min privata telefon", "csrf_token": csrf})
    assert shown.status_code == (303 if sealed else 401)
    carried = fields(shown.get_data(as_text=True)).get("carried", [""])[0]
    opened = open_form(world.ground, carried, account=fia.account, employment=fia.employment, at=world.now)
    assert (opened is None) is sealed
