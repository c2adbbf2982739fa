"""What waits for an officer: cases to take on, rows of her unit to answer, consents to witness. Pseudonymous."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    String,
    and_,
    bindparam,
    exists,
    or_,
    select,
)

from hub.grants import assignment_seals, replacing
from hub.grants.tables import (
    absence,
    assignment,
    case,
    coach_assignment,
    consent,
    consent_line,
    consent_person,
    consent_row,
    governing,
)
from hub.grants.unanswered import in_force, unanswered
from hub.officers.tables import employment as job
from hub.store.actor import Actor
from hub.store.ground import Ground
from hub.store.prepared import Prepared


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A row of the officer's unit: the row itself, or a new line in it, has no answer."""

    id: str
    category: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One consent that waits for this officer.

    A substitute who does not stand in now has only the case to take on: `stands_in_for` is the officer she replaces,
    and whom it is about is not hers to see yet.
    """

    consent: str
    version: int
    case: str
    number: str
    participant: str
    signed_at: int
    valid_from: int  # from then on it waits: before its first day nobody is asked
    one_coach: bool
    take_on: bool
    witness: bool
    rows: tuple[WaitingRow, ...]
    stands_in_for: str | None = None

    @property
    def is_answered(self) -> bool:
        """Tell whether she is named and answers, and is not only the witness."""
        return self.take_on or bool(self.rows)


def waiting_for(
    tx: Connection, ground: Ground, *, officer: str, unit: str, employment: str, at: int
) -> tuple[Waiting, ...]:
    """Give what waits for this officer in this employment, the longest waiting first."""
    named = tx.execute(_named(officer, unit, employment, at)).all()
    drafted = tx.execute(_UNWITNESSED, {"officer": officer, "unit": unit, "at": at}).all()
    found = {row.id: row for row in (*drafted, *named)}
    taken_on = {row.id for row in named if row.taken_id is not None and assignment_seals.stands(ground, row)}
    take_on = {row.id for row in named} - taken_on
    witness = {row.id for row in drafted}
    aside = {row.id: row.replaced for row in named if row.replaced is not None and not _is_away(ground, row)}
    rows = _waiting_rows(tx, unit, [row.id for row in named if row.id not in aside])
    waiting = [
        Waiting(
            consent=row.id,
            version=row.version,
            case=row.case_id,
            number=row.number,
            participant=row.participant_id,
            signed_at=row.signed_at,
            valid_from=row.valid_from,
            one_coach=bool(row.one_coach),
            take_on=row.id in take_on,
            witness=row.id in witness,
            rows=rows.get(row.id, ()),
            stands_in_for=aside.get(row.id),
        )
        for row in found.values()
        if row.id in take_on or row.id in witness or row.id in rows
    ]
    return tuple(sorted(waiting, key=lambda one: (one.signed_at, one.consent)))


def unwitnessed(ground: Ground, coach: Actor, *, case_id: str, at: int) -> str | None:
    """Give the consent of this case that this coach drafted, that is signed, and that nobody has witnessed."""
    asked = {"officer": coach.id, "unit": coach.unit, "at": at, "case": case_id}
    found = ground.store.ask(_UNWITNESSED_OF, asked)
    return str(found[0].id) if found else None


def standing_by(tx: Connection, ground: Ground, *, officer: str, unit: str, employment: str, at: int) -> frozenset[str]:
    """Give the cases in which this officer is a substitute, and the one she replaces is there."""
    named = tx.execute(_named(officer, unit, employment, at)).all()
    return frozenset(row.case_id for row in named if row.replaced is not None and not _is_away(ground, row))


def _is_away(ground: Ground, row: Any) -> bool:
    return row.away_id is not None and replacing.is_genuine(ground, row)


def _governing() -> Select[Any]:
    columns = (consent.c.id, consent.c.version, consent.c.case_id, consent.c.signed_at, consent.c.one_coach)
    return (
        select(*columns, consent.c.valid_from, case.c.number, case.c.participant_id)
        .join(governing, governing.c.consent_id == consent.c.id)
        .join(case, case.c.id == consent.c.case_id)
    )


def _named(officer: str, unit: str, employment: str, at: int) -> Select[Any]:
    """Give the consents in force that name this officer, and in which her unit gives or she reads.

    With whether she has taken on the case. Of a substitute, `replaced` is the officer she stands in for, with whether
    that one is away; once that one has left, or was taken back, she is named for nothing.
    """
    replaced = consent_person.alias("replaced")
    has_left = exists().where(job.c.id == replaced.c.employment_id, job.c.ends <= at)
    return (
        _governing()
        .add_columns(replaced.c.officer_id.label("replaced"))
        .add_columns(*assignment_seals.COLUMNS, *replacing.ABSENCE_COLUMNS)
        .join(consent_person, consent_person.c.consent_id == consent.c.id)
        .outerjoin(assignment, _taken_on(officer, unit, employment))
        .outerjoin(replaced, replaced.c.id == consent_person.c.stands_in_for)
        .outerjoin(absence, _away(replaced, at))
        .where(
            *in_force(at),
            consent_person.c.officer_id == officer,
            consent_person.c.unit_id == unit,
            consent_person.c.employment_id == employment,
            consent_person.c.answer.is_(True),
            consent_person.c.withdrawn_at.is_(None),
            replaced.c.withdrawn_at.is_(None),
            or_(replaced.c.id.is_(None), ~has_left),
            _gives_or_reads(unit),
        )
    )


def _taken_on(officer: str, unit: str, employment: str) -> ColumnElement[bool]:
    return and_(
        assignment.c.case_id == consent.c.case_id,
        assignment.c.officer_id == officer,
        assignment.c.unit_id == unit,
        assignment.c.employment_id == employment,
        assignment.c.ends.is_(None),
    )


def _away(replaced: FromClause, at: int) -> ColumnElement[bool]:
    return and_(
        absence.c.employment_id == replaced.c.employment_id,
        absence.c.ended_at.is_(None),
        absence.c.begins <= at,
        absence.c.ends > at,
    )


def _gives_or_reads(unit: str) -> ColumnElement[bool]:
    standing_row = and_(consent_row.c.consent_id == consent.c.id, consent_row.c.withdrawn_at.is_(None))
    gives = exists().where(standing_row, consent_row.c.source == unit, consent_row.c.answer.is_(True))
    reads = exists().where(
        standing_row,
        consent_line.c.row_id == consent_row.c.id,
        consent_line.c.person_id == consent_person.c.id,
        consent_line.c.withdrawn_at.is_(None),
    )
    return or_(gives, reads)


def _unwitnessed() -> Select[Any]:
    """Give the consents that `officer` drafted, and nobody has witnessed, of cases that she coaches at `unit`."""
    officer = bindparam("officer", type_=String)
    is_coach = exists().where(
        coach_assignment.c.case_id == consent.c.case_id,
        coach_assignment.c.officer_id == officer,
        coach_assignment.c.unit_id == bindparam("unit", type_=String),
        coach_assignment.c.ends.is_(None),
    )
    now = in_force(bindparam("at", type_=BigInteger))
    return _governing().where(*now, consent.c.drafted_by == officer, consent.c.witnessed_at.is_(None), is_coach)


# Every look of a coach at a case asks it.
_UNWITNESSED: Final = _unwitnessed()
_UNWITNESSED_OF: Final = Prepared(lambda _: _UNWITNESSED.where(consent.c.case_id == bindparam("case", type_=String)))


def _waiting_rows(tx: Connection, unit: str, consents: Sequence[str]) -> dict[str, tuple[WaitingRow, ...]]:
    statement = select(consent_row.c.consent_id, consent_row.c.id, consent_row.c.category).where(
        consent_row.c.consent_id.in_(consents), consent_row.c.source == unit, *unanswered()
    )
    found: dict[str, tuple[WaitingRow, ...]] = {}
    for consent_id, row_id, category in tx.execute(statement.order_by(consent_row.c.category)):
        found[consent_id] = (*found.get(consent_id, ()), WaitingRow(row_id, category))
    return found
