"""Rows of organisations and their secrecy units (OSL 8:1-2: what holds a secret is a unit, not a town)."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, String, Table

from hub.store.base import Id, Instant, metadata

organisation = Table(
    "organisation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("kind", String(40), nullable=False, comment="hub.organisations.kinds.AuthorityKind"),
    Column("never_reads", Boolean, nullable=False, comment="an employer, association or förbund never reads"),
    Column("valid_from", Instant, nullable=False),
    Column("valid_to", Instant),
    Column("seal", LargeBinary(32), comment="of what it is called and may: hub.store.row_seals"),
)

unit = Table(
    "unit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("name_folded", String(600), nullable=False, comment="by which no two of an organisation are alike"),
    Column("own_ground", Boolean, nullable=False, comment="own items stay readable after total withdrawal"),
    Column("own_ground_reference", String(200), comment="the paragraph the switch rests on; required when it is on"),
    Column("valid_from", Instant, nullable=False),
    Column("valid_to", Instant),
    Column("seal", LargeBinary(32), comment="of what it is called, whose it is and its ground: hub.store.row_seals"),
    Index("ux_unit_organisation_name", "organisation_id", "name_folded", unique=True),
)
