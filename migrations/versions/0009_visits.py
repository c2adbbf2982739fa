"""What a participant says is wrong, and what the unit answers."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _report()
    _report_answer()


def downgrade() -> None:
    op.drop_table("report_answer")
    op.drop_table("report")


def _report() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column(
            "item_id", sa.String(length=32), nullable=False, comment="what it is about; the item may be removed since"
        ),
        sa.Column(
            "source", sa.String(length=32), nullable=False, comment="the unit whose item it is, and that answers"
        ),
        sa.Column("category", sa.String(length=3), nullable=False, comment="the item's: who reads it reads this"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False, comment="the end of the last day to answer on"),
        sa.Column(
            "basis_version", sa.Integer(), nullable=True, comment="consent version that governed when it was made"
        ),
        sa.Column("sealed", sa.LargeBinary(), nullable=False, comment="one packed field: text"),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_report_case_id")),
        sa.ForeignKeyConstraint(["source"], ["unit.id"], name=op.f("fk_report_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_index("ix_report_case_id", "report", ["case_id"], unique=False)


def _report_answer() -> None:
    op.create_table(
        "report_answer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False, comment="corrected or stands"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "basis_version", sa.Integer(), nullable=True, comment="consent version that governed when it was made"
        ),
        sa.Column("sealed", sa.LargeBinary(), nullable=False, comment="one packed field: text; labelled as its report"),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_report_answer_officer_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_answer_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_answer")),
        sa.UniqueConstraint("report_id", name=op.f("uq_report_answer_report_id")),
    )
