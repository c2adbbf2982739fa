"""How an officer is best reached at work, beside her e-mail."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "officer", sa.Column("phone", sa.String(length=40), nullable=True, comment="at work, as it was typed")
    )
    op.add_column(
        "officer",
        sa.Column(
            "reached",
            sa.String(length=80),
            nullable=True,
            comment="how she is best reached; about her, never about a participant",
        ),
    )


def downgrade() -> None:
    op.drop_column("officer", "reached")
    op.drop_column("officer", "phone")
