"""Has the log told of what lies in clear, in no hash: who coordinates a case, who drafted and witnessed a version.

And, row by row: receipts of what was taken back, what a unit answered, and papers that wait or waited.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection

from hub.grants.tables import acceptance, case, consent, paper, withdrawal
from hub.store import row_marks
from hub.store.clear_rows import Clear
from hub.store.row_marks import COORDINATOR, DRAFTED
from keys.sealed import length_prefixed

# A reason is sealed by itself, and has a head of its own.
ANSWERED: Final = Clear.of(acceptance, "id", "row_id", "officer_id", "at", "accepted")
PAPER: Final = Clear.of(
    paper, "id", "consent_id", "case_id", "unit_id", "entered_by", "entered_at", "settled_by", "settled_at", "counts"
)
TAKEN_BACK: Final = Clear.of(withdrawal, "id", "consent_id", "at", "scope", "target", "channel", "registered_by")


def coordinated(tx: Connection, *, case_id: str, officer: str, before: str | None = None) -> None:
    """Tell who coordinates the case from now on, and who did."""
    was = None if before is None else before.encode()
    row_marks.written(tx, COORDINATOR, case_id, seal=officer.encode(), was=was)


def drafted(tx: Connection, consent_id: str, *, officer: str, unit: str) -> None:
    row_marks.written(tx, DRAFTED, consent_id, seal=_said(officer, unit, None, None))


def witnessed(tx: Connection, consent_id: str, head: Any, *, at: int, by: str) -> None:
    """Tell that the version of this head is witnessed; who drafted it stands as it was told, or is found out."""
    before, now = (None, None), (at, by)
    seal, was = (_said(head.drafted_by, head.drafted_unit_id, *each) for each in (now, before))
    row_marks.written(tx, DRAFTED, consent_id, seal=seal, was=was)


class _Coordinator(Clear):
    def seal(self, values: Mapping[str, Any]) -> bytes:
        return str(values["coordinator_id"]).encode()


class _Drafted(Clear):
    def seal(self, values: Mapping[str, Any]) -> bytes:
        return _said(*(values[column.name] for column in self.columns))


def _said(officer: str, unit: str, at: int | None, by: str | None) -> bytes:
    return length_prefixed(*(b"" if part is None else str(part).encode() for part in (officer, unit, at, by)))


COORDINATED: Final = _Coordinator.of(case, "coordinator_id", name=COORDINATOR)
MADE: Final = _Drafted.of(consent, "drafted_by", "drafted_unit_id", "witnessed_at", "witnessed_by", name=DRAFTED)
