"""The writer: one statement in the caller's transaction, a receipt that holds, a detail that only its key opens."""

from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy import select

from hub.access_log.detail import seal_detail
from hub.access_log.entry import NewEntry, UnfitEntry
from hub.access_log.reader.opening import open_detail
from hub.access_log.reader.parsing import parse
from hub.access_log.tables import log_entry
from hub.access_log.writer import append, append_many
from hub.store import key_store
from hub.store.ground import Ground
from keys.errors import KeyMissing, Tampered
from keys.keyring import LOG, new_wrapped_key
from tests.access_log.acts import CASE, DANA, FIA, FK, NOW, READ, reads
from tests.databases import count

SECRET = "203.0.113.7 Åberg".encode()


def give_log_key(ground: Ground, participant: str) -> None:
    wrapped = new_wrapped_key(
        ground.provider,
        installation=ground.installation,
        participant=participant,
        purpose=LOG,
        random=ground.random,
    )
    with ground.key_store.write() as connection:
        key_store.put(connection, wrapped, created_at=NOW)


def test_one_statement_and_a_receipt_of_what_stands(ground: Ground) -> None:
    with count(ground.store) as counts:
        with ground.store.write() as tx:
            receipt = append(tx, ground, READ)
        assert (counts.statements, counts.commits) == (1, 1)
    with ground.store.read() as tx:
        row = tx.execute(select(log_entry)).one()
    assert (row.id, row.leaf.hex()) == (receipt.entry, receipt.leaf)
    assert sha256(b"\x00" + row.body).digest() == row.leaf
    assert (row.at, row.actor, row.actor_unit, row.subject, row.case_id) == (NOW, FIA, FK, DANA, CASE)
    assert (row.action, row.outcome, row.detail) == ("read", "permitted", None)
    assert parse(row.body).decisions == READ.decisions


def test_a_list_is_one_statement(ground: Ground) -> None:
    with ground.store.write() as tx, count(ground.store) as counts:
        assert append_many(tx, ground, []) == []
        receipts = append_many(tx, ground, reads(40))
        assert counts.statements == 1
    with ground.store.read() as tx:
        stands = set(tx.execute(select(log_entry.c.id)).scalars())
    assert stands == {receipt.entry for receipt in receipts}
    assert len(stands) == 40


def test_it_falls_with_what_it_tells_of(ground: Ground) -> None:
    def tell_and_fail(act: NewEntry) -> None:
        with ground.store.write() as tx:
            append(tx, ground, READ)
            append(tx, ground, act)
            raise RuntimeError("rolled back")

    with pytest.raises(RuntimeError, match="rolled back"):
        tell_and_fail(READ)
    with pytest.raises(UnfitEntry):
        tell_and_fail(replace(READ, actor="Dana\nÅberg"))
    with ground.store.read() as tx:
        assert tx.execute(select(log_entry)).all() == []


def test_the_same_act_twice_leaves_different_leaves(ground: Ground) -> None:
    with ground.store.write() as tx:
        first, second = append(tx, ground, READ), append(tx, ground, READ)
    assert first.leaf != second.leaf
    with ground.store.read() as tx:
        salts = {parse(body).salt for body in tx.execute(select(log_entry.c.body)).scalars()}
    drawn = {salt.partition(":")[0] for salt in salts}
    assert sorted(map(len, drawn)) == [32, 32]  # else who knows an entry's id could try the rest against its leaf


@pytest.mark.parametrize("subject", [None, DANA])
def test_detail_is_sealed_for_its_entry(ground: Ground, subject: str | None) -> None:
    give_log_key(ground, DANA)
    with ground.store.write() as tx:
        receipt = append(tx, ground, replace(READ, subj=subject), SECRET)
    with ground.store.read() as tx:
        row = tx.execute(select(log_entry)).one()
    assert SECRET not in row.body + row.detail
    assert parse(row.body).detail == sha256(row.detail).hexdigest()
    assert open_detail(ground, entry_id=receipt.entry, subject=subject, sealed=row.detail) == SECRET
    with pytest.raises(Tampered):
        open_detail(ground, entry_id="0" * 32, subject=subject, sealed=row.detail)


def test_without_her_log_key_nothing_is_written(ground: Ground) -> None:
    with pytest.raises(KeyMissing), ground.store.write() as tx:
        append(tx, ground, READ, SECRET)
    with ground.store.read() as tx:
        assert tx.execute(select(log_entry)).all() == []


def test_a_detail_of_hers_does_not_open_without_her(ground: Ground) -> None:
    give_log_key(ground, DANA)
    sealed = seal_detail(ground, entry_id="0" * 32, subject=DANA, plaintext=SECRET)
    with pytest.raises((Tampered, KeyMissing)):
        open_detail(ground, entry_id="0" * 32, subject=None, sealed=sealed)
