"""A record's head moves forward only, on both databases."""

from hashlib import sha256

import pytest
from sqlalchemy import select

from hub.store.heads import HeadRefused, Written, put_heads
from hub.store.tables import record_head
from tests.databases import Databases


def written(version: int, record: str = "a" * 32) -> Written:
    sealed = f"sealed {version}".encode()
    return Written(table="item", record=record, version=version, sha256=sha256(sealed).digest(), sealed=sealed)


def test_a_head_follows_its_record(database: Databases) -> None:
    with database.store.write() as tx:
        put_heads(tx, [written(1), written(1, "b" * 32)], entry="1" * 32)
        put_heads(tx, [written(2)], entry="2" * 32)
    with database.store.read() as tx:
        rows = tx.execute(select(record_head).order_by(record_head.c.record_id)).all()
    assert [(row.version, row.entry_id) for row in rows] == [(2, "2" * 32), (1, "1" * 32)]
    assert rows[0].ct_sha256 == written(2).sha256


@pytest.mark.parametrize("version", [1, 2])
def test_a_head_never_goes_back_or_stands_still(database: Databases, version: int) -> None:
    with database.store.write() as tx:
        put_heads(tx, [written(2)], entry="2" * 32)
    with pytest.raises(HeadRefused), database.store.write() as tx:
        put_heads(tx, [written(version)], entry="3" * 32)
    with database.store.read() as tx:
        assert tx.execute(select(record_head.c.entry_id)).scalar_one() == "2" * 32


def test_sealed_bytes_do_not_show_in_a_message() -> None:
    assert "sealed 1" not in repr(written(1))
