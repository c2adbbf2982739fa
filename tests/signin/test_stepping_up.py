"""Step-up: five minutes after a second factor, acts that weigh much ask for it again."""

import re
from dataclasses import replace

import pytest
from flask import Flask, Response, render_template_string, request
from sqlalchemy import select

from hub.access_log.reader.opening import open_detail
from hub.access_log.reader.parsing import parse
from hub.access_log.tables import log_entry
from hub.signin import confirming, stepping_up
from hub.signin.beginning import Client
from hub.signin.cookies import cookie_name
from hub.signin.current import Surface, signed_in
from hub.signin.guards import anyone_signed_in
from hub.signin.looking_up import look_up
from hub.signin.second_factor import Shown
from hub.signin.stepping_up import StepUpRequired, fresh, require
from hub.store.errors import Invalid
from tests.cast import MINUTE, SECOND, Browser, World

HERE = Client(address="192.0.2.7", surface=Surface.PAGE)
STEP_UP = "/sessions/current/step-up"


def test_signing_in_counts_for_five_minutes(world: World) -> None:
    who = world.who("fia")
    assert fresh(who)
    assert fresh(replace(who, at=who.at + 5 * MINUTE))
    stale = replace(who, at=who.at + 5 * MINUTE + 1)
    assert not fresh(stale)
    require(who)
    with pytest.raises(StepUpRequired):
        require(stale)
    assert not fresh(replace(who, stepped_up_at=None))


def test_a_participant_is_never_asked(world: World) -> None:
    assert fresh(replace(world.who("dana"), stepped_up_at=None))


def test_the_token_stays_and_is_fresh_again(world: World) -> None:
    secret = world.session("fia")
    world.clock.move(6 * MINUTE)
    stale = look_up(world.ground, secret, Surface.API)
    assert stale is not None
    assert not fresh(stale)
    answer = world.api().post(STEP_UP, {"code": world.code("fia")}, headers={"Authorization": f"Bearer {secret}"})
    assert answer.status == 204
    again = look_up(world.ground, secret, Surface.API)
    assert again is not None
    assert fresh(again)
    with world.store.read() as tx:
        entries = tx.execute(select(log_entry.c.actor).where(log_entry.c.action == "step_up")).scalars().all()
    assert entries == [world["fia"].officer]


def test_a_wrong_code_steps_nobody_up_and_guessing_waits(world: World) -> None:
    api = world.api("fia")
    world.clock.move(6 * MINUTE)
    for _ in range(5):
        refused = api.post(STEP_UP, {"code": "000000"})
        assert (refused.status, list(refused.json["errors"])) == (422, ["code"])
    assert api.post(STEP_UP, {"code": "000000"}).status == 429


def test_a_participant_has_no_step_up(world: World) -> None:
    assert world.api("dana").post(STEP_UP, {"code": world.dana.code}).status == 404


def weighty(app: Flask) -> None:
    """Put up a page whose form weighs much, as every feature makes one."""

    @app.route("/weighty", methods=["GET", "POST"])
    def page() -> Response | str:
        anyone_signed_in("page")
        errors = {}
        if request.method == "POST":
            try:
                confirming.confirm(request.form)
                return Response(f"done by {signed_in().username}")
            except Invalid as invalid:
                errors = invalid.errors
        return render_template_string(
            '{% extends "base.html" %}{% import "signin/stepup.html" as stepup with context %}'
            '{% block content %}<form method="post">{{ forms.csrf() }}'
            '{{ forms.field("text", "Text", typed.text) }}{{ stepup.field(errors) }}</form>{% endblock %}',
            typed=request.form,
            errors=errors,
        )

    app.before_request_funcs[None] = [one for one in app.before_request_funcs[None] if one.__name__ != "admit"]


def test_a_page_asks_within_its_own_form_and_loses_nothing(world: World) -> None:
    weighty(world.app)
    page = world.page("amir")
    assert "step_up" not in page.get("/weighty").text
    assert page.post("/weighty", {"text": "a"}).text.startswith("done")
    world.clock.move(6 * MINUTE)
    asked = page.post("/weighty", {"text": "long thought"})
    assert 'name="step_up"' in asked.text
    assert 'value="long thought"' in asked.text
    wrong = page.post("/weighty", {"text": "long thought", "step_up": "000000"})
    assert "Koden stämmer inte" in wrong.text
    assert 'value="long thought"' in wrong.text
    for _ in range(5):
        wrong = page.post("/weighty", {"text": "long thought", "step_up": "000000"})
    assert re.search("För många försök. Vänta [0-9]+ sekund", wrong.text)
    assert 'value="long thought"' in wrong.text, "a page of its own took it away"


def test_a_page_gets_a_new_cookie_and_the_old_one_is_dead(world: World) -> None:
    weighty(world.app)
    secret = world.session("amir", Surface.PAGE)
    page = Browser(world.app, cookie_name(world.ground.settings), secret)
    world.clock.move(6 * MINUTE)
    done = page.post("/weighty", {"text": "a", "step_up": world.code("amir")})
    assert done.text.startswith("done")
    assert "hub=" in done.headers["Set-Cookie"]
    assert look_up(world.ground, secret, Surface.PAGE) is None
    assert page.get("/weighty").status == 200
    world.clock.move(4 * MINUTE)
    assert page.post("/weighty", {"text": "b"}).text.startswith("done")


@pytest.mark.parametrize("surface", [Surface.PAGE, Surface.API])
def test_what_is_read_after_it_is_known_by_where_it_came_from(world: World, surface: Surface) -> None:
    """A page's session goes on under a new tag: the step-up, whose trace is kept, carries that one."""
    secret = world.session("fia", surface)
    who = look_up(world.ground, secret, surface)
    assert who is not None
    shown = Shown(code=world.code("fia"))
    goes_on, _fresh = stepping_up.step_up(world.ground, who, shown, replace(HERE, surface=surface))
    assert (goes_on.session == who.session) is (surface is Surface.API)
    with world.store.read() as tx:
        row = tx.execute(select(log_entry).where(log_entry.c.action == "step_up")).one()
    assert parse(row.body).sess == goes_on.actor.session_tag
    told = open_detail(world.ground, entry_id=row.id, subject=None, sealed=row.detail)
    assert b"192.0.2.7" in told


def test_ten_hours_are_not_stretched_by_stepping_up(world: World) -> None:
    secret = world.session("amir", Surface.PAGE)
    who = look_up(world.ground, secret, Surface.PAGE)
    assert who is not None
    world.clock.move(SECOND)
    stepped, fresh_secret = stepping_up.step_up(world.ground, who, Shown(code=world.code("amir")), HERE)
    assert stepped.created_at == who.created_at
    found = look_up(world.ground, fresh_secret or "", Surface.PAGE)
    assert found is not None
    assert found.created_at == who.created_at
