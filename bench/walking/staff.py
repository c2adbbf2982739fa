"""What staff do at their desks: a coach's morning, an officer's five minutes, a reviewer's month, a manager's start."""

from datetime import date, timedelta
from typing import Final

import pyotp

from bench.walking.demo import Demo
from bench.walking.participants import NEW_NAME
from bench.walking.stopwatch import Walker
from bench.walking.walks import Walk

LEAVER: Final = "Vera Vikarie"
_PASSWORD: Final = "en-lang-mening-om-hav"  # noqa: S105 - of a demo that ends with the run


def _in(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()  # noqa: DTZ011 - the demo's own day


def morning(demo: Demo, walk: Walk) -> None:
    """A1: the list says it all."""
    helena = demo.sign_in("Helena Ström")
    walk.start(helena)
    helena.go("/arenden")
    helena.read()
    walk.stop(helena)
    walk.picture(helena, "cases")


def draft(demo: Demo, walk: Walk) -> None:
    """A4: a team that she has used, the usual information, why and how long."""
    helena = demo.sign_in("Helena Ström")
    helena.page.goto("/arenden/ny")
    helena.write("name", NEW_NAME)
    helena.choose("language", "sv")
    helena.tick("origin", "present")
    helena.press("Registrera")
    demo.cases["new"] = helena.page.url.rpartition("/")[2]
    walk.start(helena)
    helena.follow("Nytt medgivande")
    helena.press("Lägg till dem i utkastet")
    helena.press("Kryssa i de vanligaste uppgifterna")
    helena.tick("purposes", "coordinate_plans")
    helena.press("6 månader")
    helena.read("form > p:last-of-type")
    walk.picture(helena, "draft")
    helena.press("Spara utkast")
    helena.press("Visa för deltagaren")
    walk.stop(helena)
    helena.sees("Deltagaren")


def plan(demo: Demo, walk: Walk) -> None:
    """A5: three activities, and a collision that is seen before it is saved."""
    helena = demo.sign_in("Helena Ström")
    helena.page.goto(f"/arenden/{demo.cases['P10']}")
    walk.start(helena)
    for number, (kind, day) in enumerate((("conversation", "mån"), ("health_activity", "tis"), ("meeting", "ons"))):
        if number == 0:
            helena.follow("Lägg till insats")
        else:
            helena.follow("Lägg till en insats till")
        _activity(helena, kind, day, "08:00", "09:00")
        helena.press("Spara")
        if helena.main.get_by_role("button", name="Spara ändå").count():
            helena.read(".notice.warn")
            helena.press("Spara ändå")
    walk.stop(helena)
    helena.sees("Sparat")


def _activity(walker: Walker, kind: str, day: str, start: str, end: str) -> None:
    walker.choose("type", kind)
    walker.tick("days-1", day)
    walker.write("start-1", start)
    walker.write("end-1", end)
    walker.write("from", _in(1))
    walker.write("to", _in(90))


def news(demo: Demo, walk: Walk) -> None:
    """F1: the list, and each case's news."""
    karin = demo.sign_in("Karin Lindmark")
    walk.start(karin)
    karin.go("/arenden")
    karin.read()
    links = karin.main.locator("a[href^='/arenden/']").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    for path in [one for one in dict.fromkeys(links) if one.count("/") == 2][:5]:
        karin.go(path)
        karin.read("#nytt" if karin.main.locator("#nytt").count() else "h1")
        karin.spent.hands += 2.65
        karin.spent.acts += 1
    walk.stop(karin)


def hours(demo: Demo, walk: Walk) -> None:
    """F2, S2: planned hours at a glance."""
    name = "Karin Lindmark" if walk.id == "F2" else "Fatima Nilsson"
    officer = demo.sign_in(name)
    officer.page.goto("/arenden")
    walk.start(officer)
    officer.follow("Amira Saleh")
    officer.read("h1")
    officer.read("dl dd")
    walk.stop(officer)
    officer.sees("tim/v")


def extract(demo: Demo, walk: Walk) -> None:
    """F6: one A4 with source, date and receipt."""
    karin = demo.sign_in("Karin Lindmark")
    karin.page.goto(f"/arenden/{demo.cases['P01']}")
    walk.start(karin)
    karin.follow("Utdrag")
    karin.read("dl")
    walk.stop(karin)
    karin.sees("Kopiera som text")
    walk.picture(karin, "extract")


def before_a_talk(demo: Demo, walk: Walk) -> None:
    """E1, R1: what collides, the sums and limits, the week."""
    officer = demo.sign_in("Samira Haddad" if walk.id == "E1" else "Eva Sandgren")
    officer.page.goto("/arenden")
    walk.start(officer)
    officer.follow("Amira Saleh")
    officer.read("h1")
    officer.read("dl")
    walk.stop(officer)
    walk.picture(officer, "case")


def own_activity(demo: Demo, walk: Walk) -> None:
    """E2: one activity; E3: from the press of the button to the collision."""
    samira = demo.sign_in("Samira Haddad")
    samira.page.goto(f"/arenden/{demo.cases['P01']}")
    if walk.id == "E2":
        walk.start(samira)
    samira.follow("Lägg till insats")
    _activity(samira, "placement", "mån", "09:00", "12:00")
    if walk.id == "E3":
        walk.start(samira)
    samira.press("Spara")
    samira.read(".notice.warn h2")
    samira.read(".notice.warn li")
    samira.sees("Det här krockar")
    if walk.id == "E3":
        walk.stop(samira)
        walk.picture(samira, "forewarned")
        return
    samira.press("Spara ändå")
    walk.stop(samira)
    samira.sees("Sparat")


def care(demo: Demo, walk: Walk) -> None:
    """R2: treatment times each week; R3: a limit of hours."""
    eva = demo.sign_in("Eva Sandgren")
    eva.page.goto(f"/arenden/{demo.cases['P01']}")
    walk.start(eva)
    eva.follow("Lägg till gräns")
    if walk.id == "R2":
        eva.choose("limit", "treatment_time")
        eva.tick("days-1", "tors")
        eva.write("start-1", "10:00")
        eva.write("end-1", "11:00")
    else:
        eva.choose("limit", "max_hours_week")
        eva.write("hours", "12")
    eva.write("from", _in(0))
    eva.write("to", _in(60))
    eva.press("Spara")
    if eva.main.get_by_role("button", name="Spara ändå").count():
        eva.press("Spara ändå")
    walk.stop(eva)
    eva.sees("Sparat")


def changed(demo: Demo, walk: Walk) -> None:
    """S1: which of mine have changed."""
    fatima = demo.sign_in("Fatima Nilsson")
    walk.start(fatima)
    fatima.go("/arenden")
    fatima.read()
    walk.stop(fatima)


def answer(demo: Demo, walk: Walk) -> None:
    """D2: by case number, to a page that can be printed; its head is read, the rows go to who asked."""
    kerstin = demo.sign_in("Kerstin Alm")
    kerstin.page.goto("/logg")
    number = kerstin.main.locator("a[href*='case=']").first.inner_text()
    walk.picture(kerstin, "log")
    walk.start(kerstin)
    kerstin.follow("Svara en deltagare")
    kerstin.write("case", number)
    kerstin.press("Visa svaret")
    kerstin.read("h2")
    kerstin.read("h2 + p")
    walk.stop(kerstin)


def whole(demo: Demo, walk: Walk) -> None:
    """D3: one button, and what was checked."""
    kerstin = demo.sign_in("Kerstin Alm")
    kerstin.page.goto("/logg-ar-hel")
    walk.start(kerstin)
    kerstin.press("Gå igenom hela loggen")
    kerstin.main.get_by_text("Loggen är hel").first.wait_for()
    walk.stop(kerstin)
    walk.picture(kerstin, "whole")


def begin_a_unit(demo: Demo, walk: Walk) -> None:
    """Y2, first half: a unit, and the one who looks after it."""
    oskar = demo.sign_in("Oskar Lind")
    walk.start(oskar)
    oskar.go("/enheter")
    oskar.follow("Lägg till en enhet")
    oskar.write("unit_name", "Vårdcentralen Eken (DEMO)")
    oskar.write("new_organisation", "Region Demo")
    oskar.choose("kind", "region")
    oskar.press("Lägg till enheten")
    oskar.write("name", "Mona Modig")
    oskar.write("title", "verksamhetschef")
    oskar.write("email", "mona.modig@region.example")
    oskar.press("Bjud in")
    walk.stop(oskar)
    oskar.sees("/bjud-in/")


def begin_an_officer(demo: Demo, walk: Walk) -> None:
    """Y2, second half: invite; the officer chooses her password and her phone; confirm."""
    gunilla = demo.sign_in("Gunilla Ahlberg")
    walk.start(gunilla)
    gunilla.go("/handlaggare")
    gunilla.follow("Bjud in")
    gunilla.write("name", LEAVER)
    gunilla.write("title", "FK-handläggare")
    gunilla.write("email", "vera.vikarie@fk.example")
    gunilla.choose("job", "fk_officer")
    gunilla.press("Bjud in")
    link = gunilla.main.locator("code").first.inner_text()
    walk.stop(gunilla)
    _get_in(demo, walk, link)
    gunilla.go("/handlaggare")
    walk.picture(gunilla, "confirm")
    gunilla.press(f"Bekräfta {LEAVER}")
    walk.stop(gunilla)


def _get_in(demo: Demo, walk: Walk, link: str) -> None:
    """The officer's own part; her time is her own."""
    vera = demo.stranger(width=1280)
    vera.page.goto(link)
    vera.write("password", _PASSWORD)
    vera.write("again", _PASSWORD)
    vera.main.locator("button[type=submit]").first.click()
    vera.page.wait_for_load_state()
    walk.picture(vera, "phone")
    secret = (vera.main.locator("code").first.text_content() or "").replace(" ", "").strip()
    vera.write("code", pyotp.TOTP(secret).now())
    vera.main.locator("form button[type=submit]").first.click()
    vera.page.wait_for_load_state()


def leave(demo: Demo, walk: Walk) -> None:
    """Y3: access dead at once."""
    gunilla = demo.sign_in("Gunilla Ahlberg")
    walk.start(gunilla)
    gunilla.go("/handlaggare")
    gunilla.follow(LEAVER)
    gunilla.unfold(f"{LEAVER} har slutat")
    gunilla.press("Avsluta åtkomsten")
    walk.stop(gunilla)
    gunilla.sees("avslutad")
