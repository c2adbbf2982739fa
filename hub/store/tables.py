"""The head row of every sealed record: which version stands, and what it and its frame hash to (security B.4)."""

from typing import Final

from sqlalchemy import Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, String, Table

from hub.store.base import Id, metadata

# entry_id carries no foreign key: the log's tables belong to the floor above.
record_head: Final = Table(
    "record_head",
    metadata,
    Column("record_table", String(64), nullable=False),
    Column("record_id", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("ct_sha256", LargeBinary(32), nullable=False),
    Column("entry_id", Id, nullable=False),
    PrimaryKeyConstraint("record_table", "record_id"),
    # A read looks up the head of each item: by a hash that is one page and the row's own, however many heads there are.
    Index("ix_record_head_record_id", "record_id", postgresql_using="hash"),
)
