"""A record's head moves forward only, on both databases, and stands for the record's frame and sealed bytes."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from hub.store.heads import Frame, HeadRefused, Written, check_head, head_hash, put_heads
from hub.store.tables import record_head
from keys.errors import Tampered
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


FRAME = Frame(1_774_000_000_000_000, 3, "activity", "b" * 32)
SEALED = b"\x00\x00\x00\x05 sealed"


def test_a_head_hashes_the_frame_and_then_the_sealed_bytes() -> None:
    said = b'["hub/head",1774000000000000,3,"activity","' + b"b" * 32 + b'"]'
    assert head_hash(SEALED, *FRAME) == sha256(said + SEALED).digest()
    assert head_hash(SEALED, *Frame(1)) == sha256(b'["hub/head",1,null,"",""]' + SEALED).digest()


@pytest.mark.parametrize(
    "other",
    [
        {"first_written": FRAME.first_written - 1},
        {"basis_version": 2},
        {"basis_version": None},
        {"kind": "limit"},
        {"group": "c" * 32},
        {"kind": "activityb", "group": "b" * 31},
        {"kind": 'activity","b', "group": ""},
        {"first_written": str(FRAME.first_written)},
        {"kind": b"activity"},
    ],
)
def test_another_frame_is_another_hash(other: dict[str, Any]) -> None:
    """Also what only a database without types can hold in such a column."""
    assert head_hash(SEALED, *FRAME._replace(**other)) != head_hash(SEALED, *FRAME)


def test_nothing_passes_from_the_frame_to_the_bytes() -> None:
    assert head_hash(b'"]' + SEALED, 1, None, "", "") != head_hash(SEALED, 1, None, "", '"]')
    assert head_hash(SEALED, *FRAME) != sha256(SEALED).digest()


@pytest.mark.parametrize("standing", [written(1), replace(written(2), sha256=bytes(32)), written(2, "b" * 32)])
def test_a_record_that_its_head_does_not_stand_for_carries_nothing_on(database: Databases, standing: Written) -> None:
    with database.store.write() as tx:
        put_heads(tx, [written(2)], entry="2" * 32)
        check_head(tx, written(2))
        with pytest.raises(Tampered, match="head row"):
            check_head(tx, standing)


def test_sealed_bytes_do_not_show_in_a_message() -> None:
    assert "sealed 1" not in repr(written(1))
