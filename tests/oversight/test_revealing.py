"""A reviewer opens whom a case is about: with a reason, one at a time, only of her units, and never unseen."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from hub.access_log.reader import entry as logged_entry
from hub.access_log.reader.opening import open_detail
from hub.access_log.tables import log_entry
from hub.disclosure.door import disclose
from hub.grants import asking
from hub.oversight import revealing
from hub.oversight.revealing import A_DAY
from hub.store.errors import NotShown, StoreUnavailable
from tests.cast import DAY, SECOND, Answer, World
from tests.consents.story import in_force, presented, sign

REASON = "Anmälan 2026/17 om obehörig läsning"


def ask(world: World, name: str, number: str, reason: str = REASON) -> Answer:
    return world.api(name).post(f"/log/cases/{number}/identity", {"reason": reason})


@pytest.fixture(name="played")
def _played(world: World) -> World:
    """A case that concerns FK, AF, the town's AME and the ward."""
    in_force(world)
    return world


@pytest.mark.parametrize("reviewer", ["dora", "dagny", "didrik"])
def test_the_name_opens_for_who_reviews_a_unit_that_the_case_concerns(played: World, reviewer: str) -> None:
    found = ask(played, reviewer, played.dana.number.lower())
    assert found.status == 200, found.text
    assert (found.json["name"], found.json["case"]) == ("Dana Demosson", played.dana.number)


def test_the_reason_is_kept_sealed_and_the_participant_sees_the_look(played: World) -> None:
    played.clock.move(SECOND)
    receipt = ask(played, "dora", played.dana.number).json["receipt"]
    with played.store.read() as tx:
        logged = logged_entry(tx, receipt["entry"])
    assert logged is not None
    assert logged.detail is not None
    opened = open_detail(played.ground, entry_id=logged.id, subject=played.dana.id, sealed=logged.detail)
    assert opened.decode() == REASON
    newest = played.api("dana").get("/me/reads").json["items"][0]
    assert newest["text"] == "Dora Dike, dataskyddsombud, FK Nordost öppnade vem ärendet gäller."
    assert "Dora Dike" in played.page("dana").get("/vem-har-last").text


def test_a_case_of_others_and_none_at_all_are_the_same_404(world: World) -> None:
    in_force(world, named=("arvid", "amir"), rows=(("AF Rehabteam", "C04"),))
    answers = [ask(world, "dora", number) for number in (world.dana.number, "SK-FFFF-FFFF")]
    assert {answer.status for answer in answers} == {404}
    assert answers[0].data == answers[1].data
    tried = [one["outcome"] for one in world.api("dora").get("/log/entries?action=reveal").json["items"]]
    assert tried == ["refused", "refused"]


def test_what_was_refused_makes_no_case_a_reviewers_matter(world: World) -> None:
    in_force(world, named=("arvid", "amir"), rows=(("AF Rehabteam", "C04"),))
    assert world.api("otto").get(f"/cases/{world.dana.case}").status == 404
    for _ in range(3):
        world.clock.move(SECOND)
        assert ask(world, "dora", world.dana.number).status == 404, "her own refused question stands in her unit's log"


def test_before_she_signs_a_draft_is_no_matter_of_whom_it_names(world: World) -> None:
    presented(world)
    world.clock.move(SECOND)
    assert ask(world, "dora", world.dana.number).status == 404
    assert ask(world, "didrik", world.dana.number).status == 404
    for act in ("draft", "present"):
        assert world.api("dora").get(f"/log/entries?action={act}").json["items"] == []


def test_who_got_her_no_does_not_learn_who_she_is(world: World) -> None:
    paper = presented(
        world, named=("fia", "amir"), rows=(("AME", "C04"), ("FK Nordost", "C09"), ("participant", "C04"))
    )
    no = {"persons": {paper.person(world, "fia"): False, paper.person(world, "amir"): True}}
    rows = {one["id"]: one["source"] != world.units["FK Nordost"] for one in paper.view["rows"]}
    assert sign(world, paper, **no, rows=rows).status == 200
    world.clock.move(SECOND)
    assert ask(world, "dora", world.dana.number).status == 404
    assert world.api("dora").get("/log/entries?action=sign").json["items"] == []


def test_the_guard_is_what_stops_her(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    in_force(world, named=("arvid", "amir"), rows=(("AF Rehabteam", "C04"),))
    assert ask(world, "dora", world.dana.number).status == 404
    monkeypatch.setattr(asking, "reviewed", lambda *_, **__: (world["dora"].unit,))
    assert ask(world, "dora", world.dana.number).status == 200


@pytest.mark.parametrize("reason", ["", "kort", " " * 20, "x" * 501, "\u202eomvänd text som luras"])
def test_without_a_reason_nothing_opens(played: World, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(played, "dora", played.dana.number, reason).status == 422
    page = played.page("dora").post(f"/logg/arende/{played.dana.number}/identitet", {"reason": reason})
    assert page.status == 422
    assert "Dana" not in page.text
    monkeypatch.setattr(revealing, "checked", lambda reason: reason)
    assert ask(played, "dora", played.dana.number, reason).status == 200, "nothing else stood in the way"


@pytest.mark.parametrize("name", ["fia", "amir", "ada", "lea", "bea", "dana"])
def test_nobody_else_has_this_act(played: World, name: str) -> None:
    assert ask(played, name, played.dana.number).status == 404
    assert played.page(name).get(f"/logg/arende/{played.dana.number}/identitet").status == 404


def test_an_officer_is_not_helped_by_reviewing(played: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads content has no way to it, also where the blueprint's guard let her through."""
    me = played.who("fia")
    with pytest.raises(NotShown):
        revealing.reveal(played.ground, me, number=played.dana.number, reason=REASON)
    monkeypatch.setattr(asking, "reviewed", lambda *_, **__: (me.unit,))
    with pytest.raises(NotShown):
        revealing.reveal(played.ground, me, number=played.dana.number, reason=REASON)


def test_twenty_in_a_day_are_enough(played: World) -> None:
    for _ in range(A_DAY):
        assert ask(played, "dora", played.dana.number).status == 200
    assert ask(played, "dora", played.dana.number).status == 429
    assert ask(played, "dagny", played.dana.number).status == 200, "each reviewer has her own"
    played.clock.move(2 * DAY)
    assert ask(played, "dora", played.dana.number).status == 200


def test_it_asks_for_a_fresh_second_factor(played: World) -> None:
    api, page = played.api("dora"), played.page("dora")
    played.clock.move(360_000_000)
    told = api.post(f"/log/cases/{played.dana.number}/identity", {"reason": REASON})
    assert (told.status, told.json["code"]) == (403, "step_up_required")
    address = f"/logg/arende/{played.dana.number}/identitet"
    asked = page.post(address, {"reason": REASON})
    assert asked.status == 422
    assert REASON in asked.text
    assert "Dana" not in asked.text
    shown = page.post(address, {"reason": REASON, "step_up": played.code("dora")})
    assert "Dana Demosson" in shown.text


def test_nothing_opens_when_the_log_cannot_be_written(played: World, monkeypatch: pytest.MonkeyPatch) -> None:
    api = played.api("dora")

    def down(*_: object, **__: object) -> None:
        raise StoreUnavailable

    monkeypatch.setattr("hub.access_log.writer.append", down)
    answer = api.post(f"/log/cases/{played.dana.number}/identity", {"reason": REASON})
    assert answer.status == 503
    assert "Dana" not in answer.text


def test_an_entry_that_names_a_case_names_its_participant(played: World) -> None:
    """The list by case goes by the participant first: an entry without one would not be found."""
    without = select(log_entry.c.action).where(log_entry.c.case_id.is_not(None), log_entry.c.subject.is_(None))
    with played.store.read() as tx:
        assert tx.execute(without).all() == []


def at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ask three times where one is left in the day; each has passed the count before any of them is in the log."""
    monkeypatch.setattr(revealing, "A_DAY", 1)
    together, opens = Barrier(3), disclose

    def waits(*of: Any, **more: Any) -> Any:
        together.wait(timeout=30)
        return opens(*of, **more)

    monkeypatch.setattr(revealing, "disclose", waits)
    sessions = [world.api("dora") for _ in range(3)]
    path = f"/log/cases/{world.dana.number}/identity"
    with ThreadPoolExecutor(3) as pool:
        return [one.status for one in pool.map(lambda api: api.post(path, {"reason": REASON}), sessions)]


def test_asking_at_once_gives_no_more_than_a_days_share(played: World, monkeypatch: pytest.MonkeyPatch) -> None:
    statuses = at_once(played, monkeypatch)
    assert set(statuses) <= {200, 429}
    assert statuses.count(200) <= 1


def test_without_the_second_count_it_would(played: World, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = revealing._count

    def only_before(*of: Any, most: int) -> None:
        if most < revealing.A_DAY:
            counts(*of, most=most)

    monkeypatch.setattr(revealing, "_count", only_before)
    assert at_once(played, monkeypatch) == [200, 200, 200]
