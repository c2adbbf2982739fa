"""A report is told to whose item it is about, and answered in its case, whatever rows say meanwhile (T4, T8).

Each attack is shown to work with its guard off.
"""

import pytest
from sqlalchemy import select, update

from hub.cases import report_answering, reporting
from hub.cases.tables import report, report_answer
from hub.plans.tables import item
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import write_plans
from tests.cast import World


@pytest.mark.parametrize("guarded", [True, False])
def test_no_answer_is_sealed_as_anothers(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """Sofia answers Dana, while somebody lays what Dana said in Eva's case: else it is closed, and Dana never hears."""
    eva = world.add_participant("Eva Annan")
    for each in (world.dana, eva):
        agree(world, each, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    told = world.api("dana").post(f"/items/{ids['studies']}/reports", {"text": "Fel tid."}).json["id"]
    with world.store.write() as tx:
        tx.execute(update(report).values(case_id=eva.case))
    if not guarded:
        monkeypatch.setattr(report_answering, "_hold", lambda *_: None)
    answered = world.api("sofia").patch(f"/reports/{told}", {"outcome": "stands", "text": "Om Dana."})
    assert answered.status == (500 if guarded else 200)
    with world.store.write() as tx:
        assert (tx.execute(select(report_answer.c.id)).first() is None) is guarded
        tx.execute(update(report).values(case_id=world.dana.case))
    hers = world.api("dana").get("/me/reports")
    assert hers.status == (200 if guarded else 500), "what was sealed as Eva's does not open for Dana"


@pytest.mark.parametrize("guarded", [True, False])
def test_what_she_says_of_one_unit_is_told_to_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Dana says what is wrong in the ward's limit, while somebody lets it be AF's: else Arvid reads of her health."""
    agree(world, world.dana, gives=WHOLE, readers={"arvid": [("sofia", "C04")]})
    ids, words = write_plans(world, world.dana.case), "Jag sover inte av medicinen."
    with world.store.read() as tx:
        was = tx.execute(select(item.c.source, item.c.category).where(item.c.id == ids["rest"])).one()

    def put(source: str, category: str) -> None:
        with world.store.write() as tx:
            tx.execute(update(item).where(item.c.id == ids["rest"]).values(source=source, category=category))

    put(world["arvid"].unit, "C04")
    if not guarded:
        monkeypatch.setattr(reporting, "hold_item", lambda *_, **__: None)
    told = world.api("dana").post(f"/items/{ids['rest']}/reports", {"text": words})
    assert told.status == (500 if guarded else 201)
    put(*was)
    for name, reads in (("arvid", not guarded), ("rut", False)):
        assert (words in world.api(name).get(f"/cases/{world.dana.case}/reports").text) is reads
    monkeypatch.undo()
    assert world.api("dana").post(f"/items/{ids['rest']}/reports", {"text": words}).status == 201
    assert words in world.api("rut").get(f"/cases/{world.dana.case}/reports").text
