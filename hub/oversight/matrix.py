"""Which unit knows which sort of information: by what the rules answer its officers now, and by what they have read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from hub.access_log.reader import LoggedEntry, folding
from hub.grants import loading
from hub.grants.handing_over import coaches_on
from hub.grants.tables import case, coach_assignment, consent_person, governing
from hub.officers.tables import employment, officer
from hub.officers.working import not_ended
from hub.oversight.naming import Names, names_for
from hub.oversight.wording import opened
from hub.store.actor import Actor, ActorKind
from hub.store.alphabet import in_swedish
from hub.store.ground import Ground
from policies.decide import decide
from policies.decision import Permit
from policies.facts import Consent, Facts, Question
from policies.vocabulary import Action, Category, Kind

MOST_READS: Final = 1000
_CATEGORIES: Final = frozenset(Category)


@dataclass(frozen=True, slots=True)
class Knows:
    """An officer who is named for a category, as which person of which consent; `now` is what the rules answer her.

    `replaces` is the name of whom a substitute stands in for.
    """

    officer: str
    name: str
    title: str
    now: bool
    consent: str
    person: str
    replaces: str | None


@dataclass(slots=True)
class Cell:
    """One category at one unit; `own` when the unit itself gives it, `sources` are the ids of who else does."""

    category: str
    own: bool = False
    readers: dict[str, Knows] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)
    reads: int = 0
    last_read: int | None = None

    @property
    def now(self) -> bool:
        """Tell whether anybody of the unit may read it this instant."""
        return any(one.now for one in self.readers.values())


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that may read something, or has read something; `cells` by category."""

    id: str
    name: str
    authority: str
    cells: Mapping[str, Cell]

    @property
    def now(self) -> bool:
        """Tell whether anybody of it may read anything this instant."""
        return any(cell.now for cell in self.cells.values())

    @property
    def people(self) -> list[tuple[str, str]]:
        """Name the officers who are named for something here, each with whom she stands in for, if anybody."""
        found = {(one.name, one.replaces or "") for cell in self.cells.values() for one in cell.readers.values()}
        return sorted(found, key=lambda one: tuple(map(in_swedish, one)))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything of one participant; `until` is when the governing consent ends (µs), None when none stands."""

    units: tuple[Unit, ...]
    until: int | None
    coordinator: str | None
    names: Names

    @property
    def categories(self) -> tuple[str, ...]:
        return tuple(sorted({category for unit in self.units for category in unit.cells}))


_Cells = dict[str, dict[str, Cell]]


def newest_reads(tx: Connection, participant: str) -> Sequence[LoggedEntry]:
    """Give the readings that the matrix counts."""
    return folding.reads(tx, participant, unit=None, before=None, limit=MOST_READS)


def known(tx: Connection, ground: Ground, participant: str, reads: Iterable[LoggedEntry]) -> Knowledge:
    """Ask the rules for each officer whom the governing consent names what she may read this instant.

    `reads` are who has read, as `newest_reads` gave them before this transaction.
    """
    cells: _Cells = {}
    until: int | None = None
    for person in _people(tx, participant, at=ground.clock.now(tx)):
        facts = _facts(tx, ground, person)
        consent = facts.consent
        if consent is not None and consent.withdrawn_at is None and facts.at < consent.valid_to:
            until = consent.valid_to
            _may_read(ground, facts, consent, person, cells)
    for logged in reads:
        _has_read(logged, cells)
    coordinator = _coordinator(tx, participant, at=ground.clock.now(tx))
    sources = {source for of_unit in cells.values() for cell in of_unit.values() for source in cell.sources}
    names = names_for(tx, actors=(), units={*cells, *sources})
    return Knowledge(_units(cells, names), until, coordinator, names)


def _people(tx: Connection, participant: str, *, at: int) -> Sequence[Any]:
    """Give everybody whom the governing consent names and who stands in it, and a substitute only if the other does.

    Who has left is named still, but reads no more by it, whatever comes.
    """
    replaced, regular, job = consent_person.alias(), officer.alias(), employment.alias()

    def stands(person: Any) -> ColumnElement[bool]:
        return and_(person.c.answer.is_(True), person.c.withdrawn_at.is_(None))

    statement = (
        select(
            governing.c.case_id,
            consent_person.c.consent_id,
            consent_person.c.id.label("person_id"),
            consent_person.c.officer_id,
            consent_person.c.unit_id,
            consent_person.c.employment_id,
            officer.c.name,
            officer.c.title,
            regular.c.name.label("replaces"),
        )
        .join(case, case.c.id == governing.c.case_id)
        .join(consent_person, consent_person.c.consent_id == governing.c.consent_id)
        .join(officer, officer.c.id == consent_person.c.officer_id)
        .join(employment, employment.c.id == consent_person.c.employment_id)
        .outerjoin(replaced, replaced.c.id == consent_person.c.stands_in_for)
        .outerjoin(regular, regular.c.id == replaced.c.officer_id)
        .outerjoin(job, job.c.id == replaced.c.employment_id)
        .where(
            case.c.participant_id == participant,
            governing.c.kind == Kind.COOPERATION.value,
            stands(consent_person),
            not_ended(at),
            or_(replaced.c.id.is_(None), and_(stands(replaced), not_ended(at, job))),
        )
        .order_by(officer.c.id)
    )
    return sorted(tx.execute(statement), key=lambda row: in_swedish(row.name))


def _facts(tx: Connection, ground: Ground, person: Any) -> Facts:
    asker = Actor(ActorKind.OFFICER, person.officer_id, person.unit_id, person.employment_id)
    locked = loading.lock(tx, ground, case_id=person.case_id, actor=asker)
    if locked is None:
        raise LookupError("a named officer's employment is gone")
    return loading.load_facts(tx, ground, locked=locked, actor=asker)


def _may_read(ground: Ground, facts: Facts, consent: Consent, person: Any, cells: _Cells) -> None:
    rows = [row for row in consent.rows if row.withdrawn_at is None and row.declined_at is None]
    hers = {(line.source, line.category) for line in consent.lines if line.withdrawn_at is None}
    pairs = [(r.source, r.category) for r in rows if r.source == person.unit_id or (r.source, r.category) in hers]
    answers = decide(ground.policy, Question(Action.READ, next(iter(consent.purposes), None)), facts, pairs)
    for (source, category), answer in zip(pairs, answers, strict=True):
        cell = cells.setdefault(person.unit_id, {}).setdefault(category, Cell(category))
        if source == person.unit_id:
            cell.own = True
        else:
            cell.sources.add(source)
        held = cell.readers.get(person.officer_id)
        now = isinstance(answer, Permit) or (held is not None and held.now)
        cell.readers[person.officer_id] = Knows(
            person.officer_id, person.name, person.title, now, person.consent_id, person.person_id, person.replaces
        )


def _has_read(logged: LoggedEntry, cells: _Cells) -> None:
    told = logged.entry
    if told.unit is None:
        return
    for category in {one.category for one in opened(told)} & _CATEGORIES:
        cell = cells.setdefault(told.unit, {}).setdefault(category, Cell(category))
        cell.reads += 1
        cell.last_read = max(cell.last_read or 0, told.ts)


def _units(cells: _Cells, names: Names) -> tuple[Unit, ...]:
    found = []
    for unit_id, of_unit in cells.items():
        named = names.units.get(unit_id)
        name, authority = (named.name, named.authority) if named else ("", "")
        found.append(Unit(unit_id, name, authority, dict(sorted(of_unit.items()))))
    return tuple(sorted(found, key=lambda unit: (in_swedish(unit.authority), in_swedish(unit.name), unit.id)))


def _coordinator(tx: Connection, participant: str, *, at: int) -> str | None:
    """Name the coordinator of her newest case, while she works there: she sees the name, signed or not."""
    works = exists().where(*coaches_on(coach_assignment, employment, at))
    statement = (
        select(officer.c.name)
        .join(case, case.c.coordinator_id == officer.c.id)
        .join(coach_assignment, and_(coach_assignment.c.case_id == case.c.id, coach_assignment.c.ends.is_(None)))
        .where(case.c.participant_id == participant, coach_assignment.c.officer_id == officer.c.id, works)
        .order_by(case.c.created_at.desc())
    )
    name: str | None = tx.execute(statement.limit(1)).scalar()
    return name
