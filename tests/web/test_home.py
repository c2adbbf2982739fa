"""Staff's first page says how much waits where: each count as its list decides and logs, and nothing is opened."""

import re
from typing import Any

import pytest
from sqlalchemy import select, update

from hub.access_log.reader.parsing import parse
from hub.access_log.tables import log_entry
from hub.cases import counting
from hub.cases.tables import report
from hub.grants import assignment_seals
from hub.grants.tables import assignment, consent
from tests.attacks.test_outages import outage
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import made, write_plans
from tests.cast import World, insecure_argon2, make_world, world
from tests.consents import story
from tests.consents.test_signing_paper import enter
from tests.rewriting import rewrite

__all__ = ["insecure_argon2", "make_world", "world"]

CSRF = re.compile(r'name="csrf_token" value="[^"]*"')
REPORT = "1 ärende har en synpunkt att svara på"


def _home(world: World, name: str) -> tuple[str, list[str]]:
    """Give the page, and of the entries that it made what was done for which reason."""
    page = world.page(name)
    before = _entries(world)
    text = page.get("/").text
    return text, [did for key, did in _entries(world).items() if key not in before]


def _entries(world: World) -> dict[str, str]:
    with world.store.read() as tx:
        found = [parse(body) for body in tx.execute(select(log_entry.c.body)).scalars()]
    return {one.id: f"{one.act.value}:{one.reason}" for one in found}


@pytest.fixture
def reported(world: World) -> World:
    """Dana has told Sofia's unit that something is wrong."""
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    made(world.api("dana").post(f"/items/{ids['studies']}/reports", {"text": "Det stämmer inte."}))
    return world


def test_who_has_nothing_is_told_so(world: World) -> None:
    text, entries = _home(world, "fia")
    assert "Inget väntar på dig." in text
    assert "Papper att jämföra" not in text
    assert entries == []


def test_what_waits_is_counted_and_each_counted_has_its_entry(world: World) -> None:
    paper = story.signed(world)
    story.witnessed(world, paper)
    text, entries = _home(world, "fia")
    assert "1 medgivande väntar på dig." in text
    assert "Dana" not in text
    assert entries == ["decide_acceptance:waits_counted"]
    story.answered(world, paper, "fia")
    text, entries = _home(world, "fia")
    assert "Du har 1 ärende." in text
    assert "Inget väntar på dig." in text
    assert entries == []


def test_a_report_that_waits_is_counted_for_its_unit_alone(reported: World) -> None:
    text, entries = _home(reported, "sofia")
    assert REPORT in text
    assert "Dana" not in text
    assert entries == ["list:report_counted"]
    for name in ("arvid", "amir"):
        assert "synpunkt att svara på" not in _home(reported, name)[0]


def test_of_many_reports_only_the_first_are_counted(reported: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each that is counted is decided, and told in its participant's log: so many at one visit, and no more."""
    for name in ("Olle Olsson", "Ulla Ulvsdotter"):
        one = reported.add_participant(name)
        reported.participants[one.case] = one
        agree(reported, one, gives=WHOLE)
        ids = write_plans(reported, one.case)
        made(reported.api(one.case).post(f"/items/{ids['studies']}/reports", {"text": "Det stämmer inte."}))
    text, entries = _home(reported, "sofia")
    assert "3 ärenden har en synpunkt att svara på" in text
    assert entries == ["list:report_counted"] * 3
    monkeypatch.setattr(counting, "MOST", 2)
    text, entries = _home(reported, "sofia")
    assert "Minst 2 ärenden har en synpunkt att svara på" in text
    assert entries == ["list:report_counted"] * 2


def _taken_back(world: World) -> None:
    rewrite(world, update(consent).values(withdrawn_at=world.now))


def _no_longer_hers(world: World) -> None:
    with world.store.write() as tx:
        assignment_seals.end(tx, assignment.c.officer_id == world["sofia"].officer, at=world.now)


@pytest.mark.parametrize("lose", [_taken_back, _no_longer_hers])
def test_what_her_list_would_not_show_is_not_counted(reported: World, lose: Any) -> None:
    lose(reported)
    text, entries = _home(reported, "sofia")
    assert "synpunkt att svara på" not in text
    assert "list:report_counted" not in entries
    assert counting.count_reports(reported.ground, reported.actor("sofia")).number == 0


@pytest.mark.parametrize("lose", [_taken_back, _no_longer_hers])
def test_what_she_may_not_read_changes_no_byte(reported: World, lose: Any) -> None:
    lose(reported)
    page = reported.page("sofia")
    waits = page.get("/").text
    with reported.store.write() as tx:
        tx.execute(update(report).values(answered_at=reported.now))
    told = page.get("/").text
    assert CSRF.sub("", waits) == CSRF.sub("", told)


def test_papers_of_others_are_counted(world: World) -> None:
    enter(world, world.page("amir"), story.presented(world))
    text, entries = _home(world, "cia")
    assert "1 papper väntar på dig." in text
    assert entries == ["list:paper_waits"]
    assert "Inget papper väntar på dig." in _home(world, "amir")[0]


@pytest.mark.parametrize("name", ["the log refuses", "the log's table is gone", "a commit whose outcome is unknown"])
def test_the_ways_stand_without_the_numbers_while_none_can_be_logged(reported: World, name: str) -> None:
    page = reported.page("sofia")
    with outage(reported, name):
        first = page.get("/")
    assert first.status == 200
    assert 'href="/arenden"' in first.text
    assert "Vi kan inte räkna vad som väntar på dig just nu." in first.text
    for told in ("svara på", "Inget väntar", "Du har"):
        assert told not in first.text
    assert REPORT in page.get("/").text


def test_no_key_is_needed_to_count(reported: World) -> None:
    with outage(reported, "the keys' table is gone"):
        assert REPORT in reported.page("sofia").get("/").text


def test_a_paper_that_she_entered_herself_makes_no_entry(world: World) -> None:
    enter(world, world.page("amir"), story.presented(world))
    assert "list:paper_waits" not in _home(world, "amir")[1]


def test_who_is_back_before_her_absence_ends_is_told_on_her_first_page(world: World) -> None:
    """Another reads in her place as long as it stands, and only the page of the absence said so."""
    days, told = {"first_day": "2026-03-16", "last_day": "2026-03-20"}, "Du är anmäld som borta"
    assert told not in world.page("fia").get("/").text
    assert world.api("fia").put("/me/absence", days).status == 200
    fia = world.page("fia")
    first = fia.get("/").text
    until = " till och med fredag 20 mars 2026. Så länge kan en ersättare läsa i dina ärenden."
    assert until in first.partition(told)[2]
    assert fia.post("/min-franvaro/avsluta", form_at="/min-franvaro").status == 303
    assert told not in fia.get("/").text
    later = {"first_day": "2026-03-17", "last_day": "2026-03-20"}
    assert world.api("fia").put("/me/absence", later).status == 200
    assert told not in fia.get("/").text, "it has not begun"
