"""What she wrote comes along through the sign-in: whole, once, for her alone, and without anything secret in it."""

import html
import re
from base64 import urlsafe_b64decode
from typing import Any

import pytest
from flask import Flask

from hub.officers.employing import employ
from hub.signin import carrying
from hub.signin.current import Surface
from hub.web.carried_forms import LEFT_BEHIND, PAGE_WORDS
from policies.vocabulary import Function
from tests.cast import HOUR, MINUTE, SECOND, Answer, Browser, World, insecure_argon2, make_world, world
from tests.consents.story import in_force
from tests.databases import ONE_DATABASE
from tests.signin.test_changing_factors import add_passkey

__all__ = ["insecure_argon2", "make_world", "world"]

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
WORDS = "Truck <B>, kväll & helg"
# What a press alone decides is asked again on its own page; what is only a file, or of no session, is not carried.
ASKED_AGAIN = {
    "absence_pages.end_absence",
    "assisting_coach.hand_over_now",
    "assisting_screen.take_back_now",
    "assisting_screen.take_over_now",
    "case_pages.change_collision",
    "consents_coach.present",
    "consents_coach.witness",
    "consents_comparing.compare",
    "consents_officer.answer",
    "consents_officer.take_on",
    "consents_participant.answer",
    "consents_participant.rest",
    "consents_participant.sign_at_once",
    "consents_taking_back.take_back_now",
    "enrolling_pages.password",
    "enrolling_pages.prove",
    "factor_pages.drop_passkey",
    "factor_pages.new_app",
    "factor_pages.new_app_code",
    "factor_pages.new_codes",
    "factor_pages.new_passkey",
    "factor_pages.new_password",
    "factor_pages.step_up",
    "home.choose_language",
    "identity_pages.show",
    "import_pages.save_import",
    "leaving_pages.leave",
    "officer_import_pages.take",
    "own_pages.remove_busy",
    "people_import_pages.save_people",
    "registering_pages.new_link",
    "registering_withdrawal.register_of_case",
    "reviewer_withdrawal.register_by_number",
    "signedin_pages.sign_out_now",
    "signin_pages.sign_in_now",
    "signin_pages.start_now",
    "staffing_pages.bind",
    "staffing_pages.confirm",
    "staffing_pages.decline",
    "staffing_pages.end",
    "staffing_pages.end_away",
    "staffing_pages.give_case",
    "staffing_pages.invite_again",
    "staffing_pages.take_back",
    "staying_pages.stay",
    "organising_pages.manager_again",
    "manager_todo_pages.settle_from_own_page",
    "todo_pages.settle_todo",
    "whole_pages.walk",
}


def fields(page: str) -> dict[str, list[str]]:
    """Give the hidden fields of a page by name."""
    found: dict[str, list[str]] = {}
    for name, value in _HIDDEN.findall(page):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def late(world: World, page: Browser, path: str, form: dict[str, Any], *, minutes: int = 16) -> str:
    """Open a form, be away until the session is over, and send it. Gives the page that answers."""
    csrf = fields(page.get(path).text)["csrf_token"][0]
    world.clock.move(minutes * MINUTE)
    answer = page.client.post(path, data={**form, "csrf_token": csrf})
    assert answer.status_code == 401, answer.text
    return answer.text


def sign_in(world: World, page: Browser, name: str, shown: str, **instead: str) -> Answer:
    """Sign in by the form that stands on a page, with what that form carries."""
    held = fields(shown)
    carried = {"carried": held["carried"][0]} if "carried" in held else {}
    form = {**world.credentials(name), **carried, "csrf_token": held["csrf_token"][0], **instead}
    return Answer(page.client.post("/logga-in", data=form))


def save(page: Browser, written: Answer) -> Answer:
    (action,) = re.findall(r'<form method="post" action="([^"]+)" data-saves>', written.text)
    form = written.text[written.text.index("data-saves") :]
    return Answer(page.client.post(html.unescape(action), data=fields(form)))


ACTIVITY = {
    "type": "placement",
    "title": WORDS,
    "days-1": ["1", "3"],
    "start-1": "09:00",
    "end-1": "12:00",
    "from": "2026-03-20",
    "to": "2026-05-29",
    "place": "Sal 3",
    "online": "yes",
    "accept": "yes",
    "anyway": "yes",
    "step_up": "123456",
}


def titles(world: World) -> list[str]:
    world.clock.move(SECOND)
    return re.findall(WORDS, html.unescape(world.page("amir").get(f"/arenden/{world.dana.case}").text))


def test_every_form_is_carried_or_asked_again(app: Flask) -> None:
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and not rule.rule.startswith("/api/")
    }
    assert pages == set(PAGE_WORDS) | ASKED_AGAIN, "say which it is: PAGE_WORDS, or here"
    assert not set(PAGE_WORDS) & ASKED_AGAIN


def left_open(world: World) -> tuple[Browser, str]:
    """Give Dana's browser, signed out by its idle time twice, and the token of a form from in between."""
    in_force(world)
    page = world.page("dana")
    world.clock.move(61 * MINUTE)
    assert sign_in(world, page, "dana", page.get("/logga-in").text).status == 303
    csrf = fields(page.get("/mitt-mal").text)["csrf_token"][0]
    world.clock.move(61 * MINUTE)
    return page, csrf


def test_a_form_in_another_tab_is_still_hers_after_she_has_signed_in_anew(world: World) -> None:
    page, csrf = left_open(world)
    assert sign_in(world, page, "dana", page.get("/logga-in").text).status == 303
    saved = page.client.post("/mitt-mal", data={"goal": WORDS, "csrf_token": csrf})
    assert saved.status_code == 303
    assert WORDS in html.unescape(page.get("/mitt-mal").text)


def test_nobody_elses_form_is(world: World) -> None:
    page, csrf = left_open(world)
    assert sign_in(world, page, "amir", page.get("/logga-in").text).status == 303
    world.clock.move(SECOND)
    assert page.client.post("/arenden/ny", data={"name": WORDS, "csrf_token": csrf}).status_code == 400


def test_ticks_dates_and_times_survive_in_all_fields(world: World) -> None:
    in_force(world)
    page, path = world.page("arvid"), f"/arenden/{world.dana.case}/insats/ny"
    shown = late(world, page, path, ACTIVITY)
    assert "Det du skrev finns kvar" in shown
    written = sign_in(world, page, "arvid", shown)
    assert written.status == 200
    assert "Du skrev detta innan du loggades ut" in written.text
    assert "Skriv i planen" in written.text
    assert "Truck &lt;B&gt;, kväll &amp; helg" in written.text
    carried = fields(written.text[written.text.index("data-saves") :])
    kept = {name: value for name, value in ACTIVITY.items() if name not in LEFT_BEHIND}
    assert carried == {
        "csrf_token": carried["csrf_token"],
        **{name: value if isinstance(value, list) else [value] for name, value in kept.items()},
    }
    assert titles(world) == [], "nothing is saved before she presses"


def test_it_is_saved_once_by_its_own_page(world: World) -> None:
    in_force(world)
    page, path = world.page("arvid"), f"/arenden/{world.dana.case}/insats/ny"
    story_plan(world)
    written = sign_in(world, page, "arvid", late(world, page, path, ACTIVITY))
    saved = save(page, written)
    assert saved.status == 303, saved.text
    assert "/sparat/" in saved.headers["Location"]
    assert "Sparat kl. " in page.get(saved.headers["Location"]).text
    plans = world.api("arvid").get(f"/cases/{world.dana.case}").json["plans"]
    (found,) = [item for plan in plans for item in plan["items"] if item.get("title") == WORDS]
    assert {(slot["day"], slot["start"], slot["end"]) for slot in found["slots"]} == {
        (1, "09:00", "12:00"),
        (3, "09:00", "12:00"),
    }
    assert (found["from"], found["to"], found["place"], found["online"]) == ("2026-03-20", "2026-05-29", "Sal 3", True)


def story_plan(world: World) -> None:
    """Let Arvid's unit have accepted, by her first item."""
    plan = world.api("arvid").post(f"/cases/{world.dana.case}/plans", {})
    assert plan.status == 201, plan.text


def test_a_participant_saves_her_times(world: World) -> None:
    page = world.page("dana")
    form = {"how": "dates", "first": "2026-03-18", "start": "08:00", "end": "10:00"}
    shown = late(world, page, "/tider-jag-inte-kan", form, minutes=61)
    written = sign_in(world, page, "dana", shown)
    assert "Tider jag inte kan" in written.text
    assert save(page, written).status == 303
    assert "08:00" in page.get("/tider-jag-inte-kan").text


def test_a_passkey_carries_it_too(world: World) -> None:
    device = add_passkey(world, world.api("amir"))
    page = world.page("amir")
    shown = late(world, page, "/min-franvaro", {"first_day": "2026-03-16", "last_day": "2026-03-18"})
    options = re.search(r'data-options="([^"]+)"', shown)
    assert options is not None
    proof = device.prove(html.unescape(options.group(1)))
    written = sign_in(world, page, "amir", shown, passkey=proof, code="")
    assert "Min frånvaro" in written.text
    assert save(page, written).status == 303
    assert "Från måndag 16 mars 2026" in page.get("/min-franvaro").text


def test_a_wrong_code_loses_nothing_and_counts(world: World) -> None:
    page = world.page("dana")
    shown = late(world, page, "/mitt-mal", {"goal": WORDS}, minutes=61)
    for _ in range(5):
        again = sign_in(world, page, "dana", shown, code="000000")
        assert again.status == 401
        assert "Det du skrev finns kvar" in again.text
        shown = again.text
    assert sign_in(world, page, "dana", shown).status == 429, "guessing here is guessing"
    world.clock.move(HOUR // 2)
    assert save(page, sign_in(world, page, "dana", shown)).status == 303


def test_another_account_never_sees_it(world: World) -> None:
    in_force(world)
    page = world.page("arvid")
    shown = late(world, page, f"/arenden/{world.dana.case}/insats/ny", ACTIVITY)
    answer = sign_in(world, page, "rut", shown)
    assert (answer.status, answer.headers["Location"]) == (303, "/")


@pytest.mark.parametrize("chosen", ["AF Rehabteam", "AME"])
def test_words_of_one_unit_are_not_carried_to_another(world: World, chosen: str) -> None:
    """Who works at two units has written for one of them: the other's plan has other readers."""
    in_force(world)
    arvid, ame = world["arvid"].officer, world.units["AME"]
    with world.store.write() as tx:
        employ(tx, world.ground, officer_id=arvid, unit_id=ame, function=Function.AME_COACH, begins=world.now - 1)
    page = world.page("arvid")
    shown = late(world, page, f"/arenden/{world.dana.case}/insats/ny", ACTIVITY)
    asked = sign_in(world, page, "arvid", shown)
    assert asked.status == 422
    answer = sign_in(world, page, "arvid", asked.text, unit=world.units[chosen])
    assert (WORDS in html.unescape(answer.text)) == (chosen == "AF Rehabteam")
    assert answer.status == (200 if chosen == "AF Rehabteam" else 303)


@ONE_DATABASE
@pytest.mark.parametrize("how", ["changed", "cut", "empty", "letters", "forged", "old", "of another purpose"])
def test_only_our_own_fresh_seal_opens(world: World, how: str) -> None:
    page = world.page("dana")
    shown = late(world, page, "/mitt-mal", {"goal": WORDS}, minutes=61)
    seal = fields(shown)["carried"][0]
    other = {
        "changed": seal[:40] + ("A" if seal[40] != "A" else "B") + seal[41:],
        "cut": seal[:-8],
        "empty": "",
        "letters": "åäö" * 40,
        "forged": "QUFB" * 60,
        "old": seal,
        "of another purpose": _challenge(page.get("/logga-in").text),
    }
    if how == "old":
        world.clock.move(HOUR)
    answer = sign_in(world, page, "dana", shown, carried=other[how])
    assert (answer.status, answer.headers["Location"]) == (303, "/")


def _challenge(shown: str) -> str:
    found = re.search(r"&#34;challenge&#34;: ?&#34;([\w-]+)", shown)
    assert found is not None
    return found.group(1) + "=" * (-len(found.group(1)) % 4)


def test_it_is_taken_from_our_own_form_alone(world: World) -> None:
    page = world.page("dana")
    shown = late(world, page, "/mitt-mal", {"goal": WORDS}, minutes=61)
    seal = fields(shown)["carried"][0]
    assert "carried" not in fields(page.get(f"/logga-in?carried={seal}").text), "a link brings nothing"
    csrf = fields(page.get("/logga-in").text)["csrf_token"][0]
    data = {**world.credentials("dana"), "csrf_token": csrf}
    by_link = page.client.post(f"/logga-in?carried={seal}", data=data)
    assert (by_link.status_code, by_link.headers["Location"]) == (303, "/")
    stranger = world.page().client
    forged = stranger.post("/logga-in", data={**world.credentials("dana"), "carried": seal})
    assert forged.status_code == 400, "without our token nobody else's browser signs in by it"


def test_nothing_secret_is_carried(world: World) -> None:
    page = world.page("amir")
    form = {"name": "Ny Person", "identity_number": "19870815-2387", "contact": "0701234567", "origin": "present"}
    shown = late(world, page, "/arenden/ny", {**form, "code": "704913", "password": "hemligt", "step_up": "123456"})
    seal = fields(shown)["carried"][0]
    assert "Ny Person" not in urlsafe_b64decode(seal).decode("latin-1")
    account, employment = world["amir"].account, world["amir"].employment
    held = carrying.open_form(world.ground, seal, account=account, employment=employment, at=world.now)
    assert held is not None
    assert held.fields == (
        ("name", "Ny Person"),
        ("identity_number", "?"),
        ("contact", "0701234567"),
        ("origin", "present"),
    )
    saved = save(page, sign_in(world, page, "amir", shown))
    assert saved.status == 422, "nobody is registered without the number that was typed"
    assert '<a href="#identity_number">Skriv numret igen.' in saved.text, "it says why: she never typed a question mark"
    assert 'value="0701234567"' in saved.text


def test_nobody_is_let_in_by_a_press_that_does_not_show_whom(world: World) -> None:
    """Somebody else may have filled it in at a screen that was left: who saves reads on its own page whom it is for."""
    page = world.page("bea")
    form = {"name": "Ny Person", "title": "handledare", "email": "ny@demo.example", "job": "ame_coach"}
    saved = save(page, sign_in(world, page, "bea", late(world, page, "/handlaggare/bjud-in", form)))
    assert saved.status == 422
    assert 'href="#email"' in saved.text
    assert 'value="Ny Person"' in saved.text
    assert "/bjud-in/" not in saved.text


@ONE_DATABASE
@pytest.mark.parametrize("part", ["ny%3F", "%2E%2E", "a%23", "a%5Cb", "a%0D%0Ab", "%22%3E", "%FF", "a" * 300])
def test_no_seal_leads_to_another_address(world: World, part: str) -> None:
    """The path is taken apart before it is asked for: what a browser would read in another way is not carried."""
    page = world.page("amir")
    csrf = fields(page.get("/arenden").text)["csrf_token"][0]
    world.clock.move(16 * MINUTE)
    shown = page.client.post(f"/arenden/{part}/insats/ny", data={**ACTIVITY, "csrf_token": csrf}).text
    assert "carried" not in fields(shown)
    assert "Kopiera det här först" in shown


def test_what_is_too_large_is_not_carried(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "LARGEST", 300)
    page, goal = world.page("dana"), world.ground.random(300).hex()
    shown = late(world, page, "/mitt-mal", {"goal": goal}, minutes=61)
    assert "carried" not in fields(shown)
    assert "Kopiera det här först" in shown
    assert goal in shown


def test_a_session_that_somebody_ended_carries_nothing(world: World) -> None:
    page = world.page("dana")
    csrf = fields(page.get("/mitt-mal").text)["csrf_token"][0]
    other = world.page("dana")
    other.client.set_cookie(page.cookie, page.secret or "")
    assert other.post("/logga-ut", form_at="/mitt-mal").status == 303
    shown = page.client.post("/mitt-mal", data={"goal": WORDS, "csrf_token": csrf}).text
    assert "carried" not in fields(shown)
    assert "Kopiera det här först" in shown


def test_an_address_that_is_there_and_one_that_is_not_look_alike(world: World) -> None:
    page = world.page("fia")
    csrf = fields(page.get("/arenden").text)["csrf_token"][0]
    world.clock.move(16 * MINUTE)
    told = []
    for case in (world.dana.case, "e" * 32):
        data = {**ACTIVITY, "csrf_token": csrf}
        answer = Answer(page.client.post(f"/arenden/{case}/insats/ny", data=data))
        drawn = re.compile(rb'(?<=name="carried" value=")[^"]+|(?<=data-options=")[^"]+')
        assert len(drawn.findall(answer.data)) == 2
        seals = [len(one) for one in drawn.findall(answer.data)]
        told.append((answer.status, drawn.sub(b"", answer.without_token), seals[0], sorted(answer.headers.keys())))
    assert told[0] == told[1]


def test_the_api_carries_nothing(world: World) -> None:
    api = world.api("fia")
    world.clock.move(16 * MINUTE)
    answer = api.post(f"/cases/{world.dana.case}/plans", {"goal": WORDS})
    assert answer.status == 401
    assert set(answer.json) == {"type", "title", "status", "detail"}
    assert world.session("fia", Surface.API)
