"""What is written in a plan is about whom the plan is about, whichever case its row names meanwhile (T4, T8).

Each attack is shown to work with its guard off.
"""

import pytest
from sqlalchemy import Table, delete, update

from hub.access_log.reader import record_heads
from hub.access_log.reader.findings import Fault
from hub.cases.tables import report
from hub.plans import saving
from hub.plans.tables import item, plan
from hub.store.tables import record_head
from tests.cases.agreeing import agree
from tests.cases.test_importing import GIVES
from tests.cast import World
from tests.checking import faults
from tests.consents import story

STUDIES = {"type": "komvux", "title": "Om Dana", "hours_week": 20}
CARE = {"type": "treatment", "title": "Om Dana", "hours_week": 2}


def lie_in(world: World, plan_id: str, case_id: str) -> None:
    with world.store.write() as tx:
        tx.execute(update(plan).where(plan.c.id == plan_id).values(case_id=case_id))


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("says_something", [True, False])
def test_nothing_is_written_in_anothers_case(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool, says_something: bool
) -> None:
    """Somebody lays Dana's plan in Eva's case, while an officer of both writes in it, and lays it back."""
    world.participants["eva"] = eva = world.add_participant("Eva Annan")
    for each in (world.dana, eva):
        agree(world, each, gives=GIVES)
    name, body = ("sofia", STUDIES) if says_something else ("rut", CARE)
    officer = world.api(name)
    begun = officer.post(f"/cases/{world.dana.case}/plans", {"goal": "Läsa"} if says_something else {})
    path = f"/plans/{begun.json['id']}/activities"
    lie_in(world, begun.json["id"], eva.case)
    if not guarded:
        monkeypatch.setattr(saving, "check_plan", lambda *_, **__: None)
    sent = officer.post(path, body)
    assert sent.status == (500 if guarded else 201), sent.text
    assert bool(faults(world, "plan")) is not says_something, "which is found as long as it lasts"
    lie_in(world, begun.json["id"], world.dana.case)
    assert not faults(world, "plan")
    assert ("Om Dana" in world.api("eva").get("/me/case").text) is not guarded
    assert officer.post(path, body).status == 201, "and nothing else stands in her way"


def test_nor_once_the_head_of_an_empty_plan_is_gone(world: World) -> None:
    eva = world.add_participant("Eva Annan")
    for each in (world.dana, eva):
        agree(world, each, gives=GIVES)
    begun = world.api("rut").post(f"/cases/{world.dana.case}/plans", {}).json["id"]
    lie_in(world, begun, eva.case)
    with world.store.write() as tx:
        tx.execute(delete(record_head).where(record_head.c.record_id == begun))
    assert world.api("rut").post(f"/plans/{begun}/activities", CARE).status == 500


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("moved", [(item,), (plan,), (item, plan), (report,)], ids=["item", "plan", "both", "report"])
def test_what_is_laid_in_another_case_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, moved: tuple[Table, ...], *, guarded: bool
) -> None:
    """Else an item could be kept from Dana, and from all who read hers, while the check of the log told nothing."""
    eva = world.add_participant("Eva Annan")
    story.in_force(world, rows=(*story.ROWS, ("AF Rehabteam", "C03")))
    arvid = world.api("arvid")
    begun = arvid.post(f"/cases/{world.dana.case}/plans", {"goal": "Arbetsträna"}).json["id"]
    said = world.api("dana").post(f"/items/{begun}/reports", {"text": "Fel"})
    assert said.status == 201, said.text
    assert not faults(world)
    with world.store.write() as tx:
        for table in moved:
            tx.execute(update(table).values(case_id=eva.case))
    if not guarded:
        monkeypatch.setattr(record_heads, "_BORN_ELSE", record_heads._BORN_ELSE.replace("row.home <> birth.home", "0"))
    assert faults(world) == ([Fault.RECORD_CHANGED] if guarded else [])
