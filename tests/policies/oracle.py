"""The rules a second time, as one plain description of what is permitted: slow, short, and sharing no code."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Final

from policies.vocabulary import Action
from tests.policies.world import DAY, HOUR, TEXTS, Asked

if TYPE_CHECKING:
    from policies.facts import Assignment, Facts, Line, Row

TABLE: Final = tomllib.loads(TEXTS["ceiling.toml"])
LONGEST: Final = tomllib.loads(TEXTS["validity.toml"])["longest_validity"]["days"] * DAY + HOUR
LONGEST_ABSENCE: Final = tomllib.loads(TEXTS["validity.toml"])["longest_absence"]["days"] * DAY + HOUR
RULES: Final = tomllib.loads(TEXTS["collisions.toml"])
PURPOSES: Final = ("coordinate_plans", "follow_up", "joint_decision")
ACTS: Final = set(Action)
READERS: Final = ("ame_coach", "fk_officer", "af_officer", "clinician", "rehab_coordinator", "social_secretary")
FUNCTIONS: Final = (*READERS, "consultation")

WAITING: Final = {
    ("decide_acceptance", "name"),
    ("decide_acceptance", "number"),
    ("accept", "name"),
    ("decline", "name"),
}
READING: Final = {"read", "list", "extract"}
NAMING: Final = {("read", "name"), ("list", "name"), ("extract", "name"), ("resolve", "name")}
COMPARING: Final = {("compare", "consent"), ("compare", "name")}
COACHING: Final = {
    ("read", "account"),
    ("link", "account"),
    ("code_reset", "account"),
    ("assist", "account"),
    ("paper", "consent"),
    ("read", "consent"),
    ("draft", "consent"),
    ("present", "consent"),
    ("preview", "consent"),
    ("witness", "consent"),
}


def permitted(facts: Facts, question: Asked) -> str | None:  # noqa: PLR0911 - read from above to below
    """Name the rule that permits, or nothing."""
    label, purpose = question.category, question.purpose
    is_category, is_label = label in TABLE, label in {"name", "number", "consent", "account"}
    known = question.action in ACTS and purpose in {None, *PURPOSES}
    if not known or not (is_label or (is_category and question.source is not None)):
        return None
    if facts.reader.kind == "participant":
        return _herself(facts, question)
    if facts.participant.restricted_at is not None or facts.participant.died_at is not None:
        return None
    if facts.reader.kind == "system" and question.action == "collision_check" and is_category:
        return "collision_check" if _compared(facts, question) else None
    if facts.reader.kind != "officer":
        return None
    if (question.action, label) == ("withdraw", "consent"):
        return _told_to_take_back(facts)
    if (question.action, label) == ("reveal", "name"):
        return "reveal" if len(facts.reviewed) > 0 and _reviews(facts) else None
    if not _works(facts):
        return None
    return _items(facts, question) if is_category else _labels(facts, question)


def _herself(facts: Facts, question: Asked) -> str | None:
    act, label = question.action, question.category
    if facts.reader.participant != facts.participant.id:
        return None
    about = (act in {"sign", "withdraw"} and label == "consent") or (act == "report" and label in TABLE)
    if act in {"read", "list", "preview"} or about:
        return "own"
    hers = label in TABLE and question.source == "participant" and TABLE[label]["participant"] == "W"
    return "write" if act == "write" and hers else None


def _items(facts: Facts, question: Asked) -> str | None:
    consent, named = facts.consent, _named(facts)
    if not _holds(facts, facts.assignment) or not _may_act(facts):
        return None
    if question.action in READING and question.source == facts.reader.unit:
        asked = consent is not None and question.purpose is not None and question.purpose in consent.purposes
        ended = facts.own_ground and _valid_once(facts) and not _in_force(facts)
        return "own_unit" if (named and asked) or ended else None
    if question.action in READING:
        return "line" if named and _line(facts, question) else None
    writes = question.action in {"write", "import", "answer_report"} and named and _writes(facts, question)
    return "write" if writes else None


def _labels(facts: Facts, question: Asked) -> str | None:
    act, label = question.action, question.category
    coach, taken = _holds(facts, facts.coach), _holds(facts, facts.assignment)
    if (act, label) in COMPARING:
        return "second" if _second(facts) else None
    shares = _named(facts) and _shares(facts)
    if (act, label) == ("take_on", "name"):
        return "named" if shares else None
    shares = shares and _may_act(facts)
    if (act, label) in WAITING:
        return "named" if shares else None
    if (act, label) in NAMING and taken and shares:
        return "named"
    registering = act == "register" and label in {"name", "number", "account"} and facts.consent is None
    return "coach" if coach and (registering or (act, label) in COACHING | NAMING) else None


def _second(facts: Facts) -> bool:
    paper, reader = facts.paper, facts.reader
    return paper is not None and paper.unit == reader.unit and paper.entered_by != reader.officer


def _holds(facts: Facts, interval: Assignment | None) -> bool:
    return (
        interval is not None
        and (interval.officer, interval.unit) == (facts.reader.officer, facts.reader.unit)
        and interval.begins <= facts.at
        and not (interval.ends is not None and interval.ends <= facts.at)
    )


def _named(facts: Facts) -> bool:
    persons = facts.consent.persons if facts.consent else ()
    return _in_force(facts) and any(_same(each, facts) and each.withdrawn_at is None for each in persons)


def _may_act(facts: Facts) -> bool:
    """She is no substitute, or whom she replaces is named, works there and is away for a month at most."""
    persons = facts.consent.persons if facts.consent else ()
    me = next((each for each in persons if _same(each, facts) and each.stands_in_for is not None), None)
    if me is None:
        return True
    they = next((each for each in persons if each.id == me.stands_in_for), None)
    if they is None or they.withdrawn_at is not None or they.stands_in_for is not None or facts.replaced is None:
        return False
    job, away = facts.replaced.employment, facts.replaced.absence
    at_work = job.begins <= facts.at and not (job.ends is not None and job.ends <= facts.at)
    same_job = (job.id, job.officer, job.unit) == (they.employment, they.officer, they.unit)
    colleague = they.unit == me.unit and they.officer != me.officer
    if not (at_work and same_job and colleague) or away is None:
        return False
    short = away.ends - away.begins <= LONGEST_ABSENCE
    now = away.begins <= facts.at < away.ends and away.ended_at is None
    return short and now and away.employment == job.id


def _they_read(facts: Facts, mine: Line, row: Row) -> bool:
    """Tell whether a substitute's line has its like: one that opens for whom she replaces."""
    persons = {each.id: each for each in facts.consent.persons} if facts.consent else {}
    whom = persons[mine.person].stands_in_for
    if whom is None:
        return True
    if facts.replaced is None or whom not in persons or not persons[whom].reads:
        return False
    job = facts.replaced.employment
    return any(
        (line.person, line.row, line.source, line.category) == (whom, row.id, mine.source, mine.category)
        and (line.officer, line.unit, line.employment) == (job.officer, job.unit, job.id)
        and line.withdrawn_at is None
        and line.declined_at is None
        and (line.accepted_at is not None or line.source == "participant")
        and job.begins <= line.since
        and job.function in FUNCTIONS
        and TABLE[line.category][job.function] in {"W", "R"}
        for line in (facts.consent.lines if facts.consent else ())
    )


def _told_to_take_back(facts: Facts) -> str | None:
    """She may tell whoever is named, and a reviewer, whose function reads nothing."""
    if _works(facts):
        return "named" if _named(facts) else None
    return "reviewer" if len(facts.reviewed) > 0 and _reviews(facts) else None


def _reviews(facts: Facts) -> bool:
    job = facts.reader.employment
    return job is not None and job.function == "none" and _employed(facts)


def _works(facts: Facts) -> bool:
    job = facts.reader.employment
    return _employed(facts) and job is not None and job.function in FUNCTIONS


def _employed(facts: Facts) -> bool:
    job, reader = facts.reader.employment, facts.reader
    return (
        job is not None
        and (job.officer, job.unit) == (reader.officer, reader.unit)
        and job.unit != "participant"
        and job.begins <= facts.at
        and not (job.ends is not None and job.ends <= facts.at)
    )


def _valid_once(facts: Facts) -> bool:
    consent = facts.consent
    return (
        consent is not None
        and consent.kind == "cooperation"
        and consent.signed_at <= facts.at
        and consent.signed_at <= consent.valid_from <= facts.at
        and consent.valid_to - consent.valid_from <= LONGEST
    )


def _in_force(facts: Facts) -> bool:
    consent = facts.consent
    return consent is not None and _valid_once(facts) and consent.withdrawn_at is None and facts.at < consent.valid_to


def _same(named: object, facts: Facts) -> bool:
    job = facts.reader.employment
    mine = (facts.reader.officer, facts.reader.unit, job.id if job else None)
    return tuple(getattr(named, part) for part in ("officer", "unit", "employment")) == mine


def _mine(facts: Facts) -> list[tuple[Line, Row]]:
    if facts.consent is None:
        return []
    return [
        (line, row)
        for line in facts.consent.lines
        for row in facts.consent.rows
        if line.row == row.id and line.withdrawn_at is None and row.withdrawn_at is None and _same(line, facts)
    ]


def _line(facts: Facts, question: Asked) -> bool:
    consent, job = facts.consent, facts.reader.employment
    if consent is None or job is None or question.purpose is None or question.purpose not in consent.purposes:
        return False
    readers = [person.id for person in consent.persons if _same(person, facts) and person.reads]
    for line, row in _mine(facts):
        pair = (question.source, question.category)
        if (line.source, line.category) != pair or (row.source, row.category) != pair or line.person not in readers:
            continue
        if line.source == "participant":
            given = TABLE[line.category]["participant"] == "W"
        else:
            gives = row.source_function in FUNCTIONS and TABLE[line.category][row.source_function] in {"W", "W/R"}
            given = gives and line.accepted_at is not None
        declined = line.declined_at is not None or row.declined_at is not None
        ceiling = TABLE[line.category][job.function] in {"W", "R"}
        if given and not declined and ceiling and job.begins <= line.since and _they_read(facts, line, row):
            return True
    return False


def _writes(facts: Facts, question: Asked) -> bool:
    job = facts.reader.employment
    return (
        job is not None
        and question.source == facts.reader.unit
        and TABLE[question.category][job.function] in {"W", "W/R"}
        and _accepted(facts, question)
    )


def _accepted(facts: Facts, question: Asked) -> bool:
    return any(
        (row.source, row.category) == (question.source, question.category)
        and row.accepted_at is not None
        and row.declined_at is None
        and row.withdrawn_at is None
        for row in (facts.consent.rows if facts.consent else ())
    )


def _shares(facts: Facts) -> bool:
    rows = facts.consent.rows if facts.consent else ()
    return bool(_mine(facts)) or any(row.source == facts.reader.unit and row.withdrawn_at is None for row in rows)


def _compared(facts: Facts, question: Asked) -> bool:
    return (
        _in_force(facts)
        and facts.consent is not None
        and facts.consent.collision_check
        and any(question.category in rule["compared"] for rule in RULES.values())
        and (question.source == "participant" or _accepted(facts, question))
    )
