"""HSLF-FS 2016:40, chapter 4 section 9: each of its seven items has its place in the log."""

from dataclasses import replace

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import DatabaseError

from hub.access_log.reader import Filters, catch_up, page
from hub.access_log.reader.parsing import Entry
from hub.access_log.sealer import seal_pending
from hub.access_log.tables import log_entry
from hub.store.errors import StoreUnavailable
from hub.store.ground import Ground
from policies.vocabulary import Action
from tests.access_log.acts import CASE, DANA, FIA, FK, NOW, READ, REGION, SECOND, ident, reads, write, wrote


def shown(ground: Ground, filters: Filters | None = None) -> list[Entry]:
    seal_pending(ground)
    catch_up(ground)
    with ground.store.read() as tx:
        return [logged.entry for logged in page(tx, units=[FK], filters=filters or Filters(), limit=50)]


def test_1_what_was_done_with_the_data(ground: Ground) -> None:
    write(ground, READ, replace(wrote("activity", 4, b"sealed"), ts=NOW + 1))
    written, read = shown(ground)
    assert (read.act, read.outcome, read.n, read.case) == (Action.READ, "permitted", 3, CASE)
    assert [(decision.source, decision.category, decision.outcome) for decision in read.decisions] == [
        (REGION, "C07", "permitted"),
        ("participant", "C04", "refused"),
    ]
    assert [(record.table, record.id, record.version) for record in written.rec] == [("activity", ident("activity"), 4)]


def test_2_at_which_unit(ground: Ground) -> None:
    write(ground, READ)
    assert [(entry.unit, entry.auth, entry.emp) for entry in shown(ground)] == [(FK, READ.auth, READ.emp)]


def test_3_at_what_time(ground: Ground) -> None:
    write(ground, READ)
    assert [entry.ts for entry in shown(ground)] == [NOW]


def test_4_by_whom_and_about_whom(ground: Ground) -> None:
    write(ground, READ)
    assert [(entry.actor, entry.subj) for entry in shown(ground)] == [(FIA, DANA)]


def test_5_systematic_checks_can_be_made(ground: Ground) -> None:
    """A reviewer draws by period, by person and by kind of act."""
    write(ground, *(replace(READ, ts=NOW + day * 86_400 * SECOND) for day in range(5)))
    day_two = Filters(begins=NOW + 2 * 86_400 * SECOND, ends=NOW + 3 * 86_400 * SECOND)
    assert len(shown(ground, day_two)) == 1
    assert len(shown(ground, Filters(actor=FIA, subject=DANA, action="read", case=CASE, outcome="permitted"))) == 5


def test_6_checks_are_documented(ground: Ground) -> None:
    """Reading the log is an act with its own word, and stands in the log like any other."""
    write(ground, replace(READ, act=Action.LOG_READ, subj=None, case=None, decisions=(), n=50))
    assert [entry.act for entry in shown(ground)] == [Action.LOG_READ]


def test_7_entries_stay(ground: Ground) -> None:
    """Nothing in the hub removes an entry, and the database refuses."""
    write(ground, *reads(3))
    with pytest.raises((DatabaseError, StoreUnavailable)), ground.store.write() as tx:
        tx.execute(delete(log_entry))
    assert len(shown(ground)) == 3
