"""The log's tables: entries, their leaves in order, nodes, checkpoints, and which units an entry concerns."""

import sqlalchemy as sa

from hub.store.base import Id, Instant, metadata

# `body` is the leaf, byte for byte. The columns after `leaf` repeat what the body says so that it can be found;
# `hub log verify` compares them. The databases refuse to change, delete or replace a row of any of these tables
# (migrations 0001 and 0027 made the triggers). No foreign keys: the log outlives what it tells of, and a check would
# lock those rows.
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
