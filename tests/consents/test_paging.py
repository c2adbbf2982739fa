"""Lists of numbers alone are told in pages too: one look leaves a bounded number of entries, and misses nothing."""

import re
from collections.abc import Callable
from typing import Any, Final

import pytest
from sqlalchemy import select, update

from hub.access_log.tables import log_entry
from hub.consents import papers_listing, queueing
from hub.consents.paging import page_of
from hub.grants.tables import consent
from hub.officers.roles import Role
from hub.participants.tables import participant
from policies.vocabulary import Function
from tests.attacks.scene import as_dana
from tests.cast import DAY, World
from tests.consents.story import presented, signed
from tests.consents.test_signing_paper import enter
from tests.rewriting import rewrite
from tests.sealed_rows import seal_all
from tests.staff import Part, join

MANAGER: Final = Part("Gun Gran", "enhetschef", "Försäkringskassan", "FK Nordost", Function.NONE, Role.ACCESS_MANAGER)
# Who asks, by which API, on which page, and by what reason the entries tell of it.
LISTS: Final = {
    "late": ("amir", "/acceptances/late", "/att-godta/andra", "late_answers"),
    "papers": ("cia", "/papers", "/papper", "paper_waits"),
    "queue": ("gun", "/unit/queue", "/enhetens-ko", "unit_queue"),
}


def five(world: World, make: Callable[[], Any]) -> list[str]:
    """Let five people's cases wait, and give their numbers in the order in which they began to."""
    numbers = []
    for number in range(5):
        world.clock.move(1_000_000 if number < 4 else 0)  # the last two begin in the same instant
        who = world.add_participant(f"Person{number} Demosson")
        with as_dana(world, who):
            make()
        numbers.append(who.number)
    return numbers


@pytest.fixture
def waiting(world: World, monkeypatch: pytest.MonkeyPatch, name: str) -> list[str]:
    world.members["gun"] = _joined(world)
    monkeypatch.setattr(papers_listing, "PAGE", 2)
    monkeypatch.setattr(queueing, "PAGE", 2)
    if name == "papers":
        return five(world, lambda: enter(world, world.page("amir"), presented(world)))
    numbers = five(world, lambda: signed(world))
    world.clock.move(20 * DAY)
    return numbers


def _joined(world: World) -> Any:
    with world.store.write() as tx:
        return join(tx, world.ground, "gun", MANAGER, units=world.units, since=world.now - 100 * DAY)


def told(world: World, reason: str) -> int:
    with world.store.read() as tx:
        return sum(reason.encode() in row for row in tx.execute(select(log_entry.c.body)).scalars())


@pytest.mark.parametrize("name", LISTS)
def test_pages_hold_together_and_each_tells_of_its_own(world: World, waiting: list[str], name: str) -> None:
    who, path, _page, reason = LISTS[name]
    api, seen, following = world.api(who), list[str](), ""
    for size in (2, 2, 1):
        before = told(world, reason)
        answer = api.get(f"{path}{following}").json
        assert told(world, reason) == before + size
        assert (answer["next"] is None) is (size == 1)
        seen += [one["number"] for one in answer["items"]]
        following = f"?next={answer['next']}"
    assert seen[:3] == waiting[:3], "the longest waiting first"
    assert sorted(seen) == sorted(waiting)
    for strange in ("next=x", "next=", f"next={'0' * 32}"):
        assert api.get(f"{path}?{strange}").status == 422


@pytest.mark.parametrize("name", LISTS)
def test_the_page_leads_on(world: World, waiting: list[str], name: str) -> None:
    who, _path, page, _reason = LISTS[name]
    browser, seen, here = world.page(who), list[str](), page
    for size in (2, 2, 1):
        text = browser.get(here).text
        shown = [number for number in waiting if number in text]
        assert len(shown) == size
        seen += shown
        more = re.search(rf'href="({page}\?next=[0-9]+-[0-9a-f]{{32}})">Visa fler<', text)
        assert (more is None) is (size == 1)
        here = more[1] if more is not None else here
    assert sorted(seen) == sorted(waiting)
    assert len([number for number in waiting if number in browser.get(f"{page}?next=x").text]) == 2


@pytest.mark.parametrize("name", ["late"])
@pytest.mark.usefixtures("waiting")
def test_who_goes_on_in_one_list_is_not_told_the_other_again(world: World) -> None:
    amir = world.page("amir")
    assert "/att-godta/andra?next=" in amir.get("/att-godta").text
    before = told(world, "late_answers")
    assert "Väntar på andra" not in amir.get(f"/att-godta?next=1-{'0' * 32}").text
    assert told(world, "late_answers") == before


@pytest.mark.parametrize("name", ["late"])
@pytest.mark.usefixtures("waiting")
def test_a_list_that_is_empty_meanwhile_says_so(world: World) -> None:
    rewrite(world, update(consent).values(withdrawn_at=world.now))
    assert "Inget väntar på andra." in world.page("amir").get("/att-godta/andra").text


@pytest.mark.parametrize("name", ["papers"])
@pytest.mark.usefixtures("waiting")
def test_a_count_goes_no_further_than_a_page(world: World) -> None:
    before = told(world, "paper_waits")
    assert "Minst 2 papper väntar på dig." in world.page("cia").get("/").text
    assert told(world, "paper_waits") == before + 2


def test_a_place_that_waits_no_more_loses_nothing() -> None:
    found = [(at, "a" * 32) for at in (1, 3, 5)]
    assert page_of(found, f"2-{'f' * 32}", lambda one: one, most=2) == (found[1:], None)
    assert page_of(found, None, lambda one: one, most=2) == (found[:2], f"3-{'a' * 32}")
    assert page_of(found, f"9-{'0' * 32}", lambda one: one, most=2) == ([], None)


@pytest.mark.parametrize("name", ["late", "queue"])
@pytest.mark.parametrize("closed", ["restricted_at", "died_at"])
@pytest.mark.usefixtures("waiting")
def test_what_nobody_may_answer_any_more_waits_in_no_list(world: World, name: str, closed: str) -> None:
    """The unit was reminded, and its manager and the coach told to ring, of what is refused to whoever answers (R1)."""
    who, path, _, _ = LISTS[name]
    assert world.api(who).get(path).json["items"]
    assert "I enhetens kö" in world.page("fia").get("/att-godta").text
    with world.store.write() as tx:
        tx.execute(update(participant).values({closed: world.now}))
        seal_all(tx, world.ground)
    assert world.api(who).get(path).json == {"items": [], "next": None}
    assert "I enhetens kö" not in world.page("fia").get("/att-godta").text
