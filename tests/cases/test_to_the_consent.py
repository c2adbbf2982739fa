"""From her case an officer comes to the consent by which she reads, and is told what her own unit has not given."""

import re
from typing import Any

import pytest

from hub.cases import missing
from hub.store.days import written
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import write_plans
from tests.cast import DAY, HOUR, World
from tests.consents.story import answered, in_force, presented, sign, signed, witnessed

WAITS = "Väntar på att din enhet godtar"
DECLINED = "Din enhet har avböjt att lämna något"


def test_her_unit_may_change_its_answer_and_she_finds_where(world: World) -> None:
    """The answer page says "at any time", and once nothing waited no page led to it."""
    paper = in_force(world)
    fia, case = world.page("fia"), f"/arenden/{world.dana.case}"
    assert f'<a href="/medgivanden/{paper.id}">Se medgivandet</a>' in fia.get(case).text
    consent = fia.get(f"/medgivanden/{paper.id}").text
    assert f'<a href="{case}">Tillbaka till ärendet</a>' in consent
    assert f'<a class="button quiet" href="/medgivanden/{paper.id}/godta">Svara för din enhet</a>' in consent
    assert f'<a href="{case}">Tillbaka till ärendet</a>' in fia.get(f"/medgivanden/{paper.id}/godta").text


def test_who_gives_nothing_is_not_asked_to_answer(world: World) -> None:
    paper = in_force(world, rows=(("AME", "C04"), ("Vuxenpsykiatrin", "C07")))
    text = world.page("fia").get(f"/medgivanden/{paper.id}").text
    assert "Svara för din enhet" not in text
    assert "Deltagaren vill ta tillbaka sitt medgivande" in text


def test_a_case_says_that_her_own_unit_has_not_answered(world: World) -> None:
    """The list said so, and the case, where she goes on, did not."""
    paper = signed(world)
    witnessed(world, paper)
    assert world.api("arvid").post(f"/consents/{paper.id}/acceptances", {"take_on": True, "rows": {}}).status == 200
    arvid, case = world.page("arvid"), f"/arenden/{world.dana.case}"
    text = arvid.get(case).text
    assert f'<a href="/att-godta">{WAITS}</a>' in text
    answered(world, paper, "arvid", yes=False)
    text = arvid.get(case).text
    assert (WAITS in text, DECLINED in text) == (False, True)
    assert f'<a href="/medgivanden/{paper.id}/godta">Se enhetens svar</a>' in text
    answered(world, paper, "arvid")
    text = arvid.get(case).text
    assert (WAITS in text, DECLINED in text) == (False, False)


def test_the_coach_who_is_to_witness_is_told_that_alone(world: World) -> None:
    signed(world)
    text = world.page("amir").get(f"/arenden/{world.dana.case}").text
    assert "Bevittna underskriften" in text
    assert WAITS not in text


@pytest.mark.parametrize(("days", "soon"), [(269, False), (271, True)])
def test_a_case_says_how_long_she_may_read_it(world: World, days: int, soon: bool) -> None:
    agree(world, world.dana, gives=WHOLE)
    world.clock.move(days * DAY)
    text = world.page("fia").get(f"/arenden/{world.dana.case}").text
    assert ("Medgivandet slutar söndag 10 januari 2027" in text) is soon
    assert ("Medgivandet gäller till och med 10 januari 2027." in text.partition("<section")[0]) is not soon


def test_a_version_that_waits_for_her_answer_leads_nobody_away_from_the_one_that_stands(world: World) -> None:
    paper = in_force(world)
    later = presented(world, named=("fia", "amir"), rows=(("FK Nordost", "C09"), ("AME", "C04")))
    link, case = '<a href="/medgivanden/{}">Se medgivandet</a>', f"/arenden/{world.dana.case}"
    fia = world.page("fia")
    assert link.format(paper.id) in fia.get(case).text
    assert sign(world, later).status == 200
    assert link.format(later.id) in fia.get(case).text
    assert fia.get(f"/medgivanden/{later.id}").status == 200


def test_what_has_waited_long_says_so_in_a_sentence_of_its_own(world: World) -> None:
    witnessed(world, signed(world))
    world.clock.move(7 * DAY)
    text = re.sub(r"<[^>]+>", "", world.page("arvid").get("/att-godta").text)
    assert ". Har väntat mer än tre arbetsdagar." in text


LOST = "Du kan inte längre läsa en del av det här ärendet."


def test_who_may_read_less_than_last_time_is_told_that_and_no_more(world: World) -> None:
    """A sort that was taken back without a new version was gone from her page without a word."""
    paper = signed(world)
    witnessed(world, paper)
    for name in ("fia", "arvid", "rut"):
        answered(world, paper, name)

    def told(name: str) -> bool:
        answer = world.page(name).get(f"/arenden/{world.dana.case}")
        assert answer.status == 200
        news = world.api(name).get(f"/cases/{world.dana.case}?news=true").json["news"]
        assert (LOST in answer.text) is news["lost"]
        return LOST in answer.text

    assert [told(name) for name in ("fia", "rut")] == [False, False]
    world.clock.move(DAY)
    assert not told("fia")
    world.clock.move(HOUR)
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"category": "C07"}).status == 201
    world.clock.move(HOUR)
    assert [told(name) for name in ("fia", "rut")] == [True, False], "what her own unit gives was not hers to read"
    world.clock.move(HOUR)
    assert not told("fia")


@pytest.mark.parametrize("answers", [(), (True,), (True, False)])
@pytest.mark.parametrize("guarded", [True, False])
def test_who_never_read_it_is_not_told_that_it_came_and_went(
    world: World, monkeypatch: pytest.MonkeyPatch, answers: tuple[bool, ...], *, guarded: bool
) -> None:
    """Rut's unit answers, or does not, between Fia's two looks: by the sentence Fia would know which."""
    paper = signed(world)
    witnessed(world, paper)
    answered(world, paper, "fia", "arvid")
    case = f"/arenden/{world.dana.case}"
    assert world.page("fia").get(case).status == 200
    world.clock.move(DAY)
    for yes in answers:
        answered(world, paper, "rut", yes=yes)
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"category": "C07"}).status == 201
    if not guarded:
        monkeypatch.setattr(missing, "_could_read", lambda line, _: line.accepted_at is not None)
    assert (LOST in world.page("fia").get(case).text) is (bool(answers) and not guarded)


def test_who_was_refused_in_between_is_told_of_what_she_read(world: World) -> None:
    """A unit that declined before it was taken back kept it silent, though she had read it."""
    paper = in_force(world)
    case = f"/arenden/{world.dana.case}"
    assert world.page("fia").get(case).status == 200
    world.clock.move(DAY)
    answered(world, paper, "rut", yes=False)
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"category": "C07"}).status == 201
    assert LOST in world.page("fia").get(case).text


def test_who_reads_by_another_consent_than_last_time_is_told(world: World) -> None:
    """What the newer, narrower one left out was gone from her page without a word."""
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)

    def read() -> str:
        answer = world.page("fia").get(f"/arenden/{world.dana.case}")
        assert answer.status == 200
        return answer.text

    told = "Deltagaren har skrivit under ett nytt medgivande"
    assert told not in read(), "she reads for the first time"
    world.clock.move(DAY)
    assert told not in read()
    world.clock.move(HOUR)
    newer = agree(world, world.dana, gives={**WHOLE, "rut": ("C04",)}, take_on=False)
    world.clock.move(HOUR)
    assert f'<a href="/medgivanden/{newer.id}">Se vad</a>' in read().partition(told)[2]
    assert told in read(), "as long as she sits there"
    world.clock.move(HOUR)
    assert told not in read()


def test_a_program_is_told_what_is_new_where_it_asks(world: World) -> None:
    """A page told it, and the API had it nowhere."""
    agree(world, world.dana, gives=WHOLE)
    path = f"/cases/{world.dana.case}"

    def told() -> Any:
        return world.api("fia").get(f"{path}?news=true").json["news"]

    assert world.api("fia").get(path).json["news"] is None
    assert world.api("fia").get(f"{path}?news=ja").status == 422
    assert told() == {"since": None, "items": [], "renewed": False, "lost": False}
    opened = written(world.now)
    world.clock.move(DAY)
    ids = write_plans(world, world.dana.case)
    news = told()
    assert (news["since"], news["renewed"]) == (opened, False)
    assert set(news["items"]) >= {ids["studies"], ids["placement"]}
    page = world.page("fia").get(f"/arenden/{world.dana.case}").text
    assert page.count('<b class="tag new">') == len(news["items"]), "as her page marks them"
    world.clock.move(DAY)
    signed(world)
    assert told()["renewed"] is True
    absent = world.api("otto").get(f"{path}?news=true")
    assert (absent.status, absent.data) == (404, world.api("otto").get(f"/cases/{'f' * 32}?news=true").data)
