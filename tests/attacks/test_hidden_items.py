"""An item laid under another category in the database is gone for its readers, and the check of the log tells (T8)."""

import pytest
from sqlalchemy import update

from hub.access_log.reader import record_heads
from hub.access_log.reader.findings import Fault
from hub.cases.tables import report
from hub.plans.tables import item
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import write_plans
from tests.cast import World
from tests.checking import faults


@pytest.mark.parametrize("guarded", [True, False])
def test_who_hides_an_item_from_its_readers_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """The ward's limit, as a category that nobody named reads: Fia sees no collision, and not that something lacks."""
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    case = f"/cases/{world.dana.case}"
    if not guarded:
        monkeypatch.setattr(record_heads, "_BORN_ELSE", "SELECT name, id FROM row WHERE 0")
    assert faults(world, "item") == []

    def rules() -> set[str]:
        answer = world.api("fia").get(case).json
        assert answer["incomplete"] is False
        return {one["rule"] for one in answer["collisions"]}

    assert "X03" in rules()
    with world.store.write() as tx:
        tx.execute(update(item).where(item.c.id == ids["most"]).values(category="C08"))
    assert "X03" not in rules(), "the attack works: what care said is the most is gone"
    assert faults(world, "item") == ([Fault.RECORD_CHANGED] if guarded else [])


def test_so_is_who_hides_what_she_said_is_wrong(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    world.api("dana").post(f"/items/{ids['studies']}/reports", {"text": "Fel tid."})
    assert faults(world, "report") == []
    with world.store.write() as tx:
        tx.execute(update(report).values(category="C08"))
    assert faults(world, "report") == [Fault.RECORD_CHANGED]
