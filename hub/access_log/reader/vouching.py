"""Holds each entry against its tag, and against the log that it was written after: hub.store.entry_tags."""

from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from hub.access_log.reader.fitting import Fitting
from hub.access_log.reader.notes import is_signed
from hub.access_log.reader.parsing import Entry
from hub.access_log.tables import log_checkpoint
from hub.store import entry_tags
from hub.store.ground import Ground

_CHECKPOINT: Final = Fitting(log_checkpoint.c.size, log_checkpoint.c.root, log_checkpoint.c.note)
_OF_SIZE: Final = select(*_CHECKPOINT.columns).where(log_checkpoint.c.size == bindparam("size"))
_MOST: Final = 10_000  # roots that are kept: entries name the newest of their time


class Vouching:
    """Asked of each entry in the order of the leaves, and then of those that wait for their seal."""

    def __init__(self, tx: Connection, ground: Ground) -> None:
        self._tx = tx
        self._ground = ground
        self._begun = False  # whether an entry with a tag was seen: from there on the hub writes none without
        self._roots: dict[int, bytes | None] = {}

    def holds(self, body: bytes, entry: Entry) -> bool:
        """Tell whether the hub wrote the entry, and the log stands that it had seen sealed."""
        size = entry_tags.seen(entry.salt)
        if size is None:
            return not self._begun
        root = self._root(size) if size else b""
        if root is None or not entry_tags.fits(self._ground, body, entry.salt, root):
            return False
        self._begun = True
        return True

    def _root(self, size: int) -> bytes | None:
        """Give what was signed of a log of this size; None where no such checkpoint stands."""
        if size not in self._roots:
            if len(self._roots) >= _MOST:
                self._roots.clear()
            row: Any = next(map(_CHECKPOINT, self._tx.execute(_OF_SIZE, {"size": size})), None)
            self._roots[size] = row.root if row is not None and is_signed(self._ground, row) else None
        return self._roots[size]
