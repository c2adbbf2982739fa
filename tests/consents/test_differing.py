"""She who is asked anew is told what becomes different, before she answers and before she signs."""

import re

from tests.cast import DAY, Browser, World, insecure_argon2, make_world, world
from tests.consents.story import ROWS, in_force, presented
from tests.consents.test_substitutes_in_words import KARIN
from tests.staff import join

__all__ = ["insecure_argon2", "make_world", "world"]

FEWER = (("AME", "C04"), ("AF Rehabteam", "C04"), ("AF Rehabteam", "C03"), ("participant", "C04"))
HERS_AND_THE_COACHS = (("AME", "C04"), ("participant", "C04"))


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


def test_a_new_reader_of_all_that_is_given_is_told_of_without_sources(world: World) -> None:
    """What the old text gave and the new does not is no part of what she could read."""
    in_force(world)
    paper = presented(world, named=("fia", "sofia", "amir"), rows=HERS_AND_THE_COACHS)
    (sofia,) = (one for one in told(world.page("dana"), f"/medgivanden/{paper.id}/skriv-under") if "Sofia Sand" in one)
    assert "Mina tider och aktiviteter" in sofia
    assert "(från" not in sofia


def test_a_substitute_is_said_to_be_one(world: World) -> None:
    in_force(world, named=("fia", "amir"), rows=HERS_AND_THE_COACHS)
    (karin,) = told(world.page("dana"), f"/medgivanden/{_anew(world, replaces=True)}/skriv-under")
    assert karin.startswith("Karin Kart på Försäkringskassan får också läsa: ")
    assert karin.endswith("Ersättare: läser bara när Fia Falk är borta.")


def test_who_reads_the_same_at_other_times_is_told_of(world: World) -> None:
    """It said that the same people read the same as now, of a substitute who from then on would read always."""
    in_force(world, named=("fia", "amir"), persons=_persons(world, replaces=True), rows=HERS_AND_THE_COACHS)
    (always,) = told(world.page("dana"), f"/medgivanden/{_anew(world, replaces=False)}/skriv-under")
    assert always.startswith("Karin Kart på Försäkringskassan får också läsa: ")
    assert "Ersättare" not in always


def test_who_is_a_substitute_from_then_on_is_told_of(world: World) -> None:
    in_force(world, named=("fia", "amir"), persons=_persons(world, replaces=False), rows=HERS_AND_THE_COACHS)
    (seldom,) = told(world.page("dana"), f"/medgivanden/{_anew(world, replaces=True)}/skriv-under")
    assert seldom == "Karin Kart på Försäkringskassan. Ersättare: läser bara när Fia Falk är borta."


def _anew(world: World, *, replaces: bool) -> str:
    return presented(world, persons=_persons(world, replaces=replaces), rows=HERS_AND_THE_COACHS).id


def _persons(world: World, *, replaces: bool) -> list[object]:
    if "karin" not in world.members:
        with world.store.write() as tx:
            world.members["karin"] = join(
                tx, world.ground, "karin", KARIN, units=world.units, since=world.now - 100 * DAY
            )
    fia, karin = world["fia"].officer, world["karin"].officer
    return [fia, {"officer": karin, "stands_in_for": fia} if replaces else karin, world["amir"].officer]


def test_each_source_keeps_its_own_direction(world: World) -> None:
    """Names with nothing but a comma between them stand as one run from left to right in a line of Arabic."""
    in_force(world)
    paper = presented(world, rows=[row for row in ROWS if row[0] in {"AF Rehabteam", "FK Nordost", "AME"}])
    page = world.page("dana")
    page.client.set_cookie("sprak", "ar")
    shown = page.get(f"/medgivanden/{paper.id}/skriv-under").text
    assert re.search(r"\(من (<bdi>[^<]+</bdi>(، )?)+\)", shown), shown


def test_two_units_of_one_authority_are_told_apart_without_commas_in_commas(world: World) -> None:
    named = ("fia", "arvid", "sofia", "amir")
    in_force(world, named=named, rows=[("participant", "C04"), ("AF Rehabteam", "C04")])
    rows = [("participant", "C04"), ("AF Rehabteam", "C04"), ("AME", "C04"), ("Ekonomiskt bistånd", "C04")]
    paper = presented(world, named=named, rows=rows)
    (fia,) = (one for one in told(world.page("dana"), f"/medgivanden/{paper.id}/skriv-under") if "Fia Falk" in one)
    assert "(från AME på Demostads kommun, Ekonomiskt bistånd på Demostads kommun)" in fia
