"""Whether a participant is restricted, or dead, is sealed; see hub.store.row_seals.

What stands is sealed as it is, by whoever runs this with the hub's keys: `hub migrate` lends the tags of rows. Without
them a database in which participants stand is refused, since nobody could read of them any more. And from here on the
log tells more rows that lie in clear (hub.store.row_marks), which `hub migrate` tells once as they stand.
"""

from typing import Any

import sqlalchemy as sa
from alembic import context, op

from hub.store.errors import StoreRefused

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# What the seal covers, in its order.
_COVERED = {"participant": "SELECT id, unit_id, restricted_at, died_at FROM participant"}


def upgrade() -> None:
    tag = context.config.attributes.get("tag")
    if tag is None:
        _refuse_participants()
    comment = "of who registered her, restriction and death: hub.store.row_seals"
    op.add_column("participant", sa.Column("seal", sa.LargeBinary(length=32), nullable=True, comment=comment))
    if tag is not None:
        _seal(tag)


def downgrade() -> None:
    # The form before asks for no seal: all that was opened is opened still, and sealed anew on the way up.
    op.drop_column("participant", "seal")


def _seal(tag: Any) -> None:
    bind = op.get_bind()
    put = sa.text("UPDATE participant SET seal = :seal WHERE id = :id")
    for row in bind.execute(sa.text(_COVERED["participant"])).all():
        bind.execute(put, {"id": row.id, "seal": tag("participant", *row)})


def _refuse_participants() -> None:
    """Refuse a database in which participants stand: without a seal each is as good as restricted."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM participant LIMIT 1")).first() is not None:
        raise StoreRefused("the participants of this database have no seal yet: `hub migrate` has the keys for it")
