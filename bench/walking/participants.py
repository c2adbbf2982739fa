"""What a participant does, on a phone: she signs, looks who knows what, takes back, sees her week, objects."""

from typing import Final

from bench.walking.demo import Demo
from bench.walking.stopwatch import Walker
from bench.walking.walks import Walk

OWN_CODE: Final = "580274"
NEW_NAME: Final = "Disa Demosson"


def sign(demo: Demo, walk: Walk) -> Walker:
    """P1: with the coach, after the explanation; each question read, answered, the summary read, signed."""
    helena = demo.sign_in("Helena Ström")
    helena.page.goto(f"/arenden/{demo.cases['new']}")
    helena.press("Gör en länk till deltagaren")
    link = helena.main.locator("code").first.inner_text()
    hers = demo.stranger()
    hers.page.goto(link)
    hers.write("code", OWN_CODE)
    hers.write("again", OWN_CODE)
    hers.press("Spara koden och fortsätt")
    hers.page.goto("/min-sida")
    walk.start(hers)
    hers.follow("Läs och svara")
    walk.picture(hers, "sign-begin-narrow", width=390)
    hers.follow("Börja")
    while "/klart" not in hers.page.url:
        hers.read("h1")
        hers.read(".costs")
        if walk.first("question"):
            walk.picture(hers, "sign-narrow", width=390)
        hers.press("Ja")
    hers.read(".lines")
    hers.tick("capacity", "self")
    hers.write("typed_name", NEW_NAME)
    hers.write("code", OWN_CODE)
    walk.picture(hers, "sign-end-narrow", width=390)
    hers.press("Skriv under")
    walk.stop(hers)
    hers.sees("Kontrollsumma")
    return hers


def see_who_knows(demo: Demo, walk: Walk) -> None:
    """P2: the units, then one thing, then its readings."""
    amira = demo.sign_in("Amira Saleh")
    walk.start(amira)
    amira.follow("Vem vet vad")
    amira.read("section")
    walk.picture(amira, "who-knows-narrow", width=390)
    amira.follow("Mina tider och aktiviteter")
    amira.read("h1")
    walk.stop(amira)


def see_my_week(demo: Demo, walk: Walk) -> None:
    """P4: the first page is it; today and what collides."""
    amira = demo.sign_in("Amira Saleh")
    walk.start(amira)
    amira.go("/min-sida")
    amira.read("[aria-labelledby=i-dag]")
    amira.read("[aria-labelledby=krockar]")
    walk.stop(amira)
    walk.picture(amira, "own-narrow", width=390, whole=False)


def object_to(demo: Demo, walk: Walk) -> None:
    """P7: this is not right."""
    amira = demo.sign_in("Amira Saleh")
    walk.start(amira)
    amira.follow("Praktik i skolkök")
    amira.follow("Det här stämmer inte")
    amira.write("text", "Jag slutar klockan 14 på torsdagar.")
    amira.press("Skicka")
    walk.stop(amira)
    amira.sees("senast")


def take_back(demo: Demo, walk: Walk, hers: Walker) -> None:
    """P3: one person, by two taps from the first page, and what the receipt says."""
    hers.page.goto("/min-sida")
    walk.start(hers)
    hers.follow("Ta tillbaka")
    hers.main.locator("label.pick", has_text="Fatima Nilsson").first.click()
    hers.spent.hands += 2.65
    hers.spent.acts += 1
    walk.picture(hers, "take-back-narrow", width=390)
    hers.press("Ta tillbaka")
    hers.read(".notice")
    walk.stop(hers)
    hers.sees("Kvittens")
    del demo
