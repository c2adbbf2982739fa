"""Holds one entry of the log against the columns beside it, and against what the hub alone could have written."""

from hashlib import sha256
from typing import Any, Final

from hub.access_log.entry import UnfitEntry
from hub.access_log.hashing import leaf_hash
from hub.access_log.reader.findings import Fault, Findings
from hub.access_log.reader.fitting import Fitting
from hub.access_log.reader.parsing import Entry, parse
from hub.access_log.reader.record_heads import Accounts
from hub.access_log.reader.vouching import Vouching
from hub.access_log.tables import log_entry

ENTRY: Final = Fitting(*log_entry.c)


def check_entry(row: Any, findings: Findings, accounts: Accounts, vouching: Vouching) -> None:
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
