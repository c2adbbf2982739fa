"""Says whether the log is whole: at once by what is signed, and in full by a walk that a reviewer asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from hub.access_log import reader, writer
from hub.access_log.checkpoint import Checkpoint
from hub.access_log.reader.findings import Findings
from hub.access_log.reader.notes import ForgedCheckpoint, read_checkpoint
from hub.access_log.reader.verifying import Records, Tags, verify
from hub.access_log.sealer import seal_pending
from hub.disclosure.entries import entry
from hub.officers.holding import hold_employment
from hub.oversight.tables import log_check
from hub.signin.current import SignedIn
from hub.signin.put_back import PutBack, put_back
from hub.store.errors import LogBroken
from hub.store.ground import Ground
from hub.store.ids import new_id
from hub.store.outages import needing
from hub.store.row_seals import fits, tag
from keys.providers import LOG_SIGNING
from policies.vocabulary import Action

SILENT: Final = 60_000_000  # µs: then whoever carried out a check is gone, and it is begun again
_TOLD_EVERY: Final = 10_000  # leaves
_FOUND: Final = 50
_SEALED: Final = ("id", "ended_at", "leaves", "entries", "checkpoints", "records", "root", "faults", "found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """What a walk through the whole log found; instants are µs, `root` hex of all `leaves`."""

    at: int
    leaves: int
    entries: int
    checkpoints: int
    records: int
    root: str
    faults: int
    found: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Walking:
    """A walk that is asked for or under way."""

    asked_at: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Wholeness:
    """What is known now.

    `note` is the newest signed statement and `signed` what it says, None for a note that the log's key did not sign;
    `continues` tells whether what was signed last only continues the log that was walked last, None before a walk.
    `seals` is False where the newest checkpoint contradicts itself, so that nothing is sealed upon it any more.
    `failed` is when the newest walk was given up (µs), None when it came to its end. `put_back` is each time that
    somebody said that a backup was put back: what was done since it was made is in no log.
    """

    note: str | None
    signed: Checkpoint | None
    walked: Walked | None
    continues: bool | None
    walking: Walking | None
    failed: int | None
    put_back: tuple[PutBack, ...]
    seals: bool


@needing("log")
def wholeness(ground: Ground, me: SignedIn) -> Wholeness:
    """Check what can be checked at once. Logged, though it tells of nobody."""
    seals = _seals(ground)
    with ground.store.write() as tx:
        at = hold_employment(tx, ground, me.actor)
        note = reader.latest_checkpoint(tx)
        signed = _signed(ground, note)
        walked = _last_walk(tx, ground)
        found = Wholeness(
            note,
            signed,
            walked,
            continues=_continues(tx, walked, signed),
            walking=_walking(tx),
            failed=_failed(tx),
            put_back=put_back(tx, ground),
            seals=seals,
        )
        writer.append(tx, ground, entry(ground, me.actor, at=at, action=Action.LOG_PROOF))
    return found


def _seals(ground: Ground) -> bool:
    """Seal what waits, and say whether it could be: who asks whether the log is whole is the one to be told."""
    try:
        seal_pending(ground)
    except LogBroken:
        return False
    return True


@needing("log")
def ask_for_walk(ground: Ground, me: SignedIn) -> None:
    """Ask for a walk through the whole log; one that is under way already is not begun twice."""
    with ground.store.write() as tx:
        at = hold_employment(tx, ground, me.actor)
        if _walking(tx) is None:
            row = {"id": new_id(ground.random), "asked_by": me.officer, "asked_at": at, "done": 0, "total": 0}
            tx.execute(insert(log_check), row)
        writer.append(tx, ground, entry(ground, me.actor, at=at, action=Action.LOG_PROOF, reason="walk_asked"))


def run_asked(
    ground: Ground, *, records: Records, tags: Tags | None = None, stopped: Callable[[], bool] = lambda: False
) -> bool:
    """Carry out the oldest walk that waits, if one does; say whether one did.

    `records` gives every feature's sealed rows, `tags` how those with a tag fit it; `stopped` ends a walk, which is
    then begun again later. What it cannot get past is told as a walk that failed, and raised: to begin again by itself
    would be without end.
    """
    with ground.store.read() as tx:
        if tx.execute(_waiting(ground.clock.now(tx))).first() is None:
            return False
    with ground.store.write() as tx:
        claimed = _claim(tx, ground.clock.now(tx))
    if claimed is None:  # another process was faster
        return False

    def tell(done: int, total: int) -> None:
        if stopped():
            raise WalkStopped
        if done % _TOLD_EVERY == 0 or done == total:
            _put(ground, claimed, done=done, total=total)

    try:
        _seals(ground)  # where it does not, the walk says of what
        findings = verify(ground, tell, records=records, tags=tags)
    except WalkStopped:
        return False
    except Exception:
        _put(ground, claimed, ended=True)
        raise
    _end(ground, claimed, _result(findings))
    return True


class WalkStopped(Exception):  # noqa: N818 - names what happened
    """The hub ends while it walks."""


def _signed(ground: Ground, note: str | None) -> Checkpoint | None:
    if note is None:
        return None
    public = ground.provider.public_key(LOG_SIGNING)
    try:
        return read_checkpoint(note, public_key=public, installation=ground.installation)
    except ForgedCheckpoint:
        return None


def _continues(tx: Connection, walked: Walked | None, signed: Checkpoint | None) -> bool | None:
    if walked is None or signed is None or not walked.leaves:
        return None
    return reader.continues(tx, Checkpoint(walked.leaves, bytes.fromhex(walked.root)), signed)


def _last_walk(tx: Connection, ground: Ground) -> Walked | None:
    """Give the newest walk that the hub itself has ended: one without its seal was never walked, whatever it says."""
    last = select(log_check).where(log_check.c.root.is_not(None)).order_by(log_check.c.ended_at.desc())
    for row in tx.execute(last):
        said, seal = _unsealed(row.found)
        if fits(seal, _seal(ground, {**row._mapping, "found": said})):  # noqa: SLF001 - the row's public mapping
            found = tuple((one[0], one[1]) for one in orjson.loads(said))
            counts = {name: getattr(row, name) for name in ("leaves", "entries", "checkpoints", "records", "faults")}
            return Walked(at=row.ended_at, root=row.root, found=found, **counts)
    return None


def _failed(tx: Connection) -> int | None:
    """Give when the newest walk ended, if it ended without a root: it did not come to the end of the log."""
    last = select(log_check.c.ended_at, log_check.c.root).where(log_check.c.ended_at.is_not(None))
    row = tx.execute(last.order_by(log_check.c.ended_at.desc()).limit(1)).first()
    return row.ended_at if row is not None and row.root is None else None


def _walking(tx: Connection) -> Walking | None:
    open_one = select(log_check.c.asked_at, log_check.c.done, log_check.c.total).where(log_check.c.ended_at.is_(None))
    row = tx.execute(open_one.limit(1)).first()
    return Walking(*row) if row is not None else None


def _waiting(now: int) -> Any:
    return select(log_check.c.id).where(*_is_waiting(now)).order_by(log_check.c.asked_at).limit(1)


def _is_waiting(now: int) -> tuple[ColumnElement[bool], ...]:
    heard = log_check.c.seen_at.between(now - SILENT, now + SILENT)  # later than now, nobody was: the row lies in clear
    silent = or_(log_check.c.seen_at.is_(None), ~heard)
    return (log_check.c.ended_at.is_(None), silent)


def _claim(tx: Connection, now: int) -> str | None:
    # Said of the row itself too: whoever waits for it sees that another process has taken it.
    claim = update(log_check).where(log_check.c.id == _waiting(now).scalar_subquery(), *_is_waiting(now))
    claim = claim.values(seen_at=now)
    found: str | None = tx.execute(claim.returning(log_check.c.id)).scalar_one_or_none()
    return found


def _put(ground: Ground, check: str, *, ended: bool = False, **values: Any) -> None:
    with ground.store.write() as tx:
        now = ground.clock.now(tx)
        end = {"ended_at": now} if ended else {}
        tx.execute(update(log_check).where(log_check.c.id == check).values(seen_at=now, **end, **values))


def _end(ground: Ground, check: str, result: dict[str, Any]) -> None:
    """Keep what was found with a seal, which stands after it: the row lies in clear, and a reviewer relies on it."""
    with ground.store.write() as tx:
        now = ground.clock.now(tx)
        ended = {"id": check, "seen_at": now, "ended_at": now, **result}
        sealed = f"{result['found']}\n{_seal(ground, ended).hex()}"
        tx.execute(update(log_check).where(log_check.c.id == check).values({**ended, "found": sealed}))


def _seal(ground: Ground, ended: Mapping[str, Any]) -> bytes:
    return tag(ground, "log_check", *(ended[name] for name in _SEALED))


def _unsealed(found: str) -> tuple[str, bytes | None]:
    said, _, seal = found.partition("\n")
    try:
        return said, bytes.fromhex(seal)
    except ValueError:
        return said, None


def _result(findings: Findings) -> dict[str, Any]:
    first = [[one.fault.value, one.where] for one in findings.found[:_FOUND]]
    return {
        "done": findings.leaves,
        "total": findings.leaves,
        "leaves": findings.leaves,
        "entries": findings.entries,
        "checkpoints": findings.checkpoints,
        "records": findings.records,
        "root": findings.root,
        "faults": findings.count,
        "found": orjson.dumps(first).decode(),
    }
