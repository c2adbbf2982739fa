"""An item laid under another category in the database is gone for its readers, and the check of the log tells (T8)."""

import pytest
from sqlalchemy import update

from hub.access_log.reader import record_heads
from hub.access_log.reader.findings import Fault
from hub.cases.tables import report
from hub.collisions.tables import collision_state
from hub.plans.tables import item
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import write_plans
from tests.cast import World
from tests.checking import faults

NOTHING = "SELECT name, id FROM row WHERE 0"


@pytest.mark.parametrize("guarded", [True, False])
def test_who_hides_an_item_from_its_readers_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """The ward's limit, as a category that nobody named reads: Fia sees no collision, and not that something lacks."""
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    case = f"/cases/{world.dana.case}"
    if not guarded:
        monkeypatch.setattr(record_heads, "_BORN_ELSE", NOTHING)
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


@pytest.mark.parametrize("guarded", [True, False])
def test_so_is_who_hides_what_she_said_is_wrong(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    world.api("dana").post(f"/items/{ids['studies']}/reports", {"text": "Fel tid."})
    if not guarded:
        monkeypatch.setattr(record_heads, "_BORN_ELSE", NOTHING)
    assert faults(world, "report") == []
    with world.store.write() as tx:
        tx.execute(update(report).values(category="C08"))
    assert faults(world, "report") == ([Fault.RECORD_CHANGED] if guarded else [])


@pytest.mark.parametrize("guarded", [True, False])
def test_so_is_who_moves_what_was_done_about_a_collision(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """To another case, where it is of no collision; the one that it was about stands as nobody's."""
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    other = world.add_participant("Ella Demosson")
    here = f"/cases/{world.dana.case}"
    key = world.api("fia").get(here).json["collisions"][0]["key"]
    assert world.api("fia").patch(f"{here}/collisions/{key}", {"state": "owned", "version": 0}).status == 200
    if not guarded:
        monkeypatch.setattr(record_heads, "_BORN_ELSE", NOTHING)
    assert faults(world, "collision_state") == []
    with world.store.write() as tx:
        tx.execute(update(collision_state).values(case_id=other.case))
    assert faults(world, "collision_state") == ([Fault.RECORD_CHANGED] if guarded else [])
