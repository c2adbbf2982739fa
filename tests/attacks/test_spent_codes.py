"""A recovery code that had ended, put back for the moment of one use, leaves that; the check of the log tells (T4, T8).

Shown to stay unseen with the comparing off; and no code of a list that stands is found, in whatever order.
"""

import pytest

from hub.access_log.reader.findings import Fault
from hub.access_log.reader.spent_codes import SpentCodes
from hub.access_log.sealer import NEAR, seal_pending
from hub.signin import recovering
from hub.signin.tables import recovery_code
from tests.attacks.test_for_a_moment import taking_long
from tests.attacks.test_held_on import faults
from tests.attacks.test_rows_of_before import rows
from tests.attacks.test_ways_in_of_before import standing_again
from tests.cast import MINUTE, World
from tests.meeting import at_once
from tests.signin.test_changing_factors import codes_for, with_recovery


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("how", ["another list", "it has served", "of before they were named"])
def test_a_recovery_code_of_before_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, how: str, *, guarded: bool
) -> None:
    with monkeypatch.context() as older:
        if how == "of before they were named":
            older.setattr(recovering, "named", lambda *_: ())
        first, second = codes_for(world)[:2]
        assert with_recovery(world, second).status == 201
    before = rows(world, recovery_code)
    assert faults(world) == set()
    world.clock.move(MINUTE)
    if how == "it has served":
        assert with_recovery(world, first).status == 201
    else:
        assert with_recovery(world, codes_for(world)[0]).status == 201
    assert faults(world) == set()
    world.clock.move(MINUTE)
    assert with_recovery(world, first).status == 401
    with standing_again(world, recovery_code, before):
        assert with_recovery(world, first).status == 201
    if not guarded:
        monkeypatch.setattr(SpentCodes, "found", lambda _: iter(()))
    assert faults(world) == ({Fault.RIGHT_ENDED} if guarded else set())


def test_two_lists_at_once_end_no_honest_code(world: World) -> None:
    """Which was the later one only her list says."""
    api = world.api("fia")
    lists = at_once(
        world,
        *[lambda: api.post("/me/recovery-codes").json["recovery_codes"]] * 2,
        written="INSERT INTO recovery_code",
    )
    assert faults(world) == set()
    world.clock.move(MINUTE)
    assert sorted(with_recovery(world, made[0]).status for made in lists) == [201, 401]
    assert faults(world) == set()


def test_a_list_that_took_long_to_commit_ends_none_of_after(world: World) -> None:
    with taking_long(world):
        codes_for(world)
    made = codes_for(world)
    seal_pending(world.ground, reach=NEAR)
    world.clock.move(MINUTE)
    assert with_recovery(world, made[0]).status == 201
    assert faults(world) == set()


def test_a_code_that_took_long_to_serve_is_none_of_before(world: World) -> None:
    first, second = codes_for(world)[:2]
    world.clock.move(MINUTE)
    with taking_long(world):
        assert with_recovery(world, first).status == 201
    codes_for(world)
    seal_pending(world.ground, reach=NEAR)
    assert with_recovery(world, second).status == 401
    assert faults(world) == set()
