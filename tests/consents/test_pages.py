"""The pages of a consent: lived in a browser without scripts; what was typed survives errors."""

import re

from sqlalchemy import update

from hub.consents.composing import _matches
from hub.grants.tables import consent
from hub.officers.directory import Listed
from tests.cast import DAY, World, insecure_argon2, make_world, world
from tests.consents.story import drafted, may_read, presented, signed, witnessed
from tests.rewriting import rewrite

__all__ = ["insecure_argon2", "make_world", "world"]


def _choices(world: World, *names: str) -> list[str]:
    return [f"{world[name].officer}:{world[name].unit}" for name in names]


def test_from_draft_to_withdrawal(world: World) -> None:
    coach, dana, fia = world.page("amir"), world.page("dana"), world.page("fia")
    case_id = world.dana.case
    new = f"/arenden/{case_id}/medgivande/nytt"
    form = {"purposes": ["coordinate_plans"], "valid_to": "2026-12-31", "persons": _choices(world, "fia", "amir")}
    step = coach.post(new, form)
    assert step.status == 200
    assert "Försäkringskassan, FK Nordost" in step.text
    assert world.dana.number in step.text, "nobody mistakes whose draft it is"
    rows = [f"participant:{'C04'}", f"{world['amir'].unit}:C04", f"{world['fia'].unit}:C09"]
    assert all(f'value="{row}"' in step.text for row in rows)
    saved = coach.post(new, {**form, "rows": rows, "step": "save"})
    assert saved.status == 303
    path = saved.headers["Location"]
    assert coach.get(path).status == 200
    assert coach.post(f"{path}/visa", form_at=path).status == 303
    assert f'href="{path}"' in coach.get(f"/arenden/{case_id}/medgivanden").text

    assert f'href="{path}"' in dana.get("/mina-medgivanden").text
    page = dana.get(f"{path}/skriv-under/allt").text
    assert "checked" not in page, "nothing is ticked beforehand"
    assert 'name="exceptions"' in page, "a row can be kept from one person"
    names = set(re.findall(r'name="((?:persons|rows)\.[0-9a-f]{32})"', page))
    hidden = dict(re.findall(r'name="(digest|nonce)" value="([0-9a-f]+)"', page))
    answers = dict.fromkeys(names, "yes") | hidden
    unanswered = dana.post(f"{path}/skriv-under", {**answers, "interpreter": "Tolk <Tolksson>"})
    assert unanswered.status == 422
    assert "Svara ja eller nej." in unanswered.text
    assert "Tolk &lt;Tolksson&gt;" in unanswered.text
    assert unanswered.text.count("checked") == len(names)
    more = {"collision_check": "yes", "covers_earlier": "no"}
    signing = {"code": world.dana.code, "interpreter": "Tolk\u00a0Tolks\u00adson"}  # as it was pasted
    wrong = dana.post(f"{path}/skriv-under", {**answers, **more, "code": "000000"})
    assert wrong.status == 422
    assert dana.post(f"{path}/skriv-under", {**answers, **more, **signing}).status == 303

    assert "Dana Demosson" in fia.get("/att-godta").text
    assert "Ta emot ärendet och godta alla</button>" in fia.get(f"{path}/godta").text
    assert fia.post(f"{path}/godta", {"do": "all"}).status == 303
    answered = " ".join(fia.get(f"{path}/godta").text.split())
    assert "godta alla" not in answered, "there is nothing left to accept"
    assert '</bdi> <span class="tag good">Godtaget' in answered, "told apart from the name before it"
    assert may_read(world, "fia", "participant", "C04")
    assert "Bevittna" in coach.get("/att-godta").text
    assert coach.post(f"{path}/bevittna", {"code": world.code("amir")}).status == 303
    assert may_read(world, "fia", "AME", "C04")

    nothing = dana.post(f"{path}/ta-tillbaka", {"scope": "person", "person": ""})
    assert nothing.status == 422
    assert dana.post(f"{path}/ta-tillbaka", {"scope": "category", "category": "C04"}).status == 303
    assert "Kvittens" in dana.get(path).text
    assert not may_read(world, "fia", "AME", "C04")
    assert dana.post(f"{path}/ta-tillbaka", {"scope": "whole"}).status == 303
    assert "Återkallat" in dana.get(path).text


def test_who_is_taken_out_of_the_form_takes_her_units_rows_along(world: World) -> None:
    coach, new = world.page("amir"), f"/arenden/{world.dana.case}/medgivande/nytt"
    rows = ["participant:C04", *(f"{world[name].unit}:C04" for name in ("amir", "arvid"))]
    form = {"purposes": ["coordinate_plans"], "valid_to": "2026-12-31", "persons": _choices(world, "fia"), "rows": rows}
    saved = coach.post(new, {**form, "step": "save"})
    assert saved.status == 303, "the rows of a unit of which nobody is named any more are not shown, nor asked for"
    consent = saved.headers["Location"].rpartition("/")[2]
    sources = {row["source"] for row in world.api("amir").get(f"/consents/{consent}").json["rows"]}
    assert sources == {"participant", world["amir"].unit}


def test_a_draft_that_is_wrong_gives_back_what_was_ticked(world: World) -> None:
    coach = world.page("amir")
    new = f"/arenden/{world.dana.case}/medgivande/nytt"
    person = _choices(world, "rut")[0]
    answer = coach.post(new, {"persons": [person], "valid_to": "2031-01-01", "step": "save"})
    assert answer.status == 422
    assert "Välj minst ett syfte." in answer.text
    assert "högst tolv månader" in answer.text
    assert re.search(rf'value="{person}" checked', answer.text)
    empty = coach.post(new, {"step": "save"}).text
    for said in (
        "Namnge minst en person.",
        "Välj minst en typ av uppgift.",
        "Välj minst ett syfte.",
        "Skriv sista dagen",
    ):
        assert said in empty, "all at once"
    for section in ("persons", "rows", "purposes"):
        assert empty.count(f'href="#{section}"') == 1
        place = empty.partition(f'id="{section}"')[2]
        assert f'id="{section}-error"' in place.partition("</h2>")[2][:400], "and each where it is to be mended"


def test_who_is_in_the_draft_already_is_not_told_as_unknown(world: World) -> None:
    """The coach would propose her once more, as somebody who is not in the directory."""
    coach, new = world.page("amir"), f"/arenden/{world.dana.case}/medgivande/nytt"
    sought = {"search": "Falk", "do": "search"}
    known = coach.post(new, {**sought, "persons": _choices(world, "fia")}).text
    assert "Den du söker är redan med i utkastet." in known
    assert "Ingen i katalogen passar" not in known
    assert "redan med" not in coach.post(new, sought).text, "she is found"
    assert "Ingen i katalogen passar" in coach.post(new, {"search": "Xerxes", "do": "search"}).text


def test_the_last_team_answers_the_search(world: World) -> None:
    """It was still there beneath those who had been added, and then found nobody."""
    coach, new = world.page("amir"), f"/arenden/{world.dana.case}/medgivande/nytt"
    drafted(world)
    added = coach.post(new, {"search": "Falk", "do": "team"}).text
    assert "I utkastet" in added
    assert "Fia Falk" in added
    assert 'id="found"' not in added
    assert 'value="Falk"' not in added


def test_an_authority_is_found_by_what_everybody_calls_it() -> None:
    af = Listed("1", "Arvid Alm", "handläggare", "2", "Rehabteam", "Arbetsförmedlingen", "employment_service", "")
    fk = Listed("3", "Karin Ny", "handläggare", "4", "Nordost", "Försäkringskassan", "social_insurance", "")
    for search, found in (("af", [af]), ("FK", [fk]), ("alm af", [af]), ("alm fk", []), ("handläggare", [af, fk])):
        assert [one for one in (af, fk) if _matches(one, search)] == found, search


def test_a_unit_answers_row_by_row(world: World) -> None:
    paper = signed(world)
    witnessed(world, paper)
    row = paper.row(world, "AF Rehabteam", "C04")
    arvid = world.page("arvid")
    path = f"/medgivanden/{paper.id}/godta"
    assert "Samma handledare" in arvid.get(path).text
    assert arvid.post(path, {"do": "each", "reason": "Nej"}).status == 422
    assert arvid.post(path, {"do": "each", f"rows.{row}": "no", "reason": "Vi får inte."}).status == 303
    assert "Vi får inte." in world.page("dana").get(f"/medgivanden/{paper.id}").text
    assert arvid.post(path, {"do": "all"}).status == 303
    world.page("fia").post(path, {"do": "all"})
    assert may_read(world, "fia", "AF Rehabteam", "C04")


def test_who_declines_on_the_page_says_why(world: World) -> None:
    paper = signed(world)
    witnessed(world, paper)
    row, arvid, path = paper.row(world, "AF Rehabteam", "C04"), world.page("arvid"), f"/medgivanden/{paper.id}/godta"
    asked = arvid.post(path, {"do": "each", f"rows.{row}": "no", "reason": " "})
    assert asked.status == 422
    assert "Skriv varför enheten avböjer." in asked.text


def test_an_answer_to_what_a_newer_text_has_replaced_says_so(world: World) -> None:
    paper = signed(world)
    arvid, path = world.page("arvid"), f"/medgivanden/{paper.id}/godta"
    assert arvid.get(path).status == 200
    signed(world)
    late = arvid.post(path, {"do": "all"}, form_at="/arenden")
    assert late.status == 409
    assert "Det finns ett nyare medgivande. Öppna Att godta och svara på det." in late.text
    assert world.page("otto").post(path, {"do": "all"}, form_at="/arenden").status == 404


def test_a_new_text_that_waits_does_not_hide_that_the_one_before_governs(world: World) -> None:
    paper = signed(world)
    dana = world.page("dana")
    assert "Till dess gäller" not in dana.get("/mina-medgivanden").text
    presented(world)
    page = dana.get("/mina-medgivanden").text
    assert "Till dess gäller medgivande 1, som förut." in page
    assert "Ingen läser något" not in page
    assert paper.id in page


def test_after_five_working_days_the_coach_and_the_participant_are_told(world: World) -> None:
    paper = signed(world)
    for days, told in ((4, False), (3, True)):
        world.clock.move(days * DAY)
        for name in ("amir", "dana"):
            page = world.page(name).get(f"/medgivanden/{paper.id}").text
            assert ("Har inte svarat på fem arbetsdagar" in page) is told
            assert not told or "Arbetsförmedlingen, AF Rehabteam" in page


def test_no_is_as_near_as_yes(world: World) -> None:
    paper = presented(world)
    dana, path = world.page("dana"), f"/medgivanden/{paper.id}"
    assert "Nej, jag vill inte" in dana.get(f"{path}/skriv-under/allt").text
    assert dana.post(f"{path}/ta-tillbaka", {"scope": "whole"}, form_at=f"{path}/skriv-under").status == 303
    assert "Avböjt" in dana.get(path).text


def test_the_pages_are_the_same_404_to_all_others(world: World) -> None:
    paper = signed(world)
    nowhere = world.page("otto").get(f"/medgivanden/{'0' * 32}").data
    one = f"/medgivanden/{paper.id}"
    for name in ("otto", "sofia", "cia"):
        for path in (one, f"{one}/godta", f"/arenden/{world.dana.case}/medgivanden"):
            answer = world.page(name).get(path)
            assert (answer.status, answer.data) == (404, nowhere), (name, path)


def test_a_coach_who_forgets_herself_is_told_before_anybody_signs(world: World) -> None:
    """Afterwards it takes a new consent and another signature."""
    coach, new = world.page("amir"), f"/arenden/{world.dana.case}/medgivande/nytt"
    told = "Du är inte med själv."
    assert told not in coach.get(new).text, "nobody is chosen yet"
    assert told in coach.post(new, {"persons": _choices(world, "fia")}).text
    assert told not in coach.post(new, {"persons": _choices(world, "fia", "amir")}).text
    with_her = coach.post(new, {"persons": _choices(world, "fia"), "do": "myself"}).text
    assert told not in with_her
    mine = _choices(world, "amir")[0]
    assert f'name="persons" value="{mine}" checked' in with_her.partition("I utkastet")[2], "one press adds her"


def test_what_waits_for_the_participant_is_told_as_her_turn(world: World) -> None:
    paper = presented(world)
    for address in ("/mina-medgivanden", f"/medgivanden/{paper.id}"):
        assert '<span class="tag">Väntar på dig</span>' in world.page("dana").get(address).text
    assert '<span class="tag">Visat</span>' in world.page("amir").get(f"/medgivanden/{paper.id}").text


def test_what_nobody_has_witnessed_yet_is_not_told_to_the_witness_as_witnessed(world: World) -> None:
    """How many saw it is what the other units ask; the coach has yet to say that he did."""
    paper = signed(world)
    rewrite(world, update(consent).where(consent.c.id == paper.id).values(one_coach=True))
    assert "Bevittnad av en person." in world.page("fia").get("/att-godta").text
    waiting = world.page("amir").get("/att-godta").text
    assert "Bevittna underskriften" in waiting
    assert "Bevittnad av en person." not in waiting
