"""Marks the rows with a tag that a transaction writes, so that its entry in the log tells them.

A tag says that the hub wrote a row, not that nothing came after it: a whole row of before, put back with its tag, fits
(T4, T8). So each act's entry tells a mark of every such row as the act left it and as the act found it, and `hub log
verify` follows them to the row that stands. Only who holds the key can give a mark or the proof beside it; the proof
holds the instant of its entry, so that what one entry told cannot be told again by another.
Not told are the rows that serve only who holds a secret, and those that change all the time: sessions, links,
invitations, recovery codes, waits.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from hub.store import row_seals
from hub.store.engine import UNTOLD
from hub.store.ground import Ground

COORDINATOR: Final = "coordinator"  # of a case, and
DRAFTED: Final = "drafted"  # by whom a version is, and witnessed: in clear, without a tag (hub.grants.clear_marks)
TOLD: Final = frozenset(row_seals.SEALED) - {"session", "link", "invitation"} | {COORDINATOR, DRAFTED}
NUMBER: Final = 0  # what a record of the log has as its version when it is such a mark; records begin with 1
NONE: Final = bytes(8)  # of what is not there, has ended, or was not looked at
AT_ONCE: Final = 40  # rows an entry, 5 KiB: it has a size that it may not pass
_LENGTH: Final = len(NONE)
_PROOF: Final = 16


class Mark(NamedTuple):
    """One row as an act left it, and as it was found; `was` is NONE where the act takes whatever stood."""

    table: str
    key: str
    now: bytes
    was: bytes

    def said(self, ground: Ground, at: int) -> str:
        """Give what an entry of this instant says of it, in hexadecimal."""
        return (self.now + self.was + self._proof(ground, at)).hex()

    def _proof(self, ground: Ground, at: int) -> bytes:
        return row_seals.tag(ground, "told", self.table, self.key, at, self.now, self.was)[:_PROOF]


def key_of(*parts: Any) -> str:
    """Give a row's key as the log can hold it."""
    return ":".join(part.hex() if isinstance(part, bytes) else str(part) for part in parts)


def of(ground: Ground, table: str, key: str, seal: bytes | None) -> bytes:
    """Give the mark of a row with this seal; one without is as good as none."""
    return NONE if seal is None else row_seals.tag(ground, "mark", table, key, seal)[:_LENGTH]


def written(
    tx: Connection, ground: Ground, table: str, *key: Any, seal: bytes | None, was: bytes | None = None
) -> None:
    """Have the transaction's next entry tell that the row has this seal now, and had that one."""
    named = key_of(*key)
    _note(tx, Mark(table, named, of(ground, table, named, seal), of(ground, table, named, was)))


def ended(tx: Connection, table: str, *key: Any) -> None:
    """Have the transaction's next entry tell that the row is gone, or has no seal any more, whatever it was."""
    _note(tx, Mark(table, key_of(*key), NONE, NONE))


def stands(tx: Connection, table: str, key: str, mark: bytes) -> None:
    """Have the transaction's next entry tell a row as it stands, without anything before it."""
    _note(tx, Mark(table, key, mark, NONE))


def _note(tx: Connection, mark: Mark) -> None:
    tx.info.setdefault(UNTOLD, {}).setdefault((mark.table, mark.key), []).append(mark)


def are_untold(tx: Connection) -> bool:
    return bool(tx.info.get(UNTOLD))


def take(tx: Connection, ground: Ground, at: int) -> Iterator[tuple[str, str, int, str]]:
    """Give what an entry of this instant tells of them, as its records: as many as fit into one.

    All that waits of one row goes into one entry: two of one instant are sealed in no order.
    """
    waiting = tx.info.get(UNTOLD)
    taken: list[Mark] = []
    while waiting and len(taken) < AT_ONCE:
        taken += waiting.pop(next(iter(waiting)))
    for mark in taken:
        yield mark.table, mark.key, NUMBER, mark.said(ground, at)


def read(ground: Ground, table: str, key: str, said: bytes, at: int) -> Mark | None:
    """Give the mark that an entry of this instant tells; None where the hub did not tell it."""
    mark = Mark(table, key, said[:_LENGTH], said[_LENGTH : 2 * _LENGTH])
    return mark if table in TOLD and row_seals.fits(said[2 * _LENGTH :], mark._proof(ground, at)) else None  # noqa: SLF001 - its own
