"""Makes a presented version the governing one: answers, lines, what is carried over, the end of the version before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, union_all, update

from hub.grants import assignment_seals
from hub.grants.accepting import enough_saw
from hub.grants.handing_over import coaches
from hub.grants.holding import holding
from hub.grants.lines import Answers, Trusts, accepted_rows, drawn, right, standing_lines
from hub.grants.signed_whole import signed_whole
from hub.grants.tables import (
    assignment,
    consent,
    consent_line,
    consent_person,
    consent_row,
    governing,
    proposed_officer,
)
from hub.grants.versions import DrawnLine, GivenRow, NamedPerson, Version, VersionRow, governing_version
from hub.officers.tables import employment
from hub.officers.working import employed_at
from hub.store.errors import Conflict, Invalid
from hub.store.ground import Ground
from hub.store.ids import new_id
from policies.rules import line_allowed
from policies.vocabulary import PARTICIPANT_SOURCE

_ANOTHER_COACH: Final = (
    "Handledaren som skrev texten har inte hand om ärendet längre. Be den nya handledaren att visa en ny text."
)


@dataclass(frozen=True, slots=True)
class SignedLines:
    """What a signature made: its lines, and from when to when they hold."""

    lines: tuple[DrawnLine, ...]
    valid_from: int
    valid_to: int


def check_signable(version: Version, newest: Version | None, *, at: int) -> None:
    """Raise Conflict for what has been signed, declined, overtaken or left too long."""
    head = version.head
    if head.signed_at is not None:
        raise Conflict("already_signed", "Medgivandet är redan underskrivet.")
    if head.declined_at is not None:
        raise Conflict("declined", "Medgivandet har avböjts. Be din handledare om ett nytt.")
    overtaken = newest is not None and newest.head.version > head.version
    if overtaken or head.superseded_at is not None:
        raise Conflict("superseded", "Det finns ett nyare medgivande. Öppna det i stället.")
    if at >= head.valid_to:
        raise Conflict("expired", "Tiden i texten har gått ut. Be din handledare om ett nytt medgivande.")


def check_coached(tx: Connection, ground: Ground, head: VersionRow, *, at: int) -> None:
    """Raise Conflict where who drafted the text coaches her no more: nobody could witness what she signs."""
    if not coaches(tx, ground, case_id=head.case_id, officer=head.drafted_by, at=at):
        raise Conflict("another_coach", _ANOTHER_COACH)


def check_answers(version: Version, answers: Answers) -> None:
    """Raise Invalid that names each question without an answer, and each answer without a question."""
    faults: dict[str, list[str]] = {}
    questions = {"persons": {person.id for person in version.persons}, "rows": {row.id for row in version.rows}}
    for field, given in (("persons", answers.persons), ("rows", answers.rows)):
        for missing in questions[field] - given.keys():
            faults[f"{field}.{missing}"] = ["Svara ja eller nej."]
        for unknown in given.keys() - questions[field]:
            faults[f"{field}.{unknown}"] = ["Frågan finns inte i det här medgivandet."]
    for place, (row_id, person_id) in enumerate(answers.exceptions):
        if row_id not in questions["rows"] or person_id not in questions["persons"]:
            faults[f"exceptions.{place}"] = ["Raden eller personen finns inte i det här medgivandet."]
    if faults:
        raise Invalid(faults)


def sign(
    tx: Connection, ground: Ground, *, version: Version, answers: Answers, one_coach: bool, at: int
) -> SignedLines:
    """Sign at `at`, under the lock that is held alone. Raises Conflict or Invalid before anything is written.

    `one_coach` tells that one person alone has seen it: who never accepts that has accepted nothing of it.
    """
    head = version.head
    previous = governing_version(tx, case_id=head.case_id, kind=head.kind)
    check_signable(version, previous, at=at)
    check_coached(tx, ground, head, at=at)
    check_answers(version, answers)
    lines = lines_if_signed(tx, ground, version=version, previous=previous, answers=answers, one_coach=one_coach, at=at)
    earlier, trusts = answers.covers_earlier, _trusting(ground, one_coach=one_coach)
    accepted = accepted_rows(previous, purposes=head.purposes, covers_earlier=earlier, trusts=trusts, at=at)
    _write_answers(tx, version, answers, accepted, at)
    if lines:
        asleep = {person.id for person in version.persons if person.sleeps}
        tx.execute(consent_line.insert(), [_columns(line, version.id, asleep) for line in lines])
    _overtake(tx, version, at)
    _govern(tx, version, at, answers)
    _end_assignments(tx, version, answers, at)
    accepts = {row.id: _row_accepted(row, answers, accepted, at) for row in version.rows}
    held = holding(tx)
    held.signed = signed_whole(version, answers, accepts, lines, held.told, at=at)
    held.how[version.id] = (answers.covers_earlier, one_coach)
    return SignedLines(lines, max(head.valid_from, at), head.valid_to)


def lines_if_signed(
    tx: Connection,
    ground: Ground,
    *,
    version: Version,
    previous: Version | None,
    answers: Answers,
    one_coach: bool,
    at: int,
) -> tuple[DrawnLine, ...]:
    """Give the lines that signing with these answers at `at` makes, after the version that governs until then."""
    pairs = lines_to_be(tx, ground, version=version, answers=answers, at=at)
    purposes, earlier = version.head.purposes, answers.covers_earlier
    trusts = _trusting(ground, one_coach=one_coach)
    standing = standing_lines(previous, purposes=purposes, covers_earlier=earlier, trusts=trusts, at=at)
    return tuple(
        _line(ground, row, person, standing.get(right(version, person, row)), answers, at) for row, person in pairs
    )


def lines_to_be(
    tx: Connection, ground: Ground, *, version: Version, answers: Answers, at: int
) -> tuple[tuple[GivenRow, NamedPerson], ...]:
    """Give exactly the (row, person) pairs that signing with these answers at `at` would make lines of."""
    functions = _open_functions(tx, version.persons, at)
    return drawn(version, answers, lambda row, person: _allowed(ground, functions, row, person))


def _trusting(ground: Ground, *, one_coach: bool) -> Trusts:
    return lambda source: enough_saw(ground.policy, source, one_coach=one_coach)


def _allowed(ground: Ground, functions: Mapping[str, str], row: GivenRow, person: NamedPerson) -> bool:
    """Whoever has left since the draft gets no line: it would never open."""
    function = functions.get(person.employment_id)
    return function is not None and line_allowed(ground.policy, row.source_function, function, row.category)


def _open_functions(tx: Connection, persons: Sequence[NamedPerson], at: int) -> Mapping[str, str]:
    """Give the function of each open employment; of who is only proposed, the one that her draft reckoned with."""
    waits = select(proposed_officer.c.id, proposed_officer.c.function).where(
        proposed_officer.c.id.in_([person.proposal_id for person in persons if person.sleeps]),
        proposed_officer.c.declined_at.is_(None),
    )
    statement = select(employment.c.id, employment.c.function).where(
        employment.c.id.in_([person.employment_id for person in persons]),
        employed_at(at),
    )
    return {row.id: row.function for row in tx.execute(union_all(statement, waits))}


def _line(
    ground: Ground,
    row: GivenRow,
    person: NamedPerson,
    before: DrawnLine | None,
    answers: Answers,
    at: int,
) -> DrawnLine:
    accepted = before.accepted_at if before is not None else None
    if row.source == PARTICIPANT_SOURCE and accepted is None:
        accepted = at  # her own secret: her signature is the acceptance
    return DrawnLine(
        id=new_id(ground.random),
        row_id=row.id,
        person_id=person.id,
        officer_id=person.officer_id,
        unit_id=person.unit_id,
        employment_id=person.employment_id,
        source=row.source,
        category=row.category,
        since=before.since if before is not None else at,
        covers_earlier=answers.covers_earlier,
        accepted_at=accepted,
        declined_at=None,
        withdrawn_at=None,
    )


def _write_answers(
    tx: Connection, version: Version, answers: Answers, accepted: Mapping[tuple[str, str], int], at: int
) -> None:
    tx.execute(
        update(consent_person).where(consent_person.c.id == bindparam("of")).values(answer=bindparam("given")),
        [{"of": person.id, "given": answers.persons[person.id]} for person in version.persons],
    )
    tx.execute(
        update(consent_row)
        .where(consent_row.c.id == bindparam("of"))
        .values(answer=bindparam("given"), accepted_at=bindparam("accepted")),
        [
            {"of": row.id, "given": answers.rows[row.id], "accepted": _row_accepted(row, answers, accepted, at)}
            for row in version.rows
        ],
    )


def _row_accepted(row: GivenRow, answers: Answers, accepted: Mapping[tuple[str, str], int], at: int) -> int | None:
    if not answers.rows[row.id]:
        return None
    before = accepted.get((row.source, row.category))
    return at if before is None and row.source == PARTICIPANT_SOURCE else before


def _columns(line: DrawnLine, consent_id: str, asleep: Collection[str]) -> dict[str, Any]:
    columns = {"consent_id": consent_id} | {name: getattr(line, name) for name in DrawnLine.__slots__}
    nobody = dict.fromkeys(("officer_id", "employment_id")) if line.person_id in asleep else {}
    return columns | nobody


def _overtake(tx: Connection, version: Version, at: int) -> None:
    """End what came before it: the version that governed, and older texts, which nobody can sign any more."""
    head = version.head
    same = (consent.c.case_id == head.case_id, consent.c.kind == head.kind)
    older = (consent.c.version < head.version, consent.c.superseded_at.is_(None))
    tx.execute(update(consent).where(*same, *older).values(superseded_at=at))


def _govern(tx: Connection, version: Version, at: int, answers: Answers) -> None:
    head = version.head
    tx.execute(
        update(consent)
        .where(consent.c.id == head.id)
        .values(
            signed_at=at,
            valid_from=max(head.valid_from, at),  # never from before it was signed
            covers_earlier=answers.covers_earlier,
            collision_check=answers.collision_check,
        )
    )
    tx.execute(
        update(governing)
        .where(governing.c.case_id == head.case_id, governing.c.kind == head.kind)
        .values(consent_id=head.id)
    )


def _end_assignments(tx: Connection, version: Version, answers: Answers, at: int) -> None:
    """Whoever is no longer named in this employment has no case here; named again, she takes it on again."""
    kept = [person.employment_id for person in version.persons if answers.persons[person.id]]
    elsewhere = assignment.c.employment_id.not_in(kept)
    assignment_seals.end(tx, assignment.c.case_id == version.head.case_id, elsewhere, at=at)
