"""Rows of what a participant says is wrong, and of what the unit answers; their words are only in sealed columns."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from hub.store.base import Id, Instant, metadata

report = Table(
    "report",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("case.id"), nullable=False),
    Column("item_id", Id, nullable=False, comment="what it is about; the item may be removed since"),
    Column(
        "source",
        String(32),
        ForeignKey("unit.id"),
        nullable=False,
        comment="the unit whose item it is, and that answers",
    ),
    Column("category", String(3), nullable=False, comment="the item's: who reads it reads this"),
    Column("made_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False, comment="the end of the last day to answer on"),
    Column("basis_version", Integer, comment="consent version that governed when it was made"),
    Column("sealed", LargeBinary, nullable=False, comment="one packed field: text"),
    Column("answered_at", Instant),
    Index("ix_report_case_id", "case_id"),
)

report_answer = Table(
    "report_answer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("report_id", Id, ForeignKey("report.id"), nullable=False),
    Column("officer_id", Id, ForeignKey("officer.id"), nullable=False),
    Column("outcome", String(10), nullable=False, comment="corrected or stands"),
    Column("made_at", Instant, nullable=False),
    Column("basis_version", Integer, comment="consent version that governed when it was made"),
    Column("sealed", LargeBinary, nullable=False, comment="one packed field: text; labelled as its report"),
    UniqueConstraint("report_id"),
)
