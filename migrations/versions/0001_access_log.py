"""The access log, which is only appended to, and the heads of sealed records."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("record_head", "log_entry", "log_leaf", "log_node", "log_checkpoint", "log_concern")
APPEND_ONLY = ("log_entry", "log_leaf", "log_node", "log_checkpoint", "log_concern")
REFUSE = (
    "CREATE FUNCTION hub_log_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN RAISE EXCEPTION 'the access log is only appended to'; END$$"
)


def upgrade() -> None:
    _record_head()
    _log_entry()
    _log_leaf()
    _log_node()
    _log_checkpoint()
    _log_concern()
    _guard()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION hub_log_refuse()")


def _record_head() -> None:
    op.create_table(
        "record_head",
        sa.Column("record_table", sa.String(length=64), nullable=False),
        sa.Column("record_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ct_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("record_table", "record_id", name=op.f("pk_record_head")),
    )


def _log_entry() -> None:
    op.create_table(
        "log_entry",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(length=32), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("actor_unit", sa.String(length=32), nullable=True),
        sa.Column("subject", sa.String(length=32), nullable=True),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("detail", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
    )
    op.create_index(op.f("ix_log_entry_actor_at"), "log_entry", ["actor", "at"], unique=False)
    op.create_index(op.f("ix_log_entry_at"), "log_entry", ["at"], unique=False)
    op.create_index(op.f("ix_log_entry_subject_at"), "log_entry", ["subject", "at"], unique=False)


def _log_leaf() -> None:
    op.create_table(
        "log_leaf",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_log_leaf")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_log_leaf_entry_id")),
    )


def _log_node() -> None:
    op.create_table(
        "log_node",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("level", "position", name=op.f("pk_log_node")),
    )


def _log_checkpoint() -> None:
    op.create_table(
        "log_checkpoint",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_log_checkpoint")),
    )


def _log_concern() -> None:
    op.create_table(
        "log_concern",
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "number", name=op.f("pk_log_concern")),
    )
    op.create_index(op.f("ix_log_concern_number"), "log_concern", ["number"], unique=False)


def _guard() -> None:
    """Make the database itself refuse to change or delete what the log holds."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(REFUSE)
        for table in APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER {table}_rows_stay BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION hub_log_refuse()"
            )
            op.execute(
                f"CREATE TRIGGER {table}_stays BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION hub_log_refuse()"
            )
        return
    refuse = "BEGIN SELECT RAISE(ABORT, 'the access log is only appended to'); END"
    for table in APPEND_ONLY:
        for change in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_{change.lower()} BEFORE {change} ON {table} {refuse}")
