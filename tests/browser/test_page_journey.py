"""The whole story in a real browser; on PostgreSQL by keyboard alone and without script, on SQLite with axe."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Final

import pytest
from playwright.sync_api import Browser

from hub.access_log.sealer import seal_pending
from hub.collisions.checking import run_checks
from tests.browser.visiting import Visitor
from tests.cases.reference import GIVES, NAMED
from tests.cast import SECOND, World
from tests.journeys.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

OWN_CODE: Final = "580274"
NOBODY: Final = "0" * 32
WORKDAYS: Final = ("mån", "tis", "ons", "tors", "fre")


class Story:
    """Everybody's browser, and what the acts so far have made."""

    def __init__(self, browser: Browser, live: Live, *, scripts: bool) -> None:
        self.live: Final = live
        self.open: Final = ExitStack()
        self._browser, self._scripts = browser, scripts
        self._visitors: Final[dict[str, Visitor]] = {}
        self.link = ""
        self.username = ""
        self.case = ""
        self.number = ""

    @property
    def world(self) -> World:
        return self.live.world

    def stranger(self) -> Visitor:
        visitor = Visitor(self._browser, self.live, scripts=self._scripts)
        self.open.callback(visitor.close)
        return visitor

    def __call__(self, name: str) -> Visitor:
        """Give her browser; she signs in when she is first asked for."""
        self.world.clock.move(SECOND)
        if name not in self._visitors:
            self._visitors[name] = self.stranger()
            if name != "dana":
                self._visitors[name].sign_in(name)
        return self._visitors[name]


@pytest.fixture
def story(chromium: Browser, live: Live) -> Iterator[Story]:
    told = Story(chromium, live, scripts=live.world.databases.kind == "sqlite")
    with told.open:
        yield told


def test_the_story(story: Story) -> None:
    arrive(story)
    register(story)
    begin(story)
    propose(story)
    sign(story)
    answer(story)
    write(story)
    upload(story)
    limit(story)
    wish(story)
    read(story)
    learn_nothing(story)
    take_back(story)
    review(story)
    others(story)


def arrive(story: Story) -> None:
    stranger = story.stranger()
    stranger.open("/")
    stranger.look("Du bestämmer")
    stranger.follow("Logga in")
    stranger.look("Inloggningsnamn")
    stranger.fill("username", "nobody")
    stranger.fill("code", "123456")
    stranger.press("Logga in")
    stranger.look("Något behöver rättas")
    assert stranger.page.input_value("[name=username]") == "nobody"
    stranger.open(f"/arenden/{NOBODY}")
    assert "/logga-in?next=" in stranger.page.url


def register(story: Story) -> None:
    amir = story("amir")
    amir.look("Välkommen")
    amir.follow("Nytt ärende")
    amir.look("Bara du ser ärendet")
    amir.fill("name", "Dana Demosson")
    amir.fill("identity_number", "19990230-0000")
    amir.choose("language", "sv")
    amir.tick("origin", "present")
    amir.press("Registrera")
    amir.look("Något behöver rättas")
    amir.fill("identity_number", "19870815-2387")
    amir.press("Registrera")
    amir.look("Ärendet är registrerat", "Dana Demosson")
    story.case = amir.page.url.rpartition("/")[2]
    amir.press("Gör en länk till deltagaren")
    amir.look("Visa länken bara för deltagaren")
    story.link = amir.page.locator("main code").inner_text()


def begin(story: Story) -> None:
    dana = story("dana")
    dana.open(story.link)
    dana.look("Koden är din")
    dana.fill("code", OWN_CODE)
    dana.fill("again", "1")
    dana.press("Spara koden och fortsätt")
    dana.look("Koderna är inte lika")
    dana.fill("code", OWN_CODE)
    dana.fill("again", OWN_CODE)
    dana.press("Spara koden och fortsätt")
    dana.look("Ditt inloggningsnamn")
    story.username = dana.page.locator("main strong").inner_text()
    dana.follow("Till min sida")
    dana.look("Min vecka")
    stranger = story.stranger()
    stranger.open(story.link, status=410)
    stranger.look("Länken gäller inte längre")


def propose(story: Story) -> None:
    world, amir = story.world, story("amir")
    amir.menu("Mina ärenden")
    amir.look("Dana Demosson")
    amir.follow("Dana Demosson")
    amir.follow("Nytt medgivande")
    amir.look("Vilka personer")
    amir.tick("purposes", "coordinate_plans")
    for name in NAMED:
        amir.fill("search", world[name].name)
        amir.press("Sök")
        amir.tick("persons", f"{world[name].officer}:{world[name].unit}")
        amir.press("Lägg till de ikryssade")
    amir.look("Vilka uppgifter", "I utkastet")
    for more in amir.page.locator("summary", has_text="Fler uppgifter").all():
        amir.act_on(more)
    for unit, codes in GIVES:
        for code in codes:
            amir.tick("rows", f"{world.units.get(unit, unit)}:{code}")
    amir.press("12 månader")
    amir.press("Spara utkast")
    amir.look("Utkast", "Fia Falk")
    amir.press("Visa för deltagaren")
    amir.look("Texten är klar")


def sign(story: Story) -> None:
    """She comes by her name and code, and answers one question at a time."""
    dana = story("dana")
    dana.menu("Mina medgivanden")
    dana.look("Medgivande 1", "Det väntar på ditt svar.")
    dana.menu("Min vecka")
    dana.look("Ett medgivande väntar på ditt svar")
    dana.follow("Läs och svara")
    dana.look("Du bestämmer.", "Lättläst svenska")
    dana.follow("Börja")
    dana.look("Fråga 1 av", "Om du säger nej:")
    say_yes(dana)
    dana.look("Så här blir det", "Fia Falk", "Region Nordost")
    dana.press("Skriv under")
    dana.look("Svara om du skriver under för dig själv.", "Skriv din egen kod.")
    dana.tick("capacity", "self")
    dana.fill("typed_name", "Dana Demosson")
    dana.fill("code", OWN_CODE)
    dana.press("Skriv under")
    dana.look("Du har skrivit under", "skrivet namn och egen kod")
    amir = story("amir")
    amir.menu("Att godta")
    amir.look("Dana Demosson")
    amir.follow("Bevittna underskriften")
    amir.look("Jag träffade deltagaren")
    amir.fill("code", story.world.code("amir"))
    amir.press("Bevittna och godta")
    amir.look("Du har bevittnat underskriften")


def say_yes(dana: Visitor) -> None:
    """Yes to each question until there is none left; no to what was written before the consent."""
    while "/klart" not in dana.page.url:
        here = dana.page.url
        dana.press("Nej" if "det som skrevs före" in dana.text() else "Ja")
        dana.page.wait_for_url(lambda url, before=here: url != before)  # type: ignore[misc]


def answer(story: Story) -> None:
    for name in ("sofia", "arvid", "fia", "rut"):
        officer = story(name)
        officer.menu("Att godta")
        officer.sees("Dana Demosson")
        officer.follow("Ta emot ärendet")
        if name == "rut":
            officer.look("Det här lämnar din enhet")
        officer.press("Ta emot ärendet och godta alla")
        officer.sees("Du har tagit emot ärendet")
    story("rut").look("Inget väntar på dig")


def write(story: Story) -> None:
    sofia = case_of(story, "sofia")
    story.number = sofia.page.locator("main .muted").first.inner_text().split(" · ")[0].removeprefix("Ärende ")
    sofia.look("Din enhet har inte skrivit något än")
    sofia.follow("Skriv planens mål")
    sofia.look("Läses av deltagaren", "Fia Falk")
    sofia.fill("goal", "Läsa svenska")
    sofia.press("Spara")
    sofia.look("Sparat kl. ", "Mening till din journal eller akt")
    sofia.follow("Till ärendet")
    sofia.follow("Lägg till insats")
    sofia.choose("type", "komvux")
    sofia.fill("title", "Svenska")
    sofia.fill("hours_week", "många")
    sofia.times(WORKDAYS, "09:00", "13:00")
    sofia.press("Spara")
    sofia.look("Något behöver rättas")
    assert sofia.page.locator("[name=days-1]:checked").count() == len(WORKDAYS)
    sofia.fill("hours_week", "20")
    sofia.press("Spara")
    sofia.follow("Till ärendet")
    sofia.look("Svenska (Komvux)", "I korthet")
    sofia.follow("Ändra Svenska (Komvux)")
    sofia.fill("place", "Demostad")
    sofia.press("Spara")
    sofia.follow("Till ärendet")
    sofia.sees("Demostad")


def limit(story: Story) -> None:
    for kind, hours, times in (
        ("rest_window", "", (WORKDAYS, "13:00", "17:00")),
        ("treatment_time", "", (("tis",), "10:00", "11:00")),
        ("max_hours_week", "10", ((), "", "")),
    ):
        rut = case_of(story, "rut")
        rut.follow("Lägg till gräns")
        rut.choose("limit", kind)
        rut.fill("hours", hours)
        rut.times(*times)
        rut.press("Spara")
        rut.look("Det här krockar. Inget är sparat än.")
        rut.press("Spara ändå")
        rut.sees("Sparat kl. ")


def wish(story: Story) -> None:
    fia = case_of(story, "fia")
    fia.follow("Skriv planens mål")
    fia.fill("goal", "Komma tillbaka steg för steg")
    fia.press("Spara")
    fia.sees("Sparat kl. ")
    dana = story("dana")
    dana.menu("Mitt mål")
    dana.fill("goal", "Jag vill arbeta i ett kök.")
    dana.press("Spara")
    dana.look("Sparat kl. ")
    dana.menu("Tider jag inte kan")
    dana.tick("days-1", "fre")
    dana.fill("start-1", "15:00")
    dana.press("Lägg till tiden")
    dana.look("Fyll i dagar, start och slut")
    assert dana.page.locator('[name="days-1"][value="fre"]').is_checked()
    dana.fill("end-1", "17:00")
    dana.press("Lägg till tiden")
    dana.look("Sparat kl. ", "fre 15:00")


def upload(story: Story) -> None:
    arvid = story("arvid")
    arvid.open("/import")
    arvid.look("Fil (.xlsx eller .csv)")
    heading, row = "ärende;typ;titel;timmar;dagar;start;slut;prioritet", "praktik;Praktik;30;mån-tor;08:00;16:00;ska"
    arvid.upload("file", "planer.csv", f"{heading}\r\n{NOBODY};{row}\r\n".encode())
    arvid.press("Läs in")
    arvid.look("Inget är sparat")
    arvid.upload("file", "planer.csv", f"{heading}\r\n{story.number};{row}\r\n".encode())
    arvid.press("Läs in")
    arvid.look("Klart. Sparat: 1 rad i 1 ärende. Vad som krockar står i Mina ärenden.")


def read(story: Story) -> None:
    run_checks(story.world.ground)
    for name in NAMED:
        officer = case_of(story, name)
        officer.sees("Jag vill arbeta i ett kök.", "Svenska (Komvux)", "Planerad vila", "Komma tillbaka steg för steg")
        officer.sees("Två fasta tider krockar", "Gränsen är 10 tim/v")
    arvid = story("arvid")
    arvid.unfold("Gör något åt krocken")
    arvid.press("Jag tar ansvar för den")
    arvid.look("Ansvarig: du själv.")
    amir = story("amir")
    amir.menu("Mina ärenden")
    amir.look("öppna krockar")
    dana = story("dana")
    dana.menu("Min vecka")
    dana.look("Tider krockar. Vi hjälper dig.")


def learn_nothing(story: Story) -> None:
    otto = story("otto")
    pages = [otto.open(f"/arenden/{one}", status=404).text() for one in (story.case, NOBODY)]
    assert pages[0] == pages[1]
    otto.look("Vi kan inte visa något här.")
    otto.open("/arenden")
    otto.look("Du har inga än.")
    assert "Dana" not in otto.text()


def take_back(story: Story) -> None:
    dana = story("dana")
    dana.menu("Vem har läst")
    dana.look("Fia Falk", "Rut Rosén")
    dana.menu("Mina medgivanden")
    dana.follow("Medgivande 1")
    dana.look("Myndigheten har godtagit")
    dana.follow("Ta tillbaka")
    dana.look("Det gäller genast.")
    dana.tick("what", "whole")
    dana.press("Ta tillbaka")
    dana.look("Det gäller nu.", "Kvittens", "Återkallat")
    for name in ("fia", "arvid"):
        story(name).open(f"/arenden/{story.case}", status=404)
    fia = story("fia")
    fia.open("/arenden")
    fia.look("Du kan inte längre läsa det här ärendet.")
    dana.menu("Min vecka")
    dana.look("Svenska (Komvux)")
    dana.sign_out()
    dana.sees("Logga in")
    dana.page.go_back()
    dana.open("/logga-in")
    dana.fill("username", story.username)
    dana.fill("code", OWN_CODE)
    dana.press("Logga in")
    dana.sees("Min vecka")


def review(story: Story) -> None:
    seal_pending(story.world.ground)
    dagny = story("dagny")
    dagny.look("Åtkomstlogg", "Bara anställda")
    dagny.follow("Allt, hela tiden")
    for act, words in (
        ("register", "registrerade deltagaren"),
        ("sign", "skrev under medgivandet"),
        ("witness", "bevittnade underskriften"),
        ("accept", "godtog att lämna ut"),
        ("read", "Fia Falk, handläggare, FK Nordost läste"),
        ("withdraw", "tog tillbaka medgivandet"),
    ):
        dagny.choose("action", act)
        dagny.press("Visa")
        dagny.sees(words)
    dagny.act_on(dagny.page.locator("main td a").first)
    dagny.look("En rad i loggen", "Kvittens")
    dora = story("dora")
    dora.unfold("Sök i hela loggen")
    dora.choose("outcome", "refused")
    dora.press("Visa")
    dora.sees("Otto Okänd, handläggare, FK Nordost nekades")
    assert "Dana" not in dora.text()


def others(story: Story) -> None:
    for name, words in (("ada", "Enheter"), ("lea", "Uppföljning"), ("bea", "Handläggare på AME")):
        story(name).look(words)


def case_of(story: Story, name: str) -> Visitor:
    officer = story(name)
    officer.menu("Mina ärenden")
    officer.follow("Dana Demosson")
    return officer
