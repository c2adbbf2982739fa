"""Follows what the log tells of each row with a tag, and holds the rows that stand against it.

A whole row of before, put back with its tag, is not the one that was told last; one that was taken away is missed.
Where an act was led to build on a row of before, it told that it found another than the entry before it had left.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from hub.access_log.entry import UnfitEntry
from hub.access_log.reader.findings import Fault, Findings
from hub.access_log.reader.parsing import Entry
from hub.store import row_marks
from hub.store.ground import Ground
from hub.store.row_marks import NONE, Mark

# The reason of the entries that tell what an older installation had before its log told of rows: from then on each row
# is told, or stands there by nobody's act.
FIRST: Final = "rows_first_told"


class TaggedRow(NamedTuple):
    """One row with a tag; `mark` is None for a table that is not told."""

    table: str
    key: str
    fits: bool
    mark: bytes | None

    @property
    def where(self) -> str:
        return f"{self.table} {self.key}"


_Key = tuple[str, str]


class _Story:
    """What is told of one row, in the order in which it was sealed.

    Of two acts at once the later one may be sealed first: what follows upon nothing yet waits for what it found.
    """

    __slots__ = ("_told", "_waiting", "last")

    def __init__(self) -> None:
        self.last: bytes | None = None
        self._told: set[bytes] = set()
        self._waiting: list[Mark] = []

    @property
    def is_broken(self) -> bool:
        return bool(self._waiting)

    def go_on(self, mark: Mark, proof: bytes) -> None:
        is_again = proof in self._told and mark.now != self.last
        self._told.add(proof)
        if is_again or not self._follows(mark):
            self._waiting.append(mark)
            return
        self.last = mark.now
        while following := next(filter(self._follows, self._waiting), None):
            self._waiting.remove(following)
            self.last = following.now

    def _follows(self, mark: Mark) -> bool:
        """Tell whether this found what the last one left, changed nothing of it, or ends whatever it finds."""
        return self.last is None or mark.was == self.last or mark.now in {NONE, self.last}


class ToldRows:
    """What the log tells, entry by entry in the order in which they were sealed."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._stories: dict[_Key, _Story] = defaultdict(_Story)
        self._first: int | None = None  # when all that stood was told
        self._again: dict[int, str] = {}  # when it was told once more, and an entry of that

    def claim(self, entry: Entry) -> None:
        """Take what an entry tells. Raises UnfitEntry for what the hub did not tell in it."""
        if entry.reason == FIRST:
            self._first = entry.ts if self._first is None else self._first
            if entry.ts != self._first:
                self._again.setdefault(entry.ts, entry.id)
        for record in entry.rec:
            if record.version == row_marks.NUMBER:
                mark, proof = self._read(record, entry.ts)
                self._stories[mark.table, mark.key].go_on(mark, proof)

    def compare(self, rows: Mapping[_Key, bytes], findings: Findings) -> None:
        """Report what stands otherwise than it was told; `rows` are the marks of all that stand."""
        for entry in self._again.values():
            findings.add(Fault.RECORD_ROLLED_BACK, f"entry {entry}, form 0023 a second time")
        for key, story in self._stories.items():
            fault = Fault.RECORD_ROLLED_BACK if story.is_broken else _fault(story.last or NONE, rows.get(key, NONE))
            if fault is not None:
                findings.add(fault, " ".join(key))
        if self._first is not None:
            for key in sorted(rows.keys() - self._stories.keys()):
                findings.add(Fault.RECORD_UNLOGGED, " ".join(key))

    def _read(self, record: Any, at: int) -> tuple[Mark, bytes]:
        if not all(isinstance(part, str) for part in (record.table, record.id, record.ct)):
            raise UnfitEntry("not a row's mark")
        try:
            proof = bytes.fromhex(record.ct)
        except ValueError:
            proof = b""
        mark = row_marks.read(self._ground, record.table, record.id, proof, at)
        if mark is None:
            raise UnfitEntry("not a row that the hub told")
        return mark, proof


def _fault(told: bytes, stands: bytes) -> Fault | None:
    if told == stands:
        return None
    if stands == NONE:
        return Fault.RECORD_MISSING
    return Fault.RECORD_RETURNED if told == NONE else Fault.RECORD_ROLLED_BACK
