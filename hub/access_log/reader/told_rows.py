"""Follows what the log tells of each row with a tag, and holds the rows that stand against it.

A whole row of before, put back with its tag, is not the one that was told last; one that was taken away is missed.
Where an act was led to build on a row of before, it told that it found another than the entry before it had left.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

from hub.access_log.entry import UnfitEntry
from hub.access_log.reader.findings import Fault, Findings
from hub.access_log.reader.moments import Moment
from hub.access_log.reader.parsing import Entry
from hub.access_log.reader.row_stories import Story, Told
from hub.store import entry_tags, row_marks, row_seals
from hub.store.ground import Ground
from hub.store.row_marks import NONE, Mark

# The reason of the entries that tell what an older installation had before its log told of rows, by the form from which
# each is told. The first of them begins with the tables that nobody had told anything of.
FIRST: Final = {"0023": "rows_first_told", "0024": "rows_first_told_0024"}
_FORMS: Final = {reason: form for form, reason in FIRST.items()}
_SINCE: Final = {table: form for form, tables in row_marks.SINCE.items() for table in tables}
# A row that stands has no `was`.
_TABLE: Final = (
    "CREATE TABLE marked (name TEXT, id TEXT, at INT, seals INT, below INT, seen INT, now BLOB, was BLOB, entry INT)"
)
_TELL: Final = "INSERT INTO marked VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_STAND: Final = "INSERT INTO marked (name, id, now) VALUES (?, ?, ?)"
# What stands comes after all that was told of it.
_IN_ORDER: Final = (
    "SELECT name, id, at, seals, below, seen, now, was, entry FROM marked ORDER BY name, id, was IS NULL, rowid"
)


class TaggedRow(NamedTuple):
    """One row with a tag; the log is not told of every table's. `ends` is the day (µs) that was set for its end."""

    table: str
    key: str
    fits: bool
    seal: bytes | None
    ends: int | None = None

    @property
    def where(self) -> str:
        return f"{self.table} {self.key}"


class ToldRows:
    """What the log tells, entry by entry in the order in which they were sealed, and the rows that stand.

    All is kept in a scratch file that nobody else sees, and gone through row by row: a log tells more of them than
    memory should hold.
    """

    def __init__(self, ground: Ground, scratch: sqlite3.Connection) -> None:
        self._ground = ground
        self._scratch = scratch
        self._begun: dict[str, int | None] = {}  # by form, when all that stood was told; None: its acts tell it all
        self._again: dict[tuple[str, int], str] = {}  # when it was told once more, and an entry of that
        self._entries = 0  # that tell of rows
        scratch.execute(_TABLE)

    def claim(self, entry: Entry, when: Moment) -> None:
        """Take what an entry tells. Raises UnfitEntry for what the hub did not tell in it."""
        form = _FORMS.get(entry.reason or "")
        if form is not None and self._begun.setdefault(form, entry.ts) != entry.ts:
            self._again.setdefault((form, entry.ts), entry.id)
        marks = [self._read(record, entry) for record in entry.rec if record.version == row_marks.NUMBER]
        # What only rests on a row changes nothing of it, and has no place in its order (hub.access_log.reader.ways_in).
        marks = [mark for mark in marks if not mark.is_rested_on]
        for mark in marks:
            self._begun.setdefault(_SINCE[mark.table], None)
        if marks:
            self._entries += 1
            at = (when.at, when.seals, when.below, when.seen)
            told = [(mark.table, mark.key, *at, mark.now, mark.was, self._entries) for mark in marks]
            self._scratch.executemany(_TELL, told)

    def stand(self, rows: Iterable[TaggedRow]) -> None:
        """Take the rows that stand, of the tables of which the log is told."""
        self._scratch.executemany(_STAND, self._standing(rows))

    def _standing(self, rows: Iterable[TaggedRow]) -> Iterator[tuple[object, ...]]:
        for row in rows:
            if row.table in row_marks.TOLD and row.seal is not None:
                yield row.table, row.key, row_marks.of(self._ground, row.table, row.key, row.seal)

    def compare(self, findings: Findings) -> None:
        """Report what stands otherwise than it was told."""
        for (form, _), entry in self._again.items():
            findings.add(Fault.RECORD_ROLLED_BACK, f"entry {entry}, form {form} a second time")
        for (name, key), told in groupby(self._scratch.execute(_IN_ORDER), key=itemgetter(0, 1)):
            fault = _fault(told, may_be_older=self._may_be_older(name))
            if fault is not None:
                findings.add(fault, f"{name} {key}")

    def _may_be_older(self, table: str) -> bool:
        """Tell whether a row may be older than what is told, and the hub's by its tag."""
        return table in row_seals.SEALED and self._begun.get(_SINCE[table]) is None

    def _read(self, record: Any, entry: Entry) -> Mark:
        if not all(isinstance(part, str) for part in (record.table, record.id, record.ct)):
            raise UnfitEntry("not a row's mark")
        try:
            said = bytes.fromhex(record.ct)
        except ValueError:
            said = b""
        tagged = entry_tags.seen(entry.salt) is not None
        mark = row_marks.read(self._ground, record.table, record.id, said, entry.ts, tagged=tagged)
        if mark is None:
            raise UnfitEntry("not a row that the hub told")
        return mark


def _fault(told: Iterable[tuple[Any, ...]], *, may_be_older: bool) -> Fault | None:
    """Hold what was told of one row against what stands of it, which comes last."""
    story, stands, is_told = Story(), NONE, False
    for _, _, *when, now, was, entry in told:
        if was is None:
            stands = now
        else:
            is_told = True
            story.go_on(Told(Moment(*when), now, was), entry)
    if story.is_broken(may_be_older=may_be_older):
        return Fault.RECORD_ROLLED_BACK
    if stands == story.last:
        return None
    if stands == NONE:
        return Fault.RECORD_MISSING
    if not is_told:
        return None if may_be_older else Fault.RECORD_UNLOGGED
    return Fault.RECORD_RETURNED if story.last == NONE else Fault.RECORD_ROLLED_BACK
