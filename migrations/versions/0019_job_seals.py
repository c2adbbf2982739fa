"""What an officer's rights follow from is sealed; see hub.store.row_seals, whose seals stood under another name.

A migration has no keys, so what stands cannot be sealed, and who works here would not work here any more.
"""

import sqlalchemy as sa
from alembic import op

from hub.store.errors import StoreRefused

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_SEALS = {
    "coach_assignment": "of who coaches what: hub.store.row_seals",
    "employment": "of who works where as what; none once ended: hub.store.row_seals",
    "officer": "of her role: hub.store.row_seals",
    "reviewed_unit": "of whose log she reviews: hub.store.row_seals",
}
# What stands at these columns: before, and now.
_SAID = {
    (table, column): (f"{said}hub.signin.row_seals", f"{said}hub.store.row_seals")
    for table, column, said in (
        ("account", "seal", "of what decides who gets in: "),
        ("invitation", "seal", "of what it lets whom do: "),
        ("link", "seal", "of what it lets whom do: "),
        ("passkey", "seal", "of whose key this is: "),
        ("recovery_code", "id", "tag of (account, code) by "),
        ("session", "seal", "of whose session this is: "),
    )
}


def upgrade() -> None:
    _refuse_officers()
    for table, comment in _SEALS.items():
        op.add_column(table, sa.Column("seal", sa.LargeBinary(length=32), nullable=True, comment=comment))
    _say(1)


def downgrade() -> None:
    # The form before asks for no seal: all go on working, and cannot come back to this form.
    _say(0)
    for table in _SEALS:
        op.drop_column(table, "seal")


def _say(which: int) -> None:
    for (table, column), comments in _SAID.items() if op.get_bind().dialect.supports_comments else ():
        op.alter_column(table, column, comment=comments[which], existing_comment=comments[1 - which])


def _refuse_officers() -> None:
    """Refuse a database in which officers stand: without a seal nobody works, coaches or reviews."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM officer LIMIT 1")).first() is not None:
        raise StoreRefused(
            "the officers of this database have no seal of what they may do, and a migration has no keys: make a new "
            "installation (the demo: move the folder HUB_HOME away)"
        )
