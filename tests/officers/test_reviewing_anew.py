"""Who comes back by a file is given anew what she reviewed: one row that is taken away and put there in one instant."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext, suppress
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from hub.access_log.reader.findings import Fault
from hub.officers import importing, looking_after, review_seals
from hub.officers.reading import OfficerRow
from hub.officers.tables import officer, reviewed_unit
from hub.officers.telling_rows import tell_rows
from hub.store.days import day_of, start_of
from hub.store.errors import StoreRefused, StoreUnavailable
from tests.attacks.test_rows_of_before import found
from tests.cast import DAY, SECOND, World
from tests.meeting import kept_waiting, wait_until
from tests.officers.test_importing import BY, DPO, changed, take
from tests.staffing.test_told_in_order import worked_at


def test_what_is_taken_and_given_anew_by_one_file_is_told_in_its_order(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entries of one instant are sealed in the order of their ids, which is none."""
    reviewing = DPO + "Kassan Nord"
    take(world, changed(reviewing, "till", "2026-06-30"))
    world.clock.move(start_of(date(2026, 7, 2)) - world.now)
    for backwards in (True, False):
        ids = (f"{1000 - n if backwards else n:032x}" for n in range(1, 1000))
        monkeypatch.setattr("hub.access_log.writer.new_id", lambda _, ids=ids: next(ids))
        begun, ends = ("2026-07-02", "2026-07-04") if backwards else ("2026-07-05", "")
        take(world, changed(changed(reviewing, "från", begun), "till", ends))
        assert found(world) == []
        world.clock.move(3 * DAY)


def test_what_a_version_before_this_had_written_is_told_as_found_when_a_file_says_it_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its seal did not say that she must work there; what the log had told of it is what the file found."""
    reviewing, seal_of = DPO + "Kassan Nord", review_seals.seal_of
    with monkeypatch.context() as before:
        before.setattr(review_seals, "seal_of", lambda ground, **said: seal_of(ground, **said | {"works_there": False}))
        take(world, reviewing)
    assert (must_work_there(world), found(world)) == ([False], [])
    for _ in range(2):
        take(world, reviewing)
        assert (must_work_there(world), found(world)) == ([True], [])


@pytest.mark.parametrize("database", ["postgres"], indirect=True)  # on SQLite who writes is alone
@pytest.mark.parametrize("guarded", [True, False])
def test_a_file_that_gives_back_what_was_taken_while_it_was_read_is_told_after_that(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Told as of its beginning it would come before the taking, in one seal: as if somebody had put the row back."""
    reviewing = "Demostads kommun;kommun;AME;Ditte Dahl;ombud;ingen;ditte@demo.example;dataskyddsombud;2026-01-01;;AME"
    take(world, reviewing)
    assert found(world) == []
    give_back = importing._take_reviews

    def taken_first(*given: Any) -> list[tuple[OfficerRow, str]]:
        world.clock.move(SECOND)
        with world.store.read() as tx:
            ditte = tx.execute(select(officer.c.id).where(officer.c.email == "ditte@demo.example")).scalar_one()
        assert world.api("bea").delete(f"/officers/{ditte}").status == 200
        world.clock.move(SECOND)
        return give_back(*given)

    monkeypatch.setattr(importing, "_take_reviews", taken_first)
    if not guarded:
        monkeypatch.setattr(importing, "replace", lambda entry, **_: entry)
    take(world, reviewing)
    assert [one.fault for one in found(world)] == ([] if guarded else [Fault.RECORD_RETURNED])


@pytest.mark.parametrize("database", ["postgres"], indirect=True)  # on SQLite who writes is alone
@pytest.mark.parametrize("guarded", [True, False])
def test_a_file_and_a_look_do_not_wait_for_each_other(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """A look holds what she reviews in the order of the ids; the file names it row by row."""
    dagny, looks_after = world.api("dagny"), looking_after.look_after
    looked: list[Future[int]] = []
    email = world["dagny"].username
    row = f"Demostads kommun;kommun;%s;Dagny Dahl;dataskyddsombud;ingen;{email};dataskyddsombud;2026-01-01;;%s"
    by_id = sorted(("AME", "Ekonomiskt bistånd"), key=world.units.__getitem__)
    take(world, *[row % (place, place) for place in ("Ett", "Två")])
    with ThreadPoolExecutor(1) as pool:

        def meanwhile(*given: Any, **said: Any) -> bool:
            new = looks_after(*given, **said)
            if not looked:
                looked.append(pool.submit(lambda: dagny.get("/log/entries").status))
                wait_until(lambda: kept_waiting(world) > 0)
            return new

        monkeypatch.setattr(importing, "look_after", meanwhile)
        if not guarded:
            monkeypatch.setattr(importing, "sorted", lambda rows, key=None: list(rows), raising=False)
        with nullcontext() if guarded else suppress(StoreRefused, StoreUnavailable, DBAPIError):
            take(world, *[row % (place, reviewed) for place, reviewed in zip(("Ett", "Två"), by_id, strict=True)])
            assert (looked[0].result() == 200) == guarded


@pytest.mark.parametrize("database", ["postgres"], indirect=True)  # on SQLite who writes is alone
@pytest.mark.parametrize("guarded", [True, False])
def test_nor_where_the_file_employs_her_at_one_of_what_she_reviews(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """That holds the row of the one unit; another one, which the file names afterwards, comes before it by its id."""
    dora, takes_reviews = world["dora"], importing._take_reviews
    first, last = sorted(("AME", "Ekonomiskt bistånd"), key=world.units.__getitem__)
    worked_at(world, dora.officer, last)
    with world.store.write() as tx:
        looking_after.look_after(tx, world.ground, officer_id=dora.officer, unit_id=world.units[first])
        tell_rows(tx, world.ground, BY, at=world.now)
    api, looked = world.api("dora"), list[Future[int]]()
    row = f"Demostads kommun;kommun;{last};{dora.name};dataskyddsombud;ingen;{dora.username};dataskyddsombud"
    with ThreadPoolExecutor(1) as pool:

        def meanwhile(*given: Any) -> list[tuple[OfficerRow, str]]:
            looked.append(pool.submit(lambda: api.get("/log/entries").status))
            wait_until(lambda: kept_waiting(world) > 0)
            return takes_reviews(*given)

        monkeypatch.setattr(importing, "_take_reviews", meanwhile)
        if not guarded:
            monkeypatch.setattr(looking_after, "_HOLD_REVIEWED", select(reviewed_unit.c.unit_id).limit(0))
        with nullcontext() if guarded else suppress(StoreRefused, StoreUnavailable, DBAPIError):
            take(world, f"{row};{day_of(world.now + DAY)};;{first}")
            assert (looked[0].result() == 200) == guarded


def must_work_there(world: World) -> list[bool | None]:
    """Tell it of the one unit that the file names."""
    with world.store.read() as tx:
        rows = tx.execute(select(reviewed_unit).where(reviewed_unit.c.unit_id.not_in(world.units.values()))).all()
    return [review_seals.must_work_there(world.ground, row) for row in rows]
