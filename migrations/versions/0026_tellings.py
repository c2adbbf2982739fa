"""From here on a consent's seal begins with how often the log was told of it; no table changes.

See hub.grants.tellings.
Seals of before still fit. An older hub would take the new ones for somebody else's, and open nothing by them: it
refuses a form that it does not know.
"""

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Leave every table as it is."""


def downgrade() -> None:
    """Leave every table as it is: what was sealed since opens to nobody by an older hub, until it is signed anew."""
