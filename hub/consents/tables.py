"""Rows of the consent's sealed documents (text, answers, signature, scanned paper), and of a paper's way to count."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table, UniqueConstraint

from hub.store.base import Id, Instant, metadata

document = Table(
    "document",
    metadata,
    Column("id", Id, primary_key=True),
    Column("consent_id", Id, ForeignKey("consent.id"), nullable=False),
    Column("participant_id", Id, ForeignKey("participant.id"), nullable=False),
    Column("part", String(20), nullable=False, comment="text, signature or witness"),
    Column("version", Integer, nullable=False),
    Column("first_written", Instant, nullable=False),
    Column("digest", LargeBinary(32), comment="SHA-256 of the exact text shown"),
    Column("nonce", String(32), comment="bound into the signature; new at each presentation"),
    Column("language", String(10), nullable=False),
    Column("sealed", LargeBinary, nullable=False, comment="label consent"),
    UniqueConstraint("consent_id", "part"),
)

paper = Table(
    "paper",
    metadata,
    Column("id", Id, primary_key=True),
    Column("consent_id", Id, ForeignKey("consent.id"), nullable=False, index=True),
    Column("case_id", Id, ForeignKey("case.id"), nullable=False, index=True),
    Column("unit_id", Id, ForeignKey("unit.id"), nullable=False, index=True, comment="whose employees may compare"),
    Column("entered_by", Id, ForeignKey("officer.id"), nullable=False),
    Column("entered_at", Instant, nullable=False),
    Column("settled_by", Id, ForeignKey("officer.id"), comment="who compared it; never who entered it"),
    Column("settled_at", Instant),
    Column("counts", Boolean, comment="it agreed and the version is signed; false: it went back"),
)
