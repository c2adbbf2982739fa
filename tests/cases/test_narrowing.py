"""*Mina ärenden* of somebody who has many: what lies in clear narrows the list before anything is opened or logged."""

from datetime import date

import pytest
from sqlalchemy import func, select, update

from hub.access_log.tables import log_entry
from hub.cases import listing, rows
from hub.cases.narrowing import Only
from hub.grants import assignment_seals
from hub.grants.tables import assignment, case, consent
from hub.store.days import end_of
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import made, write_plans
from tests.cast import DAY, Browser, World
from tests.rewriting import rewrite


def entries(world: World) -> int:
    with world.store.read() as tx:
        listed = select(func.count()).where(log_entry.c.action == "list")
        return int(tx.execute(listed).scalar_one())


def names(world: World, only: str, name: str = "sofia") -> tuple[list[str], int]:
    """Give whom the list shows, and how many entries that made."""
    before = entries(world)
    items = world.api(name).get(f"/cases?only={only}").json["items"]
    return sorted(str(item["name"]) for item in items), entries(world) - before


@pytest.fixture
def three(world: World) -> World:
    """Sofia has three cases: nothing to do in one, a consent that soon ends in one, her answer waited for in one."""
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    for name, accepted in (("Olle Olsson", True), ("Åsa Ask", False)):
        agreed = agree(world, world.add_participant(name, code=None), gives=WHOLE, accepted=accepted)
        if accepted:
            soon = end_of(date(2026, 4, 10))
            rewrite(world, update(consent).where(consent.c.id == agreed.id).values(valid_to=soon))
    return world


def test_what_lies_in_clear_opens_and_logs_what_it_shows_alone(three: World) -> None:
    assert names(three, "all") == (["Dana Demosson", "Olle Olsson", "Åsa Ask"], 3)
    assert names(three, "waits") == (["Åsa Ask"], 1)
    assert names(three, "ends_soon") == (["Olle Olsson"], 1)
    assert names(three, "reports") == ([], 0)
    assert names(three, "without_consent", "amir") == ([], 0)
    three.clock.move(30 * DAY)
    assert names(three, "ends_soon") == ([], 0)  # over, and no longer about to end
    assert names(three, "without_consent", "amir") == (["Olle Olsson"], 1)
    assert names(three, "without_consent") == ([], 0), "nothing of it opens to who does not coach it"


def test_a_report_that_waits_is_found_without_opening_the_others(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    agree(world, world.add_participant("Olle Olsson", code=None), gives=WHOLE)
    assert names(world, "reports") == ([], 0)
    made(world.api("dana").post(f"/items/{ids['studies']}/reports", {"text": "Det stämmer inte."}))
    assert names(world, "reports") == (["Dana Demosson"], 1)
    assert names(world, "reports", "arvid") == ([], 0)


def test_what_is_sealed_is_opened_to_know_it(three: World) -> None:
    assert names(three, "collisions", "amir") == (["Dana Demosson"], 3)
    assert names(three, "overdue", "amir") == ([], 3)
    assert three.api("amir").get("/cases?only=names").status == 422
    assert three.api("dana").get("/cases?only=waits").json["items"] == []


def test_the_page_opens_no_more_than_the_api(three: World) -> None:
    before = entries(three)
    text = three.page("sofia").get("/arenden?visa=vantar").text
    assert "<bdi>Åsa Ask</bdi>" in text
    assert "Dana Demosson" not in text
    assert entries(three) - before == 1
    assert "Inget ärende passar" in three.page("sofia").get("/arenden?visa=synpunkt").text


def test_a_coach_finds_whose_consent_is_taken_back_or_not_signed_yet(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 1)
    agree(world, world.dana, gives=WHOLE)
    for name in ("Olle Olsson", "Åsa Ask"):
        agreed = agree(world, world.add_participant(name, code=None), gives=WHOLE)
        rewrite(world, update(consent).where(consent.c.id == agreed.id).values(withdrawn_at=world.now))
    world.add_participant("Nya Nilsson", code=None)
    amir = world.page("amir")
    text = amir.get("/arenden?visa=utan").text
    assert "Ordning och urval gäller 1 av 3 ärenden." in text
    whole = amir.get("/arenden?visa=utan&allt=ja").text
    assert [name in whole for name in ("Nya Nilsson", "Olle Olsson", "Åsa Ask", "Dana Demosson")] == [True] * 3 + [
        False
    ]
    assert '<option value="utan" selected>Utan medgivande som gäller</option>' in text
    assert 'value="utan"' not in world.page("sofia").get("/arenden").text


def test_a_normal_load_is_ordered_and_narrowed_whole(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)  # the first that was registered: the last in the order of the ids
    for number in range(60):
        world.add_participant(f"Person {number:02}", code=None)
    assert names(world, "collisions", "amir")[0] == ["Dana Demosson"]
    text = world.page("amir").get("/arenden?ordning=namn").text
    assert text.index("Dana Demosson") < text.index("Person 00") < text.index("Person 59")
    assert "Ordning och urval gäller" not in text


def test_who_has_more_is_told_what_the_choice_is_of_and_gets_the_rest_in_one_step(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    for number in range(4):
        world.add_participant(f"Person {number}", code=None)
    amir = world.page("amir")
    first = amir.get("/arenden?visa=krockar").text
    assert "Ordning och urval gäller 2 av 5 ärenden." in first
    assert "Inget av dem passar det du valde." in first
    assert 'href="/arenden?allt=ja&amp;visa=krockar&amp;ordning=namn">Visa alla 5</a>' in first
    every = amir.get("/arenden?allt=ja&visa=krockar").text
    assert "<bdi>Dana Demosson</bdi>" in every
    assert "Ordning och urval gäller" not in every
    page = world.api("amir").get("/cases?only=collisions").json
    assert page["items"] == []
    assert page["next"]
    monkeypatch.setattr(listing, "MOST", 4)
    assert "Visa alla" not in amir.get("/arenden?ordning=nytt").text


def lost(world: World) -> Browser:
    """Let Sofia be named no more in what governs now, of which something ends, waits and is told to her unit."""
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    made(world.api("dana").post(f"/items/{ids['studies']}/reports", {"text": "Det stämmer inte."}))
    agreed = agree(world, world.dana, gives=WHOLE, persons=("amir", "fia"), accepted=False)
    rewrite(world, update(consent).where(consent.c.id == agreed.id).values(valid_to=end_of(date(2026, 4, 10))))
    with world.store.write() as tx:
        assignment_seals.end(tx, assignment.c.officer_id == world["sofia"].officer, at=world.now)
    sofia = world.page("sofia")
    assert "Du kan inte längre läsa det här ärendet." in sofia.get("/arenden").text
    return sofia


ASKED = {"vantar": Only.WAITS, "synpunkt": Only.REPORTS, "slutar": Only.ENDS_SOON}


@pytest.mark.parametrize("asked", ASKED)
def test_who_lost_a_case_learns_nothing_of_it_by_how_many_are_counted(world: World, asked: str) -> None:
    assert "Ordning och urval gäller" not in lost(world).get(f"/arenden?visa={asked}&before=0").text


@pytest.mark.parametrize("asked", ASKED)
def test_counted_with_what_she_had_it_would_tell_her(world: World, monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    once_hers = (rows._MINE, *rows._CLEAR[ASKED[asked]])
    counted = select(func.count()).select_from(case).where(*once_hers)
    monkeypatch.setattr(listing, "HOW_MANY", {**rows.HOW_MANY, ASKED[asked]: counted})
    assert "gäller 0 av 1 ärende" in lost(world).get(f"/arenden?visa={asked}&before=0").text


def taken_back(world: World) -> str:
    """Give Sofia's list, narrowed, of a case that she still has on her hands and nothing is consented to any more."""
    agreed = agree(world, world.dana, gives=WHOLE)
    rewrite(world, update(consent).where(consent.c.id == agreed.id).values(withdrawn_at=world.now))
    return world.page("sofia").get("/arenden?visa=utan&before=0").text


def test_that_it_was_taken_back_is_not_told_by_how_many_are_counted(world: World) -> None:
    assert "Ordning och urval gäller" not in taken_back(world)


def test_counted_for_who_does_not_coach_it_that_would_tell_her(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = select(func.count()).select_from(case).where(rows._STILL, ~rows._STANDS.exists())
    monkeypatch.setattr(listing, "HOW_MANY", {**rows.HOW_MANY, Only.WITHOUT: counted})
    assert "gäller 0 av 1 ärende" in taken_back(world)
