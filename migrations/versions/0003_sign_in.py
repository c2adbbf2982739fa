"""Accounts, sessions, links and failed attempts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("account", "session", "link", "attempt")


def upgrade() -> None:
    _account()
    _session()
    _link()
    _attempt()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=True),
        sa.Column("participant_id", sa.String(length=32), nullable=True),
        sa.Column(
            "password_hash",
            sa.String(length=200),
            nullable=True,
            comment="argon2id of a password, or of a participant's own code",
        ),
        sa.Column(
            "totp_sealed", sa.LargeBinary(), nullable=True, comment="seed, sealed by keys.secrets with purpose totp"
        ),
        sa.Column(
            "totp_last_step", sa.BigInteger(), nullable=False, comment="moved by compare-and-set; a step serves once"
        ),
        sa.Column("code_set_at", sa.BigInteger(), nullable=True, comment="when the participant chose her present code"),
        sa.Column(
            "code_link_officer_id",
            sa.String(length=32),
            nullable=True,
            comment="whose link or reset the present code rests on",
        ),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(officer_id IS NULL) <> (participant_id IS NULL)", name=op.f("ck_account_officer_or_participant")
        ),
        sa.ForeignKeyConstraint(["code_link_officer_id"], ["officer.id"], name=op.f("fk_account_code_link_officer_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_account_officer_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_account_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("officer_id", name=op.f("uq_account_officer_id")),
        sa.UniqueConstraint("participant_id", name=op.f("uq_account_participant_id")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )


def _session() -> None:
    op.create_table(
        "session",
        sa.Column(
            "id",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="SHA-256 of the secret in the cookie or bearer token",
        ),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("employment_id", sa.String(length=32), nullable=True, comment="rights follow this employment alone"),
        sa.Column("surface", sa.String(length=4), nullable=False, comment="page or api: a cookie never serves the API"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("refused_minute", sa.BigInteger(), nullable=False, comment="minute whose refused ids are counted"),
        sa.Column("refused_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_account_id")),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_session_employment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    op.create_index("ix_session_account_id", "session", ["account_id"], unique=False)


def _link() -> None:
    op.create_table(
        "link",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False, comment="SHA-256 of the secret in the link"),
        sa.Column("participant_id", sa.String(length=32), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False, comment="who made it"),
        sa.Column("purpose", sa.String(length=20), nullable=False, comment="first_sign_in or code_reset"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_link_officer_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_link_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
    )


def _attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column(
            "key",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="SHA-256 of (account name, address) or of the address",
        ),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("blocked_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempt")),
    )
