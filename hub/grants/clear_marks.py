"""Has the log told of what lies in clear, in no hash: who coordinates a case, who drafted and witnessed a version."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, select

from hub.access_log.reader.fitting import Fitting
from hub.access_log.reader.told_rows import TaggedRow
from hub.grants.tables import case, consent
from hub.store import row_marks
from hub.store.ground import Ground
from hub.store.row_marks import COORDINATOR, DRAFTED
from keys.sealed import length_prefixed

_AT_A_TIME: Final = 1000


def coordinated(tx: Connection, ground: Ground, *, case_id: str, officer: str) -> None:
    """Tell who coordinates the case from now on, whoever did."""
    row_marks.ended(tx, COORDINATOR, case_id)
    row_marks.written(tx, ground, COORDINATOR, case_id, seal=officer.encode())


def drafted(tx: Connection, ground: Ground, consent_id: str, *, officer: str, unit: str) -> None:
    row_marks.written(tx, ground, DRAFTED, consent_id, seal=_said(officer, unit, None, None))


def witnessed(tx: Connection, ground: Ground, consent_id: str, head: Any, *, at: int, by: str) -> None:
    """Tell that the version of this head is witnessed; who drafted it stands as it was told, or is found out."""
    before, now = (None, None), (at, by)
    seal, was = (_said(head.drafted_by, head.drafted_unit_id, *each) for each in (now, before))
    row_marks.written(tx, ground, DRAFTED, consent_id, seal=seal, was=was)


def clear_rows(ground: Ground, tx: Connection) -> Iterator[TaggedRow]:
    """Give what stands, for the check of the log."""
    for row in map(_CASES, tx.execute(select(*_CASES.columns).execution_options(yield_per=_AT_A_TIME))):
        yield _row(ground, COORDINATOR, row.id, row.coordinator_id.encode())
    for row in map(_DRAFTS, tx.execute(select(*_DRAFTS.columns).execution_options(yield_per=_AT_A_TIME))):
        yield _row(ground, DRAFTED, row.id, _said(*row[1:]))


def _row(ground: Ground, table: str, key: str, seal: bytes) -> TaggedRow:
    return TaggedRow(table, key, True, row_marks.of(ground, table, key, seal))  # noqa: FBT003 - it has no tag to fit


def _said(officer: str, unit: str, at: int | None, by: str | None) -> bytes:
    return length_prefixed(*(b"" if part is None else str(part).encode() for part in (officer, unit, at, by)))


_CASES: Final = Fitting(case.c.id, case.c.coordinator_id)
_DRAFTS: Final = Fitting(
    *(consent.c[n] for n in ("id", "drafted_by", "drafted_unit_id", "witnessed_at", "witnessed_by"))
)
