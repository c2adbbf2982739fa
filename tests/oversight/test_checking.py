"""A reviewer is told whether the log is whole: at once what is signed, and in full what a walk found."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, text

from hub.access_log.reader import verifying
from hub.access_log.reader.record_heads import Accounts, SealedRecord
from hub.access_log.reader.verifying import verify
from hub.access_log.sealer import seal_pending
from hub.cli.sealed_records import sealed_records
from hub.oversight import checking, whole_pages
from hub.oversight.checking import Wholeness, ask_for_walk, run_asked, wholeness
from hub.store.days import written
from tests.access_log.acts import tamper
from tests.cast import DAY, MINUTE, World
from tests.consents.story import in_force


@pytest.fixture(name="walked")
def _walked(world: World) -> World:
    in_force(world)
    ask_for_walk(world.ground, world.who("dora"))
    assert run_asked(world.ground, records=sealed_records)
    return world


def test_before_a_walk_only_the_signature_is_known(world: World) -> None:
    assert wholeness(world.ground, world.who("dora")).signed is None, "nothing is sealed yet"
    found = wholeness(world.ground, world.who("dora"))
    assert found.signed is not None
    assert (found.walked, found.continues, found.walking) == (None, None, None)


def test_a_walk_says_what_it_checked(walked: World) -> None:
    found = wholeness(walked.ground, walked.who("dora"))
    assert found.walked is not None
    assert (found.walked.faults, found.walked.found) == (0, ())
    assert min(found.walked.leaves, found.walked.entries, found.walked.checkpoints, found.walked.records) > 0
    assert found.continues is True
    assert found.walking is None


def test_one_is_not_begun_twice_and_a_silent_one_is_begun_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        ask_for_walk(world.ground, world.who("dora"))
    assert world.page("dagny").get("/logg-ar-hel").status == 200

    def begin_and_die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(checking, "verify", begin_and_die)
    with pytest.raises(KeyboardInterrupt):
        run_asked(world.ground, records=sealed_records)
    monkeypatch.undo()
    assert not run_asked(world.ground, records=sealed_records), "another one may still be at work on it"
    world.clock.move(2 * MINUTE)
    assert run_asked(world.ground, records=sealed_records)
    assert not run_asked(world.ground, records=sealed_records), "there was one"


def test_no_row_says_for_ever_that_a_walk_is_under_way(world: World) -> None:
    """Who writes to the database could else keep every reviewer from asking for one."""
    ask_for_walk(world.ground, world.who("dora"))
    with world.store.write() as tx:
        tx.execute(text("UPDATE log_check SET seen_at = :ahead"), {"ahead": world.now + 400 * DAY})
    assert run_asked(world.ground, records=sealed_records)
    assert wholeness(world.ground, world.who("dora")).walking is None


def test_a_walk_that_takes_long_after_the_leaves_is_not_begun_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force(world)
    ask_for_walk(world.ground, world.who("dora"))
    monkeypatch.setattr(verifying, "CHUNK", 1)

    def slow(tx: Connection) -> Iterator[SealedRecord]:
        for record in sealed_records(tx):
            world.clock.move(MINUTE // 2)
            yield record
            assert not run_asked(world.ground, records=sealed_records), "this one is still at work"

    assert run_asked(world.ground, records=slow)


def test_a_walk_is_heard_of_in_each_of_its_parts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    in_force(world)
    wholeness(world.ground, world.who("dora"))  # an entry that waits for its seal
    told: list[str] = []
    for part in ("_check_unsealed", "check_looks"):
        monkeypatch.setattr(verifying, part, marked(told, part, getattr(verifying, part)))
    for part in ("heads", "records", "compare"):
        monkeypatch.setattr(Accounts, part, marked(told, part, getattr(Accounts, part)))
    verify(world.ground, lambda *_: told.append("progress"), records=sealed_records)
    parts = [(one, told[place + 1]) for place, one in enumerate(told[:-1]) if one != "progress"]
    assert parts == [(one, "progress") for one in ("_check_unsealed", "check_looks", "heads", "records")]
    assert told[-2:] == ["progress", "compare"]


def marked(told: list[str], part: str, do: Callable[..., Any]) -> Callable[..., Any]:
    """Write down when a part begins."""

    def act(*given: Any, **more: Any) -> Any:
        told.append(part)
        return do(*given, **more)

    return act


def test_what_a_walk_cannot_get_past_is_told_and_not_tried_for_ever(walked: World) -> None:
    dora = walked.who("dora")
    walked.clock.move(MINUTE)
    ask_for_walk(walked.ground, dora)

    def broken(_: Connection) -> Iterator[SealedRecord]:
        raise KeyError("a record that nobody can read")

    with pytest.raises(KeyError):
        run_asked(walked.ground, records=broken)
    walked.clock.move(2 * MINUTE)
    assert not run_asked(walked.ground, records=broken), "it is not begun again"
    found = wholeness(walked.ground, dora)
    assert (found.walking, found.failed) == (None, walked.now - 2 * MINUTE)
    assert found.walked is not None, "what was walked before still stands"
    page = walked.page("dora").get("/logg-ar-hel").text
    assert "kontakta driften" in page
    assert "Genomgången blev inte klar" in page
    assert walked.api("dora").get("/log/verification").json["failed_at"] == written(walked.now - 2 * MINUTE)
    ask_for_walk(walked.ground, dora)
    assert "Genomgången blev inte klar" not in walked.page("dora").get("/logg-ar-hel").text
    assert run_asked(walked.ground, records=sealed_records)
    assert wholeness(walked.ground, dora).failed is None


def test_what_was_walked_and_is_rewritten_is_seen_without_a_walk(walked: World) -> None:
    tamper(walked.ground, "UPDATE log_leaf SET leaf_hash = :other WHERE number = 1", other=bytes(32))
    wholeness(walked.ground, walked.who("dora"))  # its own entry makes the log longer than what was walked
    assert wholeness(walked.ground, walked.who("dora")).continues is False


def test_what_is_broken_is_told_by_kind_and_place(walked: World) -> None:
    tamper(walked.ground, "UPDATE log_entry SET actor = 'somebody' WHERE id = (SELECT min(id) FROM log_entry)")
    walked.clock.move(MINUTE)
    ask_for_walk(walked.ground, walked.who("dora"))
    assert run_asked(walked.ground, records=sealed_records)
    found = wholeness(walked.ground, walked.who("dora")).walked
    assert found is not None
    assert "column_differs" in {what for what, _ in found.found}
    assert found.faults >= 1


def test_the_hub_may_end_while_it_walks(world: World) -> None:
    ask_for_walk(world.ground, world.who("dora"))
    answers = iter([True])
    assert not run_asked(world.ground, records=sealed_records, stopped=lambda: next(answers))
    with world.store.write() as tx:
        tx.execute(text("UPDATE log_check SET seen_at = NULL"))
    assert run_asked(world.ground, records=sealed_records)


def test_each_look_and_each_asking_is_logged(world: World) -> None:
    wholeness(world.ground, world.who("dora"))
    ask_for_walk(world.ground, world.who("dora"))
    seal_pending(world.ground)
    found = world.api("dora").get("/log/entries", query_string={"action": "log_proof"}).json["items"]
    assert [one["reason"] for one in found] == ["walk_asked", None]


@pytest.mark.parametrize("guarded", [True, False])
def test_nobody_makes_a_broken_log_look_walked_and_whole(
    walked: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Who writes to the database past the hub waits for the reviewer's walk, and rewrites what it found (T4, T8)."""
    whole = wholeness(walked.ground, walked.who("dora")).walked
    tamper(walked.ground, "UPDATE log_entry SET actor = 'somebody' WHERE id = (SELECT min(id) FROM log_entry)")
    walked.clock.move(MINUTE)
    ask_for_walk(walked.ground, walked.who("dora"))
    assert run_asked(walked.ground, records=sealed_records)
    tamper(walked.ground, "UPDATE log_check SET faults = 0, found = '[]' WHERE faults > 0")
    if not guarded:
        monkeypatch.setattr(checking, "fits", lambda *_: True)
    found = wholeness(walked.ground, walked.who("dora")).walked
    assert found is not None
    assert whole is not None
    assert found.faults == 0
    assert (found == whole) is guarded, "the walk before it is still what it was"


def test_large_numbers_are_written_as_people_read_them(walked: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def of_a_large_log(*asked: Any) -> Wholeness:
        found = wholeness(*asked)
        assert found.walked is not None
        return replace(found, walked=replace(found.walked, leaves=1234567, faults=1000))

    monkeypatch.setattr(whole_pages, "wholeness", of_a_large_log)
    page = walked.page("dora").get("/logg-ar-hel").text
    assert "<dd>1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567</dd>" in page
    assert "hittade 1\N{NO-BREAK SPACE}000 fel" in page


@pytest.mark.parametrize("guarded", [True, False])
def test_where_nothing_can_be_sealed_any_more_the_reviewer_is_told(
    walked: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """What serves could seal nothing, and the page that is to say so was an error like any other."""
    dora = walked.page("dora")
    assert walked.api("dora").get("/log/verification").json["seals"] is True
    with walked.store.read() as tx:
        frontier = tx.execute(text("SELECT frontier FROM log_checkpoint ORDER BY size DESC LIMIT 1")).scalar_one()
    tamper(walked.ground, "UPDATE log_checkpoint SET frontier = :turned", turned=bytes(len(frontier)))
    if not guarded:
        monkeypatch.setattr(checking, "_seals", seal_pending)
        assert dora.get("/logg-ar-hel").status == 503
        return
    assert (dora.get("/logg").status, walked.api("dora").get("/log/entries").json["code"]) == (503, "log_down")
    page = dora.get("/logg-ar-hel")
    assert (page.status, "inget nytt i loggen kan förseglas" in page.text) == (200, True)
    assert walked.api("dora").get("/log/verification").json["seals"] is False
    walked.clock.move(MINUTE)
    ask_for_walk(walked.ground, walked.who("dora"))
    assert run_asked(walked.ground, records=sealed_records)
    found = wholeness(walked.ground, walked.who("dora"))
    assert found.failed is None, "the walk comes to its end"
    assert found.walked is not None
    assert found.walked.faults > 0, "and says of what"
