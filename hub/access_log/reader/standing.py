"""Asks whether what this process knows of the log stands still: the last seal it saw, and the entries it has written.

A database that its owner has taught to keep none of somebody's entries, or who takes them away before they are sealed,
leaves nothing that a check of the log could find (T6). What is sealed is vouched for by what comes after; who takes
seals away, to have the rest sealed anew, is told at once besides.
"""

from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, select

from hub.access_log.tables import log_checkpoint, log_entry, log_leaf
from hub.store.ground import Ground

_AT_A_TIME: Final = 500
_ROOT: Final = select(log_checkpoint.c.root).where(log_checkpoint.c.size == bindparam("size"))
_IDS: Final[BindParameter[Any]] = bindparam("ids", expanding=True)
_SEALED: Final = select(log_leaf.c.entry_id).where(log_leaf.c.entry_id.in_(_IDS), log_leaf.c.number < bindparam("size"))
_THERE: Final = select(log_entry.c.id).where(log_entry.c.id.in_(_IDS))


def all_stand(ground: Ground) -> bool:
    """Tell whether nothing is gone. One that is gone is asked for again.

    Entries are forgotten once they are under a seal that this process knows: what takes them away then takes that too.
    """
    return _seal_stands(ground) and _entries_stand(ground)


def _seal_stands(ground: Ground) -> bool:
    size, root = ground.store.sealed
    with ground.store.read() as tx:
        return not size or tx.execute(_ROOT, {"size": size}).scalar_one_or_none() == root


def _entries_stand(ground: Ground) -> bool:
    waiting, size = ground.store.written, ground.store.sealed[0]
    for _ in range(0, len(waiting), _AT_A_TIME):
        ids = [waiting.popleft() for _ in range(min(len(waiting), _AT_A_TIME))]
        try:
            with ground.store.read() as tx:
                left = set(ids).difference(tx.execute(_SEALED, {"ids": ids, "size": size}).scalars())
                gone = left.difference(tx.execute(_THERE, {"ids": sorted(left)}).scalars()) if left else left
        except Exception:
            waiting.extend(ids)
            raise
        waiting.extend(left)
        if gone:
            return False
    return True
