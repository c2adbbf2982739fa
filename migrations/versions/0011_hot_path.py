"""What the reading of a case needs to be cheap."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Find a head by the hash of its record's id (SQLite: by an ordinary index)."""
    op.create_index("ix_record_head_record_id", "record_head", ["record_id"], postgresql_using="hash")


def downgrade() -> None:
    op.drop_index("ix_record_head_record_id", "record_head")
