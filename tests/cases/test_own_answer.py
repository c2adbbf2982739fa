"""What her own unit's answer lacks is told on the case as in the list, and leads nobody to a page that is closed."""

import re

import pytest

from hub.cases import listing, looking
from tests.cast import Answer, World
from tests.consents.story import answered, in_force, presented, sign, signed, witnessed
from tests.moving_on import handed_over

WAITS = "Väntar på att din enhet godtar"
OWN_NO = "Din enhet har avböjt"
ANOTHERS_NO = "En enhet har avböjt"
GIVEN = (("FK Nordost", "C04"), ("AME", "C04"))


def case_page(world: World, name: str) -> Answer:
    answer = world.page(name).get(f"/arenden/{world.dana.case}")
    assert answer.status == 200
    return answer


def closed(world: World, name: str) -> list[str]:
    """Give the links of her case page to a consent that answer anything but a page."""
    links = re.findall(r'href="(/medgivanden/[^"]+)"', case_page(world, name).text)
    return [link for link in links if world.page(name).get(link).status != 200]


def says_no(world: World, paper_id: str, name: str, unit: str) -> None:
    rows = world.api(name).get(f"/consents/{paper_id}").json["rows"]
    no = {one["id"]: False for one in rows if one["source"] == world.units[unit]}
    assert no
    assert world.api(name).post(f"/consents/{paper_id}/acceptances", {"rows": no, "reason": "Nej"}).status == 200


def test_a_new_reader_who_waits_for_her_unit_is_told_on_the_case_as_in_the_list(world: World) -> None:
    """The row's acceptance lived on, the new reader's line waited: the list said so, and the case did not."""
    in_force(world, named=("fia", "amir"), rows=GIVEN)
    later = presented(world, named=("fia", "amir", "arvid"), rows=GIVEN)
    assert sign(world, later).status == 200
    witnessed(world, later)
    assert world.api("fia").get("/cases").json["items"][0]["summary"]["waits"] is True
    assert f'<a href="/att-godta">{WAITS}</a>' in case_page(world, "fia").text
    answered(world, later, "fia")
    assert WAITS not in case_page(world, "fia").text


def listed_as_waiting(world: World, name: str) -> list[bool]:
    """Give what the list says of the case, and whether it stays where the list is narrowed, and has a row to answer."""
    api = world.api(name)
    told = [one["summary"]["waits"] for one in api.get("/cases").json["items"]]
    waits = api.get("/cases?only=waits").json["items"]
    return [*told, bool(waits), "/medgivanden/" in world.page(name).get("/att-godta").text]


def test_the_list_of_a_coach_whom_the_consent_does_not_name_leads_to_no_empty_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed(world)
    assert listed_as_waiting(world, "amir") == [True, True, True]
    handed_over(world)
    assert listed_as_waiting(world, "cia") == [False, False, False]
    monkeypatch.setattr(listing, "by_share", lambda _: True)
    assert listed_as_waiting(world, "cia") == [True, True, False]


def test_the_list_of_a_coach_who_is_to_witness_says_so_though_the_consent_does_not_name_her(world: World) -> None:
    paper = signed(world, named=("fia", "arvid"), rows=GIVEN)
    assert listed_as_waiting(world, "amir") == [True, True, True]
    witnessed(world, paper)
    assert listed_as_waiting(world, "amir") == [False, False, False]


@pytest.mark.parametrize("answer", ["waits", "declined"])
def test_a_coach_whom_the_consent_does_not_name_is_led_to_no_closed_page(
    world: World, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """Neither the answer nor the witnessing is hers, and each look at the closed page stood in the log as refused."""
    paper = signed(world)
    if answer == "declined":
        witnessed(world, paper)
        says_no(world, paper.id, "amir", "AME")
        assert OWN_NO in case_page(world, "amir").text
    handed_over(world)
    text = case_page(world, "cia").text
    assert (WAITS in text, OWN_NO in text) == (False, False)
    assert "Nytt medgivande" in text
    assert closed(world, "cia") == []
    monkeypatch.setattr(looking, "by_share", lambda _: True)
    assert closed(world, "cia") or WAITS in case_page(world, "cia").text


def test_a_coach_who_reads_by_anothers_draft_sees_what_a_unit_declined(world: World) -> None:
    named = ("fia", "arvid", "rut", "amir", "cia")
    paper = in_force(world, named=named)
    handed_over(world)
    says_no(world, paper.id, "arvid", "AF Rehabteam")
    assert ANOTHERS_NO in case_page(world, "cia").text
    assert closed(world, "cia") == []


def test_what_others_have_not_given_stands_in_one_frame(world: World) -> None:
    """On a phone three frames filled the screen before her own goal."""
    paper = signed(world)
    witnessed(world, paper)
    answered(world, paper, "arvid", yes=False)
    answered(world, paper, "fia")
    text = case_page(world, "fia").text
    frame = text.partition('<div class="notice">')[2].partition("</div>")[0]
    assert ANOTHERS_NO in frame
    assert "Deltagaren har sagt ja till mer." in frame
    assert text.count('class="notice') == 1


def test_a_program_is_told_by_which_consent_she_reads_and_until_when(world: World) -> None:
    """The page told it, and led on to the consent; a program had neither."""
    paper, at = signed(world), f"/cases/{world.dana.case}"
    assert world.api("amir").get(at).json["consent"] == paper.id
    witnessed(world, paper)
    answered(world, paper, "arvid", yes=False)
    told = world.api("arvid").get(at).json
    assert (told["consent"], told["consent_until"], told["stands_in_until"]) == (paper.id, "2027-03-15", None)
    rows = world.api("arvid").get(f"/consents/{told['consent']}").json["rows"]
    assert [one["declined_at"] is not None for one in rows if one["source"] == world["arvid"].unit] == [True]
    assert world.api("dana").get("/me/case").json["consent"] == paper.id
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 201
    told = world.api("amir").get(at).json
    assert (told["consent"], told["consent_until"]) == (None, None)
