"""Rows of plans and their sealed items; what they say stands only in the sealed column."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from hub.store.base import Id, Instant, metadata

plan = Table(
    "plan",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("case.id"), nullable=False),
    Column("source", String(32), nullable=False, comment="the unit whose plan it is, or participant"),
    Column("created_at", Instant, nullable=False),
    Index("ix_plan_case_id", "case_id"),
)

item = Table(
    "item",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("case.id"), nullable=False),
    Column("plan_id", Id, ForeignKey("plan.id"), nullable=False),
    Column("kind", String(10), nullable=False, comment="plan, activity or limit"),
    Column("source", String(32), nullable=False, comment="whose secret it is: a unit's id, or participant"),
    Column("category", String(3), nullable=False),
    Column("version", Integer, nullable=False),
    Column("first_written", Instant, nullable=False),
    Column("basis_version", Integer, comment="consent version it was contributed under; empty: own legal ground"),
    Column("sealed", LargeBinary, nullable=False, comment="five packed fields: what, period, extent, slots, state"),
    Index("ix_item_case_id", "case_id"),
    Index("ix_item_plan_id", "plan_id"),
)
