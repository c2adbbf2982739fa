"""Marks the rows with a tag that a transaction writes, so that its entry in the log tells them.

A tag says that the hub wrote a row, not that nothing came after it: a whole row of before, put back with its tag, fits
(T4, T8). So each act's entry tells a mark of every such row as the act left it and as the act found it, and `hub log
verify` follows them to the row that stands. Only who holds the key can give a mark or the proof beside it; the proof
holds the instant of its entry, so that what one entry told cannot be told again by another.
What lies in clear without a tag, and lets a page say something untrue to somebody, is marked the same way
(hub.store.clear_rows). Not told are the rows that serve only who holds a secret, and those that change all the time:
sessions, links, invitations, recovery codes, waits.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from hub.store import row_seals
from hub.store.engine import UNTOLD
from hub.store.ground import Ground

COORDINATOR: Final = "coordinator"  # of a case, and
DRAFTED: Final = "drafted"  # by whom a version is, and witnessed: in clear, without a tag (hub.grants.clear_marks)
REACHED: Final = "reached"  # how an officer is
# The tables of which the log is told from each form on, with a tag or without: hub.cli.telling_first.
SINCE: Final = {
    "0023": frozenset(row_seals.SEALED) - {"session", "link", "invitation", "participant"} | {COORDINATOR, DRAFTED},
    "0024": frozenset({"acceptance", "paper", "participant", REACHED, "report", "report_answer", "withdrawal"}),
}
TOLD: Final = frozenset[str]().union(*SINCE.values())
RESTED_ON: Final = frozenset({"account", "passkey", "reviewed_unit"})  # of these it is told too that an act rests on it
NUMBER: Final = 0  # what a record of the log has as its version when it is such a mark; records begin with 1
NONE: Final = bytes(8)  # of what is not there, or has ended; as what was found also: whatever it was
AT_ONCE: Final = 40  # rows an entry, 5 KiB: it has a size that it may not pass
_LENGTH: Final = len(NONE)
_PROOF: Final = 16
# What the proof is of. Who rewrote all that a log says since its entries have tags, so that none had one, would have to
# give these anew.
_TOLD, _TOLD_BEFORE = "told by a tagged entry", "told"


class Mark(NamedTuple):
    """One row as an act left it, and as it was found; `was` is NONE where the act takes whatever stood."""

    table: str
    key: str
    now: bytes
    was: bytes

    @property
    def is_rested_on(self) -> bool:
        """Tell whether an act only rests on the row; one that took away what had no seal tells NONE twice."""
        return self.table in RESTED_ON and self.now == self.was != NONE

    def said(self, ground: Ground, at: int) -> str:
        """Give what an entry of this instant says of it, in hexadecimal."""
        return (self.now + self.was + self._proof(ground, _TOLD, at)).hex()

    def _proof(self, ground: Ground, how: str, at: int) -> bytes:
        return row_seals.tag(ground, how, self.table, self.key, at, self.now, self.was)[:_PROOF]


class _Change(NamedTuple):
    """One row's seal after an act, and before it."""

    table: str
    key: str
    seal: bytes | None
    was: bytes | None

    def mark(self, ground: Ground) -> Mark:
        now, was = (of(ground, self.table, self.key, seal) for seal in (self.seal, self.was))
        return Mark(self.table, self.key, now, was)


def key_of(*parts: Any) -> str:
    """Give a row's key as the log can hold it."""
    return ":".join(part.hex() if isinstance(part, bytes) else str(part) for part in parts)


def of(ground: Ground, table: str, key: str, seal: bytes | None) -> bytes:
    """Give the mark of a row with this seal; one without is as good as none."""
    return NONE if seal is None else row_seals.tag(ground, "mark", table, key, seal)[:_LENGTH]


def written(tx: Connection, table: str, *key: Any, seal: bytes | None, was: bytes | None = None) -> None:
    """Have the transaction's next entry tell that the row has this seal now, and had that one."""
    _note(tx, _Change(table, key_of(*key), seal, was))


def ended(tx: Connection, table: str, *key: Any, was: bytes | None) -> None:
    """Have the transaction's next entry tell that the row is gone, or has no seal any more, and had that one."""
    written(tx, table, *key, seal=None, was=was)


def rests_on(tx: Connection, table: str, *key: Any, seal: bytes | None) -> None:
    """Have the transaction's next entry tell that it rests on the row as this seal has it, which it holds."""
    written(tx, table, *key, seal=seal, was=seal)


def _note(tx: Connection, change: _Change) -> None:
    tx.info.setdefault(UNTOLD, {}).setdefault((change.table, change.key), []).append(change)


def are_untold(tx: Connection) -> bool:
    return bool(tx.info.get(UNTOLD))


def take(tx: Connection, ground: Ground, at: int) -> Iterator[tuple[str, str, int, str]]:
    """Give what an entry of this instant tells of them, as its records: as many as fit into one.

    All that waits of one row goes into one entry: two of one instant are sealed in no order.
    """
    waiting = tx.info.get(UNTOLD)
    taken: list[_Change] = []
    while waiting and len(taken) < AT_ONCE:
        taken += waiting.pop(next(iter(waiting)))
    for change in taken:
        yield change.table, change.key, NUMBER, change.mark(ground).said(ground, at)


def read(ground: Ground, table: str, key: str, said: bytes, at: int, *, tagged: bool) -> Mark | None:
    """Give the mark that an entry of this instant tells; None where the hub did not tell it.

    Not `tagged` is an entry of before each had a tag of its own: what was told since is told by none such.
    """
    mark = Mark(table, key, said[:_LENGTH], said[_LENGTH : 2 * _LENGTH])
    proof = mark._proof(ground, _TOLD if tagged else _TOLD_BEFORE, at)  # noqa: SLF001 - its own
    return mark if table in TOLD and row_seals.fits(said[2 * _LENGTH :], proof) else None
