"""Makes the facts of a named person as they would be, were the version signed and accepted: for a preview alone.

What is decided on them is decided by the same rules, so that a preview shows what then happens.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from hub.grants.lines import Answers
from hub.grants.signing import lines_if_signed
from hub.grants.tables import proposed_officer
from hub.grants.versions import DrawnLine, GivenRow, NamedPerson, Version, governing_version
from hub.officers.tables import employment
from hub.participants import open_seals
from hub.participants.tables import participant
from hub.store.clock import DAY
from hub.store.ground import Ground
from policies import facts
from policies.vocabulary import ReaderKind


@dataclass(frozen=True, slots=True)
class Supposed:
    """A version's persons, rows and lines as they stand, or as they would stand with these answers."""

    version: Version
    at: int
    persons: tuple[NamedPerson, ...]
    rows: tuple[GivenRow, ...]
    lines: tuple[DrawnLine, ...]
    collision_check: bool


def suppose(tx: Connection, ground: Ground, *, version: Version, answers: Answers, at: int) -> Supposed:
    """Suppose that she signs with these answers now and every unit accepts; a signed version stands as it does."""
    head = version.head
    if head.signed_at is not None:
        standing = (version.persons, version.rows, version.lines)
        return Supposed(version, max(at, head.valid_from), *standing, bool(head.collision_check))
    previous = governing_version(tx, case_id=head.case_id, kind=head.kind)
    # Whoever has seen it: that every unit accepts is supposed.
    drawn = lines_if_signed(tx, ground, version=version, previous=previous, answers=answers, one_coach=False, at=at)
    return Supposed(
        version=replace(version, head=replace(head, signed_at=at, valid_from=max(at, head.valid_from))),
        at=max(at, head.valid_from),
        persons=tuple(replace(person, answer=answers.persons[person.id]) for person in version.persons),
        rows=tuple(replace(row, answer=answers.rows[row.id], accepted_at=at) for row in version.rows),
        lines=tuple(replace(line, accepted_at=at) for line in drawn),
        collision_check=answers.collision_check,
    )


def facts_of(tx: Connection, ground: Ground, supposed: Supposed, person: NamedPerson) -> facts.Facts | None:
    """Give the facts of this person, who has taken on the case; for a substitute while the other is away.

    None for who no longer works where she is named.
    """
    job = _job(tx, person)
    if job is None:
        return None
    replaced = next((one for one in supposed.persons if one.id == person.stands_in_for), None)
    return facts.Facts(
        at=supposed.at,
        participant=_participant(tx, ground, supposed),
        reader=facts.Reader(ReaderKind.OFFICER.value, person.officer_id, person.unit_id, job, None),
        consent=_consent(supposed, [person.id, *([replaced.id] if replaced else [])]),
        assignment=facts.Assignment(person.officer_id, person.unit_id, supposed.at, None),
        coach=None,
        own_ground=False,
        replaced=_away(tx, replaced, supposed.at) if replaced is not None else None,
    )


def _participant(tx: Connection, ground: Ground, supposed: Supposed) -> facts.Participant:
    participant_id = supposed.version.participant
    row = tx.execute(select(*open_seals.COLUMNS).where(participant.c.id == participant_id)).one()
    return facts.Participant(participant_id, *open_seals.closed(ground, row, at=supposed.at))


def _job(tx: Connection, person: NamedPerson) -> facts.Employment | None:
    """Give her employment; of who is only proposed, the one that a confirmation now would count from."""
    if person.sleeps:
        waits = select(proposed_officer.c.function).where(
            proposed_officer.c.id == person.proposal_id, proposed_officer.c.declined_at.is_(None)
        )
        function = tx.execute(waits).scalar_one_or_none()
        return None if function is None else facts.Employment(*_same(person), function, 0, None)
    columns = (employment.c.id, employment.c.officer_id, employment.c.unit_id, employment.c.function)
    found = tx.execute(
        select(*columns, employment.c.begins, employment.c.ends).where(employment.c.id == person.employment_id)
    ).first()
    return facts.Employment(*found) if found is not None else None


def _same(person: NamedPerson) -> tuple[str, str, str]:
    return person.employment_id, person.officer_id, person.unit_id


def _away(tx: Connection, replaced: NamedPerson, at: int) -> facts.Replaced | None:
    job = _job(tx, replaced)
    return facts.Replaced(job, facts.Absence(job.id, at, at + DAY, None)) if job is not None else None


def _consent(supposed: Supposed, persons: Iterable[str]) -> facts.Consent:
    head, wanted = supposed.version.head, frozenset(persons)
    return facts.Consent(
        id=head.id,
        version=head.version,
        kind=head.kind,
        signed_at=head.signed_at or supposed.at,
        valid_from=head.valid_from,
        valid_to=head.valid_to,
        withdrawn_at=head.withdrawn_at,
        purposes=tuple(head.purposes.split()),
        collision_check=supposed.collision_check,
        persons=tuple(_person(one) for one in supposed.persons if one.id in wanted and one.answer is True),
        rows=tuple(_row(one) for one in supposed.rows if one.answer is True),
        lines=tuple(_line(one) for one in supposed.lines if one.person_id in wanted),
    )


def _person(one: NamedPerson) -> facts.Person:
    return facts.Person(
        id=one.id,
        officer=one.officer_id,
        unit=one.unit_id,
        employment=one.employment_id,
        reads=one.reads,
        withdrawn_at=one.withdrawn_at,
        stands_in_for=one.stands_in_for,
    )


def _row(one: GivenRow) -> facts.Row:
    marks = (one.accepted_at, one.declined_at, one.withdrawn_at)
    return facts.Row(one.id, one.source, one.source_function, one.category, *marks)


def _line(one: DrawnLine) -> facts.Line:
    return facts.Line(
        id=one.id,
        row=one.row_id,
        person=one.person_id,
        officer=one.officer_id,
        unit=one.unit_id,
        employment=one.employment_id,
        source=one.source,
        category=one.category,
        since=one.since,
        covers_earlier=one.covers_earlier,
        accepted_at=one.accepted_at,
        declined_at=one.declined_at,
        withdrawn_at=one.withdrawn_at,
    )
