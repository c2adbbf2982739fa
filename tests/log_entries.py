"""What stands in the log, for tests that hold it against what was done."""

from sqlalchemy import func, select

from hub.access_log.reader.parsing import Entry, parse
from hub.access_log.tables import log_entry
from tests.cast import World


def entries(world: World) -> dict[str, Entry]:
    """Give every entry by its id."""
    with world.store.read() as tx:
        return {row.id: parse(row.body) for row in tx.execute(select(log_entry.c.id, log_entry.c.body))}


def entry_count(world: World) -> int:
    with world.store.read() as tx:
        return int(tx.execute(select(func.count()).select_from(log_entry)).scalar_one())
