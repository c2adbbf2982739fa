"""Wrapped keys."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("wrapped_key",)


def upgrade() -> None:
    _wrapped_key()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _wrapped_key() -> None:
    op.create_table(
        "wrapped_key",
        sa.Column("participant_id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("dek_version", sa.Integer(), nullable=False),
        sa.Column("kek_epoch", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("purpose IN ('data', 'log')", name=op.f("ck_wrapped_key_purpose")),
        sa.CheckConstraint("dek_version >= 1", name=op.f("ck_wrapped_key_dek_version")),
        sa.PrimaryKeyConstraint("participant_id", "purpose", "dek_version", name=op.f("pk_wrapped_key")),
    )
