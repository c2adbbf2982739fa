"""Rows of the whole log's checks: asked for by a reviewer, carried out beside the requests, kept as what was found."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, Text

from hub.store.base import Id, Instant, metadata

log_check = Table(
    "log_check",
    metadata,
    Column("id", Id, primary_key=True),
    Column("asked_by", Id, ForeignKey("officer.id"), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("seen_at", Instant, comment="when whoever carries it out was last heard of"),
    Column("done", BigInteger, nullable=False, comment="leaves so far"),
    Column("total", BigInteger, nullable=False),
    Column("ended_at", Instant),
    Column("leaves", BigInteger),
    Column("entries", BigInteger),
    Column("checkpoints", BigInteger),
    Column("records", BigInteger),
    Column("root", String(64), comment="hex, of all leaves"),
    Column("faults", BigInteger),
    Column("found", Text, comment="JSON: the first faults as [what, where]"),
    Index("ix_log_check_asked_at", "asked_at"),
)
