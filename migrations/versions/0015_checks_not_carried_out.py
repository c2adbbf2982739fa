"""A collision check that was taken up and never carried out says nothing, instead of "found nothing"."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_BEFORE = "the one bit; to the participant and the coordinator alone"
_COMMENT = f"{_BEFORE}; empty until found out"


def upgrade() -> None:
    _found(empty=True)


def downgrade() -> None:
    # The form before has no word for it, and would hide what an earlier check found.
    op.execute("DELETE FROM collision_check WHERE found IS NULL")
    _found(empty=False)


def _found(*, empty: bool) -> None:
    """Let the column be empty or not; SQLite, which cannot take NOT NULL off a column, makes the table anew."""
    with op.batch_alter_table("collision_check") as table:
        table.alter_column(
            "found",
            existing_type=sa.Boolean(),
            nullable=empty,
            comment=_COMMENT if empty else _BEFORE,
            existing_comment=_BEFORE if empty else _COMMENT,
        )
