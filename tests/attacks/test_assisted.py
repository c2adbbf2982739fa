"""A coach's screen in the participant's hands opens no plan, and the coach's own session is dead meanwhile (T11)."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from hub.access_log.reader.parsing import parse
from hub.access_log.tables import log_entry
from hub.signin import guards, looking_up
from hub.signin.looking_up import session_id
from hub.signin.tables import session
from policies.vocabulary import Action
from tests.attacks.addresses import token
from tests.cast import API, MINUTE, Answer, Browser, World
from tests.consents import story
from tests.meeting import at_once

# What an assisted session may open without an id; all else must be the 404.
OPEN = {
    "/",
    "/almanacka",
    "/logga-in",
    "/mina-medgivanden",
    "/mitt-inloggningsnamn",
    "/skarmen",
    "/skarmen/tillbaka",
    "/vem-har-last",
}


def post(world: World, browser: Browser, path: str, **form: str) -> Answer:
    return Answer(browser.client.post(path, data={**form, "csrf_token": token(world, browser)}))


def handed(world: World) -> Browser:
    """Let Amir hand his screen over; the participant has not taken it yet."""
    coach = world.page("amir")
    answer = post(world, coach, f"/arenden/{world.dana.case}/lamna-over")
    assert (answer.status, answer.headers["Location"]) == (303, "/skarmen"), answer.text
    return coach


def assisted(world: World) -> Browser:
    screen = handed(world)
    answer = post(world, screen, "/skarmen", code=world.dana.code)
    assert answer.status == 303, answer.text
    return screen


def own_rules(world: World) -> list[str]:
    """All pages without an id."""
    every = world.app.url_map.iter_rules()
    return sorted(
        {rule.rule for rule in every if "GET" in (rule.methods or ()) and not rule.arguments and API not in rule.rule}
    )


def test_the_coachs_session_is_dead_until_it_is_unlocked(world: World) -> None:
    case = world.dana.case
    screen = handed(world)
    for path in ("/arenden", f"/arenden/{case}", "/att-godta", f"/arenden/{case}/medgivanden"):
        answer = screen.get(path)
        assert (answer.status, answer.headers.get("Location")) == (303, "/skarmen"), path
    copied = world.page()
    copied.client.set_cookie(screen.cookie, screen.secret or "")
    assert post(world, screen, "/skarmen", code=world.dana.code).status == 303
    assert copied.get("/arenden").headers["Location"] == "/skarmen", "the copy of his cookie is locked too"
    assert post(world, screen, "/skarmen/tillbaka", code="000000").status == 422
    assert copied.get("/arenden").status == 303
    back = post(world, screen, "/skarmen/tillbaka", code=world.code("amir"))
    assert back.headers["Location"] == f"/arenden/{case}/medgivanden"
    assert screen.get("/arenden").status == 200
    assert copied.get("/arenden").headers["Location"].startswith("/logga-in"), "his old secret is dead for good"


def test_a_locked_session_that_is_not_locked_reads(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard off: without the lock, the screen in her hands would open the coach's list."""
    screen = handed(world)
    assert screen.get("/arenden").status == 303
    frozen = looking_up._frozen
    monkeypatch.setattr(looking_up, "_frozen", lambda row: replace(frozen(row), handed_case=None))
    assert screen.get("/arenden").status == 200


def test_the_assisted_session_opens_no_plan_and_no_list(world: World) -> None:
    story.in_force(world)
    screen = assisted(world)
    assert screen.get("/mina-medgivanden").status == 200
    assert screen.get("/vem-har-last").status == 200
    case = world.dana.case
    for path in (*own_rules(world), f"/arenden/{case}", f"/medgivanden/{'0' * 32}"):
        if path not in OPEN and world.page().get(path).status not in {200, 410}:  # what strangers open tells nothing
            assert screen.get(path).status == 404, path


def test_without_its_mark_the_same_session_reads_her_plans(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = assisted(world)
    assert screen.get("/min-sida").status == 404
    monkeypatch.setattr(guards, "anyone_signed_in", guards.signed_in_also_assisted)  # guard off
    assert screen.get("/min-sida").status == 200


def test_only_her_own_code_opens_it_and_guesses_count(world: World) -> None:
    screen = handed(world)
    assert post(world, screen, "/skarmen", code=world.code("amir")).status == 422
    for _ in range(4):
        post(world, screen, "/skarmen", code="111222")
    assert post(world, screen, "/skarmen", code=world.dana.code).status == 429
    assert screen.get("/mina-medgivanden").headers["Location"] == "/skarmen"


def test_it_ends_after_an_hour_and_the_coach_signs_in_anew(world: World) -> None:
    screen = assisted(world)
    for _ in range(7):
        world.clock.move(8 * MINUTE)
        assert screen.get("/mina-medgivanden").status == 200
    world.clock.move(4 * MINUTE)
    assert screen.get("/mina-medgivanden").headers["Location"].startswith("/logga-in")
    assert post(world, screen, "/skarmen/tillbaka", code=world.code("amir")).headers["Location"] == "/logga-in"


def test_taking_the_screen_back_ends_every_copy_of_hers(world: World) -> None:
    """The coach keeps a copy of both cookies, and takes the screen back with his own."""
    screen = handed(world)
    his, hers = world.page(), world.page()
    his.client.set_cookie(screen.cookie, screen.secret or "")
    assert post(world, screen, "/skarmen", code=world.dana.code).status == 303
    hers.client.set_cookie(screen.cookie, screen.secret or "")
    assert hers.get("/mina-medgivanden").status == 200
    back = post(world, his, "/skarmen/tillbaka", code=world.code("amir"))
    assert back.headers["Location"] == f"/arenden/{world.dana.case}/medgivanden"
    for copy in (screen, hers):
        assert copy.get("/mina-medgivanden").headers["Location"].startswith("/logga-in")


def test_no_session_of_hers_begins_while_the_screen_is_taken_back(world: World) -> None:
    """He takes the screen back with a copy of his cookie while she types her code on it."""
    screen, his = handed(world), world.page()
    his.client.set_cookie(screen.cookie, screen.secret or "")
    forms = [(screen, "/skarmen", world.dana.code), (his, "/skarmen/tillbaka", world.code("amir"))]
    acts = [lambda who=who, path=path, code=code: post(world, who, path, code=code) for who, path, code in forms]
    hers, back = at_once(world, *acts, written="INSERT INTO session")
    assert {hers.status, back.status} <= {303}, (hers.text, back.text)
    with world.store.read() as tx:
        living = select(session.c.id).where(session.c.assists.is_not(None), session.c.revoked_at.is_(None))
        assert tx.execute(living).all() == []


def test_who_is_no_longer_employed_does_not_come_back(world: World) -> None:
    screen = assisted(world)
    with world.store.write() as tx:
        ended = update(session).where(session.c.handed_case_id.is_not(None)).values(revoked_at=world.now)
        tx.execute(ended)
    assert post(world, screen, "/skarmen/tillbaka", code=world.code("amir")).headers["Location"] == "/logga-in"


def test_only_the_cases_coach_hands_over(world: World) -> None:
    for name in ("cia", "fia"):
        answer = post(world, world.page(name), f"/arenden/{world.dana.case}/lamna-over")
        assert answer.status == 404, name


def test_choosing_the_code_there_marks_what_is_signed(world: World) -> None:
    world.participants["dana"] = world.add_participant("Dana Demosson", code=None)
    screen = handed(world)
    offered = screen.get("/skarmen").text
    assert "Välj en egen kod" in offered
    assert 'href="#sprak"' in offered.partition("<main")[0], "her language is found before all else"
    assert post(world, screen, "/skarmen", code="704913", again="704914").status == 422
    assert post(world, screen, "/skarmen", code="123456", again="123456").status == 422
    assert post(world, screen, "/skarmen", code="704913", again="704913").status == 303
    assert screen.get("/mitt-inloggningsnamn").status == 200
    pages = ("/mitt-inloggningsnamn", "/mina-medgivanden", "/vem-har-last")
    for path in {link for page in pages for link in re.findall(r'href="(/(?!static)[^"#]*)"', screen.get(page).text)}:
        assert screen.get(path).status in {200, 303}, f"{path}: what the screen offers leads somewhere"
    with world.store.read() as tx:
        found = tx.execute(session.select().where(session.c.id == session_id(screen.secret or ""))).one()
    assert found.assists is not None


def test_everybody_sees_that_the_screen_was_handed_over(world: World) -> None:
    screen = assisted(world)
    assert post(world, screen, "/skarmen/tillbaka", code=world.code("amir")).status == 303
    acts = [one["action"] for one in world.api("dana").get("/me/reads?limit=100").json["items"]]
    assert acts.count("assist") == 2


def test_what_the_coach_reads_afterwards_is_known_by_where_it_came_from(world: World) -> None:
    """His session goes on under a new tag: an entry with its trace carries it, as for every session."""
    screen = assisted(world)
    assert post(world, screen, "/skarmen/tillbaka", code=world.code("amir")).status == 303
    assert screen.get("/arenden").status == 200
    with world.store.read() as tx:
        mine = select(log_entry.c.body, log_entry.c.detail).where(log_entry.c.actor == world["amir"].officer)
        told = [(parse(body), detail) for body, detail in tx.execute(mine)]
    (listed,) = [entry for entry, _ in told if entry.act is Action.LIST]
    traced = [entry.act for entry, detail in told if entry.sess == listed.sess and detail is not None]
    assert traced == [Action.STEP_UP]


def test_the_coach_may_always_sign_in_anew(world: World) -> None:
    """Who has no one-time code at hand goes round the unlocking, never into her old session."""
    locked = handed(world)
    assert locked.get("/logga-in").status == 200
    screen = assisted(world)
    assert "/logga-ut" in screen.get("/skarmen/tillbaka").text
    assert post(world, screen, "/logga-ut").status == 303
    assert screen.get("/mina-medgivanden").headers["Location"].startswith("/logga-in")
