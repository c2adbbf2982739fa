"""What `hub log verify` finds: each way to tamper, by name and place; and nothing in a sound log."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy import Connection, insert, select, update

from hub.access_log.checkpoint import Checkpoint, sign_checkpoint
from hub.access_log.hashing import leaf_hash
from hub.access_log.reader.findings import Fault, Finding, Findings
from hub.access_log.reader.record_heads import SealedRecord
from hub.access_log.reader.verifying import verify
from hub.access_log.sealer import seal_pending
from hub.access_log.tables import log_entry
from hub.access_log.writer import Receipt, append
from hub.store.clock import SetClock
from hub.store.ground import Ground
from hub.store.tables import record_head
from tests.access_log.acts import NOW, READ, SECOND, ident, reads, tamper, write, wrote


def none(_: Connection) -> Iterable[SealedRecord]:
    return ()


def check(ground: Ground, records: Callable[[Connection], Iterable[SealedRecord]] = none) -> Findings:
    return verify(ground, lambda *_: None, records=records)


def faults(ground: Ground, records: Callable[[Connection], Iterable[SealedRecord]] = none) -> set[Fault]:
    return {finding.fault for finding in check(ground, records).found}


@pytest.fixture
def receipts(ground: Ground, clock: SetClock) -> list[Receipt]:
    """Ten sealed entries under two checkpoints, long ago; the last four by a process that had seen nothing sealed.

    So none of them vouches for the first six: what else finds a fault is asked here (tests/access_log/test_vouching).
    """
    first = write(ground, *reads(6))
    seal_pending(ground)
    ground.store.sealed = (0, b"")
    second = write(ground, *reads(4, ts=NOW + SECOND))
    seal_pending(ground)
    clock.move(3600 * SECOND)
    return [*first, *second]


def test_a_sound_log(ground: Ground, receipts: list[Receipt]) -> None:
    told: list[tuple[int, int]] = []
    findings = verify(ground, lambda done, of: told.append((done, of)), records=none)
    assert findings.found == []
    assert findings.sound
    assert (findings.entries, findings.leaves, findings.checkpoints) == (10, 10, 2)
    assert told[-1] == (10, 10)


def test_a_sound_log_of_several_tiles_and_chunks(ground: Ground) -> None:
    write(ground, *reads(2100))
    seal_pending(ground)
    findings = check(ground)
    assert (findings.found, findings.leaves, findings.checkpoints) == ([], 2100, 3)


def test_an_empty_log(ground: Ground) -> None:
    assert check(ground).sound


def test_an_edited_body(ground: Ground, receipts: list[Receipt]) -> None:
    with ground.store.read() as tx:
        body = tx.execute(select(log_entry.c.body).where(log_entry.c.id == receipts[3].entry)).scalar_one()
    other = body.replace(b'"permitted"', b'"refused"', 1)
    tamper(ground, "UPDATE log_entry SET body = :body WHERE id = :id", body=other, id=receipts[3].entry)
    found = check(ground).found
    assert Finding(Fault.ENTRY_CHANGED, f"leaf 3, entry {receipts[3].entry}") in found
    assert all(receipts[3].entry in finding.where for finding in found)


def test_an_edited_body_with_all_its_hashes(ground: Ground, receipts: list[Receipt]) -> None:
    with ground.store.read() as tx:
        body = tx.execute(select(log_entry.c.body).where(log_entry.c.id == receipts[3].entry)).scalar_one()
    other = body.replace(b'"n":3', b'"n":2')
    values = {"body": other, "leaf": leaf_hash(other), "id": receipts[3].entry}
    tamper(ground, "UPDATE log_entry SET body = :body, leaf = :leaf WHERE id = :id", **values)
    tamper(ground, "UPDATE log_leaf SET leaf_hash = :leaf WHERE entry_id = :id", leaf=values["leaf"], id=values["id"])
    forged = Finding(Fault.ENTRY_FORGED, f"entry {receipts[3].entry}")
    assert check(ground).found == [forged, Finding(Fault.ROOT_DIFFERS, "leaf 0 to 5")]


def test_edited_columns(ground: Ground, receipts: list[Receipt]) -> None:
    columns = ("actor", "actor_unit", "subject", "case_id", "action", "outcome")
    for column, receipt in zip(columns, receipts, strict=False):
        tamper(ground, f"UPDATE log_entry SET {column} = 'other' WHERE id = :id", id=receipt.entry)
    assert check(ground).found == [Finding(Fault.COLUMN_DIFFERS, f"entry {each.entry}") for each in receipts[:6]]


def test_a_moved_instant(ground: Ground, receipts: list[Receipt]) -> None:
    tamper(ground, "UPDATE log_entry SET at = at + 1 WHERE id = :id", id=receipts[0].entry)
    assert faults(ground) == {Fault.COLUMN_DIFFERS}


def test_a_deleted_entry(ground: Ground, receipts: list[Receipt]) -> None:
    tamper(ground, "DELETE FROM log_entry WHERE id = :id", id=receipts[7].entry)
    assert check(ground).found == [Finding(Fault.ENTRY_MISSING, f"leaf 7, entry {receipts[7].entry}")]


def test_an_entry_deleted_with_its_leaf(ground: Ground, receipts: list[Receipt]) -> None:
    tamper(ground, "DELETE FROM log_entry WHERE id = :id", id=receipts[2].entry)
    tamper(ground, "DELETE FROM log_leaf WHERE entry_id = :id", id=receipts[2].entry)
    found = check(ground).found
    assert found == [Finding(Fault.LEAF_MISSING, "leaf 2 to 2"), Finding(Fault.ROOT_DIFFERS, "leaf 0 to 5")]


def test_reordered_leaves(ground: Ground, receipts: list[Receipt]) -> None:
    for number, to in ((7, 100), (8, 7), (100, 8)):
        tamper(ground, "UPDATE log_leaf SET number = :to WHERE number = :number", number=number, to=to)
    assert faults(ground) == {Fault.ROOT_DIFFERS, Fault.CONCERN_DIFFERS}
    assert Finding(Fault.ROOT_DIFFERS, "leaf 6 to 9") in check(ground).found


def test_leaves_that_name_each_others_entries(ground: Ground, receipts: list[Receipt]) -> None:
    for entry, to in ((receipts[7], "x"), (receipts[8], receipts[7].entry)):
        tamper(ground, "UPDATE log_leaf SET entry_id = :to WHERE entry_id = :id", to=to, id=entry.entry)
    tamper(ground, "UPDATE log_leaf SET entry_id = :to WHERE entry_id = 'x'", to=receipts[8].entry)
    assert faults(ground) >= {Fault.ENTRY_CHANGED}


def test_a_cut_tail(ground: Ground, receipts: list[Receipt]) -> None:
    tamper(ground, "DELETE FROM log_leaf WHERE number >= 8")
    for receipt in receipts[8:]:
        tamper(ground, "DELETE FROM log_entry WHERE id = :id", id=receipt.entry)
    assert Finding(Fault.TAIL_CUT, "leaf 8") in check(ground).found


def test_a_tail_without_its_checkpoint(ground: Ground, receipts: list[Receipt]) -> None:
    tamper(ground, "DELETE FROM log_checkpoint WHERE size = 10")
    assert check(ground).found == [Finding(Fault.TAIL_NOT_SIGNED, "leaf 6")]


def test_a_leaf_taken_away_so_that_its_entry_seems_new(ground: Ground, receipts: list[Receipt]) -> None:
    tamper(ground, "DELETE FROM log_leaf WHERE number >= 6")
    tamper(ground, "DELETE FROM log_checkpoint WHERE size = 10")
    findings = check(ground)
    assert (findings.found, findings.waiting) == ([Finding(Fault.TAIL_CUT, "leaf 6")], 4)


def test_more_than_the_last_moment_cannot_be_made_to_seem_new(ground: Ground) -> None:
    """Whoever takes away all that is made of the seals still leaves entries that lie too far apart."""
    old = write(ground, READ)[0].entry
    seal_pending(ground)
    ground.store.sealed = (0, b"")  # by a process that has seen nothing sealed: its entry vouches for nothing
    write(ground, replace(READ, ts=NOW + 10 * SECOND + 1))
    seal_pending(ground)
    for table in ("log_leaf", "log_checkpoint", "log_concern"):
        tamper(ground, f"DELETE FROM {table}")
    findings = check(ground)
    assert (findings.found, findings.waiting) == ([Finding(Fault.NOT_SEALED, f"entry {old}")], 1)


def test_what_the_sealer_has_not_come_by_since_waits(ground: Ground, clock: SetClock) -> None:
    """As after a kill, while nobody serves: however long ago that was."""
    write(ground, READ, replace(READ, ts=NOW + 10 * SECOND))
    clock.move(24 * 3600 * SECOND)
    findings = check(ground)
    assert (findings.found, findings.waiting, findings.waiting_since) == ([], 2, NOW)
    write(ground, replace(READ, ts=NOW + 10 * SECOND + 1))
    assert faults(ground) == {Fault.NOT_SEALED}, "the sealer would have come by in between"
    tamper(ground, "UPDATE log_entry SET body = :body", body=b"odd")
    assert faults(ground) == {Fault.NOT_SEALED, Fault.ENTRY_CHANGED}
    seal_pending(ground)
    assert check(ground).waiting == 0


@pytest.mark.parametrize("short_of", [0, 1])
def test_what_the_sealer_has_passed_over_does_not_wait(
    ground: Ground, receipts: list[Receipt], clock: SetClock, short_of: int
) -> None:
    write(ground, replace(READ, ts=clock.at))
    seal_pending(ground)
    late = write(ground, replace(READ, ts=clock.at - 10 * SECOND - short_of))[0].entry
    findings = check(ground)
    if short_of:
        assert (findings.found, findings.waiting) == ([Finding(Fault.NOT_SEALED, f"entry {late}")], 0)
    else:
        assert (findings.found, findings.waiting) == ([], 1)


def test_a_clock_that_ran_ahead_and_was_set_right_lets_nothing_look_passed_over(
    ground: Ground, receipts: list[Receipt], clock: SetClock
) -> None:
    day = 24 * 3600 * SECOND
    clock.move(day)
    write(ground, replace(READ, ts=clock.at))
    seal_pending(ground)
    clock.move(-day)
    write(ground, replace(READ, ts=clock.at + 1))
    seal_pending(ground)
    write(ground, replace(READ, ts=clock.at + 2))
    findings = check(ground)
    assert (findings.found, findings.waiting) == ([], 1)


def test_a_checkpoint_that_says_an_earlier_instant_hides_nothing(
    ground: Ground, receipts: list[Receipt], clock: SetClock
) -> None:
    """Its instant is not signed; those of the entries that it seals are."""
    late = write(ground, replace(READ, ts=NOW + SECOND + 3 - 10 * SECOND - 1))[0].entry
    tamper(ground, "UPDATE log_checkpoint SET at = 0")
    assert check(ground).found == [Finding(Fault.NOT_SEALED, f"entry {late}")]


def test_a_forged_checkpoint(ground: Ground, receipts: list[Receipt]) -> None:
    with ground.store.read() as tx:
        note = tx.exec_driver_sql("SELECT note FROM log_checkpoint WHERE size = 6").scalar_one()
    tamper(ground, "UPDATE log_checkpoint SET note = :note WHERE size = 6", note=note.replace("\n6\n", "\n7\n"))
    assert check(ground).found == [Finding(Fault.CHECKPOINT_FORGED, "checkpoint 6")]


def test_a_true_note_on_the_wrong_row(ground: Ground, receipts: list[Receipt]) -> None:
    note = sign_checkpoint(ground.provider, ground.installation, Checkpoint(6, bytes(32)))
    tamper(ground, "UPDATE log_checkpoint SET note = :note WHERE size = 6", note=note)
    assert check(ground).found == [Finding(Fault.CHECKPOINT_FORGED, "checkpoint 6")]


def test_a_changed_frontier(ground: Ground, receipts: list[Receipt]) -> None:
    for broken in (b"short", bytes(64)):
        tamper(ground, "UPDATE log_checkpoint SET frontier = :broken WHERE size = 6", broken=broken)
        assert check(ground).found == [Finding(Fault.NODE_DIFFERS, "checkpoint 6")]


def test_a_changed_node(ground: Ground) -> None:
    write(ground, *reads(256))
    seal_pending(ground)
    tamper(ground, "UPDATE log_node SET hash = :other", other=bytes(32))
    assert check(ground).found == [Finding(Fault.NODE_DIFFERS, "node 8/0")]


def test_a_node_before_its_leaves(ground: Ground, receipts: list[Receipt]) -> None:
    """The sealer could not put its own there, and would seal nothing any more once it came so far."""
    tamper(ground, "INSERT INTO log_node (level, position, hash) VALUES (8, 3, :hash)", hash=bytes(32))
    assert check(ground).found == [Finding(Fault.NODE_DIFFERS, "node 8/3")]


def test_a_concern_that_names_another_entry(ground: Ground, receipts: list[Receipt]) -> None:
    tamper(ground, "UPDATE log_concern SET entry_id = :id WHERE number = 4", id=receipts[5].entry)
    assert check(ground).found == [Finding(Fault.CONCERN_DIFFERS, f"leaf 4, entry {receipts[4].entry}")]


def test_a_hidden_concern(ground: Ground, receipts: list[Receipt]) -> None:
    tamper(ground, "DELETE FROM log_concern WHERE number = 4")
    assert check(ground).found == [Finding(Fault.CONCERN_DIFFERS, f"leaf 4, entry {receipts[4].entry}")]


def test_a_changed_detail(ground: Ground) -> None:
    with ground.store.write() as tx:
        receipt = append(tx, ground, replace(READ, subj=None), b"searched for this")
    seal_pending(ground)
    assert check(ground).sound
    tamper(ground, "UPDATE log_entry SET detail = NULL")
    assert check(ground).found == [Finding(Fault.DETAIL_CHANGED, f"entry {receipt.entry}")]


def test_a_leaf_that_is_no_entry(ground: Ground, receipts: list[Receipt]) -> None:
    tamper(ground, "UPDATE log_entry SET body = :body WHERE id = :id", body=b"odd", id=receipts[0].entry)
    assert Finding(Fault.ENTRY_CHANGED, f"entry {receipts[0].entry}") in check(ground).found


def test_many_findings_are_counted_and_few_kept(ground: Ground) -> None:
    write(ground, *reads(1100))
    seal_pending(ground)
    tamper(ground, "UPDATE log_entry SET actor = 'other'")
    findings = check(ground)
    assert (findings.count, len(findings.found)) == (1100, 1000)


def test_what_was_written_down_elsewhere_still_begins_the_log(ground: Ground, receipts: list[Receipt]) -> None:
    def compared(size: int, root: str) -> list[Finding]:
        written = Checkpoint(size, bytes.fromhex(root))
        return verify(ground, lambda *_: None, records=none, written=written).found

    earlier = check(ground).root
    write(ground, *reads(3, ts=NOW + 2 * SECOND))
    seal_pending(ground)
    later = check(ground).root
    assert (compared(10, earlier), compared(13, later)) == ([], [])
    assert compared(13, earlier) == [Finding(Fault.ROOT_DIFFERS, "leaf 0 to 12")]
    assert compared(7, earlier) == [Finding(Fault.ROOT_DIFFERS, "leaf 0 to 6")]
    for statement in (
        "log_leaf WHERE number >= 10",
        "log_checkpoint WHERE size > 10",
        "log_concern WHERE number >= 10",
    ):
        tamper(ground, f"DELETE FROM {statement}")
    tamper(ground, "DELETE FROM log_entry WHERE at >= :at", at=NOW + 2 * SECOND)
    assert check(ground).found == [], "nothing within the database tells of an end that was cut off whole"
    assert compared(10, earlier) == []
    assert compared(13, later) == [Finding(Fault.TAIL_CUT, "leaf 10")]


OLD, NEW = b"sealed, version 1", b"sealed, version 2"


def row(version: int, sealed: bytes) -> SealedRecord:
    return SealedRecord("activity", ident("activity"), version, sha256(sealed).digest())


def put_head(ground: Ground, version: int, sealed: bytes, entry: str) -> None:
    head = {"version": version, "ct_sha256": sha256(sealed).digest(), "entry_id": entry}
    with ground.store.write() as tx:
        if not tx.execute(update(record_head).values(head)).rowcount:
            key = {"record_table": "activity", "record_id": ident("activity")}
            tx.execute(insert(record_head).values(key | head))


@pytest.fixture
def twice_written(ground: Ground) -> list[str]:
    """Give the entries that tell of the two versions."""
    first = write(ground, wrote("activity", 1, OLD))[0].entry
    seal_pending(ground)
    # Not sealed yet: it counts all the same.
    second = write(ground, replace(wrote("activity", 2, NEW), ts=NOW + 1))[0].entry
    put_head(ground, 2, NEW, second)
    return [first, second]


@pytest.mark.usefixtures("twice_written")
class TestRecords:
    """The log's newest write, the head row and the row itself, held against each other."""

    def test_sound(self, ground: Ground) -> None:
        findings = check(ground, lambda _: [row(2, NEW)])
        assert (findings.found, findings.records) == ([], 1)

    def test_row_rolled_back(self, ground: Ground) -> None:
        assert check(ground, lambda _: [row(1, OLD)]).found == [
            Finding(Fault.RECORD_ROLLED_BACK, f"record activity/{ident('activity')}")
        ]

    def test_row_and_head_rolled_back_together(self, ground: Ground, twice_written: list[str]) -> None:
        put_head(ground, 1, OLD, twice_written[0])
        assert faults(ground, lambda _: [row(1, OLD)]) == {Fault.RECORD_ROLLED_BACK, Fault.HEAD_DIFFERS}

    def test_a_head_that_names_another_entry(self, ground: Ground, twice_written: list[str]) -> None:
        """By that entry an officer is told who wrote the record last, and when: whether it is new to her."""
        put_head(ground, 2, NEW, twice_written[0])
        assert faults(ground, lambda _: [row(2, NEW)]) == {Fault.HEAD_DIFFERS}

    def test_an_entry_put_in_makes_no_rewritten_record_genuine(self, ground: Ground) -> None:
        """Nothing refuses to add an entry, and the sealer seals it; but the hub never writes a version twice."""
        put_in = write(ground, replace(wrote("activity", 2, b"rewritten"), ts=NOW + 2))[0].entry
        put_head(ground, 2, b"rewritten", put_in)
        seal_pending(ground)
        found = faults(ground, lambda _: [row(2, b"rewritten")])
        assert found == {Fault.RECORD_CHANGED, Fault.RECORD_ROLLED_BACK, Fault.HEAD_DIFFERS}

    def test_an_entry_put_in_brings_nothing_back(self, ground: Ground) -> None:
        write(ground, replace(wrote("activity", 2, None), ts=NOW + 2))  # as a draft's documents are removed
        put_head(ground, 2, NEW, write(ground, replace(wrote("activity", 2, NEW), ts=NOW + 3))[0].entry)
        assert faults(ground, lambda _: [row(2, NEW)]) == {Fault.RECORD_RETURNED, Fault.HEAD_DIFFERS}

    def test_head_alone_rolled_back(self, ground: Ground, twice_written: list[str]) -> None:
        put_head(ground, 1, OLD, twice_written[0])
        assert faults(ground, lambda _: [row(2, NEW)]) == {Fault.HEAD_DIFFERS}

    def test_row_changed(self, ground: Ground) -> None:
        assert faults(ground, lambda _: [row(2, OLD)]) == {Fault.RECORD_CHANGED}

    def test_row_gone(self, ground: Ground) -> None:
        assert faults(ground) == {Fault.RECORD_MISSING}

    def test_row_newer_than_the_log(self, ground: Ground) -> None:
        assert faults(ground, lambda _: [row(3, NEW)]) == {Fault.RECORD_UNLOGGED}

    def test_row_of_no_entry(self, ground: Ground) -> None:
        other = SealedRecord("activity", ident("other"), 1, sha256(OLD).digest())
        found = check(ground, lambda _: [row(2, NEW), other]).found
        assert found == [Finding(Fault.RECORD_UNLOGGED, f"record activity/{ident('other')}")]

    def test_refused_write_claims_nothing(self, ground: Ground) -> None:
        refused = replace(wrote("activity", 3, b"never"), outcome=READ.outcome.REFUSED, ts=NOW + 2)
        write(ground, refused)
        assert check(ground, lambda _: [row(2, NEW)]).sound

    def test_removed_by_an_entry(self, ground: Ground) -> None:
        write(ground, replace(wrote("activity", 3, None), ts=NOW + 2))
        assert faults(ground, lambda _: [row(2, NEW)]) == {Fault.RECORD_RETURNED, Fault.HEAD_DIFFERS}
        assert faults(ground) == {Fault.HEAD_DIFFERS}
        with ground.store.write() as tx:
            tx.execute(record_head.delete())
        assert check(ground).sound
