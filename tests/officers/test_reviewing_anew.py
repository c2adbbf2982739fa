"""Who comes back by a file is given anew what she reviewed: one row that is taken away and put there in one instant."""

from datetime import date

import pytest

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
