"""Whose session is over meets her own form of signing in; nobody learns from it whose session it was."""

import pytest

from tests.cast import MINUTE, Browser, World, insecure_argon2, make_world, world
from tests.consents.story import presented

__all__ = ["insecure_argon2", "make_world", "world"]

ABSENT = "0" * 31 + "7"
HERS = (
    "/min-sida",
    "/mitt-mal",
    "/mina-medgivanden",
    "/tider-jag-inte-kan",
    "/vem-har-last",
    "/vem-vet-vad",
    "/mitt-inloggningsnamn",
    f"/medgivanden/{ABSENT}/skriv-under",
)


def signed_in(world: World, name: str) -> Browser:
    page = world.page()
    assert page.post("/logga-in", world.credentials(name)).status == 303
    return page


def ended_elsewhere(world: World, page: Browser) -> None:
    """Somebody ends the session; the browser does not know and still holds the cookie."""
    copy = world.page()
    copy.client.set_cookie(page.cookie, page.secret or "")
    assert copy.post("/logga-ut", form_at="/hjalp").status == 303


def asks_for_her_own_code(page: Browser, path: str) -> bool:
    """Follow the way to the sign-in, and tell whether it asks a participant for what she has, and nothing else."""
    led = page.get(path)
    assert led.status == 303
    form = page.get(led.headers["Location"]).text
    own = "Din egen kod" in form
    assert own is not ('name="password"' in form)
    return own


@pytest.mark.parametrize("path", HERS)
def test_a_participant_whose_session_somebody_ended_meets_her_own(world: World, path: str) -> None:
    page = world.page("dana")
    ended_elsewhere(world, page)
    assert asks_for_her_own_code(page, path)


def test_so_does_she_who_has_signed_out_herself(world: World) -> None:
    page = signed_in(world, "dana")
    page.post("/logga-ut", form_at="/mitt-mal")
    assert not page.holds_a_cookie
    for path in HERS:
        assert asks_for_her_own_code(page, path)
    assert not asks_for_her_own_code(page, "/arenden")


def test_a_reset_of_her_code_leads_her_there_too(world: World) -> None:
    page = signed_in(world, "dana")
    made = world.api("amir").post(f"/cases/{world.dana.case}/links", {"purpose": "code_reset"})
    assert made.status == 201, made.text
    link = made.json["link"].rpartition("/start/")[2]
    other = world.page()
    assert other.post(f"/start/{link}", {"code": "815263", "again": "815263"}).status == 303
    assert asks_for_her_own_code(page, "/min-sida")


def test_an_address_that_several_open_goes_by_who_signed_in_here_last(world: World) -> None:
    paper = presented(world)
    page, path = signed_in(world, "dana"), f"/medgivanden/{paper.id}"
    ended_elsewhere(world, page)
    assert asks_for_her_own_code(page, path)
    assert page.post("/logga-ut", form_at="/hjalp").headers["Location"] == "/logga-in?som=deltagare"
    assert 'href="/logga-in?som=deltagare"' in page.get("/hjalp").text
    assert page.post("/logga-in", world.credentials("amir")).status == 303
    ended_elsewhere(world, page)
    assert not asks_for_her_own_code(page, path), "the coach has signed in since"


def test_the_button_of_a_page_left_open_leads_her_there(world: World) -> None:
    page = world.page("dana")
    page.get("/mitt-mal")
    world.clock.move(61 * MINUTE)
    assert page.post("/logga-ut", form_at="/hjalp").headers["Location"] == "/logga-in?som=deltagare"


def test_her_words_sent_after_her_session_was_ended_lead_there_too(world: World) -> None:
    """What a press alone decides is not carried, and her words stand above the way back."""
    page, path = world.page("dana"), f"/medgivanden/{ABSENT}/skriv-under/klart"
    ended_elsewhere(world, page)
    token = {"csrf_token": "", "place": "Osby"}
    sent = page.client.post(path, data=token, headers={"Sec-Fetch-Site": "same-origin"})
    assert sent.status_code == 401
    assert 'href="?"' in sent.text
    assert asks_for_her_own_code(page, path)


@pytest.mark.parametrize("cookie", ["", "x", "x" * 43])
def test_it_tells_a_stranger_nothing(world: World, cookie: str) -> None:
    """It goes by the address and by the browser, never by whose session that was or by what there is."""
    paper = presented(world)
    stranger, ended = world.page(), world.page("dana")
    if cookie:
        stranger.client.set_cookie(stranger.cookie, cookie)
    ended_elsewhere(world, ended)
    for path in ("/medgivanden/{}", "/medgivanden/{}/skriv-under", "/medgivanden/{}/godta"):
        led = {
            page.get(path.format(one)).headers["Location"].replace(one, "")
            for page in (stranger, ended)
            for one in (paper.id, ABSENT)
        }
        assert len(led) == 1, "a session that was ended tells no more of whose it was than none at all"


def test_a_spent_link_leads_to_her_own(world: World) -> None:
    page = world.page().get("/start/spent")
    assert page.status == 410
    assert 'href="/logga-in?som=deltagare"' in page.text
    assert 'href="/logga-in"' not in page.text, "nor does the top of the page lead to the staff's"
    assert 'href="/logga-in"' in world.page().get("/hjalp/handlaggare").text


def test_who_comes_back_late_is_told_why_she_must_sign_in(world: World) -> None:
    """She had been reading; the next tap led to a bare form, as if what she had done were gone."""
    page = signed_in(world, "dana")
    said = "Du är utloggad. När du loggar in kommer du till sidan igen."
    assert said not in world.page().get("/logga-in?som=deltagare").text
    world.clock.move(61 * MINUTE)
    led = page.get("/vem-har-last").headers["Location"]
    assert said in page.get(led).text
    assert said in world.page().get(led).text, "nobody learns from it whether somebody was signed in here"
    wrong = page.post(led, {"username": world.dana.username, "code": "1"})
    assert (wrong.status, said in wrong.text) == (401, False)
    done = page.post(led, world.credentials("dana"))
    assert (done.status, done.headers["Location"]) == (303, "/vem-har-last")


def test_an_officer_who_has_lost_what_she_signs_in_with_is_told_whom_to_ask(world: World) -> None:
    """After her third wrong password she knew nobody to call; only participants were told."""
    page = world.page()
    for answer in (page.get("/logga-in"), page.post("/logga-in", {"username": "fia", "password": "fel", "code": "1"})):
        assert "har glömt lösenordet" in answer.text
        assert "enhetens behörighetsansvariga hjälper dig" in answer.text
    assert "har glömt lösenordet" not in page.get("/logga-in?som=deltagare").text
