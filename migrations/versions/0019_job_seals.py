"""What an officer's rights follow from is sealed; see hub.store.row_seals, whose seals stood under another name.

What stands is sealed as it is, by whoever runs this with the hub's keys: `hub migrate` lends the tags of rows. Without
them a database in which officers stand is refused, since who works here would not work here any more.
"""

from typing import Any

import sqlalchemy as sa
from alembic import context, op

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
} | {
    ("collision_state", "state"): (
        "owned, proposed, resolved or accepted; open has no row",
        "open again, owned, proposed, resolved or accepted; untouched has no row",
    )
}


# What each seal covers, in its order, and by which columns its row is found again.
_COVERED = {
    "coach_assignment": ("SELECT id, case_id, officer_id, unit_id, begins, ends FROM coach_assignment", ("id",)),
    "employment": (
        """SELECT employment.id, officer_id, unit_id, function, begins, ends, role FROM employment
        JOIN officer ON officer.id = employment.officer_id""",
        ("id",),
    ),
    "officer": ("SELECT id, role FROM officer", ("id",)),
    "reviewed_unit": ("SELECT officer_id, unit_id FROM reviewed_unit", ("officer_id", "unit_id")),
}


def upgrade() -> None:
    tag = context.config.attributes.get("tag")
    if tag is None:
        _refuse_officers()
    for table, comment in _SEALS.items():
        op.add_column(table, sa.Column("seal", sa.LargeBinary(length=32), nullable=True, comment=comment))
    if tag is not None:
        _seal(tag)
    # Most are sealed by a rule of before, and open nothing any more: the log's check would tell of each for a month.
    op.execute(sa.text("DELETE FROM session"))
    _say(1)


def downgrade() -> None:
    # The form before asks for no seal: all go on working, and cannot come back to this form.
    _say(0)
    for table in _SEALS:
        op.drop_column(table, "seal")


def _say(which: int) -> None:
    for (table, column), comments in _SAID.items() if op.get_bind().dialect.supports_comments else ():
        op.alter_column(table, column, comment=comments[which], existing_comment=comments[1 - which])


def _seal(tag: Any) -> None:
    bind = op.get_bind()
    for table, (rows, key) in _COVERED.items():
        found = " AND ".join(f"{name} = :{name}" for name in key)
        put = sa.text(f"UPDATE {table} SET seal = :seal WHERE {found}")  # noqa: S608 - names of this file
        for row in bind.execute(sa.text(rows)).all():
            same = {name: getattr(row, name) for name in key}
            bind.execute(put, {**same, "seal": tag(table, *row)})


def _refuse_officers() -> None:
    """Refuse a database in which officers stand: without a seal nobody works, coaches or reviews."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM officer LIMIT 1")).first() is not None:
        raise StoreRefused(
            "what the officers of this database may do has no seal yet: `hub migrate` has the keys for it"
        )
