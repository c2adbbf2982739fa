"""Who comes back by a file is given anew what she reviewed: one row that is taken away and put there in one instant."""

from datetime import date

import pytest
from sqlalchemy import select

from hub.officers import review_seals
from hub.officers.tables import reviewed_unit
from hub.store.days import start_of
from tests.attacks.test_rows_of_before import found
from tests.cast import DAY, World
from tests.officers.test_importing import DPO, changed, take


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


def must_work_there(world: World) -> list[bool | None]:
    """Tell it of the one unit that the file names."""
    with world.store.read() as tx:
        rows = tx.execute(select(reviewed_unit).where(reviewed_unit.c.unit_id.not_in(world.units.values()))).all()
    return [review_seals.must_work_there(world.ground, row) for row in rows]
