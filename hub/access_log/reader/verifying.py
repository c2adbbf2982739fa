"""Walks the whole log and says what is broken and where: `hub log verify`. Reads only, in one snapshot."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from sqlalchemy import Connection, exists, func, select

from hub.access_log.checkpoint import Checkpoint
from hub.access_log.hashing import leaf_hash
from hub.access_log.reader.entry_checking import ENTRY, check_entry
from hub.access_log.reader.findings import Fault, Findings
from hub.access_log.reader.fitting import Fitting, any_text, misfits
from hub.access_log.reader.held_on import HeldOn
from hub.access_log.reader.look_checking import check_looks
from hub.access_log.reader.record_heads import Accounts, SealedRecord
from hub.access_log.reader.told_rows import TaggedRow
from hub.access_log.reader.walking import CHUNK, NO_NUMBER, Progress, Walk
from hub.access_log.sealer import NEAR
from hub.access_log.tables import log_entry, log_leaf
from hub.store.base import metadata
from hub.store.ground import Ground
from hub.store.tables import record_head

_HEAD: Final = Fitting(
    *(record_head.c[name] for name in ("record_table", "record_id", "version", "ct_sha256", "entry_id"))
)
_IS_UNSEALED: Final = ~exists().where(log_leaf.c.entry_id == log_entry.c.id)
_NEWEST_UNSEALED: Final = select(func.max(log_entry.c.at)).where(_IS_UNSEALED, log_entry.c.at < NO_NUMBER)
_UNSEALED: Final = (
    select(*ENTRY.columns)
    .where(_IS_UNSEALED)
    .order_by(log_entry.c.at, log_entry.c.id)
    .execution_options(yield_per=CHUNK)
)
_HEADS: Final = select(*_HEAD.columns).execution_options(yield_per=CHUNK)

Records = Callable[[Connection], Iterable[SealedRecord]]
Tags = Callable[[Connection], Iterable[TaggedRow]]
_GoOn = Callable[[], None]
_Row = TypeVar("_Row")


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
        walk = Walk(tx, ground, findings, accounts, written)
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
        if number % CHUNK == 0:
            go_on()
        yield row


def _check_unsealed(tx: Connection, walk: Walk, findings: Findings, accounts: Accounts, go_on: _GoOn) -> None:
    """Tell what the sealer has passed over from what waits for it: it did not run since, as after a kill.

    Who serves seals twice a second, and whoever ends or starts seals all. So what waits is newer than all that the
    sealer has come by (`walk.passed`, less how far back it looks), and was written within one moment, as far as that
    reach goes too: unsealing more than the last moment, to rewrite it, is a fault however it is done.
    """
    newest = tx.execute(_NEWEST_UNSEALED).scalar_one()
    begins = max((instant - NEAR for instant in (walk.passed, newest) if instant is not None), default=0)
    for row in map(ENTRY, _telling(tx.execute(_UNSEALED), go_on)):
        if row.at < begins:
            findings.add(Fault.NOT_SEALED, f"entry {row.id}")
        else:
            findings.wait(row.at)
        if leaf_hash(row.body) != row.leaf:
            findings.add(Fault.ENTRY_CHANGED, f"entry {row.id}")
        check_entry(row, findings, accounts, walk.vouching)
