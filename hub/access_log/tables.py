"""The log's tables: entries, their leaves in order, nodes, checkpoints, and which units an entry concerns."""

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    event,
)

from hub.store.base import Id, Instant, metadata

# `body` is the leaf, byte for byte. The columns after `leaf` repeat what the body says so that it can be found;
# `hub log verify` compares them. No foreign keys: the log outlives what it tells of, and a check would lock those rows.
log_entry = Table(
    "log_entry",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("leaf", LargeBinary(32), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("actor_unit", Id),
    Column("subject", Id),
    Column("case_id", Id),
    Column("action", String(32), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("detail", LargeBinary),
    Index(None, "at"),
    Index(None, "actor", "at"),
    Index(None, "subject", "at"),
)

log_leaf = Table(
    "log_leaf",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("entry_id", Id, nullable=False, unique=True),
    Column("leaf_hash", LargeBinary(32), nullable=False),
)

# Roots of whole subtrees of 256, 65,536 … leaves only (the C2SP tile height of 8): a proof reads at most one tile a
# level, and a seal writes one node for 256 leaves instead of one for each.
log_node = Table(
    "log_node",
    metadata,
    Column("level", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    PrimaryKeyConstraint("level", "position"),
)

log_checkpoint = Table(
    "log_checkpoint",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("root", LargeBinary(32), nullable=False),
    Column("at", Instant, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),
)

log_concern = Table(
    "log_concern",
    metadata,
    Column("unit_id", Id, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("entry_id", Id, nullable=False),
    PrimaryKeyConstraint("unit_id", "number"),
    Index(None, "number"),
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


def guards(dialect_name: str, table: str) -> tuple[str, ...]:
    """Give the statements that make the database itself refuse to change or delete a row of `table`."""
    statements = _POSTGRESQL if dialect_name == "postgresql" else _SQLITE
    return tuple(statement.format(table=table) for statement in statements)


def _guard(table: Table, connection: Connection, **_: object) -> None:
    for statement in guards(connection.dialect.name, table.name):
        connection.exec_driver_sql(statement)


for _table in APPEND_ONLY:
    event.listen(_table, "after_create", _guard)
