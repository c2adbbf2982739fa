"""What a signing keeps: that she wants to think, the handed-over screen, who registered a withdrawal, the paper."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "session",
        sa.Column(
            "handed_case_id",
            sa.String(length=32),
            nullable=True,
            comment="the screen is handed over in this case: the session opens nothing else",
        ),
    )
    op.add_column(
        "session",
        sa.Column(
            "assists",
            sa.LargeBinary(length=32),
            nullable=True,
            comment="an assisted session: the coach's, which is locked meanwhile",
        ),
    )
    op.add_column(
        "consent",
        sa.Column(
            "thinking_at",
            sa.BigInteger(),
            nullable=True,
            comment="she said that she wants to think; empty when she goes on",
        ),
    )
    op.add_column(
        "withdrawal",
        sa.Column(
            "registered_by",
            sa.String(length=32),
            nullable=True,
            comment="the officer who was told of it; empty: she did it herself",
        ),
    )
    _paper()


def downgrade() -> None:
    op.drop_table("paper")
    op.drop_column("withdrawal", "registered_by")
    op.drop_column("consent", "thinking_at")
    op.drop_column("session", "assists")
    op.drop_column("session", "handed_case_id")


def _paper() -> None:
    op.create_table(
        "paper",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("consent_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False, comment="whose employees may compare"),
        sa.Column("entered_by", sa.String(length=32), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_by", sa.String(length=32), nullable=True, comment="who compared it; never who entered it"),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "counts",
            sa.Boolean(),
            nullable=True,
            comment="it agreed and the version is signed; false: it went back",
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_paper_case_id")),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_paper_consent_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["officer.id"], name=op.f("fk_paper_entered_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["officer.id"], name=op.f("fk_paper_settled_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_paper_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
    )
    for column in ("case_id", "consent_id", "unit_id"):
        op.create_index(op.f(f"ix_paper_{column}"), "paper", [column], unique=False)
