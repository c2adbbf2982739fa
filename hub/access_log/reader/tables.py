"""What makes the log quick to look back into: per unit, in the order of time, derived from the sealed entries alone.

`hub log verify` compares it with the entries: who could change it could hide an act from a reviewer's list.
"""

import sqlalchemy as sa

from hub.access_log.tables import guards
from hub.store.base import Id, Instant, metadata

# One row for each unit that an entry concerns. `staff` says that the actor acted for a unit of hers.
log_look = sa.Table(
    "log_look",
    metadata,
    sa.Column("unit_id", Id, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("actor", sa.String(64), nullable=False),
    sa.Column("subject", Id),
    sa.Column("case_id", Id),
    sa.Column("action", sa.String(32), nullable=False),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("staff", sa.Boolean, nullable=False),
    sa.PrimaryKeyConstraint("unit_id", "at", "number"),
    sa.Index("ix_log_look_actor", "unit_id", "actor", "at", "number"),
    sa.Index("ix_log_look_subject", "unit_id", "subject", "at", "number"),
    sa.Index("ix_log_look_action", "unit_id", "action", "at", "number"),
    sa.Index(
        "ix_log_look_refused",
        "unit_id",
        "at",
        "number",
        sqlite_where=sa.text("outcome = 'refused'"),
        postgresql_where=sa.text("outcome = 'refused'"),
    ),
)

# Who occurs at all, so that a reviewer chooses among names that lead somewhere.
log_seen = sa.Table(
    "log_seen",
    metadata,
    sa.Column("unit_id", Id, nullable=False),
    sa.Column("actor", sa.String(64), nullable=False),
    sa.PrimaryKeyConstraint("unit_id", "actor"),
)

# A set of units that entries concern together. An entry that concerns two units of one reviewer is counted once.
log_circle = sa.Table(
    "log_circle",
    metadata,
    sa.Column("circle_id", Id, nullable=False, comment="of the sorted unit ids"),
    sa.Column("unit_id", Id, nullable=False),
    sa.PrimaryKeyConstraint("circle_id", "unit_id"),
    sa.Index(None, "unit_id"),
)

# How many acts of staff there were: the drawings are made of these, not of the entries.
log_count = sa.Table(
    "log_count",
    metadata,
    sa.Column("circle_id", Id, nullable=False),
    sa.Column("hour", sa.Integer, nullable=False, comment="whole hours since the epoch, UTC"),
    sa.Column("action", sa.String(32), nullable=False),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("n", sa.Integer, nullable=False),
    sa.PrimaryKeyConstraint("circle_id", "action", "hour", "outcome"),
)

# One row: all leaves below `upto` are in the tables above.
log_looked = sa.Table(
    "log_looked",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("upto", sa.BigInteger, nullable=False),
)


def _guard(table: sa.Table, connection: sa.Connection, **_: object) -> None:
    for statement in guards(connection.dialect.name, table.name):
        connection.exec_driver_sql(statement)


sa.event.listen(log_look, "after_create", _guard)
