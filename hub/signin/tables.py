"""Rows of accounts, sessions, links and failed attempts; secrets only as hashes or sealed."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from hub.store.base import Id, Instant, metadata

account = Table(
    "account",
    metadata,
    Column("id", Id, primary_key=True),
    Column("username", String(80), nullable=False, unique=True),
    Column("officer_id", Id, ForeignKey("officer.id"), unique=True),
    Column("participant_id", Id, ForeignKey("participant.id"), unique=True),
    Column("password_hash", String(200), comment="argon2id of a password, or of a participant's own code"),
    Column("totp_sealed", LargeBinary, comment="seed, sealed by keys.secrets with purpose totp"),
    Column("totp_last_step", BigInteger, nullable=False, comment="moved by compare-and-set; a step serves once"),
    Column("code_set_at", Instant, comment="when the participant chose her present code"),
    Column(
        "code_link_officer_id", Id, ForeignKey("officer.id"), comment="whose link or reset the present code rests on"
    ),
    Column("disabled_at", Instant),
    CheckConstraint("(officer_id IS NULL) <> (participant_id IS NULL)", name="officer_or_participant"),
)

session = Table(
    "session",
    metadata,
    Column("id", LargeBinary(32), primary_key=True, comment="SHA-256 of the secret in the cookie or bearer token"),
    Column("account_id", Id, ForeignKey("account.id"), nullable=False),
    Column("employment_id", Id, ForeignKey("employment.id"), comment="rights follow this employment alone"),
    Column("surface", String(4), nullable=False, comment="page or api: a cookie never serves the API"),
    Column("created_at", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("refused_minute", BigInteger, nullable=False, comment="minute whose refused ids are counted"),
    Column("refused_count", Integer, nullable=False),
    Index("ix_session_account_id", "account_id"),
)

link = Table(
    "link",
    metadata,
    Column("id", LargeBinary(32), primary_key=True, comment="SHA-256 of the secret in the link"),
    Column("participant_id", Id, ForeignKey("participant.id"), nullable=False),
    Column("officer_id", Id, ForeignKey("officer.id"), nullable=False, comment="who made it"),
    Column("purpose", String(20), nullable=False, comment="first_sign_in or code_reset"),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

attempt = Table(
    "attempt",
    metadata,
    Column("key", LargeBinary(32), primary_key=True, comment="SHA-256 of (account name, address) or of the address"),
    Column("failures", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("blocked_until", Instant, nullable=False),
)
