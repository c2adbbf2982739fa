"""What units and organisations are called, whose, of what kind and what they may is sealed; see hub.store.row_seals.

What stands is sealed as it is, by whoever runs this with the hub's keys: `hub migrate` lends the tags of rows. Without
them a database in which organisations stand is refused, since nobody could be named, invited or asked there any more.
"""

from typing import Any

import sqlalchemy as sa
from alembic import context, op

from hub.store.errors import StoreRefused

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_SEALS = {
    "organisation": "of what it is called and may: hub.store.row_seals",
    "unit": "of what it is called, whose it is and its ground: hub.store.row_seals",
}
# What each seal covers, in its order. A yes or no is a number to the tag, however the database gives it.
_COVERED = {
    "organisation": "SELECT id, name, kind, never_reads, valid_from, valid_to FROM organisation",
    "unit": """SELECT id, organisation_id, name, own_ground, own_ground_reference, valid_from, valid_to FROM unit""",
}


def upgrade() -> None:
    tag = context.config.attributes.get("tag")
    if tag is None:
        _refuse_organisations()
    for table, comment in _SEALS.items():
        op.add_column(table, sa.Column("seal", sa.LargeBinary(length=32), nullable=True, comment=comment))
    if tag is not None:
        _seal(tag)


def downgrade() -> None:
    # The form before asks for no seal: all go on being named, and are sealed anew on the way up.
    for table in _SEALS:
        op.drop_column(table, "seal")


def _seal(tag: Any) -> None:
    bind = op.get_bind()
    for table, rows in _COVERED.items():
        put = sa.text(f"UPDATE {table} SET seal = :seal WHERE id = :id")  # noqa: S608 - names of this file
        for row in bind.execute(sa.text(rows)).all():
            bind.execute(put, {"id": row.id, "seal": tag(table, *row)})


def _refuse_organisations() -> None:
    """Refuse a database in which organisations stand: without a seal nobody is named or invited at their units."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM organisation LIMIT 1")).first() is not None:
        raise StoreRefused(
            "what the units of this database are called has no seal yet: `hub migrate` has the keys for it"
        )
