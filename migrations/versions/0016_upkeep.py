"""What is asked for often is found by an index; columns that nothing ever wrote go."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_ASKED_FOR = (
    ("assignment", "case_id"),
    ("consent", "drafted_by"),
    ("governing", "consent_id"),
    ("link", "participant_id"),
    ("session", "assists"),
    ("session", "employment_id"),
)
_NEVER_WRITTEN = (("account", "disabled_at"), ("item", "removed_at"))


def upgrade() -> None:
    for table, column in _ASKED_FOR:
        op.create_index(f"ix_{table}_{column}", table, [column])
    for table, column in _NEVER_WRITTEN:
        op.drop_column(table, column)


def downgrade() -> None:
    for table, column in _NEVER_WRITTEN:
        op.add_column(table, sa.Column(column, sa.BigInteger(), nullable=True))
    for table, column in _ASKED_FOR:
        op.drop_index(f"ix_{table}_{column}", table)
