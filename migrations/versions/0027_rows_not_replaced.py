"""SQLite too refuses to put a row of the log in another's place; PostgreSQL's triggers were always told of such.

`INSERT OR REPLACE` takes away whatever has the new row's key, or its rowid, and runs no trigger of a DELETE unless that
connection has asked for it (`PRAGMA recursive_triggers`), which nobody can ask for another's.
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

KEYS = {
    "log_entry": "id = NEW.id",
    "log_leaf": "number = NEW.number OR entry_id = NEW.entry_id",
    "log_node": "level = NEW.level AND position = NEW.position",
    "log_checkpoint": "size = NEW.size",
    "log_concern": "unit_id = NEW.unit_id AND number = NEW.number",
    "log_look": "unit_id = NEW.unit_id AND at = NEW.at AND number = NEW.number",
}
# Before a row that names none has got its rowid, SQLite says -1: one that stands under that may keep nothing out.
ROWID = "rowid = nullif(NEW.rowid, -1)"
REFUSE = "BEGIN SELECT RAISE(ABORT, 'the access log is only appended to'); END"


def upgrade() -> None:
    """Refuse a row where one stands already."""
    if op.get_bind().dialect.name == "sqlite":
        for table, key in KEYS.items():
            stands = f"EXISTS (SELECT 1 FROM {table} WHERE {key} OR {ROWID})"  # noqa: S608 - names of this file
            op.execute(f"CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} WHEN {stands} {REFUSE}")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in KEYS:
            op.execute(f"DROP TRIGGER {table}_insert")
