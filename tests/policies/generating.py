"""Questions near the border: a permitted world with a few parts exchanged for values from a narrow domain.

A wide domain proves little, because two random values never meet. Here every value comes from a handful, and instants
lie on a boundary or one microsecond beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policies.facts import Assignment, Facts, Line, Paper, Replaced, Row
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Category, Function, Kind, Purpose, ReaderKind, Reserved
from tests.policies.changing import replace
from tests.policies.world import (
    AF,
    AME,
    AT,
    AWAY,
    BEA,
    BEA_JOB,
    COACHED,
    CONSENT,
    DANA,
    DAY,
    FACTS,
    FROM,
    HIRED,
    JOB,
    LINE,
    PERSON,
    REGION,
    REGION_C07,
    REVIEWING,
    SIGNED,
    STANDING_IN,
    SYSTEM,
    TO,
    Asked,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from random import Random

OFFICERS: Final = ("arvid", "bea")
UNITS: Final = (AF, REGION, PARTICIPANT_SOURCE)
JOBS: Final = ("job-arvid", "job-bea")
CATEGORIES: Final = (Category.C04, Category.C07, Category.C08, Category.C13)
MARKS: Final = (None, None, AT - 1, AT + 1)
BEGINS: Final = (HIRED, SIGNED, AT, AT + 1)
ENDS: Final = (None, AT - 1, AT, AT + 1)
INSTANTS: Final = (SIGNED, FROM - 1, FROM, AT - 1, AT + 1, TO - 1, TO, TO + DAY)
LABELS: Final = (*CATEGORIES, *Reserved, "C99", "*")
PURPOSES: Final = (None, Purpose.COORDINATE_PLANS, Purpose.FOLLOW_UP, "control")
ACTIONS: Final = (*Action, "approve")

Domain = dict[str, "Sequence[object]"]
INTERVAL: Final[Domain] = {"officer": OFFICERS, "unit": UNITS, "begins": BEGINS, "ends": ENDS}
NAMED: Final[Domain] = {"officer": OFFICERS, "unit": UNITS, "employment": JOBS, "withdrawn_at": MARKS}
WHOM: Final = (None, PERSON.id, BEA.id, "person-nobody")
ABSENCE: Final[Domain] = {
    "employment": JOBS,
    "begins": (AT - DAY - 1, AT - DAY, AT, AT + 1),
    "ends": (AWAY.ends, AT, AT + 1),
    "ended_at": MARKS,
}
GIVEN: Final[Domain] = {"source": UNITS, "category": CATEGORIES, "accepted_at": MARKS, "declined_at": MARKS}
PARTICIPANT: Final[Domain] = {"id": ("dana", "eva"), "restricted_at": MARKS, "died_at": MARKS}
READER: Final[Domain] = {
    "kind": (*ReaderKind, "robot"),
    "officer": (*OFFICERS, None),
    "unit": (*UNITS, None),
    "participant": (None, "dana", "eva"),
    "employment": (None, JOB),
}
EMPLOYMENT: Final[Domain] = {**INTERVAL, "id": JOBS, "function": (*Function, "janitor")}
ROW: Final[Domain] = {**GIVEN, "withdrawn_at": MARKS, "source_function": (*Function, PARTICIPANT_SOURCE, "janitor")}
LINE_PARTS: Final[Domain] = {
    **NAMED,
    **GIVEN,
    "since": (HIRED - 1, HIRED, SIGNED, AT),
    "row": tuple(row.id for row in CONSENT.rows),
    "person": (PERSON.id, "person-bea"),
}
CONSENT_PARTS: Final[Domain] = {
    "kind": tuple(Kind),
    "signed_at": (HIRED, SIGNED, FROM + 1, AT, AT + 1),
    "valid_from": (SIGNED - 1, SIGNED, FROM, AT, AT + 1),
    "valid_to": (AT - 1, AT, AT + 1, TO, TO + 1),
    "withdrawn_at": MARKS,
    "purposes": ((), (Purpose.COORDINATE_PLANS,), (Purpose.FOLLOW_UP,), tuple(Purpose)),
    "collision_check": (False, True),
}
PAPERS: Final = (Paper(AF, "bea"), Paper(AF, "arvid"), Paper(REGION, "bea"))
STARTS: Final = (
    replace(FACTS, paper=PAPERS[0]),
    FACTS,
    FACTS,
    FACTS,
    COACHED,
    replace(FACTS, reader=SYSTEM),
    replace(FACTS, reader=DANA),
    replace(FACTS, consent=replace(CONSENT, withdrawn_at=AT - 1), own_ground=True),
    replace(FACTS, consent=replace(CONSENT, persons=(PERSON, BEA))),
    STANDING_IN,
    STANDING_IN,
    replace(STANDING_IN, consent=replace(CONSENT, withdrawn_at=AT - 1), own_ground=True),
    replace(FACTS, consent=replace(CONSENT, rows=(REGION_C07,), lines=(LINE,))),
    replace(FACTS, consent=replace(CONSENT, rows=(REGION_C07,), lines=())),
    replace(FACTS, coach=Assignment("arvid", AF, HIRED, None)),
    REVIEWING,
)


def exchanged(random: Random, what: Any, domain: Mapping[str, Sequence[object]]) -> Any:
    """Give the same with one part of it drawn anew."""
    part = random.choice(tuple(domain))
    return replace(what, **{part: random.choice(domain[part])})


def _one_of(random: Random, many: tuple[Any, ...], domain: Domain) -> tuple[Any, ...]:
    if not many:
        return many
    chosen = random.randrange(len(many))
    return (*many[:chosen], exchanged(random, many[chosen], domain), *many[chosen + 1 :])


def _in_consent(random: Random, facts: Facts) -> Facts:
    consent = facts.consent
    if consent is None:
        return replace(facts, consent=random.choice((None, CONSENT)))
    which = random.choice((0, 1, 1, 2, 2, 2, 3, 4, 4))
    if which == 0:
        consent = replace(
            consent, persons=_one_of(random, consent.persons, {**NAMED, "reads": (False, True), "stands_in_for": WHOM})
        )
    elif which == 1:
        consent = replace(consent, rows=_one_of(random, consent.rows, ROW))
    elif which == 2:
        consent = replace(consent, lines=_one_of(random, consent.lines, LINE_PARTS))
    elif which == 3:
        keep: dict[str, Sequence[object]] = {"persons": ((), consent.persons), "lines": ((), consent.lines[:1])}
        consent = exchanged(random, consent, keep)
    else:
        consent = exchanged(random, consent, CONSENT_PARTS)
    return replace(facts, consent=consent)


def _in_reader(random: Random, facts: Facts) -> Facts:
    job = facts.reader.employment
    if job is not None and random.random() < 0.7:
        return replace(facts, reader=replace(facts.reader, employment=exchanged(random, job, EMPLOYMENT)))
    return replace(facts, reader=exchanged(random, facts.reader, READER))


def _in_intervals(random: Random, facts: Facts) -> Facts:
    which = random.randrange(4)
    if which == 0:
        coach = facts.coach or Assignment("arvid", AF, HIRED, None)
        return replace(facts, coach=random.choice((None, exchanged(random, coach, INTERVAL))))
    if which == 1 or facts.assignment is None:
        return replace(facts, assignment=random.choice((None, Assignment("arvid", AF, SIGNED, None))))
    return replace(facts, assignment=exchanged(random, facts.assignment, INTERVAL))


def _in_replaced(random: Random, facts: Facts) -> Facts:
    if facts.replaced is None:
        return replace(facts, replaced=random.choice((None, Replaced(BEA_JOB, None), Replaced(BEA_JOB, AWAY))))
    which, away = random.randrange(3), facts.replaced.absence
    if which == 0 or away is None:
        return replace(facts, replaced=random.choice((None, Replaced(BEA_JOB, None), Replaced(BEA_JOB, AWAY))))
    if which == 1:
        job = exchanged(random, facts.replaced.employment, EMPLOYMENT)
        return replace(facts, replaced=replace(facts.replaced, employment=job))
    return replace(facts, replaced=replace(facts.replaced, absence=exchanged(random, away, ABSENCE)))


def _in_rest(random: Random, facts: Facts) -> Facts:
    which = random.randrange(5)
    if which == 3:
        return replace(facts, reviewed=random.choice(((), (AF,), (AF, REGION))))
    if which == 4:
        return replace(facts, paper=random.choice((None, *PAPERS)))
    if which == 0:
        return replace(facts, participant=exchanged(random, facts.participant, PARTICIPANT))
    if which == 1:
        return replace(facts, own_ground=not facts.own_ground)
    return replace(facts, at=random.choice(INSTANTS))


CHANGES: Final[tuple[Callable[[Random, Facts], Facts], ...]] = (
    _in_consent,
    _in_consent,
    _in_consent,
    _in_reader,
    _in_intervals,
    _in_replaced,
    _in_rest,
)


def make_facts(random: Random) -> Facts:
    facts = random.choice(STARTS)
    for _ in range(random.choice((0, 1, 1, 2, 3))):
        facts = random.choice(CHANGES)(random, facts)
    return facts if unambiguous(facts) else FACTS


def make_question(random: Random, facts: Facts) -> Asked:
    purpose = Purpose.COORDINATE_PLANS if random.random() < 0.9 else random.choice(PURPOSES)
    roll = random.random()
    job = facts.reader.employment
    if (facts.reviewed or (job is not None and job.function == Function.NONE)) and roll < 0.5:
        return Asked(Action.REVEAL, None, random.choice((Reserved.NAME, *Reserved)), purpose)
    if facts.paper is not None and roll < 0.5:
        return Asked(Action.COMPARE, None, random.choice((Reserved.CONSENT, *Reserved)), purpose)
    if facts.reader.kind == ReaderKind.SYSTEM:
        action: str = Action.COLLISION_CHECK if roll < 0.9 else random.choice(ACTIONS)
    elif roll < 0.5:
        action = Action.READ
    elif roll < 0.7:
        action = Action.WRITE
    else:
        action = random.choice(ACTIONS)
    if action in {Action.READ, Action.WRITE, Action.COLLISION_CHECK} and random.random() < 0.85:
        consent = facts.consent or CONSENT
        near: tuple[Line | Row, ...] = (*consent.lines, *consent.rows)
        pair = random.choice(near)
        return Asked(action, pair.source, pair.category, purpose)
    label: str = random.choice((*Reserved, *LABELS))
    return Asked(action, random.choice((*UNITS, AME, None)), label, purpose)


def unambiguous(facts: Facts) -> bool:
    """Two persons or lines that are the same to the rules are refused, which test_rules.py shows."""
    consent = facts.consent
    if consent is None:
        return True
    persons = [(person.officer, person.unit, person.employment) for person in consent.persons]
    rows = [(row.source, row.category) for row in consent.rows]
    lines = [(line.officer, line.unit, line.employment, line.source, line.category) for line in consent.lines]
    return all(len(many) == len(set(many)) for many in (persons, rows, lines))
