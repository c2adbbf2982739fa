"""What the look back into the log needs to be quick; the hub fills it from what is sealed when it starts."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("log_look", "log_seen", "log_tally", "log_tallied", "log_looked", "log_check")


def upgrade() -> None:
    _log_look()
    _log_seen()
    _log_tally()
    _log_tallied()
    _log_looked()
    _log_check()
    _guard()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _log_look() -> None:
    op.create_table(
        "log_look",
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=True),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("staff", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "at", "number", name=op.f("pk_log_look")),
    )
    for column in ("actor", "subject", "action"):
        op.create_index(f"ix_log_look_{column}", "log_look", ["unit_id", column, "at", "number"], unique=False)
    refused = sa.text("outcome = 'refused'")
    op.create_index(
        "ix_log_look_refused",
        "log_look",
        ["unit_id", "at", "number"],
        unique=False,
        sqlite_where=refused,
        postgresql_where=refused,
    )


def _log_seen() -> None:
    op.create_table(
        "log_seen",
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "actor", name=op.f("pk_log_seen")),
    )


def _log_tally() -> None:
    op.create_table(
        "log_tally",
        sa.Column("set_id", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False, comment="whole hours since the epoch, UTC"),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("set_id", "action", "hour", "outcome", name=op.f("pk_log_tally")),
    )


def _log_tallied() -> None:
    op.create_table(
        "log_tallied",
        sa.Column("set_id", sa.String(length=32), nullable=False, comment="of the sorted unit ids"),
        sa.Column("units", sa.Text(), nullable=False, comment="the sorted unit ids, with commas between"),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("set_id", name=op.f("pk_log_tallied")),
    )


def _log_looked() -> None:
    op.create_table(
        "log_looked",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_looked")),
    )


def _log_check() -> None:
    op.create_table(
        "log_check",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True, comment="when whoever carries it out was last heard of"),
        sa.Column("done", sa.BigInteger(), nullable=False, comment="leaves so far"),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("leaves", sa.BigInteger(), nullable=True),
        sa.Column("entries", sa.BigInteger(), nullable=True),
        sa.Column("checkpoints", sa.BigInteger(), nullable=True),
        sa.Column("records", sa.BigInteger(), nullable=True),
        sa.Column("root", sa.String(length=64), nullable=True, comment="hex, of all leaves"),
        sa.Column("faults", sa.BigInteger(), nullable=True),
        sa.Column("found", sa.Text(), nullable=True, comment="JSON: the first faults as [what, where]"),
        sa.ForeignKeyConstraint(["asked_by"], ["officer.id"], name=op.f("fk_log_check_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_check")),
    )
    op.create_index("ix_log_check_asked_at", "log_check", ["asked_at"], unique=False)


def _guard() -> None:
    """Make the database itself refuse to change or delete what the look back is made of."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER log_look_rows_stay BEFORE UPDATE OR DELETE ON log_look "
            "FOR EACH ROW EXECUTE FUNCTION hub_log_refuse()"
        )
        op.execute(
            "CREATE TRIGGER log_look_stays BEFORE TRUNCATE ON log_look "
            "FOR EACH STATEMENT EXECUTE FUNCTION hub_log_refuse()"
        )
        return
    refuse = "BEGIN SELECT RAISE(ABORT, 'the access log is only appended to'); END"
    for change in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER log_look_{change.lower()} BEFORE {change} ON log_look {refuse}")
