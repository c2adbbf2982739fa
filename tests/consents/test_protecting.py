"""Whom the participant complains to: who reviews the unit's log now, and nobody who has left it."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from hub.consents.protecting import protection_officers
from hub.officers.tables import reviewed_unit
from hub.store import row_seals
from tests.attacks.test_leavers import begins, ends_by_date
from tests.cast import World


def told(world: World, unit: str = "AME") -> str | None:
    with world.store.read() as tx:
        return protection_officers(tx, world.ground, unit_id=world.units[unit], at=world.now)


def test_who_works_on_elsewhere_is_not_told_of_the_unit_that_she_left(world: World) -> None:
    dagny = world["dagny"]
    begins(world, "dagny", "AF Rehabteam")
    assert told(world) == f"{dagny.name}, {dagny.username}"
    world.members["dagny"] = replace(world["dagny"], employment=dagny.employment)
    ends_by_date(world, "dagny")
    assert told(world) is None


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_is_whom_a_row_alone_makes_a_reviewer(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    with world.store.write() as tx:
        hers = reviewed_unit.c.officer_id == world["dora"].officer
        tx.execute(update(reviewed_unit).where(hers).values(unit_id=world.units["AF Rehabteam"]))
    if not guarded:
        monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)
    assert (world["dora"].name in (told(world, "AF Rehabteam") or "")) is not guarded
