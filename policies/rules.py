"""One small function a rule: it gives the reason to refuse, or nothing when it has no objection.

Rules take whole facts, so that each can be read and tested alone; decide.py says which of them an act needs, and in
what order. Whatever has been withdrawn, declined or restricted counts from when it is known, not from when its instant
is passed: a clock that steps back must open nothing.
"""

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from policies.decision import Permit
from policies.facts import Assignment, Facts, Line, Person, Question, Reader, Row
from policies.policy import Cell, Policy
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Category, Function, Kind, Purpose, RefusalReason, Reserved

_Named = TypeVar("_Named", Person, Line)

_ACTIONS: Final = frozenset(Action)
_CATEGORIES: Final = frozenset(Category)
_RESERVED: Final = frozenset(Reserved)
_PURPOSES: Final = frozenset(Purpose)
_READING: Final = frozenset(Function) - {Function.NONE}
_GRANTABLE: Final = (Cell.READ, Cell.WRITE)
_WRITABLE: Final = (Cell.WRITE, Cell.WRITE_OWN_ONLY)
# So many days of the calendar are an hour more where the clocks are put back on the way: what writes counts days.
_HOUR: Final = 60 * 60 * 1_000_000


# A rule that looks at the action and the purpose, never at the source or the category asked for.
Rule = Callable[[Policy, Question, Facts], RefusalReason | None]
# A rule about the one line, and the row it is for, that match the source and the category asked for.
LineRule = Callable[[Policy, Facts, Line, Row], RefusalReason | None]
# A rule about the source and the category asked for, where no line decides.
PairRule = Callable[[Policy, Facts, str, str], RefusalReason | None]


def words_known(_: Policy, question: Question, __: Facts) -> RefusalReason | None:
    """R0. Deny by default (GDPR 25.2): an act or purpose that is in no list is refused, whoever asks."""
    if question.action not in _ACTIONS:
        return RefusalReason.UNKNOWN
    return None if question.purpose is None or question.purpose in _PURPOSES else RefusalReason.UNKNOWN


def label_known(source: str | None, category: str) -> RefusalReason | None:
    """R0. A category has a source; a label that is in no list is refused (GDPR 25.2)."""
    if category in _CATEGORIES:
        return None if type(source) is str else RefusalReason.UNKNOWN
    return None if category in _RESERVED else RefusalReason.UNKNOWN


def reader_is_participant(_: Policy, __: Question, facts: Facts) -> RefusalReason | None:
    """All of her own is always hers to read, restricted or withdrawn or not (GDPR 15)."""
    reader = facts.reader.participant
    return None if reader is not None and reader == facts.participant.id else RefusalReason.NOT_OWN


def participant_open(_: Policy, __: Question, facts: Facts) -> RefusalReason | None:
    """R1, R17. Restricted processing (GDPR 18) and death stop all others; the source has its own records."""
    if facts.participant.restricted_at is not None:
        return RefusalReason.RESTRICTED
    return None if facts.participant.died_at is None else RefusalReason.DECEASED


def employment_open(_: Policy, __: Question, facts: Facts) -> RefusalReason | None:
    """R2. The session's own employment at this unit is open now (OSL 8:1-2: a secret is held by the unit)."""
    reader, job = facts.reader, facts.reader.employment
    if job is None or job.officer != reader.officer or job.unit != reader.unit or job.unit == PARTICIPANT_SOURCE:
        return RefusalReason.NOT_EMPLOYED
    return None if _open(job.begins, facts.at, job.ends) else RefusalReason.NOT_EMPLOYED


def function_reads(_: Policy, __: Question, facts: Facts) -> RefusalReason | None:
    """R2. Administrators, reviewers and project leaders have no function that reads (GDPR 25.2; lag 2003:1210 7 §)."""
    job = facts.reader.employment
    return None if job is not None and job.function in _READING else RefusalReason.FUNCTION


def function_reviews(_: Policy, __: Question, facts: Facts) -> RefusalReason | None:
    """R12. A reviewer has no function that reads; she may be told that something is taken back (GDPR 7.3, 38.4)."""
    job = facts.reader.employment
    return None if job is not None and job.function == Function.NONE else RefusalReason.FUNCTION


def case_reviewed(_: Policy, __: Question, facts: Facts) -> RefusalReason | None:
    """R22. She reviews the log of a unit that something in this case concerns (GDPR 5.1 c, 32.1 d, 39.1 b)."""
    return None if facts.reviewed else RefusalReason.NOT_CONCERNED


def consent_governs(_: Policy, __: Question, facts: Facts) -> RefusalReason | None:
    """R3, R14, R15. One signed version governs alone, and only the coordination consent opens (OSL 12:2)."""
    consent = facts.consent
    if consent is None or consent.kind != Kind.COOPERATION or not consent.signed_at <= facts.at:
        return RefusalReason.NO_CONSENT
    return None


def consent_within_limits(policy: Policy, _: Question, facts: Facts) -> RefusalReason | None:
    """R4. Never from before it was signed, never longer than the law's and the parties' limit (GDPR 5.1 b, e)."""
    consent = facts.consent
    if consent is None or not consent.valid_from >= consent.signed_at:
        return RefusalReason.RETROACTIVE
    if not consent.valid_to - consent.valid_from <= (24 * policy.longest_validity_days + 1) * _HOUR:
        return RefusalReason.TOO_LONG
    return None if consent.valid_from <= facts.at else RefusalReason.NOT_YET_VALID


def consent_stands(_: Policy, __: Question, facts: Facts) -> RefusalReason | None:
    """R4, R12. Neither withdrawn as a whole (GDPR 7.3) nor past its last instant."""
    consent = facts.consent
    if consent is None or consent.withdrawn_at is not None:
        return RefusalReason.WITHDRAWN
    return None if facts.at < consent.valid_to else RefusalReason.EXPIRED


def person_named(_: Policy, __: Question, facts: Facts) -> RefusalReason | None:
    """R5, R7, R12. She is named herself, at this unit, in this employment, and it is not taken back (OSL 12:2)."""
    mine = _naming_reader(facts.persons, facts)
    if len(mine) > 1:
        return RefusalReason.AMBIGUOUS
    if not mine:
        return RefusalReason.NOT_NAMED
    return None if mine[0].withdrawn_at is None else RefusalReason.PERSON_WITHDRAWN


def person_reads(_: Policy, __: Question, facts: Facts) -> RefusalReason | None:
    """R5. Who is named only to give reads nothing of the others (OSL 12:2)."""
    reads = any(person.reads is True for person in _naming_reader(facts.persons, facts))
    return None if reads else RefusalReason.NAMED_ONLY_TO_GIVE


def replaced_away(policy: Policy, __: Question, facts: Facts) -> RefusalReason | None:
    """R21. A substitute stands in only while the one she replaces is away and is herself still named (OSL 12:2)."""
    for person in _naming_reader(facts.persons, facts):
        if person.stands_in_for is not None:
            reason = _not_replaced(person, facts) or _not_away(policy, facts)
            if reason is not None:
                return reason
    return None


def case_taken_on(_: Policy, __: Question, facts: Facts) -> RefusalReason | None:
    """R2. She has taken on the case at this unit by an act of her own, and it has not ended (GDPR 25.2, 32.4)."""
    return None if _assigned(facts.assignment, facts) else RefusalReason.NOT_TAKEN_ON


def coach_assigned(_: Policy, __: Question, facts: Facts) -> RefusalReason | None:
    """R2. Only the registering coach, and only while she is that (GDPR 5.1 c)."""
    return None if _assigned(facts.coach, facts) else RefusalReason.NOT_OWN


def second_compares(_: Policy, __: Question, facts: Facts) -> RefusalReason | None:
    """R23. Ink on paper counts once a colleague of who entered it, never she herself, has compared it (OSL 12:2)."""
    if facts.paper is None or facts.paper.unit != facts.reader.unit:
        return RefusalReason.NOT_OWN
    return RefusalReason.SAME_PERSON if facts.paper.entered_by == facts.reader.officer else None


def nothing_signed(_: Policy, __: Question, facts: Facts) -> RefusalReason | None:
    """R2. Nothing is registered any more once a version is signed (GDPR 5.1 b-c)."""
    return None if facts.consent is None else RefusalReason.NO_RULE


def purpose_given(_: Policy, question: Question, facts: Facts) -> RefusalReason | None:
    """R9. The purpose is chosen before reading and is one of the consent's (GDPR 5.1 b)."""
    purposes = facts.consent.purposes if facts.consent else ()
    return None if question.purpose is not None and question.purpose in purposes else RefusalReason.PURPOSE


def has_share(_: Policy, __: Question, facts: Facts) -> RefusalReason | None:
    """R5. Names are for who has a standing line or whose unit has a standing row (GDPR 5.1 c)."""
    standing = {row.id: row.source for row in facts.rows if row.withdrawn_at is None}
    if facts.reader.unit in standing.values():
        return None
    lines = _naming_reader(facts.lines, facts)
    reads = any(line.withdrawn_at is None and line.row in standing for line in lines)
    return None if reads else RefusalReason.NO_SHARE


def own_ground_given(_: Policy, __: Question, facts: Facts) -> RefusalReason | None:
    """R11. After the consent her unit reads its own only where its own legal ground is recorded (GDPR 6.1, R20)."""
    return None if facts.own_ground is True else RefusalReason.WITHDRAWN


def check_allowed(_: Policy, __: Question, facts: Facts) -> RefusalReason | None:
    """R5. *Krockkontroll* is a question of its own, and only her own yes permits it (OSL 12:2)."""
    asked = facts.consent is not None and facts.consent.collision_check is True
    return None if asked else RefusalReason.CHECK_NOT_ALLOWED


def line_stands(_: Policy, __: Facts, line: Line, row: Row) -> RefusalReason | None:
    """R5, R12. The line speaks of this very row, and neither of them has been withdrawn (GDPR 7.3)."""
    if row.source != line.source or row.category != line.category:
        return RefusalReason.NO_LINE
    if line.withdrawn_at is not None:
        return RefusalReason.LINE_WITHDRAWN
    return None if row.withdrawn_at is None else RefusalReason.ROW_WITHDRAWN


def source_accepted(_: Policy, __: Facts, line: Line, row: Row) -> RefusalReason | None:
    """R6. The holder of the secret has tested its disclosure (OSL 8:1, 10:1); the participant's own needs no test."""
    if line.declined_at is not None or row.declined_at is not None:
        return RefusalReason.DECLINED
    return None if line.accepted_at is not None or line.source == PARTICIPANT_SOURCE else RefusalReason.NOT_ACCEPTED


def employment_unbroken(_: Policy, facts: Facts, line: Line, __: Row) -> RefusalReason | None:
    """R7. One employment since the line was first signed: leaving ends it, and nobody else's employment helps."""
    job = facts.reader.employment
    return None if job is not None and job.begins <= line.since else RefusalReason.EMPLOYMENT_BROKEN


def ceiling_allows(policy: Policy, facts: Facts, line: Line, row: Row) -> RefusalReason | None:
    """R5. No line reaches above the ceiling for the two functions (GDPR 5.1 c, 25; OSL 25:1, 26:1, 28:1)."""
    job, hers = facts.reader.employment, line.source == PARTICIPANT_SOURCE
    source = PARTICIPANT_SOURCE if hers else row.source_function
    if job is None or hers is not (source == PARTICIPANT_SOURCE):  # A unit cannot pass for the participant.
        return RefusalReason.CEILING
    allowed = line_allowed(policy, source, job.function, line.category)
    return None if allowed else RefusalReason.CEILING


def replaced_line_stands(policy: Policy, facts: Facts, line: Line, row: Row) -> RefusalReason | None:
    """R21. A substitute reads nothing that the one she replaces could not read this very moment (OSL 12:2)."""
    replaced = {person.id: person.stands_in_for for person in facts.persons}.get(line.person)
    if replaced is None:
        return None
    if facts.replaced is None:
        return RefusalReason.REPLACED_GONE
    job = facts.replaced.employment
    hers = facts._replace(reader=Reader(facts.reader.kind, job.officer, job.unit, job, None))
    right = (replaced, row.id, line.source, line.category)
    mine = _naming_reader(facts.lines, hers)
    lines = [each for each in mine if (each.person, each.row, each.source, each.category) == right]
    reads = any(person.id == replaced and person.reads is True for person in facts.persons)
    if len(lines) != 1 or not reads:
        return RefusalReason.REPLACED_GONE
    stands = all(rule(policy, hers, lines[0], row) is None for rule in OPENING)
    return None if stands else RefusalReason.REPLACED_GONE


def unit_writes(policy: Policy, facts: Facts, source: str, category: str) -> RefusalReason | None:
    """R10. A unit contributes what the consent says that it gives, within the ceiling, once it has accepted (R6).

    NOT_ACCEPTED means that nothing else stands in the way: saving may be the acceptance.
    """
    job, rows = facts.reader.employment, _rows(facts, source, category)
    if source != facts.reader.unit:
        return RefusalReason.NOT_OWN
    if len(rows) != 1:
        return RefusalReason.AMBIGUOUS if rows else RefusalReason.NO_LINE
    if rows[0].withdrawn_at is not None:
        return RefusalReason.ROW_WITHDRAWN
    if job is None or not write_allowed(policy, job.function, category):
        return RefusalReason.CEILING
    return None if _accepted(rows[0]) else RefusalReason.NOT_ACCEPTED


def participant_writes(policy: Policy, _: Facts, source: str, category: str) -> RefusalReason | None:
    """R10. She writes her own part, always; it is hers and stands under nobody's consent."""
    if source != PARTICIPANT_SOURCE:
        return RefusalReason.NOT_OWN
    return None if category in policy.participant_writes else RefusalReason.CEILING


def check_reaches(policy: Policy, facts: Facts, source: str, category: str) -> RefusalReason | None:
    """R6. *Krockkontroll* compares her own and what is accepted, where the rules need it (GDPR 5.1 c)."""
    if category not in policy.compared:
        return RefusalReason.NOT_COMPARED
    rows = _rows(facts, source, category)
    given = any(_accepted(row) and row.withdrawn_at is None for row in rows)
    return None if given or source == PARTICIPANT_SOURCE else RefusalReason.NO_LINE


def item_within(permit: Permit, first_written: int, basis_version: int | None) -> bool:
    """R8. Its basis is a version that has governed or its source's own ground, and the line is not younger than it.

    `basis_version` is the consent version it was contributed under, None when on its source's own legal ground. An item
    from before the line opens only where the participant has said yes to that too (OSL 12:2).
    """
    if permit.version is None or not (basis_version is None or basis_version <= permit.version):
        return False
    if permit.rule == "line" and permit.line is not None:
        return permit.line.covers_earlier is True or first_written >= permit.line.since
    return permit.rule == "collision_check"


def lines_of_reader(facts: Facts) -> dict[tuple[str, str], list[tuple[Line, Row]]]:
    """R5. The lines that name this very person at this unit in this employment: no wildcard, no hierarchy, no "all"."""
    found: dict[tuple[str, str], list[tuple[Line, Row]]] = {}
    persons = {person.id for person in _naming_reader(facts.persons, facts)}
    rows = {row.id: row for row in facts.rows}
    for line in _naming_reader(facts.lines, facts):
        if line.person in persons and line.row in rows:
            found.setdefault((line.source, line.category), []).append((line, rows[line.row]))
    return found


def line_allowed(policy: Policy, source_function: str, reader_function: str, category: str) -> bool:
    """Tell whether a line may be drafted and signed: the source writes the category, and the reader may be given it."""
    if source_function == PARTICIPANT_SOURCE:
        gives = category in policy.participant_writes
    else:
        gives = write_allowed(policy, source_function, category)
    return gives and policy.ceiling.get((reader_function, category)) in _GRANTABLE


def write_allowed(policy: Policy, function: str, category: str) -> bool:
    """R10. Tell whether the function writes its own unit's part of the category."""
    return policy.ceiling.get((function, category)) in _WRITABLE


def one_coach_suffices(policy: Policy, unit: str) -> bool:
    """R6. Tell whether the unit accepts a signature that one person alone has seen (OSL 12:2: no doubt of it)."""
    return policy.one_coach_suffices is True and unit not in policy.one_coach_never


# What lets a line open, whoever its reader is.
OPENING: Final[tuple[LineRule, ...]] = (line_stands, source_accepted, employment_unbroken, ceiling_allows)


def _not_replaced(substitute: Person, facts: Facts) -> RefusalReason | None:
    """Give REPLACED_GONE unless a colleague at the same unit, no substitute herself, is named and employed there."""
    found = [person for person in facts.persons if person.id == substitute.stands_in_for]
    job = facts.replaced.employment if facts.replaced is not None else None
    if len(found) != 1 or job is None:
        return RefusalReason.REPLACED_GONE
    named = found[0]
    stands = (
        named.withdrawn_at is None
        and named.stands_in_for is None
        and named.officer != substitute.officer
        and named.unit == substitute.unit
        and (job.id, job.officer, job.unit) == (named.employment, named.officer, named.unit)
        and _open(job.begins, facts.at, job.ends)
    )
    return None if stands else RefusalReason.REPLACED_GONE


def _not_away(policy: Policy, facts: Facts) -> RefusalReason | None:
    """Give REPLACED_PRESENT unless an absence of hers, no longer than the longest, has begun and not ended."""
    away = facts.replaced
    absence = away.absence if away is not None else None
    if away is None or absence is None or absence.employment != away.employment.id or absence.ended_at is not None:
        return RefusalReason.REPLACED_PRESENT
    if not absence.ends - absence.begins <= (24 * policy.longest_absence_days + 1) * _HOUR:
        return RefusalReason.REPLACED_PRESENT
    return None if _open(absence.begins, facts.at, absence.ends) else RefusalReason.REPLACED_PRESENT


def _rows(facts: Facts, source: str, category: str) -> list[Row]:
    return [row for row in facts.rows if row.source == source and row.category == category]


def _accepted(row: Row) -> bool:
    return row.accepted_at is not None and row.declined_at is None


def _open(begins: int, at: int, ends: int | None) -> bool:
    return begins <= at and (ends is None or at < ends)


def _naming_reader(many: Iterable[_Named], facts: Facts) -> list[_Named]:
    reader, job = facts.reader, facts.reader.employment
    if job is None:
        return []
    key, officer, unit = job.id, reader.officer, reader.unit
    return [each for each in many if each.employment == key and each.officer == officer and each.unit == unit]


def _assigned(interval: Assignment | None, facts: Facts) -> bool:
    return (
        interval is not None
        and interval.officer == facts.reader.officer
        and interval.unit == facts.reader.unit
        and _open(interval.begins, facts.at, interval.ends)
    )
