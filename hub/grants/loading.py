"""Locks a case's governing row, then reads the facts a decision rests on: in that order, as two statements.

Measured on PostgreSQL: with both in one statement, a read that waited for a withdrawal still answers "not withdrawn".
"""

from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, select

from hub.grants import assignment_seals, coach_seals, replacing
from hub.grants.facts_statement import several, statement_of
from hub.grants.tables import absence, case, governing
from hub.grants.tellings import telling_of
from hub.officers import job_seals
from hub.officers.tables import employment
from hub.officers.tables import officer as officer_table
from hub.organisations import place_seals
from hub.participants import open_seals
from hub.store import row_seals
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
    """The time after the locks, and the facts (None: no such case).

    `seal` is what hub.grants.consent_seals made of the facts' consent, `sealed_as` the record that it was made for.
    `stands_in_by` is the absence (its id) of whom the actor stands in for, where one stands now.
    """

    at: int
    facts: facts.Facts | None
    sealed_as: str | None
    seal: bytes | None
    stands_in_by: str | None = None

    @property
    def rests_on(self) -> str | None:
        """Name the consent for a log entry: its id, its version, and which telling of it the seal is of.

        A substitute's read names the absence by which she reads, too.
        """
        told, signed = telling_of(self.seal), self.facts.consent if self.facts is not None else None
        if signed is None or not told:
            return None
        away = f"-{self.stands_in_by}" if self.stands_in_by is not None else ""
        return f"{signed.id}@{signed.version}-{int.from_bytes(told)}{away}"


def lock(tx: Connection, ground: Ground, *, case_id: str, actor: Actor, exclusive: bool = False) -> Locked | None:
    """Hold the governing row of the consent to cooperate, and the actor's employment row, until the transaction ends.

    Readers share the governing row; an act that changes something (`exclusive`) holds it alone. The employment is
    always shared: only who ends it holds it alone. If acts did too, her list, which keeps it while it goes from case to
    case, and an act of hers, which keeps a case, would wait for each other.

    Her session was looked up earlier, so an employment that no longer fits its seal counts as none.
    """
    statement = _locking(officer=actor.employment is not None, exclusive=exclusive)
    row = statement.first(tx, {"case": case_id, "kind": Kind.COOPERATION.value, "employment": actor.employment})
    if row is None:
        return None
    held = _held(row) if _is_job_of(row, actor) and job_seals.stands(ground, row) else None
    return Locked(case_id, row[0], row[1], held)


def _is_job_of(row: Any, actor: Actor) -> bool:
    if actor.employment is None:
        return False
    found = (row.job_id, row.job_officer_id, row.job_unit_id)
    return row_seals.is_asked_for(found, (actor.employment, actor.id, actor.unit))


def _held(row: Any) -> facts.Employment:
    where = (row.job_id, row.job_officer_id, row.job_unit_id)
    return facts.Employment(*where, row.job_function, row.job_begins, row.job_ends)


def load(tx: Connection, ground: Ground, *, locked: Locked | None, actor: Actor) -> Loaded:
    """Read everything that a decision for this actor depends on, and the clock, by one statement.

    A case that is not there costs the same statement and gives no facts. For who stands in for somebody who is away it
    is read once more, with that absence held: who ends it waits for what was decided while it stood.
    """
    asked = {
        "case": locked.case if locked else None,
        "participant": locked.participant if locked else None,
        "consent": locked.consent if locked else None,
        "officer": actor.id if actor.kind is ActorKind.OFFICER else None,
        "unit": actor.unit,
    }
    reading = _reading(ground.clock)  # type: ignore[arg-type] # every clock hashes by identity
    row = reading.first(tx, asked)
    found = _facts(ground, row, locked, actor) if locked is not None else None
    away = None
    if found is not None and locked is not None and _holds_absence(tx, found):
        row = reading.first(tx, asked)
        found = _facts(ground, row, locked, actor)
        away = _absence(row, found)
    seal = (row.consent_id, row.seal) if row.me is None else (row.me, row.my_seal)
    return Loaded(row.at, found, *seal, away)


def load_facts(tx: Connection, ground: Ground, *, locked: Locked, actor: Actor) -> facts.Facts:
    """Read the facts of a case that is known to be there."""
    loaded = load(tx, ground, locked=locked, actor=actor)
    if loaded.facts is None:
        raise LookupError("a locked case has no facts")
    return loaded.facts


def _holds_absence(tx: Connection, found: facts.Facts) -> bool:
    """Hold the absence that the asking officer's own act rests on now; False: it rests on none."""
    replaced = found.replaced if found.reader.employment is not None else None
    if replaced is None or replaced.absence is None or not replaced.absence.begins <= found.at < replaced.absence.ends:
        return False
    tx.execute(_HOLD_ABSENCE, {"employment": replaced.employment.id})
    return True


def _absence(row: Any, found: facts.Facts) -> str | None:
    stands = found.replaced is not None and found.replaced.absence is not None
    return replacing.absence_id(several(row.replaced)[0]) if stands else None


_HOLD_ABSENCE: Final = lock_share(
    select(absence.c.id).where(absence.c.employment_id == bindparam("employment"), absence.c.ended_at.is_(None))
)


@cache
def _locking(*, officer: bool, exclusive: bool) -> Prepared:
    return Prepared(lambda _: _lock_statement(officer=officer, exclusive=exclusive))


def _lock_statement(*, officer: bool, exclusive: bool) -> Select[Any]:
    statement: Select[Any] = select(case.c.participant_id, governing.c.consent_id).where(
        governing.c.case_id == bindparam("case"), governing.c.kind == bindparam("kind")
    )
    joined = governing.join(case, case.c.id == governing.c.case_id)
    if officer:
        statement = statement.add_columns(*job_seals.COLUMNS)
        joined = joined.join(employment, employment.c.id == bindparam("employment"))
        joined = joined.join(officer_table, officer_table.c.id == employment.c.officer_id)
    statement = statement.select_from(joined)
    if exclusive:
        return lock_update(statement, governing, shared=employment if officer else None)
    return lock_share(statement, governing, *((employment,) if officer else ()))


@lru_cache(maxsize=32)
def _reading(clock: Clock) -> Prepared:
    return Prepared(partial(statement_of, clock))


def _facts(ground: Ground, row: Any, locked: Locked, actor: Actor) -> facts.Facts:
    officer, unit_id = actor.id or "", actor.unit or ""
    hers = (locked.case, actor.id, actor.unit)
    coaches = row_seals.is_asked_for((row.coach_case_id, row.coach_officer_id, row.coach_unit_id), hers)
    has_taken = row_seals.is_asked_for((row.taken_case_id, row.taken_officer_id, row.taken_unit_id), hers)
    coached_since = row.coach_begins if coaches and coach_seals.stands(ground, row) else None
    taken_since = row.taken_begins if has_taken and assignment_seals.stands(ground, row) else None
    taken_on, coach = _since_hired(taken_since, locked), _since_hired(coached_since, locked)
    return facts.Facts(
        at=row.at,
        participant=facts.Participant(locked.participant, *_closed(ground, row, locked)),
        reader=_reader(actor, locked.employment),
        consent=_consent(row) if row.consent_id is not None else None,
        assignment=facts.Assignment(officer, unit_id, taken_on, None) if taken_on is not None else None,
        coach=facts.Assignment(officer, unit_id, coach, None) if coach is not None else None,
        # Reckoned where one is set.
        own_ground=bool(row.place_own_ground)
        and row_seals.is_asked_for(row.place_id, actor.unit)
        and place_seals.is_unit(ground, row),
        replaced=_whom_she_replaces(ground, row),
    )


def _closed(ground: Ground, row: Any, locked: Locked) -> tuple[int | None, int | None]:
    """Give since when she is restricted, and dead; what the database gives of somebody else is as good as that."""
    hers = row_seals.is_asked_for(row.she_id, locked.participant)
    return open_seals.closed(ground, row, at=row.at) if hers else (row.at, None)


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


def _consent(row: Any) -> facts.Consent:
    return facts.Consent(
        id=row.consent_id,
        version=row.version,
        kind=row.kind,
        signed_at=row.signed_at,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        withdrawn_at=row.withdrawn_at,
        purposes=tuple(row.purposes.split()),
        collision_check=bool(row.collision_check),
        persons=tuple([facts.Person(*one) for one in several(row.persons, truth=4)]),
        rows=tuple([facts.Row(*one) for one in several(row.rows)]),
        lines=tuple([facts.Line(*one) for one in several(row.lines, truth=9)]),
    )


def _whom_she_replaces(ground: Ground, row: Any) -> facts.Replaced | None:
    found = several(row.replaced)
    return replacing.whom(ground, found[0]) if found else None
