"""What somebody put into the database past the hub is told to the log as genuine by no act of another's (T4, T8).

He may wait for anybody's ordinary act. Each attack is shown to work with its guard off.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pytest
from sqlalchemy import Table, insert, select

from hub.access_log.reader.findings import Fault
from hub.grants import consent_seals
from hub.grants.tables import assignment, consent, consent_line, consent_person, consent_row
from hub.store.tables import record_head
from tests.cast import DAY, World
from tests.checking import faults
from tests.consents.story import in_force, may_read

CONSENT: Final = (consent, consent_person, consent_row, consent_line, assignment)

Copy = Mapping[Table, Sequence[Any]]


def copied(world: World, *tables: Table) -> Copy:
    with world.store.read() as tx:
        return {table: tx.execute(select(table)).mappings().all() for table in tables}


def put_back(world: World, copy: Copy) -> None:
    """Put all rows of a copy back, each together with its seal."""
    with world.store.write() as tx:
        if tx.dialect.name == "sqlite":
            tx.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table, rows in copy.items():
            known = {column.name: column for column in table.primary_key}
            for row in rows:
                same = [column == row[name] for name, column in known.items()]
                if tx.execute(select(*known.values()).where(*same)).first() is None:
                    tx.execute(insert(table), dict(row))
                else:
                    tx.execute(table.update().where(*same).values(dict(row)))


def taken_back_and_undone(world: World, *tables: Table) -> str:
    """Let Dana take Fia out of the consent, and somebody put the rows back as they were before she did."""
    paper = in_force(world)
    copy = copied(world, *tables)
    world.clock.move(DAY)
    fia = {"person": paper.person(world, "fia")}
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", fia).status == 201
    assert not may_read(world, "fia", "AME", "C04")
    put_back(world, copy)
    assert may_read(world, "fia", "AME", "C04")
    return paper.id


def answers_again(world: World, consent_id: str, times: int = 1) -> list[int]:
    """Let Rut, in good faith, say again that her unit gives what it gives."""
    rut = world.api("rut")
    return [rut.post(f"/consents/{consent_id}/acceptances", rows(world, no % 2 == 0)).status for no in range(times)]


def rows(world: World, yes: bool) -> dict[str, Any]:
    with world.store.read() as tx:
        own = select(consent_row.c.id).where(consent_row.c.source == world["rut"].unit)
        return {"rows": dict.fromkeys(tx.execute(own).scalars(), yes)}


def test_a_withdrawal_that_was_undone_is_not_told_as_genuine(world: World) -> None:
    paper = taken_back_and_undone(world, *CONSENT)
    assert Fault.RECORD_CHANGED in faults(world)
    assert answers_again(world, paper) == [500]
    assert Fault.RECORD_CHANGED in faults(world)


def test_unless_what_stands_were_not_compared_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consent_seals, "_as_told", lambda *_: True)
    paper = taken_back_and_undone(world, *CONSENT)
    assert answers_again(world, paper) == [200]
    assert not faults(world), "and nothing would find it afterwards"
    assert may_read(world, "fia", "AME", "C04")


def test_who_puts_the_head_back_too_is_found_for_good(world: World) -> None:
    """The acts that follow tell versions of it that were told already."""
    paper = taken_back_and_undone(world, *CONSENT, record_head)
    assert answers_again(world, paper, times=4) == [200] * 4
    assert Fault.RECORD_ROLLED_BACK in faults(world, "consent")


def test_taking_back_is_not_hindered_by_what_was_undone(world: World) -> None:
    paper = taken_back_and_undone(world, *CONSENT)
    assert world.api("dana").post(f"/consents/{paper}/withdrawals", {"category": "C09"}).status == 201
    assert world.api("fia").get(f"/cases/{world.dana.case}").status in {404, 500}
