"""Who is away, who has taken a case on and who an officer is are sealed; see hub.store.row_seals.

What is open of the first two is sealed as it stands, by whoever runs this with the hub's keys: `hub migrate` lends the
tags of rows. Of an officer the tag held her role alone, now her name, title and e-mail too; of an employment it holds
when it was made. Both are sealed anew only where the tag of before fits: what somebody else wrote is not, neither by
this step nor by the one back.
"""

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
# What is sealed anew: its rows, what its tag held before, and holds now.
_ANEW = {
    "officer": ("SELECT * FROM officer", ("id", "role"), ("id", "role", "name", "title", "email")),
    "employment": (
        "SELECT employment.*, role FROM employment JOIN officer ON officer.id = employment.officer_id",
        ("id", "officer_id", "unit_id", "function", "begins", "ends", "role"),
        ("id", "officer_id", "unit_id", "function", "begins", "ends", "role", "made_at"),
    ),
}
_MADE_AT = "when the hub wrote the row; empty in one from before form 0020"
_SAID = {
    ("officer", "seal"): ("of her role: hub.store.row_seals", "of who she is and her role: hub.store.row_seals"),
    ("account", "code_set_at"): (
        "when the participant chose her present code",
        "since when she has her code; an officer: a way in that asked for no old one",
    ),
}


def upgrade() -> None:
    tag = context.config.attributes.get("tag")
    if tag is None:
        _refuse_officers()
    for table, comment in _SEALS.items():
        op.add_column(table, sa.Column("seal", sa.LargeBinary(length=32), nullable=True, comment=comment))
    op.add_column("employment", sa.Column("made_at", sa.BigInteger(), nullable=True, comment=_MADE_AT))
    if tag is not None:
        for table, rows in _COVERED.items():
            for row in op.get_bind().execute(sa.text(rows)).all():
                _put(table, row.id, tag(table, *row))
        _seal_anew(tag, 1)
    _say(1)


def downgrade() -> None:
    # An account keeps since when it was given new ways in: the form before asks for it of participants alone.
    tag = context.config.attributes.get("tag")
    if tag is None:
        _refuse_officers()
    else:
        _seal_anew(tag, 0)
    _say(0)
    op.drop_column("employment", "made_at")
    for table in _SEALS:
        op.drop_column(table, "seal")


def _seal_anew(tag: Any, which: int) -> None:
    for table, (rows, *held) in _ANEW.items():
        for row in op.get_bind().execute(sa.text(rows)).mappings().all():
            if row["seal"] is None:
                continue
            before, now = (tag(table, *(row[name] for name in held[form])) for form in (1 - which, which))
            _put(table, row["id"], now if compare_digest(bytes(row["seal"]), before) else None)


def _put(table: str, row_id: str, seal: bytes | None) -> None:
    put = sa.text(f"UPDATE {table} SET seal = :seal WHERE id = :id")  # noqa: S608 - names of this file
    op.get_bind().execute(put, {"id": row_id, "seal": seal})


def _say(which: int) -> None:
    for (table, column), comments in _SAID.items() if op.get_bind().dialect.supports_comments else ():
        op.alter_column(table, column, comment=comments[which], existing_comment=comments[1 - which])


def _refuse_officers() -> None:
    """Refuse a database in which officers are sealed: their tags hold another part of them in the other form."""
    sealed = "SELECT 1 FROM officer WHERE seal IS NOT NULL LIMIT 1"
    if op.get_bind().execute(sa.text(sealed)).first() is not None:
        raise StoreRefused("what is sealed of the officers of this database changes: `hub migrate` has the keys for it")
