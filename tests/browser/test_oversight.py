"""The look back in a real browser: the stop-watch of a log question (D2) and of the log's wholeness (D3), and files."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from hub.access_log.sealer import seal_pending
from hub.cli.sealed_records import sealed_records
from hub.oversight.checking import run_asked
from tests.browser.visiting import Visitor
from tests.cast import SECOND
from tests.consents.story import in_force
from tests.journeys.live import Live
from tests.sheets import workbook

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture(name="read")
def _read(live: Live) -> Live:
    in_force(live.world)
    live.world.clock.move(SECOND)
    assert live.world.api("fia").get(f"/cases/{live.world.dana.case}").status == 200
    seal_pending(live.world.ground)
    return live


@pytest.fixture
def dora(chromium: Browser, read: Live) -> Iterator[Visitor]:
    visitor = Visitor(chromium, read, scripts=read.world.databases.kind == "sqlite")
    visitor.sign_in("dora")
    yield visitor
    visitor.close()


def test_the_log_is_narrowed_drawn_and_opened(read: Live, dora: Visitor) -> None:
    world = read.world
    dora.look("Åtkomstlogg", "Det här ser du nu", "Vilka: Bara anställda", "Fia Falk, handläggare, FK Nordost läste")
    dora.unfold("Sök i hela loggen")
    dora.choose("period", "week")
    dora.choose("officer", world["fia"].officer)
    dora.choose("action", "read")
    dora.press("Visa")
    dora.look("Fia Falk, handläggare, FK Nordost läste")
    dora.page.emulate_media(media="print")
    dora.sees("Tid: De senaste 7 dagarna", "Handläggare: Fia Falk", "Vad som gjordes: läste")
    assert all(one.is_visible() for one in dora.page.locator("main td details li").all()), "a paper says what was read"
    dora.page.emulate_media(media="screen")
    dora.sees("Handläggare: Fia Falk")
    dora.follow("När läses det?")
    dora.look("När läses det?", "1 gång", "Dag för dag", "Veckans timmar")
    assert "officer=" in dora.page.url, "what was chosen stays chosen"
    dora.page.emulate_media(media="print")
    numbers = dora.page.locator("main details:not([open]) td")
    assert numbers.count()
    assert all(one.is_visible() for one in numbers.all()), "what is folded on a screen stands on paper"
    assert not dora.page.locator("form.filters").is_visible()
    dora.page.emulate_media(media="screen")
    assert dora.page.locator("nav.menu [aria-current]").inner_text() == "Åtkomstlogg", "the menu says where she is"
    dora.follow("Tillbaka till listan")
    dora.act_on(dora.page.locator("main td a").first)
    dora.look("En rad i loggen", "Kvittens")
    dora.follow("Visa vem ärendet gäller")
    dora.look("Vem ärendet gäller")
    dora.fill("reason", "kort")
    dora.press("Visa namnet")
    dora.look("Något behöver rättas")
    dora.fill("reason", "Anmälan 2026/17 om obehörig läsning")
    if dora.page.locator("[name=step_up]").count():
        dora.fill("step_up", world.code("dora"))
    dora.press("Visa namnet")
    dora.look("Dana Demosson", "står i loggen")


def test_a_participants_question_is_answered(read: Live, dora: Visitor) -> None:
    """D2: from the log to a page to print, with no name in it."""
    dora.follow("Svara en deltagare som frågar")
    dora.look("Svar till en deltagare")
    dora.fill("case", "SK-FFFF-FFFF")
    dora.press("Visa svaret")
    dora.look("Inget i loggen rör både det numret och dina enheter")
    dora.fill("case", read.world.dana.number)
    dora.press("Visa svaret")
    dora.look(f"Ärende {read.world.dana.number}", "Fia Falk, handläggare, FK Nordost läste")
    assert "Dana" not in dora.text()
    dora.page.emulate_media(media="print")
    assert not dora.page.locator(".not-printed").first.is_visible()
    assert not dora.page.locator("details.kept-folded").is_visible(), "who asks who has read does not ask of herself"
    dora.page.emulate_media(media="screen")


def test_the_log_is_whole(read: Live, dora: Visitor) -> None:
    """D3: one button."""
    dora.follow("Är loggen hel?")
    dora.look("underskriften på den stämmer")
    dora.press("Gå igenom hela loggen")
    dora.sees("Hela loggen gås igenom nu")
    assert run_asked(read.world.ground, records=sealed_records)
    dora.page.wait_for_selector("text=Loggen är hel")  # the page asks again by itself, also without scripts
    dora.look("Loggen är hel", "Senaste genomgången", "räknad om")


def test_sheets_are_checked_and_taken(chromium: Browser, read: Live) -> None:
    amir = Visitor(chromium, read, scripts=read.world.databases.kind == "sqlite")
    amir.sign_in("amir")
    amir.follow("Registrera deltagare från fil")
    amir.look("Registrera deltagare från fil")
    wrong = workbook(["namn", "hur"], ["", "på vinst"])
    amir.upload("file", "deltagare.xlsx", wrong)
    amir.press("Kontrollera")
    amir.look("Inget är sparat. Rätta filen och försök igen.", "Skriv ett av")
    right = workbook(["namn", "hur"], ["Eva Exempel", "är på plats"])
    amir.upload("file", "deltagare.xlsx", right)
    amir.press("Kontrollera")
    amir.look("Filen går att läsa in: 1 person.")
    amir.upload("file", "deltagare.xlsx", right)
    amir.press("Läs in")
    amir.look("Klart. 1 person är registrerad")
    amir.close()
    bea = Visitor(chromium, read, scripts=False)
    bea.sign_in("bea")
    bea.follow("Bjud in flera från fil")
    people = workbook(
        ["namn", "titel", "e-post", "arbetar som"], ["Nils Ny", "handledare", "nils@ame.example", "AME-handledare"]
    )
    bea.upload("file", "folk.xlsx", people)
    bea.press("Läs in")
    bea.look("Klart. 1 person är inbjuden.", "/bjud-in/")
    bea.close()
