"""A coach's screen in the participant's hands opens no plan, and the coach's own session is dead meanwhile (T11)."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, select

from hub.access_log.reader.parsing import parse
from hub.access_log.reader.telling import check_begun_for
from hub.access_log.tables import log_entry
from hub.officers.employing import move_end
from hub.officers.roles import Role
from hub.signin import assisting, guards, looking_up, pages
from hub.signin.current import SignedIn
from hub.signin.looking_up import session_id
from hub.signin.proving import Proof, prove_code
from hub.signin.recovering import make_codes
from hub.signin.signing_out import sign_out
from hub.signin.tables import session
from hub.store.ground import Ground
from policies.vocabulary import Action
from tests.attacks.addresses import token
from tests.cast import API, MINUTE, SECOND, Answer, Browser, World
from tests.consents import story
from tests.meeting import Meeting, at_once

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


def copy_of(world: World, screen: Browser) -> Browser:
    """Copy the cookie that the screen holds now."""
    copied = world.page()
    copied.client.set_cookie(screen.cookie, screen.secret or "")
    return copied


def is_let_go(answer: Answer) -> bool:
    """Tell whether whoever asked has to sign in."""
    return answer.headers.get("Location", "").startswith("/logga-in")


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
    copied = copy_of(world, screen)
    assert post(world, screen, "/skarmen", code=world.dana.code).status == 303
    assert copied.get("/arenden").headers["Location"] == "/skarmen", "the copy of his cookie is locked too"
    assert post(world, screen, "/skarmen/tillbaka", code="000000").status == 422
    assert copied.get("/arenden").status == 303
    back = post(world, screen, "/skarmen/tillbaka", code=world.code("amir"))
    assert back.headers["Location"] == f"/arenden/{case}/medgivanden"
    assert screen.get("/arenden").status == 200
    assert is_let_go(copied.get("/arenden")), "his old secret is dead for good"


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


def guessed(world: World, screen: Browser, *, times: int) -> set[int]:
    return {post(world, screen, "/skarmen", code="111222").status for _ in range(times)}


def test_only_her_own_code_opens_it_and_guesses_count(world: World) -> None:
    screen = handed(world)
    assert post(world, screen, "/skarmen", code=world.code("amir")).status == 422
    guessed(world, screen, times=4)
    late = post(world, screen, "/skarmen", code=world.dana.code)
    assert (late.status, "För många försök. Vänta 1 sekund och" in late.text) == (422, True)
    assert screen.get("/mina-medgivanden").headers["Location"] == "/skarmen"


def used_for_an_hour(world: World) -> Browser:
    screen = assisted(world)
    for _ in range(7):
        world.clock.move(8 * MINUTE)
        assert screen.get("/mina-medgivanden").status == 200
    world.clock.move(4 * MINUTE)
    return screen


def test_it_ends_after_an_hour_and_the_coach_signs_in_anew(world: World) -> None:
    screen = used_for_an_hour(world)
    assert is_let_go(screen.get("/mina-medgivanden"))
    assert post(world, screen, "/skarmen/tillbaka", code=world.code("amir")).headers["Location"] == "/logga-in"


def copies_after_taking_back(world: World) -> list[Answer]:
    """Let the coach keep a copy of both cookies and take the screen back with his own; give what hers open then."""
    screen = handed(world)
    his = copy_of(world, screen)
    assert post(world, screen, "/skarmen", code=world.dana.code).status == 303
    hers = copy_of(world, screen)
    assert hers.get("/mina-medgivanden").status == 200
    back = post(world, his, "/skarmen/tillbaka", code=world.code("amir"))
    assert back.headers["Location"] == f"/arenden/{world.dana.case}/medgivanden"
    return [copy.get("/mina-medgivanden") for copy in (screen, hers)]


def test_taking_the_screen_back_ends_every_copy_of_hers(world: World) -> None:
    assert all(is_let_go(answer) for answer in copies_after_taking_back(world))


def living_of_hers(world: World) -> int:
    with world.store.read() as tx:
        living = select(session.c.id).where(session.c.assists.is_not(None), session.c.revoked_at.is_(None))
        return len(tx.execute(living).all())


def test_no_session_of_hers_begins_while_the_screen_is_taken_back(world: World) -> None:
    """He takes the screen back with a copy of his cookie while she types her code on it."""
    screen = handed(world)
    his = copy_of(world, screen)
    forms = [(screen, "/skarmen", world.dana.code), (his, "/skarmen/tillbaka", world.code("amir"))]
    acts = [lambda who=who, path=path, code=code: post(world, who, path, code=code) for who, path, code in forms]
    hers, back = at_once(world, *acts, written="INSERT INTO session")
    assert {hers.status, back.status} <= {303}, (hers.text, back.text)
    assert living_of_hers(world) == 0


def taken_back_while_she_types(world: World, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Let him take the screen back after her code was found right, and before her session begins."""
    screen = handed(world)
    his, code = copy_of(world, screen), world.code("amir")

    def and_meanwhile(ground: Ground, who: SignedIn, typed: str) -> Proof:
        proof = prove_code(ground, who, typed)
        if who.role is Role.PARTICIPANT:
            assert not is_let_go(post(world, his, "/skarmen/tillbaka", code=code))
        return proof

    monkeypatch.setattr(assisting, "prove_code", and_meanwhile)
    return post(world, screen, "/skarmen", code=world.dana.code)


def test_nor_does_one_after_it_was_taken_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_let_go(taken_back_while_she_types(world, monkeypatch))
    assert living_of_hers(world) == 0


def test_who_takes_it_back_twice_at_once_has_it_once_and_nothing_fails(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With two codes of his: each has shown who he is when the other one's session is to end."""
    screen, place = assisted(world), Meeting(world, 2)
    with world.store.write() as tx:
        codes = make_codes(tx, world.ground, account_id=world["amir"].account, at=world.now)

    def when_both_have_come(*what: Any, **how: Any) -> None:
        check_begun_for(*what, **how)
        place.wait()

    monkeypatch.setattr(assisting, "check_begun_for", when_both_have_come)
    copies = [copy_of(world, screen) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        came = list(pool.map(lambda one, code: post(world, one, "/skarmen/tillbaka", code=code), copies, codes[:2]))
    assert [answer.status for answer in came] == [303, 303]
    assert sorted(answer.headers["Location"] for answer in came) == [
        f"/arenden/{world.dana.case}/medgivanden",
        "/logga-in",
    ]


def taken_back_without_a_job(world: World, how: str) -> Answer:
    """Let the coach take his screen back after his employment has ended: by his manager's act, or by its date."""
    screen = assisted(world)
    if how == "act":
        assert world.api("bea").delete(f"/officers/{world['amir'].officer}").status == 200
    else:
        with world.store.write() as tx:
            job, at = world["amir"].employment, world.now
            assert move_end(tx, world.ground, employment_id=job, ends=at + SECOND, at=at)
        world.clock.move(SECOND)
    return post(world, screen, "/skarmen/tillbaka", code=world.code("amir"))


@pytest.mark.parametrize("how", ["act", "date"])
def test_who_is_no_longer_employed_does_not_come_back(world: World, how: str) -> None:
    assert is_let_go(taken_back_without_a_job(world, how))


def lent_by(world: World, name: str) -> Answer:
    return post(world, world.page(name), f"/arenden/{world.dana.case}/lamna-over")


@pytest.mark.parametrize("guarded", [True, False])
def test_on_the_coachs_screen_only_what_is_there_ends(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Who holds that screen may be the coach, who could else sign her out of her own telephone."""
    if not guarded:
        monkeypatch.setattr(pages, "sign_out", _as_if_her_own)
    own, screen = world.page("dana"), assisted(world)
    assert "Logga ut överallt" not in screen.get("/vem-har-last").text
    assert post(world, screen, "/logga-ut", everywhere="yes").status == 303
    assert (own.get("/vem-har-last").status == 200) is guarded
    assert screen.get("/vem-har-last").status != 200


def _as_if_her_own(tx: Connection, ground: Ground, who: SignedIn, *, everywhere: bool) -> None:
    sign_out(tx, ground, replace(who, assists=None), everywhere=everywhere)


def test_only_the_cases_coach_hands_over(world: World) -> None:
    for name in ("cia", "fia"):
        assert lent_by(world, name).status == 404, name


def test_a_code_is_chosen_there_and_what_the_screen_offers_leads_somewhere(world: World) -> None:
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


def signed_with_a_code_chosen_there(world: World) -> list[bool]:
    """Let her choose her code on the lent screen and sign by it; give the marks that a unit's officer sees."""
    world.participants["dana"] = world.add_participant("Dana Demosson", code=None)
    paper = story.presented(world)
    screen = handed(world)
    assert post(world, screen, "/skarmen", code="704913", again="704913").status == 303
    form = {f"{kind}.{one['id']}": "yes" for kind in ("persons", "rows") for one in paper.view[kind]}
    form |= {"covers_earlier": "no", "collision_check": "no", "digest": paper.digest, "nonce": paper.nonce}
    signed = post(world, screen, f"/medgivanden/{paper.id}/skriv-under", **form, code="704913")
    assert signed.status == 303, signed.text
    return [one["one_coach"] for one in world.api("fia").get("/acceptances").json["items"]]


def test_what_is_signed_with_a_code_chosen_there_is_marked(world: World) -> None:
    assert signed_with_a_code_chosen_there(world) == [True]


def told_of_the_screen(world: World) -> int:
    """Let the screen be lent and taken back; give how often she is told of it."""
    screen = assisted(world)
    assert post(world, screen, "/skarmen/tillbaka", code=world.code("amir")).status == 303
    acts = [one["action"] for one in world.api("dana").get("/me/reads?limit=100").json["items"]]
    return acts.count("assist")


def test_everybody_sees_that_the_screen_was_handed_over(world: World) -> None:
    assert told_of_the_screen(world) == 2


def traced_after_taking_back(world: World) -> list[Action]:
    """Let him read after it; give the acts of that session whose entry carries where it came from."""
    screen = assisted(world)
    assert post(world, screen, "/skarmen/tillbaka", code=world.code("amir")).status == 303
    assert screen.get("/arenden").status == 200
    with world.store.read() as tx:
        mine = select(log_entry.c.body, log_entry.c.detail).where(log_entry.c.actor == world["amir"].officer)
        told = [(parse(body), detail) for body, detail in tx.execute(mine)]
    (listed,) = [entry for entry, _ in told if entry.act is Action.LIST]
    return [entry.act for entry, detail in told if entry.sess == listed.sess and detail is not None]


def test_what_the_coach_reads_afterwards_is_known_by_where_it_came_from(world: World) -> None:
    """His session goes on under a new tag: an entry with its trace carries it, as for every session."""
    assert traced_after_taking_back(world) == [Action.STEP_UP]


def test_the_coach_may_always_sign_in_anew(world: World) -> None:
    """Who has no one-time code at hand goes round the unlocking, never into her old session."""
    locked = handed(world)
    assert locked.get("/logga-in").status == 200
    screen = assisted(world)
    assert "/logga-ut" in screen.get("/skarmen/tillbaka").text
    assert post(world, screen, "/logga-ut").status == 303
    assert is_let_go(screen.get("/mina-medgivanden"))


def test_the_way_home_from_a_lent_screen_leads_back_to_it(world: World) -> None:
    """It led to the front page, and on to a form that asked for a sign-in name that she has not brought, or not yet."""
    screen = handed(world)
    home = screen.get("/")
    assert (home.status, home.headers["Location"]) == (303, "/skarmen")
    asks = ["/logga-in" in one.get("/hjalp").text for one in (screen, world.page())]
    assert asks == [False, True], "nor does the help page lead her there"
    assert post(world, screen, "/skarmen", code=world.dana.code).status == 303
    assert screen.get("/").headers["Location"] == "/mina-medgivanden"
    assert world.page().get("/").status == 200
