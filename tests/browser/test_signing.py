"""The signing in a real browser: on a phone, at a coach's screen, on paper, taken back; on PostgreSQL scriptless."""

import pytest

from hub.store.days import day_of
from tests.browser.fitting import NARROW, PHONE
from tests.browser.visiting import Visit, Visitor
from tests.consents.story import in_force, presented
from tests.consents.test_signing_paper import code_of, pdf
from tests.journeys.live import Live

TARGET = 44  # px, the smallest thing to press

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_p1_she_signs_on_her_phone(live: Live, visit: Visit) -> None:
    world = live.world
    presented(world)
    dana = visit("dana")
    dana.page.set_viewport_size(PHONE)
    dana.open("/mina-medgivanden")
    dana.follow("Läs och svara")
    dana.follow("Börja")
    while "/klart" not in dana.page.url:
        assert dana.page.locator("main :checked").count() == 0
        sizes = {(box["width"], box["height"]) for box in _boxes(dana)}
        assert len(sizes) == 1, "yes, no and thinking are equally large"
        dana.press("Ja")
    dana.tick("capacity", "self")
    _name(dana)
    dana.fill("code", "111111")
    dana.press("Skriv under")
    dana.sees("Koden stämmer inte.")
    dana.fill("code", world.dana.code)  # and nothing else: her name is still there
    dana.press("Skriv under")
    dana.sees("Du har skrivit under")
    dana.look("Din kopia", "Kontrollsumma")


def test_each_page_of_the_signing_is_fit_to_be_seen(live: Live, visit: Visit) -> None:
    world = live.world
    paper = presented(world)
    dana, here = visit("dana"), f"/medgivanden/{paper.id}"
    dana.open(f"{here}/skriv-under")
    dana.look("Du bestämmer.")
    for language in ("sv", "sv-simple", "en", "ar"):
        dana.open(f"{here}/las/{language}")
        dana.look("Till frågorna")
    dana.open(f"{here}/skriv-under/5")
    dana.act_on(dana.page.locator("main details summary").first)
    dana.look("Spara de här svaren", "Inte för en viss person")
    dana.press("Spara de här svaren")
    dana.look("Svara ja eller nej.")
    dana.open(f"{here}/skriv-under/1")
    dana.press("Jag vill tänka")
    dana.look("Du ville tänka.")
    dana.follow("Fortsätt")
    dana.open(f"{here}/skriv-under/2")
    dana.page.set_viewport_size(NARROW)
    assert min(_heights(dana, "main .row > a")) >= TARGET
    dana.open(f"{here}/skriv-under/klart")
    dana.look("Några frågor är kvar.")
    dana.page.set_viewport_size(NARROW)
    assert min(_heights(dana, "main .given a")) >= TARGET
    dana.page.set_viewport_size(PHONE)
    dana.act_on(dana.page.get_by_role("button", name="Lämna sidan snabbt"))
    dana.page.wait_for_url("**/almanacka")
    assert "Ingången" not in dana.page.content()


def test_p3_she_takes_back_in_two_taps(live: Live, visit: Visit) -> None:
    in_force(live.world)
    dana = visit("dana")
    dana.page.set_viewport_size(PHONE)
    dana.open("/mina-medgivanden")
    dana.follow("Ta tillbaka")
    dana.look("Du behöver inte säga varför.")
    dana.tick("what", dana.page.get_by_label("Fia Falk").get_attribute("value") or "")
    dana.press("Ta tillbaka")
    dana.look("Det gäller nu.", "Kvittens", "Fia Falk")
    fia = visit("fia")
    fia.open(f"/arenden/{live.world.dana.case}", status=404)


def test_she_signs_at_the_coachs_screen(live: Live, visit: Visit) -> None:
    world = live.world
    paper = presented(world)
    amir = visit("amir")
    amir.open(f"/arenden/{world.dana.case}/lamna-over")
    amir.look("Din egen inloggning låses.")
    amir.press("Lämna över skärmen")
    amir.look("Nu är skärmen din")
    amir.page.goto("/arenden")
    amir.sees("Nu är skärmen din")
    amir.fill("code", world.dana.code)
    amir.press("Öppna")
    amir.look("Mina medgivanden")
    amir.open("/min-sida", status=404)
    amir.open(f"/medgivanden/{paper.id}/skriv-under/1")
    amir.look("Fråga 1 av")
    amir.menu("Lämna tillbaka skärmen")
    amir.look("Handledaren låser upp")
    amir.fill("code", world.code("amir"))
    amir.press("Lås upp")
    amir.look("Medgivanden")


def test_she_signs_on_paper(live: Live, visit: Visit) -> None:
    world = live.world
    paper = presented(world)
    amir, here = visit("amir"), f"/medgivanden/{paper.id}"
    amir.open(f"{here}/papper/utskrift")
    amir.look("Medgivande att skriva under med penna", code_of(world, paper))
    amir.open(f"{here}/papper")
    amir.upload("scan", "papper.pdf", pdf())
    amir.fill("version_code", code_of(world, paper))
    amir.fill("signed_name", "Dana Demosson")
    amir.fill("signed_on", str(day_of(world.now)))
    amir.press("För in papperet")
    amir.look("Svara ja eller nej. Det gäller 11 ställen.", "Välj filen igen.")
    assert amir.page.input_value('[name="signed_name"]') == "Dana Demosson"
    for question in amir.page.locator('main input[type="radio"][value="yes"]').all():
        amir.tick(question.get_attribute("name") or "", "yes")
    amir.upload("scan", "papper.pdf", pdf())
    amir.press("För in papperet")
    amir.look("Papperet är infört.")
    cia = visit("cia")
    cia.menu("Papper att jämföra")
    cia.look(world.dana.number)
    cia.follow("Jämför")
    cia.look("Dana Demosson", "Infört")
    cia.tick("agrees", "yes")
    cia.press("Spara")
    cia.look("Underskriften gäller nu.")


def test_staff_are_told(live: Live, visit: Visit) -> None:
    world = live.world
    in_force(world)
    dora = visit("dora")
    dora.menu("Ta tillbaka åt deltagaren")
    dora.look("Du får inte veta vem ärendet gäller.")
    dora.fill("number", "SK-00000000")
    dora.press("Fortsätt")
    dora.look("Vi hittar inget medgivande")
    dora.fill("number", world.dana.number)
    dora.press("Fortsätt")
    dora.look("Det gäller genast.")
    assert "Dana" not in dora.text()
    fia = visit("fia")
    fia.open(f"/arenden/{world.dana.case}/ta-tillbaka")
    fia.look("Det gäller genast.")
    fia.tick("what", "whole")
    fia.tick("channel", "phone")
    fia.press("Ta tillbaka")
    fia.sees("Läs upp kvittensen")


def _boxes(visitor: Visitor) -> list[dict[str, float]]:
    found = [button.bounding_box() for button in visitor.page.locator('main .equal [name="answer"]').all()]
    return [{"width": round(box["width"]), "height": round(box["height"])} for box in found if box is not None]


def _heights(visitor: Visitor, control: str) -> list[float]:
    return [box["height"] for box in (one.bounding_box() for one in visitor.page.locator(control).all()) if box]


def _name(dana: Visitor) -> None:
    """Draw it where scripts run, else type it."""
    canvas = dana.page.locator("canvas")
    if not canvas.is_visible():
        dana.fill("typed_name", "Dana Demosson")
        return
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    mouse = dana.page.mouse
    mouse.move(box["x"] + 20, box["y"] + 60)
    mouse.down()
    for across, down in ((60, 20), (110, 70), (170, 30), (240, 60)):
        mouse.move(box["x"] + across, box["y"] + down, steps=5)
    mouse.up()
