"""Walks the whole log and says what is broken and where: `hub log verify`. Reads only, in one snapshot."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from itertools import groupby
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, exists, func, select, type_coerce
from sqlalchemy.types import NullType

from hub.access_log.checkpoint import Checkpoint
from hub.access_log.entry import UnfitEntry, concerned_units
from hub.access_log.hashing import leaf_hash
from hub.access_log.reader.findings import Fault, Findings
from hub.access_log.reader.fitting import Fitting, any_text, misfits
from hub.access_log.reader.held_on import HeldOn
from hub.access_log.reader.look_checking import check_looks
from hub.access_log.reader.notes import is_signed
from hub.access_log.reader.parsing import Entry, parse
from hub.access_log.reader.record_heads import Accounts, SealedRecord
from hub.access_log.reader.tables import log_looked, log_tallied
from hub.access_log.reader.told_rows import TaggedRow
from hub.access_log.reader.vouching import Vouching
from hub.access_log.sealer import NEAR
from hub.access_log.tables import log_checkpoint, log_concern, log_entry, log_leaf, log_node
from hub.access_log.tree import HASH_BYTES, Frontier, is_kept
from hub.store.base import metadata
from hub.store.ground import Ground
from hub.store.tables import record_head

_CHUNK: Final = 2000
_FARTHEST: Final = 1_000_000  # leaves in one gap that are followed: a number beyond is nobody's that sealed
_LEAF: Final = Fitting(*log_leaf.c)
_ENTRY: Final = Fitting(*log_entry.c)
_CHECKPOINT: Final = Fitting(*log_checkpoint.c)
_HEAD: Final = Fitting(
    *(record_head.c[name] for name in ("record_table", "record_id", "version", "ct_sha256", "entry_id"))
)
_WIDTH: Final = len(log_leaf.c)
_LEAVES: Final = (
    select(*_LEAF.columns, *_ENTRY.columns)
    .select_from(log_leaf.outerjoin(log_entry, log_entry.c.id == log_leaf.c.entry_id))
    .order_by(log_leaf.c.number)
    .limit(_CHUNK)
)
_CONCERNS: Final = select(log_concern.c.number, log_concern.c.unit_id, log_concern.c.entry_id).order_by(
    log_concern.c.number
)
_CHECKPOINTS: Final = select(*_CHECKPOINT.columns).order_by(log_checkpoint.c.size).limit(_CHUNK)
_NODES: Final = select(log_node.c.level, log_node.c.position, type_coerce(log_node.c.hash, NullType()).label("hash"))
_NO_NUMBER: Final = 2**62  # what is no number compares as more than any
_IS_UNSEALED: Final = ~exists().where(log_leaf.c.entry_id == log_entry.c.id)
_NEWEST_UNSEALED: Final = select(func.max(log_entry.c.at)).where(_IS_UNSEALED, log_entry.c.at < _NO_NUMBER)
_UNSEALED: Final = (
    select(*_ENTRY.columns)
    .where(_IS_UNSEALED)
    .order_by(log_entry.c.at, log_entry.c.id)
    .execution_options(yield_per=_CHUNK)
)
_REACHED: Final = (
    select(func.max(log_concern.c.number) + 1).where(log_concern.c.number < _NO_NUMBER),
    select(func.max(log_looked.c.upto)).where(log_looked.c.upto < _NO_NUMBER),
    select(func.max(log_tallied.c.upto)).where(log_tallied.c.upto < _NO_NUMBER),
)
_HEADS: Final = select(*_HEAD.columns).execution_options(yield_per=_CHUNK)

Records = Callable[[Connection], Iterable[SealedRecord]]
Tags = Callable[[Connection], Iterable[TaggedRow]]
Progress = Callable[[int, int], None]
_GoOn = Callable[[], None]
_Row = TypeVar("_Row")
_Concerned = frozenset[tuple[str, str]]  # units, each with the entry that is said to concern it


def verify(
    ground: Ground,
    progress: Progress,
    *,
    records: Records,
    tags: Tags | None = None,
    written: Checkpoint | None = None,
) -> Findings:
    """Check every leaf, checkpoint, node and sealed record; `progress` is told how many of how many leaves.

    It is told in the parts before and after the leaves too, so that nobody takes one who works on for gone.
    `records` gives each sealed row of the features' tables, read through the connection that it is given; `tags` each
    row that carries a tag; without it none is held against what was told. `written` is what somebody wrote down
    elsewhere, as a walk gave it: the log must begin with those leaves still.
    """
    findings = Findings()

    def go_on() -> None:
        progress(findings.leaves, findings.leaves)

    with ground.store.walk() as tx, any_text(tx), Accounts(ground) as accounts:
        for misfit in misfits(tx, metadata, go_on):
            findings.add(Fault.VALUE_UNFIT, f"{misfit.table} {misfit.key}: {', '.join(misfit.columns)}")
        walk = _Walk(tx, ground, findings, accounts, written)
        walk.run(progress)
        _check_unsealed(tx, walk, findings, accounts, go_on)
        check_looks(tx, findings, go_on)
        accounts.heads(SealedRecord(*_HEAD(row)) for row in _telling(tx.execute(_HEADS), go_on))
        findings.records = accounts.records(_telling(records(tx), go_on))
        go_on()
        accounts.compare(findings)
        if tags is not None:
            accounts.rows.stand(_tagged(_telling(tags(tx), go_on), findings, accounts.held_on))
            accounts.rows.compare(findings)
        for entry in (*accounts.held_on.found(), *accounts.ways_in.found(), *accounts.spent_codes.found()):
            findings.add(Fault.RIGHT_ENDED, f"entry {entry}")
    return findings


def _tagged(rows: Iterable[TaggedRow], findings: Findings, held_on: HeldOn) -> Iterator[TaggedRow]:
    for row in rows:
        findings.tagged += 1
        if not row.fits:
            findings.add(Fault.TAG_DIFFERS, row.where)
        elif row.seal is not None:
            held_on.stand(row.table, row.key, row.ends)
        yield row


def _telling(rows: Iterable[_Row], go_on: _GoOn) -> Iterator[_Row]:
    for number, row in enumerate(rows):
        if number % _CHUNK == 0:
            go_on()
        yield row


class _Walk:
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
        _check_entry(entry, self._findings, self._accounts, self.vouching)

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
    return None if all(value is None for value in values) else _ENTRY(values)


def _check_unsealed(tx: Connection, walk: _Walk, findings: Findings, accounts: Accounts, go_on: _GoOn) -> None:
    """Tell what the sealer has passed over from what waits for it: it did not run since, as after a kill.

    Who serves seals twice a second, and whoever ends or starts seals all. So what waits is newer than all that the
    sealer has come by (`walk.passed`, less how far back it looks), and was written within one moment, as far as that
    reach goes too: unsealing more than the last moment, to rewrite it, is a fault however it is done.
    """
    newest = tx.execute(_NEWEST_UNSEALED).scalar_one()
    begins = max((instant - NEAR for instant in (walk.passed, newest) if instant is not None), default=0)
    for row in map(_ENTRY, _telling(tx.execute(_UNSEALED), go_on)):
        if row.at < begins:
            findings.add(Fault.NOT_SEALED, f"entry {row.id}")
        else:
            findings.wait(row.at)
        if leaf_hash(row.body) != row.leaf:
            findings.add(Fault.ENTRY_CHANGED, f"entry {row.id}")
        _check_entry(row, findings, accounts, walk.vouching)


def _check_entry(row: Any, findings: Findings, accounts: Accounts, vouching: Vouching) -> None:
    findings.entries += 1
    try:
        entry = parse(row.body)
        accounts.claim(entry)
    except UnfitEntry:
        findings.add(Fault.ENTRY_CHANGED, f"entry {row.id}")
        return
    if not vouching.holds(row.body, entry):
        findings.add(Fault.ENTRY_FORGED, f"entry {row.id}")
    if _columns(row) != (leaf_hash(row.body), *_said(entry)):
        findings.add(Fault.COLUMN_DIFFERS, f"entry {row.id}")
    if entry.detail != (None if row.detail is None else sha256(row.detail).hexdigest()):
        findings.add(Fault.DETAIL_CHANGED, f"entry {row.id}")


def _columns(row: Any) -> tuple[object, ...]:
    return (row.leaf, row.id, row.at, row.actor, row.actor_unit, row.subject, row.case_id, row.action, row.outcome)


def _said(entry: Entry) -> tuple[object, ...]:
    return (entry.id, entry.ts, entry.actor, entry.unit, entry.subj, entry.case, entry.act, entry.outcome)
