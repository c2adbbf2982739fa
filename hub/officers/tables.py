"""Rows of officers, their employment intervals and what a log reviewer looks after.

A `seal` may be empty only in the eyes of the database: such a row lets nobody do anything.
"""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String, Table

from hub.store.base import Id, Instant, metadata

officer = Table(
    "officer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("title", String(200), nullable=False),
    Column("email", String(200), nullable=False, unique=True),
    Column("role", String(20), nullable=False, comment="hub.officers.roles.Role"),
    Column("phone", String(40), comment="at work, as it was typed"),
    Column("reached", String(80), comment="how she is best reached; about her, never about a participant"),
    Column("seal", LargeBinary(32), comment="of who she is and her role: hub.store.row_seals"),
)

employment = Table(
    "employment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("officer_id", Id, ForeignKey("officer.id"), nullable=False),
    Column("unit_id", Id, ForeignKey("unit.id"), nullable=False),
    Column("function", String(40), nullable=False, comment="policies.vocabulary.Function, the ceiling's column"),
    Column("begins", Instant, nullable=False),
    Column("ends", Instant),
    Column("made_at", Instant, comment="when the hub wrote the row; empty in one from before form 0020"),
    Column("seal", LargeBinary(32), comment="of who works where as what; none once ended: hub.store.row_seals"),
    Index("ix_employment_officer_unit", "officer_id", "unit_id"),
)

reviewed_unit = Table(
    "reviewed_unit",
    metadata,
    Column("officer_id", Id, ForeignKey("officer.id"), primary_key=True),
    Column("unit_id", Id, ForeignKey("unit.id"), primary_key=True),
    Column("seal", LargeBinary(32), comment="of whose log she reviews: hub.store.row_seals"),
)
