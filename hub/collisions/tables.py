"""Rows of what was done about a collision, and of the participant's own collision check."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table

from hub.store.base import Id, Instant, metadata

collision_state = Table(
    "collision_state",
    metadata,
    Column("case_id", Id, ForeignKey("case.id"), primary_key=True),
    Column("key", String(64), primary_key=True, comment="SHA-256 over rule and sorted item ids, hex"),
    Column(
        "state",
        String(12),
        nullable=False,
        comment="open again, owned, proposed, resolved or accepted; untouched has no row",
    ),
    Column("owner_id", Id, ForeignKey("officer.id")),
    Column("until", Instant, comment="how long an accepted collision is accepted"),
    Column("by_officer_id", Id, ForeignKey("officer.id")),
    Column("at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
)

collision_check = Table(
    "collision_check",
    metadata,
    Column("case_id", Id, ForeignKey("case.id"), primary_key=True),
    Column("day", String(10), primary_key=True, comment="ISO date; at most one check a day a case"),
    Column("at", Instant, nullable=False),
    Column(
        "found", Boolean, comment="the one bit; to the participant and the coordinator alone; empty until found out"
    ),
)
