"""A report is answered in the case it was made in, whatever its row says meanwhile (T4, T8)."""

import pytest
from sqlalchemy import select, update

from hub.cases import report_answering
from hub.cases.tables import report, report_answer
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
