"""Asks the check of the log what is wrong, with every row that the log tells of beside it."""

from hub.access_log.reader.findings import Fault
from hub.access_log.reader.verifying import verify
from hub.access_log.sealer import seal_pending
from hub.cli.sealed_records import sealed_records
from tests.cast import World


def faults(world: World, table: str = "") -> list[Fault]:
    """Seal what waits, walk the whole log, and give what is found; of the records of one table alone, if one is named.

    A test that put its consent there by rows asks for its own table: of such a consent the log knows nothing.
    """
    seal_pending(world.ground)
    found = verify(world.ground, lambda *_: None, records=sealed_records).found
    return [one.fault for one in found if not table or one.where.startswith(f"record {table}/")]
