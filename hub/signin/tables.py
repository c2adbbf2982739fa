"""Rows of accounts, sessions, links, invitations, factors and failed attempts; secrets only as hashes or sealed.

A `seal` may be empty only in the eyes of the database: such a row lets nobody in.
"""

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
    Column(
        "code_set_at", Instant, comment="since when she has her code; an officer: a way in that asked for no old one"
    ),
    Column(
        "code_link_officer_id", Id, ForeignKey("officer.id"), comment="whose link or reset the present code rests on"
    ),
    Column("seal", LargeBinary(32), comment="of what decides who gets in: hub.store.row_seals"),
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
    Column("stepped_up_at", Instant, comment="when staff last proved with a second factor who they are"),
    Column("handed_case_id", Id, comment="the screen is handed over in this case: the session opens nothing else"),
    Column("assists", LargeBinary(32), comment="an assisted session: the coach's, which is locked meanwhile"),
    Column("seal", LargeBinary(32), comment="of whose session this is: hub.store.row_seals"),
    Index("ix_session_account_id", "account_id"),
    Index("ix_session_assists", "assists"),
    Index("ix_session_employment_id", "employment_id"),
)

link = Table(
    "link",
    metadata,
    Column("id", LargeBinary(32), primary_key=True, comment="SHA-256 of the secret in the link"),
    Column("participant_id", Id, ForeignKey("participant.id"), nullable=False, index=True),
    Column("officer_id", Id, ForeignKey("officer.id"), nullable=False, comment="who made it"),
    Column("purpose", String(20), nullable=False, comment="first_sign_in or code_reset"),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("seal", LargeBinary(32), comment="of what it lets whom do: hub.store.row_seals"),
)

attempt = Table(
    "attempt",
    metadata,
    # By now a tag of these (hub.signin.throttling): a hash would be tried out. The comment waits for a migration.
    Column("key", LargeBinary(32), primary_key=True, comment="SHA-256 of (account name, address) or of the address"),
    Column("failures", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("blocked_until", Instant, nullable=False),
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", LargeBinary(32), primary_key=True, comment="SHA-256 of the secret in the link"),
    Column("officer_id", Id, ForeignKey("officer.id"), nullable=False, comment="who is invited"),
    Column("unit_id", Id, ForeignKey("unit.id"), nullable=False),
    Column("function", String(40), nullable=False, comment="policies.vocabulary.Function of the employment to begin"),
    Column("purpose", String(20), nullable=False, comment="again, anew, colleague or first"),
    Column("invited_by", Id, ForeignKey("officer.id"), comment="empty: the operator, by a command on the server"),
    Column("account_id", Id, nullable=False, comment="drawn when invited; the account stands once the link is used"),
    Column("totp_sealed", LargeBinary, nullable=False, comment="seed that the link shows, sealed for the account"),
    Column("password_hash", String(200), comment="argon2id, between the link's first and second step"),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("settled_at", Instant, comment="confirmed or taken back by the unit's access manager"),
    Column("settled_by", Id, ForeignKey("officer.id")),
    Column("seal", LargeBinary(32), comment="of what it lets whom do: hub.store.row_seals"),
    Index("ix_invitation_unit_id", "unit_id"),
    Index("ix_invitation_officer_id", "officer_id"),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("id", LargeBinary(32), primary_key=True, comment="tag of (account, code) by hub.store.row_seals"),
    Column("account_id", Id, ForeignKey("account.id"), nullable=False, index=True),
    Column("made_at", Instant, nullable=False),
    Column("used_at", Instant, comment="set by compare-and-set; a code serves once"),
)

passkey = Table(
    "passkey",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", Id, ForeignKey("account.id"), nullable=False, index=True),
    Column("credential", LargeBinary(1024), nullable=False, unique=True, comment="the authenticator's credential id"),
    Column("public_key", LargeBinary, nullable=False, comment="COSE key"),
    Column("signatures", BigInteger, nullable=False, comment="the authenticator's counter; it only grows, or stays 0"),
    Column("name", String(80), nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("last_used_at", Instant),
    Column("seal", LargeBinary(32), comment="of whose key this is: hub.store.row_seals"),
)

used_challenge = Table(
    "used_challenge",
    metadata,
    Column("id", LargeBinary(32), primary_key=True, comment="SHA-256 of a challenge that has served"),
    Column("expires_at", Instant, nullable=False, comment="when it would not serve anyway, and the row may go"),
)
