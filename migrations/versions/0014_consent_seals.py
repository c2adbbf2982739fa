"""What a consent's decisions rest on is sealed; see hub.grants.consent_seals."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


_SEALS = {
    "consent": "of what stands, for readers whom it does not name: hub.grants.consent_seals",
    "consent_person": "of what stands, as this person's decisions see it",
}


def upgrade() -> None:
    for table, comment in _SEALS.items():
        op.add_column(table, sa.Column("seal", sa.LargeBinary(), nullable=True, comment=comment))


def downgrade() -> None:
    for table in _SEALS:
        op.drop_column(table, "seal")
