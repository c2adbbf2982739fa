"""What stands where on the page of a case: what its reader needs next comes first."""

import re

import pytest
from sqlalchemy import update

from hub.grants.tables import consent
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import MOST, made, write_plans
from tests.cast import MINUTE, World
from tests.consents.story import answered, presented, proposal, sign, signed, witnessed
from tests.consents.test_signing_paper import enter
from tests.rewriting import rewrite

EMPTY = ("eget-mal", "krockar", "korthet", "veckan", "planerna", "manaderna")


def test_a_new_case_begins_with_what_comes_next(world: World) -> None:
    """Nothing can be read yet: the coach's next step stands above the empty parts, and what needs a consent waits."""
    page, case = world.page("amir"), f"/arenden/{world.dana.case}"
    new = page.get(case).text
    assert new.index("Nytt medgivande") < new.index("Inget att visa nu")
    assert "Gör en länk till deltagaren" in new
    assert f"{case}/utdrag" not in new
    assert f"{case}/ta-tillbaka" not in new
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    agreed = page.get(case).text
    assert agreed.index("Öppna krockar") < agreed.index("Nytt medgivande")
    assert f"{case}/utdrag" in agreed
    assert f"{case}/ta-tillbaka" in agreed
    assert agreed.count("Gör en länk till deltagaren") == 1


def test_who_coaches_others_and_only_reads_this_case_is_offered_nothing_of_a_coachs(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, persons=("sofia", "rut", "amir", "cia"))
    case = f"/arenden/{world.dana.case}"
    page = world.page("cia")
    assert page.get(f"{case}/lamna-over").status == 404
    text = page.get(case).text
    for offered in ("Samordna<", "#samordna", f"{case}/medgivande", "/lamna-over", "/lank"):
        assert offered not in text
    assert 'id="samordna"' in world.page("amir").get(case).text


@pytest.mark.parametrize("ended", ["withdrawn_at", "valid_to"])
def test_where_no_consent_stands_the_coach_is_told_that_and_not_that_a_part_is_missing(
    world: World, ended: str
) -> None:
    agreed = agree(world, world.dana, gives=WHOLE)
    case, page = f"/arenden/{world.dana.case}", world.page("amir")
    assert "Inget medgivande gäller" not in page.get(case).text
    rewrite(world, update(consent).where(consent.c.id == agreed.id).values({ended: world.now + MINUTE}))
    world.clock.move(2 * MINUTE)
    text = page.get(case).text
    assert "Inget medgivande gäller." in text
    assert "Du saknar medgivande för en del" not in text
    assert "Du läser för att" not in text
    assert f"{case}/utdrag" not in text
    assert text.index("Nytt medgivande") < text.index("Inget att visa nu")


def test_her_goal_stands_in_the_direction_that_she_wrote_it(world: World) -> None:
    agree(world, world.dana, gives={**WHOLE, "participant": ("C03",)})
    assert world.page("dana").post("/mitt-mal", {"goal": "أريد عملاً."}).status == 303
    page, case = world.page("fia"), f"/arenden/{world.dana.case}"
    for path in (case, f"{case}/utdrag"):
        assert re.search(r'goal" dir="auto">أريد عملاً', page.get(path).text), path


def test_what_waits_for_the_participants_answer_stands_first(world: World) -> None:
    """With her beside him the coach was asked to write a new consent, and the one that he had shown was nowhere."""
    coach, case = world.page("amir"), f"/arenden/{world.dana.case}"
    waits = "Ett medgivande väntar på deltagarens svar."
    assert waits not in coach.get(case).text
    paper = presented(world)
    shown = coach.get(case).text
    assert shown.index(waits) < shown.index("Nytt medgivande")
    assert f'href="/medgivanden/{paper.id}"' in shown
    assert shown.count(f'href="{case}/lamna-over"') == 1
    assert "Skriv ett nytt medgivande tillsammans" not in shown
    assert "Inget medgivande gäller" not in shown
    assert sign(world, paper).status == 200
    assert waits not in coach.get(case).text
    assert enter(world, coach, presented(world)).status == 303
    assert waits not in coach.get(case).text, "she has answered on paper, and a colleague compares it"


def test_after_the_signature_the_coach_is_led_on_to_witness_it(world: World) -> None:
    paper = signed(world)
    answered(world, paper, "fia")
    coach, fia, case = world.page("amir"), world.page("fia"), f"/arenden/{world.dana.case}"
    link = f'<a href="/medgivanden/{paper.id}/bevittna">Bevittna underskriften</a>'
    assert link in coach.get(case).text
    assert link not in fia.get(case).text, "the witness alone"
    # where she comes to when she has her screen back
    assert f"/medgivanden/{paper.id}/bevittna" in coach.get(f"{case}/medgivanden").text
    witnessed(world, paper)
    assert link not in coach.get(case).text
    assert "/bevittna" not in coach.get(f"{case}/medgivanden").text


def test_the_coach_comes_to_the_consents_without_going_through_the_page(world: World) -> None:
    """They stand last once a consent governs: below the week, the plans and the months."""
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    case = f"/arenden/{world.dana.case}"
    text = world.page("amir").get(case).text
    way = text.index('<a class="button quiet" href="#samordna">Medgivanden och länkar</a>')
    assert way < text.index("Öppna krockar") < text.index('id="samordna"')
    assert "#samordna" not in world.page("fia").get(case).text


def test_a_case_of_which_nothing_is_written_says_so_once_and_what_comes_next(world: World) -> None:
    case = f"/arenden/{world.dana.case}"
    text = world.page("amir").get(case).text
    assert "Inget att visa nu" in text
    assert "Vill deltagaren dela sina planer? Skriv ett nytt medgivande tillsammans." in text
    for heading in EMPTY:
        assert f'id="{heading}"' not in text
    agree(world, world.dana, gives=WHOLE)
    text = world.page("sofia").get(case).text
    assert "Börja med din enhets plan." in text
    assert text.count("Din enhet har inte skrivit något än.") == 1
    for heading in EMPTY:
        assert f'id="{heading}"' not in text
    write_plans(world, world.dana.case)
    text = world.page("sofia").get(case).text
    assert "Inget att visa nu" not in text
    for heading in EMPTY:
        assert f'id="{heading}"' in text


def test_after_she_took_it_back_a_new_consent_is_her_wish_and_no_next_step(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    rewrite(world, update(consent).values(withdrawn_at=world.now))
    text = world.page("amir").get(f"/arenden/{world.dana.case}").text
    assert "Inget att visa nu" in text
    assert "Nästa steg" not in text
    assert "Vill deltagaren dela sina planer?" in text


def test_the_form_says_whether_something_is_added_or_changed(world: World) -> None:
    """Both were called "Insats": with two tabs open she could not tell which was which."""
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    sofia = world.page("sofia")
    assert "<h1>Lägg till insats</h1>" in sofia.get(f"/planer/{ids['sofia']}/insats/ny").text
    assert "<title>Ändra: Planen" in sofia.get(f"/planer/{ids['sofia']}/andra").text


def test_what_logs_the_participant_out_says_so_first_and_takes_two_presses(world: World) -> None:
    """It lay beside the button for a link, looked like it, and told what it had done afterwards."""
    page = world.page("amir").get(f"/arenden/{world.dana.case}").text
    link, _, rest = page.partition("Gör en länk till deltagaren")
    folded, _, after = rest.partition("</details>")
    assert 'value="code_reset"' not in link + after
    assert "<details>" in folded
    assert folded.index("Deltagaren loggas ut överallt") < folded.index('value="code_reset"')


def test_the_limits_in_short_are_those_that_hold_with_each_unit_said_once(world: World) -> None:
    """What was over stood there as if it held, the unit stood in each line, and a day without a word what it was."""
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    rut, path = world.api("rut"), f"/plans/{ids['rut']}/limits"
    over = {**MOST, "hours": 7, "to": "2026-03-01"}
    online = {"kind": "only_online", "from": "2026-03-01", "to": "2026-04-30", "basis_date": "2026-02-20"}
    later = {**MOST, "hours": 15, "from": "2026-05-01"}
    for limit in (over, online, later):
        made(rut.post(path, limit))
    page = world.page("amir").get(f"/arenden/{world.dana.case}").text
    brief = page.partition("Gränser och hänsyn")[2].partition("</dd>")[0]
    lines = [re.sub(r"<[^>]+>", "", line).strip() for line in brief.split('<span class="line')]
    said = [line.partition(">")[2] for line in lines[1:]]
    assert said[0] == "Vuxenpsykiatrin"
    assert sorted(said[1:]) == [
        "Bara på distans: till och med 30 april 2026",
        "Högst antal timmar per vecka: 10",
        "Högst antal timmar per vecka: 15, från och med 1 maj 2026",
        "Planerad vila: mån-fre 13:00\N{EN DASH}17:00",
        "Vårdtid: tis 10:00\N{EN DASH}11:00",
    ]


def test_with_the_link_the_coach_is_told_what_is_left_to_do(world: World) -> None:
    """It said that a text is to be drafted, to who came there from the text that she had just shown."""
    eva = world.add_participant("Eva Demosson", code=None)
    amir, case = world.page("amir"), f"/arenden/{eva.case}"
    drafts, shown = "Du skriver ett utkast till medgivande och visar det.", "Texten som du har visat hittar deltagaren"
    first = amir.post(f"{case}/lank", {"purpose": "first_sign_in"}, form_at=case).text
    assert (drafts in first, shown in first) == (True, False)
    draft = world.api("amir").post(f"/cases/{eva.case}/consents", proposal(world)).json["id"]
    assert world.api("amir").post(f"/consents/{draft}/presentation", {}).status == 200
    again = amir.post(f"{case}/lank", {"purpose": "first_sign_in"}, form_at=case).text
    assert (drafts in again, shown in again) == (False, True)


def test_what_she_may_add_stands_at_the_top_and_leads_where_it_stood_below(world: World) -> None:
    """It stood below everybody's week and plans, three screens down."""
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    page = world.page("rut").get(f"/arenden/{world.dana.case}").text
    for words, path in (("Lägg till insats", "insats"), ("Lägg till gräns", "grans")):
        link = f'href="/planer/{ids["rut"]}/{path}/ny">{words}</a>'
        assert page.count(link) == 2
        assert page.index(link) < page.index("Öppna krockar")
    fia = world.page("fia").get(f"/arenden/{world.dana.case}").text
    assert "/insats/ny" not in fia.partition("Öppna krockar")[0], "she begins with her plan, which stands below"


def test_what_no_form_writes_gives_nothing_to_begin_with(world: World) -> None:
    """It said "begin with your unit's plan" over a plan without a single button."""
    agree(world, world.dana, gives={"fia": ("C09",), "amir": ("C04",)})
    fia, case = world.page("fia"), f"/arenden/{world.dana.case}"
    text = fia.get(case).text
    assert "Inget att visa nu" in text
    assert "Din enhets plan" not in text
    made(world.api("amir").post(f"/cases/{world.dana.case}/plans", {}))
    assert "Din enhets plan" not in fia.get(case).text


def test_several_sorts_that_the_same_persons_read_name_them_once(world: World) -> None:
    """On a phone all of their names stood twice above the form of a limit, and filled the screen."""
    agree(world, world.dana, gives=WHOLE)
    case = f"/arenden/{world.dana.case}"
    form = world.page("rut").get(f"{case}/grans/ny").text
    assert "<dt>Aktivitetsförmåga och anpassning, vårdtider och vila</dt>" in form
    assert form.count("Fia Falk") == 1
