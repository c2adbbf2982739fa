"""From here on each entry of the log has a tag of the hub's; no table changes. See hub.store.entry_tags.

An older hub would write entries without one after those that have it, and the check would call each forged for ever.
It refuses a form that it does not know: so it writes none.
"""

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Leave every table as it is."""


def downgrade() -> None:
    """Leave every table as it is: what an older hub then writes has no tag, and is found."""
