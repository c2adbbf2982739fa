"""What makes the log quick to look back into tells what the entries tell, and a check finds where it does not."""

from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from hub.access_log.reader import Counted, Filters, actors, catch_up, counts, tally
from hub.access_log.reader.findings import Fault
from hub.access_log.reader.tables import log_look
from hub.access_log.reader.tallying import set_of
from hub.access_log.reader.verifying import verify
from hub.access_log.sealer import seal_pending
from hub.store.clock import HOUR
from hub.store.ground import Ground
from policies.vocabulary import Action, Outcome
from tests.access_log.acts import AME, DANA, FIA, FK, NOW, READ, REGION, ident, reads, write

AT = NOW // HOUR
_FORGED = "INSERT INTO log_look (unit_id, at, number, actor, action, outcome, staff)"
SETS: list[list[str]] = [[FK], [REGION], [FK, REGION], [AME], []]
HERSELF = replace(READ, actor=DANA, actor_kind="participant", unit=None, units=(FK, REGION))


@pytest.fixture
def looked(ground: Ground) -> Ground:
    """Three reads in one hour, a refused one in the next, and one of her own; all concern two units."""
    refused = replace(READ, ts=NOW + HOUR, outcome=Outcome.REFUSED)
    write(ground, *reads(3), refused, HERSELF, replace(READ, act=Action.LIST, ts=NOW + 2 * HOUR))
    seal_pending(ground)
    assert catch_up(ground) == 6
    for units in SETS:
        assert tally(ground, units) == (6 if units else 0)
        assert tally(ground, units) == 0
    return ground


def faults(ground: Ground) -> set[Fault]:
    return {one.fault for one in verify(ground, lambda *_: None, records=lambda _: ()).found}


def test_each_act_of_staff_is_counted_once_whoever_it_concerns(looked: Ground) -> None:
    with looked.store.read() as tx:
        for units in ([FK], [REGION], [FK, REGION]):
            found = counts(tx, units=units, filters=Filters(action="read"))
            assert found == [Counted(AT, "permitted", 3), Counted(AT + 1, "refused", 1)], units
        assert counts(tx, units=[AME], filters=Filters()) == []
        assert counts(tx, units=[], filters=Filters()) == []


@pytest.mark.parametrize("narrowed", [Filters(), Filters(actor=FIA), Filters(subject=DANA), Filters(case=READ.case)])
def test_the_counts_are_narrowed_as_the_list_is(looked: Ground, narrowed: Filters) -> None:
    cases = {
        replace(narrowed, action="read", outcome="refused"): [(AT + 1, 1)],
        replace(narrowed, begins=NOW + HOUR, outcome="refused"): [(AT + 1, 1)],
        replace(narrowed, action="list"): [(AT + 2, 1)],
        replace(narrowed, begins=(AT + 3) * HOUR): [],
        replace(narrowed, ends=(AT + 1) * HOUR): [(AT, 3)],
    }
    with looked.store.read() as tx:
        for filters, expected in cases.items():
            found = counts(tx, units=[FK, REGION], filters=filters)
            assert [(one.hour, one.n) for one in found] == expected, filters


def test_only_staff_that_occur_are_named(looked: Ground) -> None:
    with looked.store.read() as tx:
        assert actors(tx, units=[FK, REGION]) == [FIA]
        assert actors(tx, units=[AME]) == []


def test_it_is_brought_in_once_and_in_batches(ground: Ground) -> None:
    write(ground, *reads(1203))
    seal_pending(ground)
    assert catch_up(ground) == 1203
    assert catch_up(ground) == 0
    write(ground, *reads(2, ts=NOW + HOUR))
    seal_pending(ground)
    assert catch_up(ground) == 2
    assert tally(ground, [FK]) == 1205
    with ground.store.read() as tx:
        assert [one.n for one in counts(tx, units=[FK], filters=Filters())] == [1203, 2]
        assert len(tx.execute(select(log_look.c.number).where(log_look.c.unit_id == FK)).all()) == 1205
    assert faults(ground) == set()


@pytest.mark.parametrize("statement", ["UPDATE log_look SET actor = 'x'", "DELETE FROM log_look"])
def test_the_database_refuses_to_change_it(looked: Ground, statement: str) -> None:
    with pytest.raises(DatabaseError, match="only appended to"), looked.store.write() as tx:
        tx.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (f"UPDATE log_look SET actor = '{ident('somebody else')}' WHERE number = 1", Fault.LOOK_DIFFERS),
        ("UPDATE log_look SET subject = NULL WHERE number = 1", Fault.LOOK_DIFFERS),
        (f"DELETE FROM log_look WHERE number = 1 AND unit_id = '{FK}'", Fault.LOOK_DIFFERS),
        (f"{_FORGED} VALUES ('{AME}', 1, 1, 'x', 'read', 'permitted', true)", Fault.LOOK_DIFFERS),
        (f"DELETE FROM log_seen WHERE unit_id = '{FK}'", Fault.LOOK_DIFFERS),
        (f"UPDATE log_seen SET actor = '{ident('somebody else')}' WHERE unit_id = '{FK}'", Fault.LOOK_DIFFERS),
        (f"INSERT INTO log_seen (unit_id, actor) VALUES ('{AME}', '{FIA}')", Fault.LOOK_DIFFERS),
        (f"DELETE FROM log_tallied WHERE set_id = '{set_of([FK])}'", Fault.COUNT_DIFFERS),
        ("UPDATE log_tally SET n = n - 1 WHERE outcome = 'refused'", Fault.COUNT_DIFFERS),
        (f"UPDATE log_tallied SET units = '{AME}' WHERE set_id = '{set_of([FK])}'", Fault.COUNT_DIFFERS),
    ],
)
def test_whoever_changes_it_all_the_same_is_found(looked: Ground, statement: str, fault: Fault) -> None:
    with looked.store.write() as tx:
        if tx.dialect.name == "postgresql":
            tx.execute(text("ALTER TABLE log_look DISABLE TRIGGER ALL"))
        else:
            tx.execute(text("DROP TRIGGER log_look_update"))
            tx.execute(text("DROP TRIGGER log_look_delete"))
        tx.execute(text(statement))
    assert fault in faults(looked)
