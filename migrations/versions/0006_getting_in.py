"""Ways to get in: invitations, recovery codes, passkeys, and when a session was last proved again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("invitation", "recovery_code", "passkey", "used_challenge")


def upgrade() -> None:
    op.add_column(
        "session",
        sa.Column(
            "stepped_up_at",
            sa.BigInteger(),
            nullable=True,
            comment="when staff last proved with a second factor who they are",
        ),
    )
    _invitation()
    _recovery_code()
    _passkey()
    _used_challenge()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("session", "stepped_up_at")


def _invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False, comment="SHA-256 of the secret in the link"),
        sa.Column("officer_id", sa.String(length=32), nullable=False, comment="who is invited"),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column(
            "function",
            sa.String(length=40),
            nullable=False,
            comment="policies.vocabulary.Function of the employment to begin",
        ),
        sa.Column("purpose", sa.String(length=20), nullable=False, comment="again, anew, colleague or first"),
        sa.Column(
            "invited_by",
            sa.String(length=32),
            nullable=True,
            comment="empty: the operator, by a command on the server",
        ),
        sa.Column(
            "account_id",
            sa.String(length=32),
            nullable=False,
            comment="drawn when invited; the account stands once the link is used",
        ),
        sa.Column(
            "totp_sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="seed that the link shows, sealed for the account",
        ),
        sa.Column(
            "password_hash",
            sa.String(length=200),
            nullable=True,
            comment="argon2id, between the link's first and second step",
        ),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "settled_at",
            sa.BigInteger(),
            nullable=True,
            comment="confirmed or taken back by the unit's access manager",
        ),
        sa.Column("settled_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["invited_by"], ["officer.id"], name=op.f("fk_invitation_invited_by")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_invitation_officer_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["officer.id"], name=op.f("fk_invitation_settled_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_invitation_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    op.create_index("ix_invitation_unit_id", "invitation", ["unit_id"], unique=False)
    op.create_index("ix_invitation_officer_id", "invitation", ["officer_id"], unique=False)


def _recovery_code() -> None:
    op.create_table(
        "recovery_code",
        sa.Column(
            "id",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="SHA-256 of (account, code); 80 random bits a code",
        ),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True, comment="set by compare-and-set; a code serves once"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index("ix_recovery_code_account_id", "recovery_code", ["account_id"], unique=False)


def _passkey() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column(
            "credential",
            sa.LargeBinary(length=1024),
            nullable=False,
            comment="the authenticator's credential id",
        ),
        sa.Column("public_key", sa.LargeBinary(), nullable=False, comment="COSE key"),
        sa.Column(
            "signatures",
            sa.BigInteger(),
            nullable=False,
            comment="the authenticator's counter; it only grows, or stays 0",
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
    )
    op.create_index("ix_passkey_account_id", "passkey", ["account_id"], unique=False)


def _used_challenge() -> None:
    op.create_table(
        "used_challenge",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False, comment="SHA-256 of a challenge that has served"),
        sa.Column(
            "expires_at",
            sa.BigInteger(),
            nullable=False,
            comment="when it would not serve anyway, and the row may go",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_used_challenge")),
    )
