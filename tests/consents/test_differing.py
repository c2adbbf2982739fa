"""She who is asked anew is told what becomes different, before she answers and before she signs."""

import re

from tests.cast import Browser, World, insecure_argon2, make_world, world
from tests.consents.story import ROWS, in_force, presented

__all__ = ["insecure_argon2", "make_world", "world"]

FEWER = (("AME", "C04"), ("AF Rehabteam", "C04"), ("AF Rehabteam", "C03"), ("participant", "C04"))


def told(page: Browser, path: str) -> list[str]:
    """Give the sentences about each person whose reading changes, without marks."""
    shown = page.get(path).text
    part = re.search(r"Det här ändras mot medgivande 1.*?</ul>", shown, re.DOTALL)
    assert part is not None, shown
    items = re.findall(r"<li>(.*?)</li>", part.group(), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", one).split()) for one in items]


def answer(page: Browser, path: str, **said: str) -> None:
    """Answer each question that is asked: yes, but for those whose heading `said` names by a word of it."""
    at = f"{path}/1"
    while not at.endswith("klart"):
        heading = re.findall(r"<h1>(.*?)</h1>", page.get(at).text)[0]
        given = next((one for word, one in said.items() if word in heading), "yes")
        at = page.post(at, {"answer": given}).headers["Location"]


def test_what_the_new_text_proposes_is_held_against_what_stands(world: World) -> None:
    in_force(world, named=("fia", "arvid", "rut", "amir"))
    paper = presented(world, named=("fia", "arvid", "sofia", "amir"), rows=FEWER)
    dana, path = world.page("dana"), f"/medgivanden/{paper.id}/skriv-under"
    before = told(dana, path)
    (sofia,) = (one for one in before if one.startswith("Sofia Sand"))
    assert "får också läsa: Mina mål, Mina tider och aktiviteter." in sofia
    (fia,) = (one for one in before if one.startswith("Fia Falk"))
    assert fia.endswith("får också läsa: Mina mål. Får inte längre läsa: När jag har vård och ska vila.")
    (rut,) = (one for one in before if one.startswith("Rut Rosén"))
    assert "får inte längre läsa: " in rut
    answer(dana, path, Sofia="no")
    after = told(dana, f"{path}/klart")
    assert not any(one.startswith("Sofia Sand") for one in after), "she said no"
    assert fia in after


def test_who_loses_the_same_is_told_of_together(world: World) -> None:
    in_force(world)
    paper = presented(world, rows=[row for row in ROWS if row != ("AF Rehabteam", "C04")])
    (alone,) = told(world.page("dana"), f"/medgivanden/{paper.id}/skriv-under")
    assert all(world[name].name in alone for name in ("fia", "rut", "amir"))
    assert world["arvid"].name not in alone, "his own unit's is no line of his"
    assert alone.endswith("får inte längre läsa: Mina tider och aktiviteter (från Arbetsförmedlingen).")


def test_the_same_again_says_so(world: World) -> None:
    paper = in_force(world)
    again = presented(world)
    answered_page = world.page("dana").get(f"/medgivanden/{again.id}/skriv-under").text
    assert "Samma personer får läsa samma saker som nu." in answered_page
    assert paper.id != again.id


def test_the_first_text_is_held_against_nothing(world: World) -> None:
    paper = presented(world)
    assert "Det här ändras" not in world.page("dana").get(f"/medgivanden/{paper.id}/skriv-under").text
