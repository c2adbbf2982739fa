"""The log's tables: entries, their leaves in order, nodes, checkpoints, and which units an entry concerns."""

import sqlalchemy as sa

from hub.store.base import Id, Instant, metadata

# `body` is the leaf, byte for byte. The columns after `leaf` repeat what the body says so that it can be found;
# `hub log verify` compares them. No foreign keys: the log outlives what it tells of, and a check would lock those rows.
log_entry = sa.Table(
    "log_entry",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("leaf", sa.LargeBinary(32), nullable=False),
    sa.Column("actor", sa.String(64), nullable=False),
    sa.Column("actor_unit", Id),
    sa.Column("subject", Id),
    sa.Column("case_id", Id),
    sa.Column("action", sa.String(32), nullable=False),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("detail", sa.LargeBinary),
    sa.Index(None, "at"),
    sa.Index(None, "actor", "at"),
    sa.Index(None, "subject", "at"),
)

log_leaf = sa.Table(
    "log_leaf",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("entry_id", Id, nullable=False, unique=True),
    sa.Column("leaf_hash", sa.LargeBinary(32), nullable=False),
)

# Roots of whole subtrees of 256, 65,536 … leaves only (the C2SP tile height of 8): a proof reads at most one tile a
# level, and a seal writes one node for 256 leaves instead of one for each.
log_node = sa.Table(
    "log_node",
    metadata,
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.LargeBinary(32), nullable=False),
    sa.PrimaryKeyConstraint("level", "position"),
)

log_checkpoint = sa.Table(
    "log_checkpoint",
    metadata,
    sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("root", sa.LargeBinary(32), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("frontier", sa.LargeBinary, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
)

log_concern = sa.Table(
    "log_concern",
    metadata,
    sa.Column("unit_id", Id, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("entry_id", Id, nullable=False),
    sa.PrimaryKeyConstraint("unit_id", "number"),
    sa.Index(None, "number"),
)

APPEND_ONLY = (log_entry, log_leaf, log_node, log_checkpoint, log_concern)

_REFUSAL = "the access log is only appended to"
_FUNCTION = f"hub_log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION '{_REFUSAL}'; END$$"
_EACH = "EXECUTE FUNCTION hub_log_refuse()"
_POSTGRESQL = (
    f"CREATE OR REPLACE FUNCTION {_FUNCTION}",
    f"CREATE TRIGGER {{table}}_rows BEFORE UPDATE OR DELETE ON {{table}} FOR EACH ROW {_EACH}",
    f"CREATE TRIGGER {{table}}_whole BEFORE TRUNCATE ON {{table}} FOR EACH STATEMENT {_EACH}",
)
_SQLITE = tuple(
    f"CREATE TRIGGER {{table}}_{name} BEFORE {name.upper()} ON {{table}} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for name in ("update", "delete")
)


def guard(table: sa.Table, connection: sa.Connection, **_: object) -> None:
    """Make the database itself refuse to change or delete a row of a table that was just made."""
    for statement in _POSTGRESQL if connection.dialect.name == "postgresql" else _SQLITE:
        connection.exec_driver_sql(statement.format(table=table.name))


for _table in APPEND_ONLY:
    sa.event.listen(_table, "after_create", guard)
