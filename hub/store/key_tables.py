"""The one table of the key database: wrapped data keys, useless without the provider that wrapped them."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, Integer, LargeBinary, PrimaryKeyConstraint, String, Table

from hub.store.base import Id, Instant, key_metadata

wrapped_key: Final = Table(
    "wrapped_key",
    key_metadata,
    Column("participant_id", Id, nullable=False),
    Column("purpose", String(8), nullable=False),
    Column("dek_version", Integer, nullable=False),
    Column("kek_epoch", Integer, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    PrimaryKeyConstraint("participant_id", "purpose", "dek_version"),
    CheckConstraint("purpose IN ('data', 'log')", name="purpose"),
    CheckConstraint("dek_version >= 1", name="dek_version"),
)
