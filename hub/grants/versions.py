"""Reads one version of a consent whole: its persons, rows, proposed readers and lines, as frozen values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Select, Table, bindparam, func, or_, select

from hub.grants.tables import case, consent, consent_line, consent_person, consent_row, governing, row_reader
from hub.store.prepared import Prepared


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person at a unit, in one employment; `answer` is empty until the participant has answered.

    While she is only proposed her lines sleep, and the proposal's id stands for both officer and employment: it is
    nobody's. `stands_in_for` is the id of the person for whom she is the substitute.
    """

    id: str
    officer_id: str
    unit_id: str
    employment_id: str
    reads: bool
    answer: bool | None
    withdrawn_at: int | None
    proposal_id: str | None = None
    stands_in_for: str | None = None

    @property
    def stands(self) -> bool:
        return self.answer is True and self.withdrawn_at is None

    @property
    def sleeps(self) -> bool:
        return self.proposal_id is not None and self.officer_id == self.proposal_id


@dataclass(frozen=True, slots=True)
class GivenRow:
    """One "category from source"."""

    id: str
    source: str
    source_function: str
    category: str
    answer: bool | None
    accepted_at: int | None
    declined_at: int | None
    withdrawn_at: int | None

    @property
    def stands(self) -> bool:
        return self.answer is True and self.withdrawn_at is None

    @property
    def accepted(self) -> bool:
        return self.stands and self.accepted_at is not None and self.declined_at is None


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """One person's right to one row, as it was signed; officer and employment as in NamedPerson."""

    id: str
    row_id: str
    person_id: str
    officer_id: str
    unit_id: str
    employment_id: str
    source: str
    category: str
    since: int
    covers_earlier: bool
    accepted_at: int | None
    declined_at: int | None
    withdrawn_at: int | None


@dataclass(frozen=True, slots=True)
class VersionRow:
    """The consent's own row."""

    id: str
    case_id: str
    kind: str
    version: int
    drafted_by: str
    drafted_unit_id: str
    drafted_at: int
    presented_at: int | None
    signed_at: int | None
    witnessed_at: int | None
    declined_at: int | None
    withdrawn_at: int | None
    superseded_at: int | None
    valid_from: int
    valid_to: int
    purposes: str
    covers_earlier: bool | None
    collision_check: bool | None
    one_coach: bool | None
    thinking_at: int | None = None

    @property
    def is_shown(self) -> bool:
        """Tell whether it is the participant's: what she has signed is, though somebody empties when it was shown."""
        return self.presented_at is not None or self.signed_at is not None

    @property
    def how(self) -> tuple[bool | None, bool | None]:
        """How it was signed: what a unit's acceptance rests on, beside what each reader's decisions do."""
        return self.covers_earlier, self.one_coach


@dataclass(frozen=True, slots=True)
class Version:
    """One version with everything that belongs to it; `readers` are the proposed (row, person) pairs."""

    head: VersionRow
    participant: str
    number: str
    persons: tuple[NamedPerson, ...]
    rows: tuple[GivenRow, ...]
    readers: frozenset[tuple[str, str]]
    lines: tuple[DrawnLine, ...]

    @property
    def id(self) -> str:
        return self.head.id

    @property
    def reference(self) -> str:
        """The version as the log names it."""
        return f"{self.head.id}@{self.head.version}"

    def person(self, person_id: str) -> NamedPerson | None:
        return next((person for person in self.persons if person.id == person_id), None)

    def row(self, row_id: str) -> GivenRow | None:
        return next((row for row in self.rows if row.id == row_id), None)

    def says_yes_to(self, person: NamedPerson) -> bool:
        """Tell whether a yes to her stands, and one to whom she replaces: without that a substitute does nothing."""
        replaced = self.person(person.stands_in_for or "")
        return person.stands and (replaced is None or replaced.stands)

    def answerable(self, row: GivenRow, left: Collection[str]) -> bool:
        """Tell whether anybody of the row's unit can answer it; `left` are the persons who are there no longer."""
        if self.head.witnessed_at is None and self.head.drafted_unit_id == row.source:
            return True  # by whoever of it witnesses, named or not
        there = (one for one in self.persons if one.unit_id == row.source and one.id not in left)
        # a substitute answers only for one of them who still could herself
        return any(one.stands and one.stands_in_for is None for one in there)

    def waits(self, row: GivenRow) -> bool:
        return row.stands and row.declined_at is None and not self.accepted(row)

    def in_vain(self, row: GivenRow, left: Collection[str]) -> bool:
        """Tell whether the row waits for an answer that nobody can give any more."""
        return self.head.signed_at is not None and self.waits(row) and not self.answerable(row, left)

    def accepted(self, row: GivenRow) -> bool:
        """Tell whether nothing of the row waits: a reader who was added to it later waits by a line of her own."""
        lines = [line for line in self.lines if line.row_id == row.id and line.withdrawn_at is None]
        return row.accepted and all(line.accepted_at is not None for line in lines)


def load_version(tx: Connection, consent_id: str) -> Version | None:
    """Read a version by its id; the caller decides who may see what of it."""
    asked = {"consent": consent_id}
    found = _HEAD.first(tx, asked)
    if found is None:
        return None
    *head, participant, number = found
    return Version(
        head=VersionRow(*head),
        participant=participant,
        number=number,
        persons=in_order([NamedPerson(*row) for row in _PERSONS.all(tx, asked)]),
        rows=tuple(GivenRow(*row) for row in _ROWS.all(tx, asked)),
        readers=frozenset((row_id, person_id) for row_id, person_id in _READERS.all(tx, asked)),
        lines=tuple(DrawnLine(*row) for row in _LINES.all(tx, asked)),
    )


def governing_version(tx: Connection, *, case_id: str, kind: str) -> Version | None:
    """Read the version that governs now, if one has been signed. Lock first: the answer is only as fresh as that."""
    found = tx.execute(
        select(governing.c.consent_id).where(governing.c.case_id == case_id, governing.c.kind == kind)
    ).scalar_one_or_none()
    return load_version(tx, found) if found is not None else None


def versions_of(tx: Connection, case_id: str) -> tuple[VersionRow, ...]:
    """Give every version of a case, the newest first."""
    return tuple(VersionRow(*row) for row in _VERSIONS.all(tx, {"case": case_id}))


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Which case a consent belongs to, and whose it is: what must be known before anything is locked."""

    case_id: str
    participant: str
    number: str
    drafted_by: str
    is_shown: bool
    governs: bool


def whereabouts(tx: Connection, consent_id: str) -> Whereabouts | None:
    found = _WHEREABOUTS.first(tx, {"consent": consent_id})
    return Whereabouts(*found) if found is not None else None


def in_order(persons: Collection[NamedPerson]) -> tuple[NamedPerson, ...]:
    """Give persons in the order given, each substitute right after the one whom she stands in for."""
    found = [one for one in persons if one.stands_in_for is None]
    for one in persons:
        if one.stands_in_for is not None:
            place = next((place for place, other in enumerate(found) if other.id == one.stands_in_for), len(found) - 1)
            found.insert(place + 1, one)
    return tuple(found)


def _proposed(proposal: Any, table: Table) -> Mapping[str, Any]:
    return {name: func.coalesce(table.c[name], proposal) for name in ("officer_id", "employment_id")}


def _heads(*more: Any) -> Select[Any]:
    return select(*(consent.c[field.name] for field in fields(VersionRow)), *more)


def _parts(record: type[Any], table: Table, instead: Mapping[str, Any] | None = None) -> Prepared:
    """Read what of a table belongs to a version, in the order in which people meet it."""
    columns: dict[str, Any] = {field.name: table.c[field.name] for field in fields(record)} | dict(instead or {})
    named = [column.label(name) for name, column in columns.items()]
    order = [table.c[name] for name in ("category", "source", "unit_id", "id") if name in table.c]
    return Prepared(lambda _: select(*named).where(table.c.consent_id == _ASKED).order_by(*order))


_ASKED: Final[BindParameter[str]] = bindparam("consent")
_HEAD: Final = Prepared(
    lambda _: (
        _heads(case.c.participant_id, case.c.number)
        .join(case, case.c.id == consent.c.case_id)
        .where(consent.c.id == _ASKED)
    )
)
_VERSIONS: Final = Prepared(
    lambda _: _heads().where(consent.c.case_id == bindparam("case")).order_by(consent.c.kind, consent.c.version.desc())
)
_PERSONS: Final = _parts(NamedPerson, consent_person, _proposed(consent_person.c.proposal_id, consent_person))
_ROWS: Final = _parts(GivenRow, consent_row)
# A line that sleeps has neither of the two, and its person's proposal stands for both.
_ASLEEP: Final = (
    select(consent_person.c.proposal_id).where(consent_person.c.id == consent_line.c.person_id).scalar_subquery()
)
_LINES: Final = _parts(DrawnLine, consent_line, _proposed(_ASLEEP, consent_line))
_READERS: Final = Prepared(
    lambda _: (
        select(row_reader.c.row_id, row_reader.c.person_id)
        .join(consent_row, consent_row.c.id == row_reader.c.row_id)
        .where(consent_row.c.consent_id == _ASKED)
    )
)
_WHEREABOUTS: Final = Prepared(
    lambda _: (
        select(
            case.c.id,
            case.c.participant_id,
            case.c.number,
            consent.c.drafted_by,
            or_(consent.c.presented_at.is_not(None), consent.c.signed_at.is_not(None)).label("is_shown"),
            governing.c.consent_id.is_not(None).label("governs"),
        )
        .join(consent, consent.c.case_id == case.c.id)
        .outerjoin(governing, governing.c.consent_id == consent.c.id)
        .where(consent.c.id == _ASKED)
    )
)
