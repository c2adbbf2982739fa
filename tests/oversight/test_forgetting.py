"""Of the checks of the whole log the newest are kept, and the ones under way."""

from sqlalchemy import insert, select

from hub.oversight import checking
from hub.oversight.checking import wholeness
from hub.oversight.forgetting import KEPT, forget_old_checks
from hub.oversight.tables import log_check
from tests.cast import MINUTE, World


def test_the_newest_stay_and_what_is_under_way(world: World) -> None:
    ended = {"leaves": 1, "entries": 1, "checkpoints": 1, "records": 0, "root": "00" * 32, "faults": 0, "found": "[]"}
    row = {"asked_by": world["dora"].officer, "seen_at": None, "done": 0, "total": 0}
    with world.store.write() as tx:
        for number in range(KEPT + 3):
            at = world.now + number * MINUTE
            one = {"id": f"{number:032x}", "asked_at": at, "ended_at": at, **row, **ended}
            sealed = f"{one['found']}\n{checking._seal(world.ground, one).hex()}"
            tx.execute(insert(log_check), {**one, "found": sealed})
        tx.execute(insert(log_check), {"id": "f" * 32, "asked_at": world.now - MINUTE, "ended_at": None, **row})
    assert forget_old_checks(world.ground) == 3
    assert forget_old_checks(world.ground) == 0
    with world.store.read() as tx:
        kept = tx.execute(select(log_check.c.id).order_by(log_check.c.id)).scalars().all()
    assert kept == [f"{number:032x}" for number in range(3, KEPT + 3)] + ["f" * 32]
    found = wholeness(world.ground, world.who("dora"))
    assert found.walked is not None
    assert found.walked.at == world.now + (KEPT + 2) * MINUTE
