"""A head stands for its record's frame too; no table changes, but a head by the rule before stands for nothing now."""

import sqlalchemy as sa
from alembic import op

from hub.store.errors import StoreRefused

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _refuse_heads()


def downgrade() -> None:
    _refuse_heads()


def _refuse_heads() -> None:
    """Refuse a database that holds records: their hashes stand in log entries as well, which nobody can rewrite."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM record_head LIMIT 1")).first() is not None:
        raise StoreRefused(
            "the heads and the log of this database hash its records by another rule than that form's, and a log is "
            "never rewritten: make a new installation (the demo: move the folder HUB_HOME away)"
        )
