"""Walks the whole log and says what is broken and where: `hub log verify`. Reads only, in one snapshot."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, Row, exists, func, select

from hub.access_log.checkpoint import Checkpoint
from hub.access_log.entry import UnfitEntry, concerned_units
from hub.access_log.hashing import leaf_hash
from hub.access_log.reader.findings import Fault, Findings
from hub.access_log.reader.look_checking import check_looks
from hub.access_log.reader.notes import ForgedCheckpoint, read_checkpoint
from hub.access_log.reader.parsing import Entry, parse
from hub.access_log.reader.record_heads import Accounts, SealedRecord
from hub.access_log.reader.tables import log_looked, log_tallied
from hub.access_log.sealer import NEAR
from hub.access_log.tables import log_checkpoint, log_concern, log_entry, log_leaf, log_node
from hub.access_log.tree import HASH_BYTES, Frontier, is_kept
from hub.store.ground import Ground
from hub.store.tables import record_head
from keys.providers import LOG_SIGNING

_CHUNK: Final = 2000
_LEAVES: Final = (
    select(log_leaf, log_entry).outerjoin(log_entry, log_entry.c.id == log_leaf.c.entry_id).order_by(log_leaf.c.number)
)
_CONCERNS: Final = select(log_concern.c.number, log_concern.c.unit_id).order_by(log_concern.c.number)
_CHECKPOINTS: Final = select(log_checkpoint).order_by(log_checkpoint.c.size)
_IS_UNSEALED: Final = ~exists().where(log_leaf.c.entry_id == log_entry.c.id)
_NEWEST_UNSEALED: Final = select(func.max(log_entry.c.at)).where(_IS_UNSEALED)
_UNSEALED: Final = (
    select(log_entry).where(_IS_UNSEALED).order_by(log_entry.c.at, log_entry.c.id).execution_options(yield_per=_CHUNK)
)
_REACHED: Final = (
    select(func.max(log_concern.c.number) + 1),
    select(func.max(log_looked.c.upto)),
    select(func.max(log_tallied.c.upto)),
)
_HEADS: Final = select(
    record_head.c.record_table, record_head.c.record_id, record_head.c.version, record_head.c.ct_sha256
).execution_options(yield_per=_CHUNK)

Records = Callable[[Connection], Iterable[SealedRecord]]
Progress = Callable[[int, int], None]


def verify(ground: Ground, progress: Progress, *, records: Records) -> Findings:
    """Check every leaf, checkpoint, node and sealed record; `progress` is told how many of how many leaves.

    `records` gives each sealed row of the features' tables, read through the connection that it is given.
    """
    findings = Findings()
    with ground.store.walk() as tx, Accounts() as accounts:
        walk = _Walk(tx, ground, findings, accounts)
        walk.run(progress)
        _check_unsealed(tx, findings, accounts, passed=walk.passed)
        check_looks(tx, findings)
        accounts.heads(SealedRecord(*row) for row in tx.execute(_HEADS))
        findings.records = accounts.records(records(tx))
        accounts.compare(findings)
    return findings


class _Walk:
    """Goes through the leaves in order, growing the tree again."""

    def __init__(self, tx: Connection, ground: Ground, findings: Findings, accounts: Accounts) -> None:
        self._tx = tx
        self._findings = findings
        self._accounts = accounts
        self._installation = ground.installation
        self._public_key = ground.provider.public_key(LOG_SIGNING)
        self._frontier = Frontier()
        self._signed = 0  # the size of the last checkpoint that was reached
        self.passed: int | None = None  # the instant (µs) up to which the sealer came: it has sealed what lies before
        self._nodes = {(row.level, row.position): row.hash for row in tx.execute(select(log_node))}

    def run(self, progress: Progress) -> None:
        total = self._tx.execute(select(func.count()).select_from(log_leaf)).scalar_one()
        checkpoints = self._checkpoints()
        awaited = next(checkpoints, None)
        for rows, concerned in self._chunks():
            for row in rows:
                self._gap(row.number)
                self._leaf(row, concerned.get(row.number, frozenset()))
                if awaited is not None and awaited.size <= self._frontier.size:
                    self._compare(awaited)
                    awaited = next(checkpoints, None)
            progress(self._findings.leaves, total)
        self._end(awaited)

    def _chunks(self) -> Iterator[tuple[Sequence[Row[Any]], Mapping[int, frozenset[str]]]]:
        after = -1
        while rows := self._tx.execute(_LEAVES.where(log_leaf.c.number > after).limit(_CHUNK)).all():
            last = rows[-1].number
            concerns = _CONCERNS.where(log_concern.c.number > after, log_concern.c.number <= last)
            groups = groupby(self._tx.execute(concerns), key=lambda row: row.number)
            yield rows, {number: frozenset(row.unit_id for row in group) for number, group in groups}
            after = last

    def _checkpoints(self) -> Iterator[Row[Any]]:
        """Give the rows that are truly signed, by size; report the others."""
        after = -1
        while rows := self._tx.execute(_CHECKPOINTS.where(log_checkpoint.c.size > after).limit(_CHUNK)).all():
            for row in rows:
                self._findings.checkpoints += 1
                if self._is_signed(row):
                    yield row
                else:
                    self._findings.add(Fault.CHECKPOINT_FORGED, f"checkpoint {row.size}")
            after = rows[-1].size

    def _is_signed(self, row: Row[Any]) -> bool:
        try:
            signed = read_checkpoint(row.note, public_key=self._public_key, installation=self._installation)
        except ForgedCheckpoint:
            return False
        return signed == Checkpoint(row.size, row.root)

    def _gap(self, number: int) -> None:
        if number > self._frontier.size:
            self._findings.add(Fault.LEAF_MISSING, f"leaf {self._frontier.size} to {number - 1}")
        while number > self._frontier.size:  # keeps in step, so that what follows is found at its own place
            deque(self._frontier.append(bytes(HASH_BYTES)), maxlen=0)

    def _leaf(self, row: Row[Any], concerned: frozenset[str]) -> None:
        self._findings.leaves += 1
        for node, root in self._frontier.append(row.leaf_hash):
            if is_kept(node) and self._nodes.get(node) != root:
                self._findings.add(Fault.NODE_DIFFERS, f"node {node[0]}/{node[1]}")
        if row.id is None:
            self._findings.add(Fault.ENTRY_MISSING, f"leaf {row.number}, entry {row.entry_id}")
            return
        if leaf_hash(row.body) != row.leaf_hash:
            self._findings.add(Fault.ENTRY_CHANGED, f"leaf {row.number}, entry {row.entry_id}")
        if concerned_units(row.body) != concerned:
            self._findings.add(Fault.CONCERN_DIFFERS, f"leaf {row.number}, entry {row.entry_id}")
        self._passed(row.at)
        _check_entry(row, self._findings, self._accounts)

    def _passed(self, at: int) -> None:
        self.passed = at if self.passed is None else max(self.passed, at)

    def _compare(self, checkpoint: Row[Any]) -> None:
        sealed = f"leaf {self._signed} to {checkpoint.size - 1}"
        self._signed = checkpoint.size
        self._passed(checkpoint.at)
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

    def _end(self, awaited: Row[Any] | None) -> None:
        self._findings.root = self._frontier.root().hex()
        if awaited is not None or self._once_longer():
            self._findings.add(Fault.TAIL_CUT, f"leaf {self._frontier.size}")
        elif self._signed < self._frontier.size:
            self._findings.add(Fault.TAIL_NOT_SIGNED, f"leaf {self._signed}")

    def _once_longer(self) -> bool:
        """Tell whether something that is made of sealed leaves knows of more: the last ones were unsealed."""
        reached = (self._tx.execute(each).scalar_one() for each in _REACHED)
        return any(upto > self._frontier.size for upto in reached if type(upto) is int)


def _check_unsealed(tx: Connection, findings: Findings, accounts: Accounts, *, passed: int | None) -> None:
    """Tell what the sealer has passed over from what waits for it: it did not run since, as after a kill.

    Who serves seals twice a second, and whoever ends or starts seals all. So what waits is newer than all that the
    sealer has come by (`passed`, less how far back it looks), and was written within one moment, as far as that reach
    goes too: unsealing more than the last moment, to rewrite it, is a fault however it is done.
    """
    newest = tx.execute(_NEWEST_UNSEALED).scalar_one()
    begins = max(instant - NEAR for instant in (passed, newest) if instant is not None) if newest is not None else 0
    for row in tx.execute(_UNSEALED):
        if row.at < begins:
            findings.add(Fault.NOT_SEALED, f"entry {row.id}")
        else:
            findings.wait(row.at)
        if leaf_hash(row.body) != row.leaf:
            findings.add(Fault.ENTRY_CHANGED, f"entry {row.id}")
        _check_entry(row, findings, accounts)


def _check_entry(row: Row[Any], findings: Findings, accounts: Accounts) -> None:
    findings.entries += 1
    try:
        entry = parse(row.body)
    except UnfitEntry:
        findings.add(Fault.ENTRY_CHANGED, f"entry {row.id}")
        return
    if _columns(row) != (leaf_hash(row.body), *_said(entry)):
        findings.add(Fault.COLUMN_DIFFERS, f"entry {row.id}")
    if entry.detail != (None if row.detail is None else sha256(row.detail).hexdigest()):
        findings.add(Fault.DETAIL_CHANGED, f"entry {row.id}")
    accounts.claim(entry)


def _columns(row: Row[Any]) -> tuple[object, ...]:
    return (row.leaf, row.id, row.at, row.actor, row.actor_unit, row.subject, row.case_id, row.action, row.outcome)


def _said(entry: Entry) -> tuple[object, ...]:
    return (entry.id, entry.ts, entry.actor, entry.unit, entry.subj, entry.case, entry.act, entry.outcome)
