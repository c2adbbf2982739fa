"""Knows by its seal that nobody has restricted what is processed of a participant, nor told of her death.

The seal stands on each row from the day on which she is registered, so that who empties one of the two past the hub
opens nothing by it: a row that is not as the hub wrote it is as good as restricted.
"""

from typing import Any, Final

from hub.participants.tables import participant
from hub.store import row_seals
from hub.store.ground import Ground

_PREFIX: Final = "she_"
COLUMNS: Final = tuple(participant.c[name].label(_PREFIX + name) for name in (*row_seals.PARTICIPANT, "seal"))


def closed(ground: Ground, row: Any, *, at: int) -> tuple[int | None, int | None]:
    """Give since when she is restricted, and dead, by this row's `COLUMNS`; the seal is asked where it says neither."""
    if row.she_restricted_at is None and row.she_died_at is None:
        return None if row_seals.stands(ground, "participant", row, prefix=_PREFIX) else at, None
    return row.she_restricted_at, row.she_died_at
