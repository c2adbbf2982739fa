"""Rows that open nothing, but tell somebody what she acts on, are rewritten past the hub by nobody unseen (T4, T8).

Whom a participant is to call, who took back for her, what a unit answered and by when, who entered a paper: none has a
tag, and all are held against what the log tells. Each attack is shown to stay unseen with that off.
"""

from collections.abc import Callable
from typing import Any, Final

import pytest
from sqlalchemy import delete, insert, select, update

from hub.access_log.reader.findings import Fault
from hub.access_log.reader.told_rows import ToldRows
from hub.cases.tables import report, report_answer
from hub.grants.tables import acceptance, paper, withdrawal
from hub.officers.tables import officer
from tests.attacks.test_forged_rows import write
from tests.attacks.test_rows_of_before import found
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import write_plans
from tests.cast import World
from tests.consents.story import in_force, presented
from tests.consents.test_signing_paper import compare, enter

OTHER: Final = {"phone": "070-000 00 00", "reached": "alltid"}


def reaches(world: World) -> None:
    said = {"phone": "070-174 06 05", "reached": "telefontid tis och tor"}
    assert world.api("amir").put("/me/contact", said).status == 204


def takes_back(world: World) -> None:
    category = {"category": "C07"}
    assert world.api("dana").post(f"/consents/{in_force(world).id}/withdrawals", category).status == 201


def answers(world: World) -> None:
    in_force(world)


def reports(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    about = write_plans(world, world.dana.case)["studies"]
    told = world.api("dana").post(f"/items/{about}/reports", {"text": "Jag läser bara till klockan tolv."})
    assert told.status == 201
    assert world.api("sofia").patch(f"/reports/{told.json['id']}", {"outcome": "corrected"}).status == 200


def enters(world: World) -> None:
    text = presented(world)
    enter(world, world.page("amir"), text)
    enter(world, world.page("amir"), text)


ACTS: Final[dict[str, tuple[Callable[[World], None], Callable[[World], Any]]]] = {
    "acceptance": (answers, lambda world: update(acceptance).values(officer_id=world["cia"].officer)),
    "paper": (enters, lambda world: update(paper).values(entered_by=world["cia"].officer)),
    "reached": (reaches, lambda world: update(officer).where(officer.c.id == world["amir"].officer).values(OTHER)),
    "report": (reports, lambda _: update(report).values(due_at=2**52)),
    "report_answer": (reports, lambda world: update(report_answer).values(officer_id=world["rut"].officer)),
    "withdrawal": (takes_back, lambda world: update(withdrawal).values(registered_by=world["cia"].officer)),
}


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("what", ACTS)
def test_what_was_rewritten_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, what: str, *, guarded: bool
) -> None:
    act, rewritten = ACTS[what]
    act(world)
    assert what not in {one.where.partition(" ")[0] for one in found(world)}
    write(world, rewritten(world))
    if not guarded:
        monkeypatch.setattr(ToldRows, "compare", lambda *_: None)
    told = {one.fault for one in found(world) if one.where.partition(" ")[0] == what}
    assert told == ({Fault.RECORD_ROLLED_BACK} if guarded else set())


def test_a_receipt_that_was_taken_away_is_missed(world: World) -> None:
    takes_back(world)
    write(world, delete(withdrawal))
    assert [one.fault for one in found(world)] == [Fault.RECORD_MISSING]


def test_a_number_where_none_was_said_is_found(world: World) -> None:
    write(world, update(officer).where(officer.c.id == world["amir"].officer).values(OTHER))
    assert [(one.fault, one.where.partition(" ")[0]) for one in found(world)] == [(Fault.RECORD_UNLOGGED, "reached")]


def test_a_receipt_that_nobody_was_given_is_found(world: World) -> None:
    takes_back(world)
    with world.store.read() as tx:
        hers = dict(tx.execute(select(withdrawal)).one()._mapping)
    write(world, insert(withdrawal).values({**hers, "id": "f" * 32, "scope": "whole", "target": None}))
    assert [one.fault for one in found(world)] == [Fault.RECORD_UNLOGGED]


def test_who_compares_a_paper_tells_by_whom_it_was_entered_as_she_found_it(world: World) -> None:
    """Else it could be another's for the moment in which it is compared."""
    text = presented(world)
    enter(world, world.page("amir"), text)
    entered = update(paper).values(entered_by=world["fia"].officer)
    write(world, entered)
    assert compare(world, world.page("cia"), text).status == 303
    write(world, update(paper).values(entered_by=world["amir"].officer))
    assert [one.where.partition(" ")[0] for one in found(world)] == ["paper"]
