"""What people do seldom, in a real browser; on PostgreSQL by keyboard alone and without script."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_participant import her_pages
from tests.browser.visiting import Visit
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import write_plans
from tests.cast import DAY, MINUTE
from tests.consents.story import drafted, in_force, signed
from tests.journeys.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_an_officer_declines_a_category_and_says_why(live: Live, visit: Visit) -> None:
    paper = signed(live.world)
    rut = visit("rut")
    rut.menu("Att godta")
    rut.follow("Ta emot ärendet")
    rut.unfold("Svara för en rad i taget, eller avböj")
    rut.press("Spara svaren")
    rut.look("Svara för minst en rad")
    row = f"rows.{paper.row(live.world, 'Vuxenpsykiatrin', 'C07')}"
    rut.tick(row, "no")
    rut.fill("reason", "Vi prövar det efter nästa besök.")
    rut.press("Spara svaren")
    rut.look("Ditt svar gäller nu.")
    dana = visit("dana")
    dana.open(f"/medgivanden/{paper.id}")
    dana.look("Vi prövar det efter nästa besök.")


def test_who_is_away_says_so_and_comes_back(live: Live, visit: Visit) -> None:
    fia = visit("fia")
    fia.menu("Min frånvaro")
    fia.fill("first_day", "2026-03-17")
    fia.fill("last_day", "2026-05-30")
    fia.press("Spara frånvaron")
    fia.look("Något behöver rättas")
    assert fia.page.input_value("[name=last_day]") == "2026-05-30"
    fia.fill("last_day", "2026-03-20")
    fia.press("Spara frånvaron")
    fia.look("Sparat", "Du ska vara borta", "Från tisdag 17 mars 2026 till och med fredag 20 mars 2026.")
    fia.press("Ta bort frånvaron")
    fia.sees("Min frånvaro")
    assert "Du ska vara borta" not in fia.text()
    live.world.clock.move(MINUTE)
    hans = visit("bea")
    hans.follow("Amir Amini")
    hans.fill("first_day", "2026-03-17")
    hans.fill("last_day", "2026-03-18")
    hans.press("Spara frånvaron")
    hans.look("Borta från")
    hans.press("Avsluta frånvaron nu")
    hans.sees("Högst 30 dagar.")


def test_a_missing_officer_is_proposed_and_bound(live: Live, visit: Visit) -> None:
    world, amir = live.world, visit("amir")
    amir.open(f"/arenden/{world.dana.case}/medgivande/nytt")
    amir.unfold("Personen finns inte i katalogen")
    amir.fill("proposal.name", "Cia Citron")
    amir.fill("proposal.title", "handledare")
    amir.choose("proposal.unit", world.units["AME"])
    amir.press("Föreslå personen")
    amir.look("Något behöver rättas")
    assert amir.page.input_value('[name="proposal.name"]') == "Cia Citron"
    amir.fill("proposal.work_email", "cia@ame.example")
    amir.press("Föreslå personen")
    amir.look("Föreslagen: läser inget förrän enheten har bekräftat.")
    amir.press("Kryssa i de vanligaste uppgifterna")
    amir.tick("purposes", "coordinate_plans")
    amir.press("12 månader")
    valid_to = amir.page.locator("[name=valid_to]")
    assert valid_to.input_value()
    expect(valid_to).to_be_in_viewport()  # and not at the top of a long page, as if nothing had happened
    amir.press("Spara utkast")
    amir.look("Utkast", "Cia Citron")
    bea = visit("bea")
    bea.look("Väntar på dig", "Cia Citron")
    assert "Dana" not in bea.text()
    bea.choose("officer", world["cia"].officer)
    bea.press("Koppla Cia Citron")
    bea.sees("Cia Citron")


def test_a_draft_is_shown_as_each_officer_would_see_it(live: Live, visit: Visit) -> None:
    view = drafted(live.world)
    amir = visit("amir")
    amir.open(f"/medgivanden/{view['id']}")
    amir.follow("Fia Falk")
    amir.look("Så här ser Fia Falk det", "Vad som står i dem ser bara deltagaren.")


def test_a_collision_goes_from_hand_to_hand(live: Live, visit: Visit) -> None:
    world = live.world
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    arvid = visit("arvid")
    arvid.open(f"/arenden/{world.dana.case}")
    for button, says in (
        ("Jag tar ansvar för den", "Du är nu ansvarig för krocken."),
        ("Jag har föreslagit en lösning", "Nu står det att du har föreslagit en lösning."),
        ("Den är löst", "Nu står det att krocken är löst."),
    ):
        arvid.unfold("Gör något åt krocken")
        arvid.press(button)
        arvid.sees(says)
    sofia = visit("sofia")
    sofia.open(f"/arenden/{world.dana.case}")
    sofia.unfold("Gör något åt krocken")
    sofia.press("Vi vet, det är avsikten")
    sofia.look("Skriv till vilken dag det är avsikten.")
    sofia.fill("until", "2026-04-30")
    sofia.press("Vi vet, det är avsikten")
    sofia.sees("Nu står det att krocken är avsiktlig.")
    sofia.look("30 april 2026")


def test_what_does_not_fit_is_answered(live: Live, visit: Visit) -> None:
    world = live.world
    item = her_pages(world)
    told = world.api("dana").post(f"/items/{item}/reports", {"text": "Jag slutar klockan tre."})
    assert told.status == 201, told.text
    arvid = visit("arvid")
    arvid.menu("Mina ärenden")
    arvid.follow("1 synpunkt att svara på")
    arvid.look("Jag slutar klockan tre.")
    report = told.json["id"]
    arvid.fill(f"text-{report}", "Vi ändrar till klockan tre.")
    arvid.press("Svara deltagaren")
    arvid.look("Något behöver rättas")
    assert arvid.page.input_value(f"[name='text-{report}']") == "Vi ändrar till klockan tre."
    arvid.tick(f"outcome-{report}", "corrected")
    arvid.press("Svara deltagaren")
    arvid.look("Rättat")
    dana = visit("dana")
    dana.follow("Läs svaret")
    dana.look("Det är rättat", "Vi ändrar till klockan tre.")


def test_a_coach_gives_links_and_a_participant_chooses_anew(live: Live, visit: Visit) -> None:
    world = live.world
    in_force(world)
    amir = visit("amir")
    amir.open(f"/arenden/{world.dana.case}")
    amir.unfold("Deltagaren har glömt sin kod")
    amir.sees("Deltagaren loggas ut överallt")
    amir.press("Låt deltagaren välja en ny kod")
    amir.look("Deltagaren är nu utloggad överallt")
    link = amir.page.locator("main code").inner_text()
    dana = visit("rut")
    dana.sign_out()
    dana.open(link)
    dana.fill("code", "904613")
    dana.fill("again", "904613")
    dana.press("Spara koden och fortsätt")
    dana.follow("Till min sida")
    dana.look("Min vecka")


def test_an_item_ends(live: Live, visit: Visit) -> None:
    world = live.world
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    world.clock.move(DAY)
    sofia = visit("sofia")
    sofia.open(f"/arenden/{world.dana.case}")
    sofia.follow("Ändra Svenska (Komvux)")
    sofia.unfold("Fler uppgifter, om de behövs")
    sofia.choose("status", "done")
    sofia.press("Spara")
    sofia.follow("Till ärendet")
    sofia.unfold("Avslutat och avbrutet (1)")
    sofia.look("Svenska (Komvux)", "Klar")
