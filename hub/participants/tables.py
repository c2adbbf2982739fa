"""Rows of participants: a surrogate id, sealed identity records and pseudonymous to-dos for a unit."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from hub.store.base import Id, Instant, metadata

participant = Table(
    "participant",
    metadata,
    Column("id", Id, primary_key=True),
    Column("registered_at", Instant, nullable=False),
    Column("unit_id", Id, ForeignKey("unit.id"), nullable=False, comment="the unit that registered"),
    Column("number_index", LargeBinary(16), comment="blind index of the number; empty when none or already known"),
    Column("restricted_at", Instant, comment="GDPR art. 18"),
    Column("died_at", Instant),
    Column("seal", LargeBinary(32), comment="of who registered her, restriction and death: hub.store.row_seals"),
    UniqueConstraint("unit_id", "number_index"),
)

identity = Table(
    "identity",
    metadata,
    Column("id", Id, primary_key=True),
    Column("participant_id", Id, ForeignKey("participant.id"), nullable=False),
    Column("category", String(20), nullable=False, comment="Reserved: name, number or account"),
    Column("version", Integer, nullable=False),
    Column("first_written", Instant, nullable=False),
    Column("sealed", LargeBinary, nullable=False, comment="one packed record, sealed under the participant's key"),
    UniqueConstraint("participant_id", "category"),
)

unit_todo = Table(
    "unit_todo",
    metadata,
    Column("id", Id, primary_key=True),
    Column("unit_id", Id, ForeignKey("unit.id"), nullable=False),
    Column("participant_id", Id, ForeignKey("participant.id"), nullable=False),
    Column("kind", String(40), nullable=False, comment="such as number_already_known; names nobody"),
    Column("at", Instant, nullable=False),
    Column("done_at", Instant),
    Index("ix_unit_todo_unit_id", "unit_id"),
)
