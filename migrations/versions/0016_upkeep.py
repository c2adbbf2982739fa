"""A unit's name is its organisation's only one; indexes for what is asked for often; columns that nothing wrote go."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_ASKED_FOR = (
    ("assignment", "case_id"),
    ("consent", "drafted_by"),
    ("governing", "consent_id"),
    ("link", "participant_id"),
    ("session", "assists"),
    ("session", "employment_id"),
)
_NEVER_WRITTEN = (("account", "disabled_at"), ("item", "removed_at"))


# What stands at the columns of document: before, and now.
_SAID = {
    "part": ("text, signature or witness", "a key of hub.consents.documents.COLUMNS"),
    "digest": (
        "SHA-256 of the exact text shown",
        "SHA-256 of the part; answers and a paper have their text's, a witness none",
    ),
}


def upgrade() -> None:
    for table, column in _ASKED_FOR:
        op.create_index(f"ix_{table}_{column}", table, [column])
    for table, column in _NEVER_WRITTEN:
        op.drop_column(table, column)
    op.add_column(
        "unit",
        sa.Column(
            "name_folded",
            sa.String(length=600),
            nullable=False,
            server_default="",
            comment="by which no two of an organisation are alike",
        ),
    )
    _fold_names()
    _say(1)
    op.create_index("ux_unit_organisation_name", "unit", ["organisation_id", "name_folded"], unique=True)


def _say(which: int) -> None:
    for column, comments in _SAID.items() if op.get_bind().dialect.supports_comments else ():
        op.alter_column("document", column, comment=comments[which], existing_comment=comments[1 - which])


def _fold_names() -> None:
    """Of units that have one name already the oldest has it; the others stay as they are, told apart by their ids."""
    tx, taken = op.get_bind(), set()
    for row in tx.execute(sa.text("SELECT id, organisation_id, name FROM unit ORDER BY valid_from, id")).all():
        folded = row.name.casefold()
        if (row.organisation_id, folded) in taken:
            folded = f"{folded} {row.id}"
        taken.add((row.organisation_id, folded))
        tx.execute(sa.text("UPDATE unit SET name_folded = :folded WHERE id = :id"), {"folded": folded, "id": row.id})


def downgrade() -> None:
    _say(0)
    op.drop_index("ux_unit_organisation_name", "unit")
    op.drop_column("unit", "name_folded")
    for table, column in _NEVER_WRITTEN:
        op.add_column(table, sa.Column(column, sa.BigInteger(), nullable=True))
    for table, column in _ASKED_FOR:
        op.drop_index(f"ix_{table}_{column}", table)
