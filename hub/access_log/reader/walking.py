"""Goes through the log's leaves in order and grows the tree again, as whoever sealed them did."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, func, select, type_coerce
from sqlalchemy.types import NullType

from hub.access_log.checkpoint import Checkpoint
from hub.access_log.entry import concerned_units
from hub.access_log.hashing import leaf_hash
from hub.access_log.reader.entry_checking import ENTRY, check_entry
from hub.access_log.reader.findings import Fault, Findings
from hub.access_log.reader.fitting import Fitting
from hub.access_log.reader.notes import is_signed
from hub.access_log.reader.record_heads import Accounts
from hub.access_log.reader.tables import log_looked, log_tallied
from hub.access_log.reader.vouching import Vouching
from hub.access_log.tables import log_checkpoint, log_concern, log_entry, log_leaf, log_node
from hub.access_log.tree import HASH_BYTES, Frontier, is_kept
from hub.store.ground import Ground

CHUNK: Final = 2000
_FARTHEST: Final = 1_000_000  # leaves in one gap that are followed: a number beyond is nobody's that sealed
_LEAF: Final = Fitting(*log_leaf.c)
_CHECKPOINT: Final = Fitting(*log_checkpoint.c)
_WIDTH: Final = len(log_leaf.c)
_LEAVES: Final = (
    select(*_LEAF.columns, *ENTRY.columns)
    .select_from(log_leaf.outerjoin(log_entry, log_entry.c.id == log_leaf.c.entry_id))
    .order_by(log_leaf.c.number)
    .limit(CHUNK)
)
_CONCERNS: Final = select(log_concern.c.number, log_concern.c.unit_id, log_concern.c.entry_id).order_by(
    log_concern.c.number
)
_CHECKPOINTS: Final = select(*_CHECKPOINT.columns).order_by(log_checkpoint.c.size).limit(CHUNK)
_NODES: Final = select(log_node.c.level, log_node.c.position, type_coerce(log_node.c.hash, NullType()).label("hash"))
NO_NUMBER: Final = 2**62  # what is no number compares as more than any
_REACHED: Final = (
    select(func.max(log_concern.c.number) + 1).where(log_concern.c.number < NO_NUMBER),
    select(func.max(log_looked.c.upto)).where(log_looked.c.upto < NO_NUMBER),
    select(func.max(log_tallied.c.upto)).where(log_tallied.c.upto < NO_NUMBER),
)
Progress = Callable[[int, int], None]
_Concerned = frozenset[tuple[str, str]]  # units, each with the entry that is said to concern it


class Walk:
    """Goes through the leaves in order, growing the tree again."""

    def __init__(
        self, tx: Connection, ground: Ground, findings: Findings, accounts: Accounts, written: Checkpoint | None
    ) -> None:
        self._tx = tx
        self._findings = findings
        self._accounts = accounts
        self._ground = ground
        self.vouching = Vouching(tx, ground)
        self._frontier = Frontier()
        self._written = written  # None once it was reached
        self._signed = 0  # the size of the last checkpoint that was reached
        # The instant (µs) up to which the sealer came with its last seal: it has sealed what lies before. Not with any
        # seal: a clock that ran ahead for a moment, and was set right, would let all that waits look passed over.
        self.passed: int | None = None
        self._next_seal = False
        self._nodes = {(row.level, row.position): row.hash for row in tx.execute(_NODES)}

    def run(self, progress: Progress) -> None:
        total = self._tx.execute(select(func.count()).select_from(log_leaf)).scalar_one()
        checkpoints = self._checkpoints()
        awaited = next(checkpoints, None)
        for rows, concerned in self._chunks():
            for leaf, entry in rows:
                self._leaf(leaf, entry, concerned.get(leaf.number, frozenset()))
                if self._written is not None and self._written.size <= self._frontier.size:
                    self._compare_written(self._written)
                if awaited is not None and awaited.size <= self._frontier.size:
                    self._compare(awaited)
                    awaited = next(checkpoints, None)
            progress(self._findings.leaves, total)
        self._end(awaited)

    def _chunks(self) -> Iterator[tuple[list[tuple[Any, Any]], Mapping[int, _Concerned]]]:
        """Give leaves by number, each with its entry, and what each number is said to concern."""
        asked, concerns = _LEAVES, _CONCERNS
        while rows := self._tx.execute(asked).all():
            last = rows[-1].number  # as it lies there: what is no number comes after all that are
            groups = groupby(self._tx.execute(concerns.where(log_concern.c.number <= last)), key=lambda row: row.number)
            concerned = {number: frozenset((row.unit_id, row.entry_id) for row in group) for number, group in groups}
            yield [(_LEAF(row[:_WIDTH]), _entry_of(row[_WIDTH:])) for row in rows], concerned
            asked, concerns = _LEAVES.where(log_leaf.c.number > last), _CONCERNS.where(log_concern.c.number > last)

    def _checkpoints(self) -> Iterator[Any]:
        """Give the rows that are truly signed, by size; report the others."""
        asked = _CHECKPOINTS
        while rows := self._tx.execute(asked).all():
            for row in map(_CHECKPOINT, rows):
                self._findings.checkpoints += 1
                if is_signed(self._ground, row):
                    self._findings.signed += 1
                    yield row
                else:
                    self._findings.add(Fault.CHECKPOINT_FORGED, f"checkpoint {row.size}")
            asked = _CHECKPOINTS.where(log_checkpoint.c.size > rows[-1].size)

    def _grow(self, number: int, leaf: bytes) -> None:
        if not 0 <= number - self._frontier.size <= _FARTHEST:
            self._findings.add(Fault.LEAF_MISPLACED, f"leaf {number}")
            return
        if number > self._frontier.size:
            self._findings.add(Fault.LEAF_MISSING, f"leaf {self._frontier.size} to {number - 1}")
        while number > self._frontier.size:  # keeps in step, so that what follows is found at its own place
            for node, _ in self._frontier.append(bytes(HASH_BYTES)):
                self._nodes.pop(node, None)
        for node, root in self._frontier.append(leaf):
            if is_kept(node) and self._nodes.pop(node, None) != root:
                self._differs(node)

    def _leaf(self, leaf: Any, entry: Any, concerned: _Concerned) -> None:
        self._findings.leaves += 1
        self._grow(leaf.number, leaf.leaf_hash)
        where = f"leaf {leaf.number}, entry {leaf.entry_id}"
        if entry is None:
            self._findings.add(Fault.ENTRY_MISSING, where)
            return
        if leaf_hash(entry.body) != leaf.leaf_hash:
            self._findings.add(Fault.ENTRY_CHANGED, where)
        if {(unit, leaf.entry_id) for unit in concerned_units(entry.body)} != concerned:
            self._findings.add(Fault.CONCERN_DIFFERS, where)
        self._passed(entry.at)
        check_entry(entry, self._findings, self._accounts, self.vouching)

    def _passed(self, at: int) -> None:
        self.passed = at if self.passed is None or self._next_seal else max(self.passed, at)
        self._next_seal = False

    def _compare(self, checkpoint: Any) -> None:
        sealed = f"leaf {self._signed} to {checkpoint.size - 1}"
        self._signed = checkpoint.size
        self._passed(checkpoint.at)
        self._next_seal = True
        self._accounts.sealed(checkpoint.size)
        if self._frontier.root() != checkpoint.root:
            self._findings.add(Fault.ROOT_DIFFERS, sealed)
        if self._frontier.packed() != checkpoint.frontier:
            # The signed frontier, if it is one, lets the walk go on from here and find the next fault by itself.
            with suppress(ValueError):
                kept = Frontier(checkpoint.size, checkpoint.frontier)
                if kept.root() == checkpoint.root:
                    self._frontier = kept
                    return
            self._findings.add(Fault.NODE_DIFFERS, f"checkpoint {checkpoint.size}")

    def _compare_written(self, written: Checkpoint) -> None:
        self._written = None
        if Checkpoint(self._frontier.size, self._frontier.root()) != written:
            self._findings.add(Fault.ROOT_DIFFERS, f"leaf 0 to {written.size - 1}")

    def _differs(self, node: tuple[Any, Any]) -> None:
        self._findings.add(Fault.NODE_DIFFERS, f"node {node[0]}/{node[1]}")

    def _end(self, awaited: Any) -> None:
        for node in self._nodes:  # of no leaves that are there: where they came to be, sealing would stop
            self._differs(node)
        self._findings.root = self._frontier.root().hex()
        if awaited is not None or self._written is not None or self._once_longer():
            self._findings.add(Fault.TAIL_CUT, f"leaf {self._frontier.size}")
        elif self._signed < self._frontier.size:
            self._findings.add(Fault.TAIL_NOT_SIGNED, f"leaf {self._signed}")

    def _once_longer(self) -> bool:
        """Tell whether something that is made of sealed leaves knows of more: the last ones were unsealed."""
        reached = (self._tx.execute(each).scalar_one() for each in _REACHED)
        return any(upto > self._frontier.size for upto in reached if upto is not None)


def _entry_of(values: Sequence[Any]) -> Any:
    """Give the entry of a leaf, None where there is none."""
    return None if all(value is None for value in values) else ENTRY(values)
