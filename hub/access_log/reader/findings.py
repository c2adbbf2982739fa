"""What a check of the log can find, and where: never what an entry says."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

_LONGEST: Final = 300
# A place may hold an id that somebody put there: it must not draw on a terminal, nor look like a line of its own.
_UNPRINTABLE: Final = re.compile(r"[^ -~]")


class Fault(StrEnum):
    """What is broken."""

    CHECKPOINT_FORGED = "checkpoint_forged"  # not signed by this log's key, or it says another size or root
    COLUMN_DIFFERS = "column_differs"  # a column for finding says other than the entry
    CONCERN_DIFFERS = "concern_differs"  # a unit would miss an entry, or see one that is not its own
    CONSENT_RETURNED = "consent_returned"  # something was read by a consent that did not stand so then
    COUNT_DIFFERS = "count_differs"  # the drawings count other than the entries
    DETAIL_CHANGED = "detail_changed"
    ENTRY_CHANGED = "entry_changed"  # the entry does not hash to its leaf
    ENTRY_FORGED = "entry_forged"  # not the hub's; or the log that it was written after does not stand any more
    ENTRY_MISSING = "entry_missing"  # a leaf whose entry is gone
    HEAD_DIFFERS = "head_differs"  # the head row says other than the log
    LEAF_MISPLACED = "leaf_misplaced"  # a number far beyond the others, or one that was passed
    LEAF_MISSING = "leaf_missing"  # a gap in the numbers
    LOOK_DIFFERS = "look_differs"  # a reviewer's list would miss an entry, or tell it otherwise
    NODE_DIFFERS = "node_differs"
    NOT_SEALED = "not_sealed"  # an entry without a leaf that the sealer has passed over, or that waits too long for it
    RECORD_CHANGED = "record_changed"  # same version, other bytes or another frame
    RECORD_MISSING = "record_missing"  # written by the log, and gone
    RECORD_RETURNED = "record_returned"  # removed by the log, and there
    RECORD_ROLLED_BACK = "record_rolled_back"  # an older version than the log's newest
    RECORD_UNLOGGED = "record_unlogged"  # no entry tells of it, or not of so new a version
    RIGHT_ENDED = "right_ended"  # something was done by a job, as a coach, by an absence or a way in that had ended
    ROOT_DIFFERS = "root_differs"  # the leaves do not make the tree that was signed
    TAG_DIFFERS = "tag_differs"  # a row that lets somebody in, or says what she may do, is not as the hub wrote it
    TAIL_CUT = "tail_cut"  # fewer leaves than were signed
    TAIL_NOT_SIGNED = "tail_not_signed"  # more leaves than were signed
    VALUE_UNFIT = "value_unfit"  # of another type than its column's


@dataclass(frozen=True, slots=True)
class Finding:
    fault: Fault
    # entry <id>, leaf <number>, checkpoint <size>, node <level>/<position>, record <table>/<id>, unit <id>, hour <n>,
    # set <id>, <table> <key>: <columns>, <table> <key>
    where: str


@dataclass(slots=True)
class Findings:
    """What was walked and what was found; only the first thousand findings are kept, all are counted."""

    entries: int = 0
    leaves: int = 0
    checkpoints: int = 0
    signed: int = 0  # of these, by this log's key
    records: int = 0
    tagged: int = 0  # rows that were held against their tag
    waiting: int = 0  # entries so new that the sealer has not come by since
    waiting_since: int | None = None  # the oldest of them, µs
    root: str = ""  # hex, of all leaves: what a witness outside may be asked to confirm
    count: int = 0
    found: list[Finding] = field(default_factory=list)

    def add(self, fault: Fault, where: str) -> None:
        self.count += 1
        if len(self.found) < 1000:  # noqa: PLR2004 - the bound is said above
            self.found.append(Finding(fault, _UNPRINTABLE.sub("?", where)[:_LONGEST]))

    def wait(self, at: int) -> None:
        """Take an entry that waits for its seal, written at `at` (µs)."""
        self.waiting += 1
        self.waiting_since = at if self.waiting_since is None else min(self.waiting_since, at)

    @property
    def sound(self) -> bool:
        return self.count == 0
