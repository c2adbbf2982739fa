"""Holds three accounts of every sealed record against each other: the log's newest write, the head row, the row itself.

A row and its head that were rolled back together still agree; the log's newest write does not agree with them.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Self

from hub.access_log.entry import UnfitEntry
from hub.access_log.reader.findings import Fault, Findings
from hub.access_log.reader.held_on import HeldOn
from hub.access_log.reader.moments import Moments
from hub.access_log.reader.parsing import Entry
from hub.access_log.reader.resting import Resting
from hub.access_log.reader.spent_codes import SpentCodes
from hub.access_log.reader.told_rows import ToldRows
from hub.access_log.reader.ways_in import WaysIn
from hub.store.ground import Ground
from hub.store.row_marks import NUMBER
from policies.vocabulary import Action, Outcome


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """A record as one account has it; `ct_sha256` is its head's: of its frame and sealed bytes.

    `entry` is the log entry that tells of it, which a head names and a row does not. `begun` is when the row says that
    it was first written (µs), where it does, `home` in which case it lies, and `under` as what it is decided on: the
    source and the category.
    """

    table: str
    id: str
    version: int
    ct_sha256: bytes
    entry: str | None = None
    begun: int | None = None
    home: str | None = None
    under: tuple[str, str] | None = None


_MOST: Final = 2**63  # what a database's whole numbers stay below
_COLUMNS: Final = "name TEXT, id TEXT, version INT, ct BLOB, entry TEXT, begun INT, home TEXT, under TEXT"
_BORN: Final = "name TEXT, id TEXT, at INT, home TEXT, under TEXT, PRIMARY KEY (name, id)"
_TABLE: Final = f"CREATE TABLE {{}} ({_COLUMNS}, PRIMARY KEY (name, id)) WITHOUT ROWID"
# The hub writes no version twice: what an entry tells of one that was told already, other than that it was removed, is
# somebody's who put the entry in to make a rewritten record look genuine.
_NEWER: Final = (
    "INSERT INTO claim VALUES (?, ?, ?, ?, ?, NULL, NULL, NULL) ON CONFLICT DO UPDATE"
    " SET version = excluded.version, ct = excluded.ct, entry = excluded.entry"
    " WHERE excluded.version > version OR (excluded.version = version AND excluded.ct IS NULL)"
)
# A record began with the entry that told of its first version. Its frame says so too, and is told anew with each
# version: who stretches it past the hub, head and all, and waits for the next save would have it told as genuine.
# Which case it lies in, and as what it is decided on, is in no hash: the entry that told of it first says that as well.
# Under another category it opens to nobody, and who may not read that one is not even told that something is missing.
_BIRTH: Final = "INSERT OR IGNORE INTO birth VALUES (?, ?, ?, ?, ?)"
_BORN_ELSE: Final = (
    "SELECT name, id FROM row JOIN birth USING (name, id) JOIN claim USING (name, id)"
    " WHERE row.ct IS claim.ct AND"
    " (row.begun <> birth.at OR row.home <> birth.home OR instr(birth.under, row.under) = 0)"
)
# Where a version was told twice, the hub was led to it by a row and a head of before, which somebody put back: what it
# told in between was undone, however many versions follow.
_TOLD: Final = "CREATE TABLE told (name TEXT, id TEXT, version INT, ct BLOB, PRIMARY KEY (name, id, version, ct))"
_TOLD_TWICE: Final = "SELECT DISTINCT name, id FROM told GROUP BY name, id, version HAVING count(*) > 1"
# And where one between two was told by nobody, a head of somebody's making led it, with an entry that is gone.
_SKIPPED: Final = (
    "SELECT name, id FROM told GROUP BY name, id HAVING max(version) - min(version) >= count(DISTINCT version)"
)
# A participant is registered once. Who hides that entry for a moment, behind the columns by which it is found, and puts
# in another beside it, makes a way in to her account through another's case; the two entries stay.
_REGISTERED: Final = "INSERT INTO registered VALUES (?, ?)"
_REGISTERED_TWICE: Final = (
    "SELECT DISTINCT home FROM registered WHERE subject IN"
    " (SELECT subject FROM registered GROUP BY subject HAVING count(*) > 1)"
)
_PUT: Final = "INSERT OR REPLACE INTO {} VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_UNEQUAL: Final = """
    SELECT name, id, claim.version, claim.ct, claim.entry, head.version, head.ct, head.entry, row.version, row.ct
    FROM (SELECT name, id FROM claim UNION SELECT name, id FROM head UNION SELECT name, id FROM row)
    LEFT JOIN claim USING (name, id) LEFT JOIN head USING (name, id) LEFT JOIN row USING (name, id)
    WHERE NOT (claim.version IS head.version AND claim.ct IS head.ct AND claim.entry IS head.entry)
       OR NOT (claim.version IS row.version AND claim.ct IS row.ct)"""


class Accounts:
    """Collects the three accounts in a scratch file that nobody else sees and that goes when it is closed."""

    def __init__(self, ground: Ground) -> None:
        self._scratch = sqlite3.connect("", isolation_level=None)
        self.rows = ToldRows(ground, self._scratch)
        self.resting = Resting()
        self.held_on = HeldOn()
        self.ways_in = WaysIn()
        self.spent_codes = SpentCodes()
        self._moments = Moments()
        for name in ("claim", "head", "row"):
            self._scratch.execute(_TABLE.format(name))
        self._scratch.execute(f"{_TOLD} WITHOUT ROWID")
        self._scratch.execute(f"CREATE TABLE birth ({_BORN}) WITHOUT ROWID")
        self._scratch.execute("CREATE TABLE registered (subject TEXT, home TEXT)")

    def __enter__(self) -> Self:
        self._scratch.execute("BEGIN")
        return self

    def __exit__(self, *_: object) -> None:
        self._scratch.close()

    def claim(self, entry: Entry) -> None:
        """Take what an entry says was written; entries come in the order in which they were sealed.

        Raises UnfitEntry for what the hub never says of a record.
        """
        if entry.act == Action.REGISTER and entry.outcome == Outcome.PERMITTED and entry.subj:
            self._scratch.execute(_REGISTERED, (entry.subj, entry.case))
        if entry.rec and entry.outcome == Outcome.PERMITTED:
            claimed = [_claimed(record) for record in entry.rec if record.version != NUMBER]
            told = [claim for claim in claimed if claim[-1] is not None]
            self._scratch.executemany("INSERT OR IGNORE INTO told VALUES (?, ?, ?, ?)", told)
            self._scratch.executemany(_NEWER, [(*claim, entry.id) for claim in claimed])
            under = "".join(_under(one.source, one.category) for one in entry.decisions)
            born = [(name, key, entry.ts, entry.case, under) for name, key, version, _ in claimed if version == 1]
            self._scratch.executemany(_BIRTH, born)
        now = self._moments.of(entry)
        self.rows.claim(entry, now)
        self.resting.take(entry, now)
        self.held_on.take(entry, now)
        self.ways_in.take(entry, now)
        self.spent_codes.take(entry, now)

    def sealed(self, size: int) -> None:
        """Note that a seal ends here, with so many entries below it and in it."""
        self._moments.sealed(size)

    def heads(self, records: Iterable[SealedRecord]) -> None:
        self._scratch.executemany(_PUT.format("head"), _rows(records))

    def records(self, records: Iterable[SealedRecord]) -> int:
        return self._scratch.executemany(_PUT.format("row"), _rows(records)).rowcount

    def compare(self, findings: Findings) -> None:
        for name, record, *accounts in self._scratch.execute(_UNEQUAL):
            for fault in _faults(*accounts):
                findings.add(fault, f"record {name}/{record}")
        for name, record in (*self._scratch.execute(_TOLD_TWICE), *self._scratch.execute(_SKIPPED)):
            findings.add(Fault.RECORD_ROLLED_BACK, f"record {name}/{record}")
        for name, record in self._scratch.execute(_BORN_ELSE):
            findings.add(Fault.RECORD_CHANGED, f"record {name}/{record}")
        for (home,) in self._scratch.execute(_REGISTERED_TWICE):
            findings.add(Fault.RECORD_CHANGED, f"record case/{home}")
        for entry in self.resting.returned():
            findings.add(Fault.CONSENT_RETURNED, f"entry {entry}")


def _claimed(record: Any) -> tuple[str, str, int, bytes | None]:
    named = isinstance(record.table, str) and isinstance(record.id, str)
    if not (named and isinstance(record.version, int) and 0 <= record.version < _MOST):
        raise UnfitEntry("not a record")
    try:
        return record.table, record.id, record.version, None if record.ct is None else bytes.fromhex(record.ct)
    except (TypeError, ValueError) as error:
        raise UnfitEntry("not a record's hash") from error


def _rows(records: Iterable[SealedRecord]) -> Iterator[tuple[object, ...]]:
    for one in records:
        under = _under(*one.under) if one.under is not None else None
        yield one.table, one.id, one.version, one.ct_sha256, one.entry, one.begun, one.home, under


def _under(source: str, category: str) -> str:
    """Write it so that none is found within another."""
    return f"[{source}/{category}]"


def _faults(
    claim_version: int | None,
    claim_ct: bytes | None,
    claim_entry: str | None,
    head_version: int | None,
    head_ct: bytes | None,
    head_entry: str | None,
    row_version: int | None,
    row_ct: bytes | None,
) -> Iterator[Fault]:
    removed = claim_version is not None and claim_ct is None
    if removed:
        if row_version is not None:
            yield Fault.RECORD_RETURNED
        if head_version is not None:
            yield Fault.HEAD_DIFFERS
        return
    if (row_version, row_ct) != (claim_version, claim_ct):
        yield _row_fault(claim_version, row_version)
    if (head_version, head_ct, head_entry) != (claim_version, claim_ct, claim_entry):
        yield Fault.HEAD_DIFFERS


def _row_fault(claim: int | None, row: int | None) -> Fault:
    if row is None:
        return Fault.RECORD_MISSING
    if claim is None or row > claim:
        return Fault.RECORD_UNLOGGED
    return Fault.RECORD_ROLLED_BACK if row < claim else Fault.RECORD_CHANGED
