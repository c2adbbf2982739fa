"""Rows that let somebody in are sealed; see hub.signin.row_seals.

A migration has no keys, so what stands cannot be sealed: links and invitations lapse, since a row without a seal lets
nobody in. Where nobody has an account there are no sessions, passkeys and recovery codes either.
"""

import sqlalchemy as sa
from alembic import op

from hub.store.errors import StoreRefused

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_SEALS = {
    "account": "of what decides who gets in: hub.signin.row_seals",
    "invitation": "of what it lets whom do: hub.signin.row_seals",
    "link": "of what it lets whom do: hub.signin.row_seals",
    "passkey": "of whose key this is: hub.signin.row_seals",
    "session": "of whose session this is: hub.signin.row_seals",
}
# What stands at the column recovery_code.id: before, and now.
_SAID = ("SHA-256 of (account, code); 80 random bits a code", "tag of (account, code) by hub.signin.row_seals")


def upgrade() -> None:
    _refuse_accounts()
    for table, comment in _SEALS.items():
        op.add_column(table, sa.Column("seal", sa.LargeBinary(length=32), nullable=True, comment=comment))
    _say(1)


def downgrade() -> None:
    _refuse_accounts()
    _say(0)
    for table in _SEALS:
        op.drop_column(table, "seal")


def _say(which: int) -> None:
    if op.get_bind().dialect.supports_comments:
        op.alter_column("recovery_code", "id", comment=_SAID[which], existing_comment=_SAID[1 - which])


def _refuse_accounts() -> None:
    """Refuse a database that holds accounts: nobody could sign in, and recovery codes are kept by another rule."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM account LIMIT 1")).first() is not None:
        raise StoreRefused(
            "the accounts of this database are sealed by another rule than that form's, or not at all, and a migration "
            "has no keys: make a new installation (the demo: move the folder HUB_HOME away)"
        )
