"""Who is away, who has taken a case on and who an officer is are sealed; see hub.store.row_seals.

What is open of the first two is sealed as it stands, by whoever runs this with the hub's keys: `hub migrate` lends the
tags of rows. Of an officer the tag held her role alone; now her name, title and e-mail too, and only where that tag
fits: what somebody else wrote is not sealed anew, by this step or back.
"""

from collections.abc import Sequence
from hmac import compare_digest
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from hub.store.errors import StoreRefused

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_SEALS = {
    "absence": "of who is away when; none once ended: hub.store.row_seals",
    "assignment": "of who has taken on what; none once ended: hub.store.row_seals",
}
# What each seal covers, in its order, of the rows that are open.
_COVERED = {
    "absence": "SELECT id, officer_id, unit_id, employment_id, begins, ends FROM absence WHERE ended_at IS NULL",
    "assignment": "SELECT id, case_id, officer_id, unit_id, employment_id, begins FROM assignment WHERE ends IS NULL",
}
_ROLE = ("id", "role")
_HERSELF = ("id", "role", "name", "title", "email")
_OFFICER_SAID = ("of her role: hub.store.row_seals", "of who she is and her role: hub.store.row_seals")


def upgrade() -> None:
    tag = context.config.attributes.get("tag")
    if tag is None:
        _refuse_officers()
    for table, comment in _SEALS.items():
        op.add_column(table, sa.Column("seal", sa.LargeBinary(length=32), nullable=True, comment=comment))
    if tag is not None:
        for table, rows in _COVERED.items():
            for row in op.get_bind().execute(sa.text(rows)).all():
                _put(table, row.id, tag(table, *row))
        _seal_officers(tag, _ROLE, _HERSELF)
    _say(*_OFFICER_SAID)


def downgrade() -> None:
    tag = context.config.attributes.get("tag")
    if tag is None:
        _refuse_officers()
    else:
        _seal_officers(tag, _HERSELF, _ROLE)
    _say(*reversed(_OFFICER_SAID))
    for table in _SEALS:
        op.drop_column(table, "seal")


def _seal_officers(tag: Any, before: Sequence[str], now: Sequence[str]) -> None:
    for row in op.get_bind().execute(sa.text("SELECT * FROM officer WHERE seal IS NOT NULL")).mappings().all():
        stood = tag("officer", *(row[name] for name in before))
        fits = compare_digest(bytes(row["seal"]), stood)
        _put("officer", row["id"], tag("officer", *(row[name] for name in now)) if fits else None)


def _put(table: str, row_id: str, seal: bytes | None) -> None:
    put = sa.text(f"UPDATE {table} SET seal = :seal WHERE id = :id")  # noqa: S608 - names of this file
    op.get_bind().execute(put, {"id": row_id, "seal": seal})


def _say(before: str, now: str) -> None:
    if op.get_bind().dialect.supports_comments:
        op.alter_column("officer", "seal", comment=now, existing_comment=before)


def _refuse_officers() -> None:
    """Refuse a database in which officers are sealed: their tags hold another part of them in the other form."""
    sealed = "SELECT 1 FROM officer WHERE seal IS NOT NULL LIMIT 1"
    if op.get_bind().execute(sa.text(sealed)).first() is not None:
        raise StoreRefused("what is sealed of the officers of this database changes: `hub migrate` has the keys for it")
