"""What waits for an officer: told in pages, so that one look opens a bounded number of names."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from hub.access_log.tables import log_entry
from hub.consents import counting, listing
from hub.grants import loading
from tests.attacks.scene import as_dana
from tests.cast import SECOND, World
from tests.consents.story import Paper, answered, signed


@pytest.fixture(name="papers")
def _papers(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Paper]:
    """Five signed consents in which Fia's unit is to answer, the last two signed in the same instant."""
    monkeypatch.setattr(listing, "PAGE", 2)
    papers = []
    for number in range(5):
        if number < 4:
            world.clock.move(SECOND)
        with as_dana(world, world.add_participant(f"Person{number} Demosson")):
            papers.append(signed(world))
    return papers


def opened(world: World) -> int:
    with world.store.read() as tx:
        wanted = select(func.count()).where(log_entry.c.action == "decide_acceptance")
        return tx.execute(wanted).scalar_one()


def test_pages_hold_together_and_each_opens_its_own(world: World, papers: list[Paper]) -> None:
    fia, seen, following = world.api("fia"), list[str](), ""
    for size, last in ((2, False), (2, False), (1, True)):
        before = opened(world)
        answer = fia.get(f"/acceptances{following}").json
        assert opened(world) == before + size
        assert (answer["next"] is None) is last
        seen += [one["consent"] for one in answer["items"]]
        following = f"?next={answer['next']}"
    assert seen[:3] == [paper.id for paper in papers[:3]], "the longest waiting first"
    assert sorted(seen) == sorted(paper.id for paper in papers)
    for strange in ("next=x", "next=", f"next={'0' * 32}"):
        assert fia.get(f"/acceptances?{strange}").status == 422


def test_what_was_just_answered_moves_no_page(world: World, papers: list[Paper]) -> None:
    first = world.api("fia").get("/acceptances").json
    for paper in papers[:2]:
        answered(world, paper, "fia")
    following = world.api("fia").get(f"/acceptances?next={first['next']}").json
    assert following["items"][0]["consent"] == papers[2].id


def test_the_page_leads_on(world: World, papers: list[Paper]) -> None:
    fia = world.page("fia")
    first = fia.get("/att-godta").text
    assert first.count("Demosson") == 2
    more = re.search(r"/att-godta\?next=[0-9]+-[0-9a-f]{32}", first)
    assert more is not None
    assert "Person2 Demosson" in fia.get(more[0]).text
    assert fia.get("/att-godta?next=x").text.count("Demosson") == 2


@pytest.mark.usefixtures("papers")
def test_who_counts_locks_the_cases_in_the_order_of_their_ids(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """As everybody who holds several does: two in different orders would wait for each other."""
    held: list[str] = []

    def lock(*given: Any, case_id: str, **named: Any) -> loading.Locked | None:
        held.append(case_id)
        return real(*given, case_id=case_id, **named)

    real = loading.lock
    monkeypatch.setattr(counting, "PAGE", 5)
    monkeypatch.setattr(loading, "lock", lock)
    assert counting.count_waiting(world.ground, world.actor("fia")) == counting.Count(5, more=False)
    assert len(held) == 5
    assert held == sorted(held)


def test_who_has_taken_on_a_case_is_led_to_it(world: World, papers: list[Paper]) -> None:
    """She was told that she had, on a page with nothing left on it, and had to look for the case in her list."""
    fia, at = world.page("fia"), f"/medgivanden/{papers[0].id}/godta"
    done = fia.post(at, {"do": "all"}, form_at=at)
    assert done.status == 303, done.text
    shown = fia.get(done.headers["Location"]).text
    way = re.search(r'<a class="button" href="(/arenden/[0-9a-f]{32})">Till ärendet</a>', shown)
    assert way is not None
    assert fia.get(way[1]).status == 200
    for strange in ("", "x", "0" * 33, "/evil.example"):
        assert "Till ärendet" not in fia.get(f"/att-godta?mottaget={strange}").text


def test_whose_case_it_is_already_is_not_asked_to_take_it_on(world: World, papers: list[Paper]) -> None:
    """She came to change an answer, and met "Ta emot ärendet" as heading and as button."""
    fia, at = world.page("fia"), f"/medgivanden/{papers[0].id}/godta"
    assert "<h1>Ta emot ärendet</h1>" in fia.get(at).text
    assert fia.post(at, {"do": "all"}, form_at=at).status == 303
    again = fia.get(at).text
    assert "<h1>Svara för din enhet</h1>" in again
    assert "Ta emot ärendet" not in again
    rows = {f"rows.{row['id']}": "no" for row in papers[0].view["rows"] if row["source"] == world["fia"].unit}
    assert fia.post(at, {"do": "each", "reason": "Fel uppgift.", **rows}, form_at=at).status == 303
    assert ">Godta alla</button>" in fia.get(at).text
    done = fia.post(at, {"do": "all"}, form_at=at)
    told = fia.get(done.headers["Location"]).text
    assert "Ditt svar gäller nu." in told
