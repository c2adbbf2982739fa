"""From here on the log tells each row with a tag; no table changes. See hub.store.row_marks.

What stands already is told once by `hub migrate`, in the same transaction and with the hub's keys: see
hub.cli.telling_first.
"""

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Leave every table as it is."""


def downgrade() -> None:
    """Leave every table as it is, and the log what it was told: an older hub tells nothing, and its acts are found."""
