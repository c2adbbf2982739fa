"""An officer with five minutes: her list, a case, a time that collides, a second version, an extract."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.visiting import Visitor
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import STUDIES, made, write_plans
from tests.cast import HOUR, World
from tests.journeys.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def sofia(chromium: Browser, live: Live) -> Iterator[Visitor]:
    _story(live.world)
    visitor = Visitor(chromium, live, scripts=live.world.databases.kind == "sqlite")
    visitor.sign_in("sofia")
    yield visitor
    visitor.close()


def _story(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    other = world.add_participant("Olle Olsson", code=None)
    agree(world, other, gives=WHOLE, readers={"sofia": [("fia", "C03")]})
    assert made(world.api("fia").post(f"/cases/{other.case}/plans", {"goal": "Vila"}))
    assert world.api("sofia").get(f"/cases/{world.dana.case}").status == 200
    world.clock.move(HOUR)
    mine = world.api("fia").post(f"/cases/{world.dana.case}/plans", {"goal": "Steg", "follow_up": "2026-03-02"})
    assert made(mine)


def test_her_five_minutes(sofia: Visitor) -> None:
    the_list_says_what_to_open(sofia)
    the_case_says_what_matters_first(sofia)
    a_table_that_is_cut_says_that_there_is_more(sofia)
    a_collision_is_seen_before_it_is_saved(sofia)
    both_versions_stand_side_by_side(sofia)
    the_extract_is_one_page(sofia)
    the_week_is_read_by_keyboard_and_in_forced_colours(sofia)


def the_list_says_what_to_open(sofia: Visitor) -> None:
    sofia.open("/arenden")
    sofia.look("1 ny uppgift", "6 öppna krockar", "Försenad uppföljning måndag 2 mars 2026", "Inte öppnat nyligen")
    sofia.open("/arenden?visa=krockar&ordning=nytt")
    sofia.look("Dana Demosson")
    assert "Olle" not in sofia.page.locator(".cases").inner_text()


def the_case_says_what_matters_first(sofia: Visitor) -> None:
    sofia.follow("Dana Demosson")
    sofia.look("Nytt sedan sist", "Öppna krockar", "Minst 50 tim/v i det du får läsa", "Planerad vila", "Vem är vem")
    sofia.unfold("Varför ser jag detta?")
    sofia.look("Din egen enhets uppgift", "enligt medgivande 1")
    sofia.follow("Nästa vecka")
    sofia.look("måndag 23 mars")
    headings = sofia.page.locator("main h2").all_inner_texts()
    assert headings.index("Deltagarens eget mål") < headings.index("Öppna krockar") < headings.index("Veckan")


def a_table_that_is_cut_says_that_there_is_more(sofia: Visitor) -> None:
    told = sofia.page.locator(".week-table").evaluate(
        """one => [one.scrollHeight > one.clientHeight, getComputedStyle(one).backgroundAttachment,
            getComputedStyle(one.querySelector('td')).backgroundColor]"""
    )
    assert told == [True, "local, local, scroll, scroll, scroll", "rgba(0, 0, 0, 0)"], "shadows, and nothing over them"


def a_collision_is_seen_before_it_is_saved(sofia: Visitor) -> None:
    sofia.follow("Lägg till insats")
    sofia.choose("type", "sfi")
    sofia.fill("title", "SFI B")
    sofia.times(("tis",), "10:00", "12:00")
    sofia.look("Läses av deltagaren", "Arvid Alm")
    sofia.press("Spara")
    sofia.look("Det här krockar. Inget är sparat än.", "Vårdtid")
    assert sofia.page.input_value("[name=title]") == "SFI B"
    sofia.press("Spara ändå")
    sofia.look("Sparat kl. ", "Mening till din journal eller akt")
    assert "Lämnade ut planerade aktiviteter till" in sofia.page.input_value("textarea")
    sofia.follow("Till ärendet")
    sofia.look("SFI B")


def both_versions_stand_side_by_side(sofia: Visitor) -> None:
    world = sofia.live.world
    sofia.follow("Ändra Svenska (Komvux)")
    item = sofia.page.url.split("/")[-2]
    changed = world.api("sofia").patch(
        f"/activities/{item}", {**STUDIES, "place": "Osby", "provider": "Vux", "version": 1}
    )
    assert changed.status == 200
    sofia.fill("place", "Hässleholm")
    sofia.press("Spara")
    sofia.look("Det här har ändrats sedan du öppnade sidan", "Osby", "Hässleholm", "Skiljer sig")
    assert sofia.page.input_value("[name=place]") == "Hässleholm"
    assert sofia.page.input_value("[name=provider]") == "Vux", "which she left alone"
    sofia.press("Spara")
    sofia.sees("Sparat kl. ")
    sofia.follow("Till ärendet")


def the_extract_is_one_page(sofia: Visitor) -> None:
    sofia.follow("Utdrag till din journal eller akt")
    sofia.look("Källa", "Kvittens", "Kopiera som text")
    if sofia.scripts:
        sofia.press("Kopiera texten")
        sofia.page.get_by_text("Kopierat.").or_(sofia.page.get_by_text("Texten är markerad.")).wait_for()
    assert "Dana Demosson" in sofia.page.input_value("textarea")
    printed = sofia.page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
    rules = "[...document.styleSheets].flatMap(one => [...one.cssRules]).map(one => one.cssText)"
    assert any("counter(pages)" in rule for rule in sofia.page.evaluate(rules)), "a loose page says which of how many"
    sofia.follow("Tillbaka till ärendet")
    sofia.page.emulate_media(media="print")
    folded = sofia.page.locator("details.more .collision h3")
    assert folded.count(), "there are more than stand first"
    assert all(one.is_visible() for one in folded.all()), "what is folded on a screen stands on paper"
    sofia.page.emulate_media(media="screen")


def the_week_is_read_by_keyboard_and_in_forced_colours(sofia: Visitor) -> None:
    sofia.page.emulate_media(forced_colors="active")
    table = sofia.page.get_by_role("group", name="Veckans tider som tabell")
    table.focus()
    assert table.evaluate("box => box === document.activeElement")
    assert "08:00" in table.inner_text()
    assert sofia.page.locator("svg.week-drawing").get_attribute("role") == "img"
    edge = "link => getComputedStyle(link).borderBlockEndColor"
    here, elsewhere = (sofia.page.locator(f".menu a{one}").first for one in ("[aria-current]", ":not([aria-current])"))
    assert here.evaluate(edge) != elsewhere.evaluate(edge), "where she is stands out among the places"
    sofia.page.emulate_media(forced_colors="none")
