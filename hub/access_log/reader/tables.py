"""What makes the log quick to look back into: per unit, in the order of time, derived from the sealed entries alone.

`hub log verify` compares it with the entries: who could change it could hide an act from a reviewer's list.
"""

import sqlalchemy as sa

from hub.store.base import Id, Instant, metadata

# One row for each unit that an entry concerns, which the databases refuse to change, delete or replace (migrations 0010
# and 0027 made the triggers). `staff` says that the actor acted for a unit of hers.
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

# How many acts of staff there were by the hour, for each set of units that somebody reviews: an entry that concerns two
# of them is counted once. The drawings are made of these, not of the entries.
log_tally = sa.Table(
    "log_tally",
    metadata,
    sa.Column("set_id", Id, nullable=False),
    sa.Column("action", sa.String(32), nullable=False),
    sa.Column("hour", sa.Integer, nullable=False, comment="whole hours since the epoch, UTC"),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("n", sa.Integer, nullable=False),
    sa.PrimaryKeyConstraint("set_id", "action", "hour", "outcome"),
)

# All leaves below `upto` are counted for the set.
log_tallied = sa.Table(
    "log_tallied",
    metadata,
    sa.Column("set_id", Id, primary_key=True, comment="of the sorted unit ids"),
    sa.Column("units", sa.Text, nullable=False, comment="the sorted unit ids, with commas between"),
    sa.Column("upto", sa.BigInteger, nullable=False),
)

# One row: all leaves below `upto` are in `log_look` and `log_seen`.
log_looked = sa.Table(
    "log_looked",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("upto", sa.BigInteger, nullable=False),
)
