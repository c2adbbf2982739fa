"""Who sleeps in a signed consent is sealed; no table changes. See hub.grants.consent_seals."""

import sqlalchemy as sa
from alembic import op

from hub.store.errors import StoreRefused

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_ASLEEP = (
    "SELECT 1 FROM consent_person JOIN consent ON consent.id = consent_person.consent_id "
    "WHERE consent.signed_at IS NOT NULL AND consent_person.officer_id IS NULL AND consent_person.answer LIMIT 1"
)


def upgrade() -> None:
    _refuse_sleepers()


def downgrade() -> None:
    _refuse_sleepers()


def _refuse_sleepers() -> None:
    """Refuse a database in which somebody waits for her unit: a migration has no keys, and nobody wakes unsealed."""
    if op.get_bind().execute(sa.text(_ASLEEP)).first() is not None:
        raise StoreRefused(
            "somebody is named in a signed consent of this database whom her unit has not confirmed yet, and what is "
            "sealed of her differs between that form and this: let her unit confirm her first, or make a new "
            "installation (the demo: move the folder HUB_HOME away)"
        )
