"""Asks whether what this process knows of the log stands still: the last seal it knows, and the entries it has written.

A database that its owner has taught to keep none of somebody's entries, or who takes them away before they are sealed,
leaves nothing that a check of the log could find (T6). What is sealed is vouched for by what comes after; who takes
seals away, to have the rest sealed anew, is told at once besides.
"""

from collections import deque
from collections.abc import Iterable, Iterator, MutableSequence, Sequence
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, bindparam, select

from hub.access_log.checkpoint import Checkpoint, sign_checkpoint
from hub.access_log.reader.looking import Proof, proof
from hub.access_log.reader.proofs import root_from_inclusion
from hub.access_log.reader.telling import beginning, note_beginning
from hub.access_log.tables import log_checkpoint, log_entry, log_leaf
from hub.access_log.tree import Frontier
from hub.store.ground import Ground

_AT_A_TIME: Final = 500
_ROUNDS: Final = 20  # of leaves that are kept: whoever commits notes it a moment later, and a seal may be faster
_OF_SIZE: Final = select(log_checkpoint.c.root, log_checkpoint.c.frontier).where(
    log_checkpoint.c.size == bindparam("size")
)
_LEAVES: Final = (
    select(log_leaf.c.entry_id, log_leaf.c.leaf_hash)
    .where(log_leaf.c.number >= bindparam("begin"), log_leaf.c.number < bindparam("end"))
    .order_by(log_leaf.c.number)
)
_IDS: Final[BindParameter[Any]] = bindparam("ids", expanding=True)
_THERE: Final = select(log_entry.c.id, log_entry.c.leaf).where(log_entry.c.id.in_(_IDS))


class Standing:
    """Asked after each seal, by one thread; `begin` before anything is written."""

    def __init__(self, ground: Ground) -> None:
        self._ground: Final = ground
        self._store: Final = ground.store
        self._frontier: Frontier | None = Frontier()
        self._passed: Final[deque[dict[str, bytes]]] = deque(maxlen=_ROUNDS)

    def begin(self) -> None:
        """Follow the log from the last seal on, not from its first leaf; of that, note whether it has a tag.

        Nothing is sealed upon one that contradicts itself (LogBroken): then no entry is forgotten, and none is refused.
        """
        size, root = self._store.sealed
        with self._store.read() as tx:
            row = tx.execute(_OF_SIZE, {"size": size}).first()
            note_beginning(self._ground, beginning(tx))
        if row is not None:
            self._frontier = None
            with suppress(ValueError):
                frontier = Frontier(size, row.frontier)
                self._frontier = frontier if frontier.root() == root else None

    def holds(self) -> bool:
        """Tell whether nothing is gone. One that is gone is asked for again.

        An entry is forgotten once its leaf is under a root that this process knows: no row alone says so, which anybody
        could lend it for a moment.
        """
        size, root = self._store.sealed
        with self._store.read() as tx:
            row = tx.execute(_OF_SIZE, {"size": size}).first()
            if size and (row is None or row.root != root):
                return False
            if self._frontier is not None and not _follows(tx, self._frontier, size, root, self._passed):
                return False
        self._forget()
        return all(self._there(entries) for entries in _parts(list(self._store.written.copy().items())))

    def _forget(self) -> None:
        for entry, leaf in self._store.written.copy().items():  # threads write on meanwhile
            if any(passed.get(entry) == leaf for passed in self._passed):
                self._store.written.pop(entry, None)

    def keeps_back(self, sought: Iterable[str]) -> bool:
        """Tell whether one of these, which were sought in the whole log, is not sealed though something says so.

        What its writer has noted long after its commit, as over a bad line, is sealed: a proof leads to the root known,
        or, where another process has sealed meanwhile, to a newer one that the hub has signed.
        """
        waiting = {entry: leaf for entry in sought if (leaf := self._store.written.get(entry)) is not None}
        if not waiting:
            return False
        with self._store.read() as tx:
            for entry, leaf in waiting.items():
                given = proof(tx, entry)
                if given is None or not self._leads(given, leaf):
                    return True
                self._store.written.pop(entry, None)
        return False

    def _leads(self, given: Proof, leaf: bytes) -> bool:
        hashes = [bytes.fromhex(one) for one in given.hashes]
        root = root_from_inclusion(leaf, given.number, given.size, hashes)
        if given.size <= self._store.sealed[0]:
            return (given.size, root) == self._store.sealed
        newer = Checkpoint(given.size, root)
        return given.note == sign_checkpoint(self._ground.provider, self._ground.installation, newer)

    def _there(self, entries: Sequence[tuple[str, bytes]]) -> bool:
        """Tell whether these stand, each with its leaf: one that was rewritten before its seal is gone, too."""
        with self._store.read() as tx:
            found = tx.execute(_THERE, {"ids": [entry for entry, _ in entries]})
            return set(entries) <= {(row.id, row.leaf) for row in found}


def was_sealed(tx: Connection, checkpoint: Checkpoint) -> bool:
    """Tell whether the log was sealed at that size with that root, by what stands of it."""
    row = tx.execute(_OF_SIZE, {"size": checkpoint.size}).first()
    return row is not None and row.root == checkpoint.root


def _follows(
    tx: Connection, frontier: Frontier, size: int, root: bytes, passed: MutableSequence[dict[str, bytes]]
) -> bool:
    """Let the tree grow to the size that is sealed, and tell whether it has that root."""
    if size <= frontier.size:
        return True
    leaves = tx.execute(_LEAVES, {"begin": frontier.size, "end": size}).all()
    for leaf in leaves:
        frontier.append(leaf.leaf_hash)
    passed.append({leaf.entry_id: leaf.leaf_hash for leaf in leaves})
    return (frontier.size, frontier.root()) == (size, root)


def _parts(entries: list[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    for first in range(0, len(entries), _AT_A_TIME):
        yield entries[first : first + _AT_A_TIME]
