"""Plans, their sealed items, and what was done about collisions."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("plan", "item", "collision_state", "collision_check")


def upgrade() -> None:
    _plan()
    _item()
    _collision_state()
    _collision_check()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _plan() -> None:
    op.create_table(
        "plan",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False, comment="the unit whose plan it is, or participant"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_plan_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_index("ix_plan_case_id", "plan", ["case_id"], unique=False)


def _item() -> None:
    op.create_table(
        "item",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="plan, activity or limit"),
        sa.Column(
            "source", sa.String(length=32), nullable=False, comment="whose secret it is: a unit's id, or participant"
        ),
        sa.Column("category", sa.String(length=3), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_written", sa.BigInteger(), nullable=False),
        sa.Column(
            "basis_version",
            sa.Integer(),
            nullable=True,
            comment="consent version it was contributed under; empty: own legal ground",
        ),
        sa.Column(
            "sealed", sa.LargeBinary(), nullable=False, comment="five packed fields: what, period, extent, slots, state"
        ),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_item_case_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_item_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
    )
    op.create_index("ix_item_case_id", "item", ["case_id"], unique=False)


def _collision_state() -> None:
    op.create_table(
        "collision_state",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False, comment="SHA-256 over rule and sorted item ids, hex"),
        sa.Column(
            "state",
            sa.String(length=12),
            nullable=False,
            comment="owned, proposed, resolved or accepted; open has no row",
        ),
        sa.Column("owner_id", sa.String(length=32), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=True, comment="how long an accepted collision is accepted"),
        sa.Column("by_officer_id", sa.String(length=32), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_officer_id"], ["officer.id"], name=op.f("fk_collision_state_by_officer_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_collision_state_case_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["officer.id"], name=op.f("fk_collision_state_owner_id")),
        sa.PrimaryKeyConstraint("case_id", "key", name=op.f("pk_collision_state")),
    )


def _collision_check() -> None:
    op.create_table(
        "collision_check",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False, comment="ISO date; at most one check a day a case"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column(
            "found", sa.Boolean(), nullable=False, comment="the one bit; to the participant and the coordinator alone"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_collision_check_case_id")),
        sa.PrimaryKeyConstraint("case_id", "day", name=op.f("pk_collision_check")),
    )
