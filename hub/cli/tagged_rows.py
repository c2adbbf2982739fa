"""Holds each row that carries a tag against it, for the check of the log: what does not fit, the hub did not write."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from sqlalchemy import Column, Connection, FromClause, Table, select

from hub.access_log.reader.fitting import Fitting
from hub.access_log.reader.told_rows import TaggedRow
from hub.cases import reporting
from hub.grants import clear_marks
from hub.grants.tables import absence, assignment, coach_assignment
from hub.officers import employing, review_seals
from hub.officers.tables import employment, officer, reviewed_unit
from hub.organisations.tables import organisation, unit
from hub.participants.tables import participant
from hub.signin.tables import account, invitation, link, passkey, session
from hub.store import row_marks, row_seals
from hub.store.ground import Ground

_AT_A_TIME: Final = 1000


class _Sealed(NamedTuple):
    """`beside` is the table with the rest of what the seal covers; what has ended by `end` may have none."""

    table: Table
    beside: Table | None = None
    end: Column[Any] | None = None


_SEALED: Final[tuple[_Sealed, ...]] = (
    _Sealed(absence, end=absence.c.ended_at),
    _Sealed(account),
    _Sealed(assignment, end=assignment.c.ends),
    _Sealed(coach_assignment, end=coach_assignment.c.ends),
    _Sealed(employment, beside=officer, end=employment.c.ends),
    _Sealed(invitation),
    _Sealed(link),
    _Sealed(officer),
    _Sealed(organisation),
    _Sealed(participant),
    _Sealed(passkey),
    _Sealed(reviewed_unit),
    _Sealed(session, beside=account),
    _Sealed(unit),
)
_CLEAR: Final = (
    clear_marks.ANSWERED,
    clear_marks.COORDINATED,
    clear_marks.MADE,
    clear_marks.PAPER,
    clear_marks.TAKEN_BACK,
    employing.REACH,
    reporting.ANSWERED,
    reporting.TOLD,
)


def tagged_rows(ground: Ground, tx: Connection) -> Iterator[TaggedRow]:
    """Give every row; then what the log tells of without a tag."""
    for sealed in _SEALED:
        fitting = Fitting(*_columns(sealed))
        rows = select(*fitting.columns).select_from(_joined(sealed)).execution_options(yield_per=_AT_A_TIME)
        for row in map(fitting, tx.execute(rows)):
            key = row_marks.key_of(*(getattr(row, column.name) for column in sealed.table.primary_key))
            ends = row.ends if sealed.table is employment else None
            yield TaggedRow(sealed.table.name, key, _is_genuine(ground, sealed, row), row.seal, ends)
    for clear in _CLEAR:
        fitting = Fitting(*dict.fromkeys([*clear.columns, *clear.table.primary_key]))
        for row in map(fitting, tx.execute(select(*fitting.columns).execution_options(yield_per=_AT_A_TIME))):
            said = row._asdict()  # the row's public method
            key = row_marks.key_of(*(said[column.name] for column in clear.table.primary_key))
            yield TaggedRow(clear.name, key, True, clear.seal(said))  # noqa: FBT003 - it has no tag to fit


def _joined(sealed: _Sealed) -> FromClause:
    return sealed.table if sealed.beside is None else sealed.table.outerjoin(sealed.beside)


def _columns(sealed: _Sealed) -> list[Column[Any]]:
    """Give what the seal covers, in its own table or beside it, then the key and the end, and the seal."""
    tables = (sealed.table, *([sealed.beside] if sealed.beside is not None else []))
    covered = [
        next(table.c[name] for table in tables if name in table.c) for name in row_seals.SEALED[sealed.table.name]
    ]
    more = [*sealed.table.primary_key, *([sealed.end] if sealed.end is not None else [])]
    return [*covered, *(column for column in more if column not in set(covered)), sealed.table.c.seal]


def _is_genuine(ground: Ground, sealed: _Sealed, row: Any) -> bool:
    if sealed.end is not None and getattr(row, sealed.end.name) is not None:
        if row.seal is None:
            return True  # it gives nothing, and no end is taken away
        if sealed.end.name not in row_seals.SEALED[sealed.table.name]:
            return False  # the hub leaves no seal on what it ends: somebody is kept out
    if sealed.table is reviewed_unit:
        return review_seals.stands(ground, row)
    return row_seals.stands(ground, sealed.table.name, row)
