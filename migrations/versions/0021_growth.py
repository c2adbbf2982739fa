"""What was found by going through all of a table that grows gets an index. See tests/attacks/test_growth.py."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_BY = (
    ("assignment", "unit_id"),
    ("coach_assignment", "unit_id"),
    ("consent_line", "person_id"),
    ("consent_row", "source"),
    ("item", "plan_id"),
)


def upgrade() -> None:
    for table, column in _BY:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in _BY:
        op.drop_index(f"ix_{table}_{column}", table)
