"""Locks a case's governing row, then reads the facts a decision rests on: in that order, as two statements.

Measured on PostgreSQL: with both in one statement, a read that waited for a withdrawal still answers "not withdrawn".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, literal_column, select

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
from hub.officers.tables import employment
from hub.organisations.tables import unit
from hub.participants.tables import participant
from hub.store.actor import Actor, ActorKind
from hub.store.clock import Clock
from hub.store.ground import Ground
from hub.store.locks import lock_share, lock_update
from hub.store.prepared import Prepared
from policies import facts
from policies.vocabulary import Kind, ReaderKind


@dataclass(frozen=True, slots=True)
class Locked:
    """A case whose governing row, and the asking officer's employment, are held until the transaction ends."""

    case: str
    participant: str
    consent: str | None
    employment: facts.Employment | None


@dataclass(frozen=True, slots=True)
class Loaded:
    """The time after the locks, the facts (None: no such case), and the authority the actor's unit belongs to."""

    at: int
    facts: facts.Facts | None
    authority: str | None


def lock(
    tx: Connection,
    ground: Ground,
    *,
    case_id: str,
    actor: Actor,
    kind: Kind = Kind.COOPERATION,
    exclusive: bool = False,
) -> Locked | None:
    """Hold the governing row (shared by readers, alone for who changes it) and the actor's employment row."""
    del ground  # every way to the facts takes the ground, so that a caller cannot mix up two installations
    statement = _locking(officer=actor.employment is not None, exclusive=exclusive)
    row = statement.first(tx, {"case": case_id, "kind": kind.value, "employment": actor.employment})
    if row is None:
        return None
    held = facts.Employment(*row[2:]) if actor.employment is not None else None
    return Locked(case_id, row[0], row[1], held)


def load(tx: Connection, ground: Ground, *, locked: Locked | None, actor: Actor) -> Loaded:
    """Read everything that a decision for this actor depends on, and the clock, by one statement.

    A case that is not there costs the same statement and gives no facts.
    """
    rows = _reading(ground.clock).all(  # type: ignore[arg-type] # every clock hashes by identity
        tx,
        {
            "case": locked.case if locked else None,
            "participant": locked.participant if locked else None,
            "consent": locked.consent if locked else None,
            "officer": actor.id if actor.kind is ActorKind.OFFICER else None,
            "unit": actor.unit,
        },
    )
    found = _facts(rows, locked, actor) if locked is not None else None
    return Loaded(rows[0].at, found, rows[0].authority)


def load_facts(tx: Connection, ground: Ground, *, locked: Locked, actor: Actor) -> facts.Facts:
    """Read the facts of a case that is known to be there."""
    return _facts_of(load(tx, ground, locked=locked, actor=actor))


def _facts_of(loaded: Loaded) -> facts.Facts:
    if loaded.facts is None:
        msg = "a locked case has no facts"
        raise LookupError(msg)
    return loaded.facts


def now(tx: Connection, ground: Ground) -> int:
    """Read the clock where no facts are needed."""
    return ground.clock.now(tx)


@cache
def _locking(*, officer: bool, exclusive: bool) -> Prepared:
    return Prepared(lambda _: _lock_statement(officer=officer, exclusive=exclusive))


def _lock_statement(*, officer: bool, exclusive: bool) -> Select[Any]:
    statement: Select[Any] = select(case.c.participant_id, governing.c.consent_id).where(
        governing.c.case_id == bindparam("case"), governing.c.kind == bindparam("kind")
    )
    joined = governing.join(case, case.c.id == governing.c.case_id)
    if officer:
        held = (employment.c.id, employment.c.officer_id, employment.c.unit_id, employment.c.function)
        statement = statement.add_columns(*held, employment.c.begins, employment.c.ends)
        joined = joined.join(employment, employment.c.id == bindparam("employment"))
    statement = statement.select_from(joined)
    tables = (governing, employment) if officer else (governing,)
    return lock_update(statement, *tables) if exclusive else lock_share(statement, *tables)


@lru_cache(maxsize=32)
def _reading(clock: Clock) -> Prepared:
    return Prepared(partial(_read_statement, clock))


def _read_statement(clock: Clock, dialect: str) -> Select[Any]:
    """One row for each row of the consent; what there is one of is repeated on each."""
    mine_person = and_(
        consent_person.c.consent_id == consent.c.id,
        consent_person.c.officer_id == bindparam("officer"),
        consent_person.c.unit_id == bindparam("unit"),
        consent_person.c.answer.is_(True),
    )
    mine_line = and_(
        consent_line.c.row_id == consent_row.c.id,
        consent_line.c.officer_id == bindparam("officer"),
        consent_line.c.unit_id == bindparam("unit"),
    )
    # Only a substitute has these; for everybody else the keys they are looked for by are empty.
    their_job = _THEIR_JOB.c.id == _REPLACED.c.employment_id
    their_absence = and_(absence.c.employment_id == _REPLACED.c.employment_id, absence.c.ended_at.is_(None))
    their_line = and_(_THEIR_LINE.c.row_id == consent_row.c.id, _THEIR_LINE.c.person_id == _REPLACED.c.id)
    open_assignment = and_(
        assignment.c.case_id == bindparam("case"),
        assignment.c.officer_id == bindparam("officer"),
        assignment.c.unit_id == bindparam("unit"),
        assignment.c.ends.is_(None),
    )
    open_coach = and_(
        coach_assignment.c.case_id == bindparam("case"),
        coach_assignment.c.officer_id == bindparam("officer"),
        coach_assignment.c.unit_id == bindparam("unit"),
        coach_assignment.c.ends.is_(None),
    )
    always = select(literal_column("1").label("one")).subquery("always")
    joined = (
        always.outerjoin(unit, unit.c.id == bindparam("unit"))
        .outerjoin(participant, participant.c.id == bindparam("participant"))
        .outerjoin(consent, consent.c.id == bindparam("consent"))
        .outerjoin(consent_person, mine_person)
        .outerjoin(_REPLACED, and_(_REPLACED.c.id == consent_person.c.stands_in_for, _REPLACED.c.answer.is_(True)))
        .outerjoin(_THEIR_JOB, their_job)
        .outerjoin(absence, their_absence)
        .outerjoin(assignment, open_assignment)
        .outerjoin(coach_assignment, open_coach)
        .outerjoin(consent_row, and_(consent_row.c.consent_id == consent.c.id, consent_row.c.answer.is_(True)))
        .outerjoin(consent_line, mine_line)
        .outerjoin(_THEIR_LINE, their_line)
    )
    return (
        # Asked once for all rows, and after the locks: they were taken by the statement before.
        select(*_columns(), select(clock.column(dialect)).scalar_subquery().label("at"))
        .select_from(joined)
        .order_by(consent_row.c.id, consent_line.c.id)
    )


def _columns() -> list[Any]:
    return [
        participant.c.restricted_at,
        participant.c.died_at,
        consent.c.id.label("consent_id"),
        consent.c.version,
        consent.c.kind,
        consent.c.signed_at,
        consent.c.valid_from,
        consent.c.valid_to,
        consent.c.withdrawn_at,
        consent.c.purposes,
        consent.c.collision_check,
        unit.c.own_ground,
        unit.c.organisation_id.label("authority"),
        consent_person.c.id.label("person_id"),
        consent_person.c.employment_id.label("person_employment"),
        consent_person.c.reads,
        consent_person.c.withdrawn_at.label("person_withdrawn"),
        assignment.c.begins.label("taken_on"),
        coach_assignment.c.begins.label("coach_since"),
        consent_row.c.id.label("row_id"),
        consent_row.c.source,
        consent_row.c.source_function,
        consent_row.c.category,
        consent_row.c.accepted_at,
        consent_row.c.declined_at,
        consent_row.c.withdrawn_at.label("row_withdrawn"),
        consent_line.c.id.label("line_id"),
        consent_line.c.person_id.label("line_person"),
        consent_line.c.employment_id.label("line_employment"),
        consent_line.c.source.label("line_source"),
        consent_line.c.category.label("line_category"),
        consent_line.c.since,
        consent_line.c.covers_earlier,
        consent_line.c.accepted_at.label("line_accepted"),
        consent_line.c.declined_at.label("line_declined"),
        consent_line.c.withdrawn_at.label("line_withdrawn"),
        consent_person.c.stands_in_for,
        *_of_replaced(),
    ]


_REPLACED = consent_person.alias("replaced")
_THEIR_JOB = employment.alias("their_job")
_THEIR_LINE = consent_line.alias("their_line")


def _of_replaced() -> list[Any]:
    """Whom a substitute stands in for: her place in the consent, her employment, her absence and her lines."""
    person = ("id", "officer_id", "unit_id", "employment_id", "reads", "withdrawn_at", "stands_in_for")
    job = ("id", "officer_id", "unit_id", "function", "begins", "ends")
    away = ("employment_id", "begins", "ends", "ended_at")
    line = ("id", "employment_id", "source", "category", "since")
    marks = ("covers_earlier", "accepted_at", "declined_at", "withdrawn_at")
    parts = (
        ("replaced", _REPLACED, person),
        ("their_job", _THEIR_JOB, job),
        ("away", absence, away),
        ("theirs", _THEIR_LINE, (*line, *marks)),
    )
    return [table.c[name].label(f"{label}_{name}") for label, table, names in parts for name in names]


def _facts(rows: Sequence[Any], locked: Locked, actor: Actor) -> facts.Facts:
    first = rows[0]
    officer, unit_id = actor.id or "", actor.unit or ""
    taken_on, coach = _since_hired(first.taken_on, locked), _since_hired(first.coach_since, locked)
    return facts.Facts(
        at=first.at,
        participant=facts.Participant(locked.participant, first.restricted_at, first.died_at),
        reader=_reader(actor, locked.employment),
        consent=_consent(rows, officer, unit_id) if first.consent_id is not None else None,
        assignment=facts.Assignment(officer, unit_id, taken_on, None) if taken_on is not None else None,
        coach=facts.CoachAssignment(officer, unit_id, coach, None) if coach is not None else None,
        own_ground=bool(first.own_ground),
        replaced=_replaced(first),
    )


def _since_hired(begun: int | None, locked: Locked) -> int | None:
    """Drop what an employment before this one began: who leaves and comes back has none of her cases back (R7)."""
    held = locked.employment
    return begun if begun is not None and held is not None and begun >= held.begins else None


def _reader(actor: Actor, held: facts.Employment | None) -> facts.Reader:
    if actor.kind is ActorKind.OFFICER:
        return facts.Reader(ReaderKind.OFFICER.value, actor.id, actor.unit, held, None)
    if actor.kind is ActorKind.PARTICIPANT:
        return facts.Reader(ReaderKind.PARTICIPANT.value, None, None, None, actor.id)
    return facts.Reader(ReaderKind.SYSTEM.value, None, None, None, None)


def _consent(rows: Sequence[Any], officer: str, unit_id: str) -> facts.Consent:
    first = rows[0]
    persons: tuple[facts.Person, ...] = ()
    if first.person_id is not None:
        marks = (first.person_employment, first.reads, first.person_withdrawn, first.stands_in_for)
        persons = (facts.Person(first.person_id, officer, unit_id, *marks), *_replaced_person(first))
    return facts.Consent(
        id=first.consent_id,
        version=first.version,
        kind=first.kind,
        signed_at=first.signed_at,
        valid_from=first.valid_from,
        valid_to=first.valid_to,
        withdrawn_at=first.withdrawn_at,
        purposes=tuple(first.purposes.split()),
        collision_check=bool(first.collision_check),
        persons=persons,
        rows=_rows(rows),
        lines=(*_lines(rows, officer, unit_id), *_replaced_lines(rows)),
    )


def _replaced_person(first: Any) -> tuple[facts.Person, ...]:
    if first.replaced_id is None or first.replaced_officer_id is None or first.replaced_employment_id is None:
        return ()
    return (
        facts.Person(
            id=first.replaced_id,
            officer=first.replaced_officer_id,
            unit=first.replaced_unit_id,
            employment=first.replaced_employment_id,
            reads=first.replaced_reads,
            withdrawn_at=first.replaced_withdrawn_at,
            stands_in_for=first.replaced_stands_in_for,
        ),
    )


def _replaced(first: Any) -> facts.Replaced | None:
    if first.their_job_id is None:
        return None
    job = facts.Employment(
        id=first.their_job_id,
        officer=first.their_job_officer_id,
        unit=first.their_job_unit_id,
        function=first.their_job_function,
        begins=first.their_job_begins,
        ends=first.their_job_ends,
    )
    if first.away_employment_id is None:
        return facts.Replaced(job, None)
    away = facts.Absence(first.away_employment_id, first.away_begins, first.away_ends, first.away_ended_at)
    return facts.Replaced(job, away)


def _replaced_lines(rows: Sequence[Any]) -> Iterable[facts.Line]:
    """The lines of whom she stands in for, once each; nobody but a substitute has any."""
    first = rows[0]
    if first.replaced_officer_id is None:
        return
    for row in {row.theirs_id: row for row in rows if row.theirs_id is not None}.values():
        yield facts.Line(
            id=row.theirs_id,
            row=row.row_id,
            person=first.replaced_id,
            officer=first.replaced_officer_id,
            unit=first.replaced_unit_id,
            employment=row.theirs_employment_id,
            source=row.theirs_source,
            category=row.theirs_category,
            since=row.theirs_since,
            covers_earlier=row.theirs_covers_earlier,
            accepted_at=row.theirs_accepted_at,
            declined_at=row.theirs_declined_at,
            withdrawn_at=row.theirs_withdrawn_at,
        )


def _rows(rows: Iterable[Any]) -> tuple[facts.Row, ...]:
    found: dict[str, facts.Row] = {}
    for row in rows:
        if row.row_id is not None and row.row_id not in found:
            state = (row.accepted_at, row.declined_at, row.row_withdrawn)
            found[row.row_id] = facts.Row(row.row_id, row.source, row.source_function, row.category, *state)
    return tuple(found.values())


def _lines(rows: Iterable[Any], officer: str, unit_id: str) -> Iterable[facts.Line]:
    seen: set[str] = set()
    for row in rows:
        if row.line_id is None or row.line_id in seen:
            continue
        seen.add(row.line_id)
        # By place, in the order of facts.Line: a read makes one for each line that its reader has.
        yield facts.Line(
            row.line_id,
            row.row_id,
            row.line_person,
            officer,
            unit_id,
            row.line_employment,
            row.line_source,
            row.line_category,
            row.since,
            row.covers_earlier,
            row.line_accepted,
            row.line_declined,
            row.line_withdrawn,
        )
