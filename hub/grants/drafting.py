"""Writes a coach's draft of a consent: rows that ask, and answer nothing."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from hub.grants.binding import ProposedBy, propose
from hub.grants.clear_marks import drafted
from hub.grants.finding import ProposedPerson
from hub.grants.proposing import Draft, Proposal, ProposedRow, check
from hub.grants.tables import consent, consent_person, consent_row, row_reader
from hub.store.ground import Ground
from hub.store.ids import new_id


def draft(tx: Connection, ground: Ground, *, case_id: str, officer: str, unit: str, wanted: Draft, at: int) -> str:
    """Write the next version as a draft and give its id. The case is locked; raises Invalid, naming each field."""
    proposal = check(tx, ground, unit=unit, wanted=wanted, at=at)
    consent_id = new_id(ground.random)
    tx.execute(
        consent.insert(),
        {
            "id": consent_id,
            "case_id": case_id,
            "kind": proposal.kind,
            "version": _next_version(tx, case_id, proposal.kind),
            "drafted_by": officer,
            "drafted_unit_id": unit,
            "drafted_at": at,
            "valid_from": proposal.valid_from,
            "valid_to": proposal.valid_to,
            "purposes": " ".join(proposal.purposes),
        },
    )
    drafted(tx, consent_id, officer=officer, unit=unit)
    _ask(tx, ground, consent_id, proposal, ProposedBy(officer, at))
    return consent_id


def _next_version(tx: Connection, case_id: str, kind: str) -> int:
    newest = select(func.max(consent.c.version)).where(consent.c.case_id == case_id, consent.c.kind == kind)
    return (tx.execute(newest).scalar_one() or 0) + 1


def _ask(tx: Connection, ground: Ground, consent_id: str, proposal: Proposal, by: ProposedBy) -> None:
    persons = [(new_id(ground.random), person) for person in proposal.persons]
    rows = [(new_id(ground.random), row) for row in proposal.rows]
    _ask_of_persons(tx, ground, consent_id, persons, by)
    _ask_of_rows(tx, consent_id, rows)
    pairs = [
        {"row_id": row_id, "person_id": person_id}
        for row_id, row in rows
        for person_id, person in persons
        if person in row.readers
    ]
    if pairs:
        tx.execute(row_reader.insert(), pairs)


def _ask_of_persons(
    tx: Connection, ground: Ground, consent_id: str, persons: Sequence[tuple[str, ProposedPerson]], by: ProposedBy
) -> None:
    ids = {(person.officer, person.unit): person_id for person_id, person in persons}
    asked = [
        {
            "id": person_id,
            "consent_id": consent_id,
            "officer_id": person.officer if person.missing is None else None,
            "unit_id": person.unit,
            "employment_id": person.employment if person.missing is None else None,
            "proposal_id": propose(tx, ground, person, by=by) if person.missing is not None else None,
            "stands_in_for": ids.get((person.stands_in_for or "", person.unit)),
            "reads": person.reads,
        }
        # Whom a substitute points at is there before her.
        for person_id, person in sorted(persons, key=lambda one: one[1].stands_in_for is not None)
    ]
    tx.execute(consent_person.insert(), asked)


def _ask_of_rows(tx: Connection, consent_id: str, rows: Sequence[tuple[str, ProposedRow]]) -> None:
    asked = [
        {
            "id": row_id,
            "consent_id": consent_id,
            "source": row.source,
            "source_function": row.source_function,
            "category": row.category,
        }
        for row_id, row in rows
    ]
    tx.execute(consent_row.insert(), asked)
