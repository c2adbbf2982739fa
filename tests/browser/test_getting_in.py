"""Getting in without IT, in a real browser: the first day from an empty unit, a passkey, and an officer who leaves."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, CDPSession

from tests.browser.visiting import Visitor
from tests.cast import MINUTE, SECOND
from tests.journeys.live import Live
from tests.signin.calling_in import PASSWORD, code_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def visit(chromium: Browser, live: Live) -> Iterator[Callable[..., Visitor]]:
    """Give a maker of visitors; on PostgreSQL they have the keyboard alone and, unless it is asked for, no script."""
    at_localhost = replace(live, address=live.address.replace("127.0.0.1", "localhost"))
    with ExitStack() as opened:

        def make(name: str = "", *, scripts: bool = live.world.databases.kind == "sqlite") -> Visitor:
            visitor = Visitor(chromium, at_localhost, scripts=scripts, keys=live.world.databases.kind == "postgres")
            opened.callback(visitor.close)
            if name:
                visitor.sign_in(name)
            return visitor

        yield make


def authenticator(visitor: Visitor) -> CDPSession:
    """Give the visitor's computer a built-in authenticator that knows its owner."""
    tools = visitor.page.context.new_cdp_session(visitor.page)
    tools.send("WebAuthn.enable")
    has = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    kind = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": {**kind, **has}})
    return tools


def come_in(visitor: Visitor, live: Live, path: str) -> None:
    """Choose a password and couple a phone by the link."""
    visitor.open(path)
    visitor.look("Steg 1 av 3")
    visitor.fill("password", PASSWORD)
    visitor.fill("again", "another")
    visitor.press("Spara och fortsätt")
    visitor.look("inte lika")
    visitor.fill("password", PASSWORD)
    visitor.fill("again", PASSWORD)
    visitor.press("Spara och fortsätt")
    visitor.look("Steg 2 av 3")
    secret = visitor.page.locator(".typed-secret code").text_content() or ""
    visitor.fill("code", code_of(live.world, secret.replace(" ", "")))
    visitor.press("Koppla telefonen")
    visitor.look("Dina reservkoder")
    assert visitor.page.locator(".recovery-codes li").count() == 10


def link_on(visitor: Visitor) -> str:
    visitor.look("visas inte igen")
    return visitor.page.locator(".once code").inner_text().partition("/bjud-in/")[2]


def test_the_first_day_of_a_unit(visit: Callable[..., Visitor], live: Live) -> None:
    ada, gun, nils = visit("ada"), visit(), visit()
    ada.look("Enheter")
    ada.follow("Lägg till en enhet")
    ada.look("två nämnder")
    ada.fill("unit_name", "IFO Unga")
    ada.press("Lägg till enheten")
    ada.look("Något behöver rättas")
    ada.fill("new_organisation", "Exempelby kommun")
    ada.choose("kind", "municipality")
    ada.press("Lägg till enheten")
    ada.look("första behörighetsansvariga")
    ada.fill("name", "Gun Grahn")
    ada.fill("title", "enhetschef")
    ada.fill("email", "gun@ex.example")
    ada.press("Bjud in")
    link = link_on(ada)
    come_in(gun, live, f"/bjud-in/{link}")
    gun.follow("Jag har sparat koderna")
    gun.look("Bara du arbetar här än")
    gun.follow("Bjud in")
    gun.look("inloggningsnamnet")
    gun.fill("name", "Nils Ny")
    gun.fill("title", "socialsekreterare")
    gun.fill("email", "nils@ex.example")
    gun.choose("job", "social_secretary")
    gun.press("Bjud in")
    link = link_on(gun)
    come_in(nils, live, f"/bjud-in/{link}")
    check = nils.page.locator(".check-number").inner_text()
    gun.menu("Handläggare")
    gun.look("Väntar på dig", check)
    gun.press("Bekräfta Nils Ny")
    gun.look("kan logga in nu")
    visit().open(f"/bjud-in/{link}", status=410)


def test_who_leaves_is_out_at_once(visit: Callable[..., Visitor], live: Live) -> None:
    world = live.world
    amir, bea = visit("amir"), visit("bea")
    assert world.dana.case
    amir.open("/arenden")
    bea.look("Arbetar på enheten")
    bea.follow("Amir Amini")
    bea.look("Har slutat på enheten", world.dana.number)
    bea.unfold("Amir Amini har slutat")
    bea.press("Avsluta åtkomsten för Amir Amini nu")
    bea.look("Åtkomsten är avslutad", world.dana.number)
    amir.open("/arenden")
    assert "/logga-in" in amir.page.url
    bea.menu("Handläggare")
    bea.look("Lämnade ärenden", "aldrig vem det gäller")
    assert "Dana" not in bea.text()
    bea.choose("officer", world["cia"].officer)
    bea.press(f"Lämna över {world.dana.number}")
    bea.look("har fått en ny handledare")


def test_an_old_step_up_is_asked_within_the_page(visit: Callable[..., Visitor], live: Live) -> None:
    world, bea = live.world, visit("bea")
    world.clock.move(6 * MINUTE)
    bea.follow("Bjud in")
    bea.look("Bekräfta att det är du")
    bea.fill("name", "Nils Ny")
    bea.fill("title", "handledare")
    bea.fill("email", "nils@ex.example")
    bea.choose("job", "ame_coach")
    bea.press("Bjud in")
    bea.look("Skriv en ny kod")
    assert bea.page.input_value("[name=title]") == "handledare"
    bea.fill("step_up", world.code("bea"))
    bea.press("Bjud in")
    link_on(bea)
    bea.menu("Min inloggning")
    bea.look("Telefon", "Passkeys", "Reservkoder", "Lösenord")
    bea.press("Gör tio nya reservkoder")
    bea.look("Spara koderna nu")
    code = bea.page.locator(".recovery-codes code").first.inner_text()
    again = visit()
    again.open("/logga-in")
    again.unfold("Handläggare utan telefonen")
    again.fill("username", world["bea"].username)
    again.fill("password", world["bea"].password)
    again.fill("recovery", code)
    again.press("Logga in med reservkod")
    again.look("Kvar: 9")


def test_a_passkey_adds_signs_in_and_steps_up(visit: Callable[..., Visitor], live: Live) -> None:
    world, fia = live.world, visit("fia", scripts=True)
    tools = authenticator(fia)
    fia.open("/inloggning")
    assert not fia.page.get_by_text("Koden i appen fungerar ändå").is_visible()
    fia.fill("name", "jobbdatorn")
    fia.press("Lägg till en passkey")
    fia.page.get_by_text("Passkeyn är tillagd").wait_for()
    fia.look("jobbdatorn")
    fia.sign_out()
    world.clock.move(SECOND)
    fia.open("/logga-in")
    fia.unfold("Handläggare utan telefonen")
    fia.fill("username", world["fia"].username)
    fia.fill("password", world["fia"].password)
    fia.look("Logga in med passkey")
    fia.press("Logga in med passkey")
    fia.page.get_by_role("button", name="Logga ut").first.wait_for()
    world.clock.move(6 * MINUTE)
    fia.open("/inloggning")
    fia.look("Bekräfta först")
    fia.press("Bekräfta med passkey i stället")
    fia.page.get_by_role("button", name="Byt lösenord").wait_for()
    fia.press("Ta bort jobbdatorn")
    fia.look("borttagen")
    tools.send("WebAuthn.disable")


def test_who_has_no_smartphone_comes_in_by_a_passkey(visit: Callable[..., Visitor], live: Live) -> None:
    bea, nils = visit("bea"), visit(scripts=True)
    bea.follow("Bjud in")
    for field, value in (("name", "Nils Ny"), ("title", "handledare"), ("email", "nils@ex.example")):
        bea.fill(field, value)
    bea.choose("job", "ame_coach")
    bea.press("Bjud in")
    authenticator(nils)
    nils.open(f"/bjud-in/{link_on(bea)}")
    nils.fill("password", PASSWORD)
    nils.fill("again", PASSWORD)
    nils.press("Spara och fortsätt")
    nils.press("Använd en passkey i stället")
    nils.page.get_by_text("Spara koderna nu").wait_for()
    nils.look("Innan du kan logga in")
    assert live.address


def test_without_script_a_code_does_the_same(visit: Callable[..., Visitor]) -> None:
    fia = visit("fia", scripts=False)
    fia.open("/inloggning")
    fia.look("Koden i appen fungerar ändå")
    assert not fia.page.get_by_role("button", name="Lägg till en passkey").is_visible()
    assert not fia.page.get_by_label("Vad ska den heta?").is_visible()  # a form that nothing can send


def test_a_participant_is_asked_for_her_name_and_her_code_alone(live: Live, visit: Callable[..., Visitor]) -> None:
    hers = live.world.credentials("dana")
    dana = visit()
    dana.open("/")
    dana.follow("Logga in som deltagare")
    dana.look("Din egen kod", "Har du glömt namnet eller koden?")
    assert dana.page.locator("main form input:visible").count() == 2
    dana.fill("username", hers["username"])
    dana.fill("code", "000000")
    dana.press("Logga in")
    dana.look("Uppgifterna stämmer inte.", "Din egen kod")
    assert dana.page.locator("main form input:visible").count() == 2
    dana.fill("code", hers["code"])
    dana.press("Logga in")
    dana.sees("Min vecka")
