"""Rows of a consent's sealed documents: the frozen text, her answers, the paper, the signature, the witness."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table, UniqueConstraint

from hub.store.base import Id, Instant, metadata

document = Table(
    "document",
    metadata,
    Column("id", Id, primary_key=True),
    Column("consent_id", Id, ForeignKey("consent.id"), nullable=False),
    Column("participant_id", Id, ForeignKey("participant.id"), nullable=False),
    Column("part", String(20), nullable=False, comment="a key of hub.consents.documents.COLUMNS"),
    Column("version", Integer, nullable=False),
    Column("first_written", Instant, nullable=False),
    Column(
        "digest", LargeBinary(32), comment="SHA-256 of the part; answers and a paper have their text's, a witness none"
    ),
    Column("nonce", String(32), comment="bound into the signature; new at each presentation"),
    Column("language", String(10), nullable=False),
    Column("sealed", LargeBinary, nullable=False, comment="label consent"),
    UniqueConstraint("consent_id", "part"),
)
