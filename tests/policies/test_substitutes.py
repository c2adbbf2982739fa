"""R21 of policies/README.md: a substitute reads what the one she replaces reads, while she is away, and no more."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from policies.decide import decide
from policies.decision import Permit
from policies.facts import Assignment, Facts, Question, Reader
from policies.rules import one_coach_suffices, replaced_line_stands
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Category, Purpose, Reserved
from policies.vocabulary import RefusalReason as Why
from tests.policies.changing import replace
from tests.policies.generating import make_facts
from tests.policies.world import (
    AF,
    AT,
    AWAY,
    BEA,
    BEA_JOB,
    BEAS,
    CONSENT,
    DAY,
    HIRED,
    NAME,
    OWN,
    PERSON,
    POLICY,
    REGION,
    REGION_C07,
    SIGNED,
    STANDING_IN,
    WRITE,
    ask,
    at,
    decide_one,
    why,
    with_consent,
    with_line,
    with_row,
)

TAKE_ON = ask(Reserved.NAME, None, Action.TAKE_ON)
ANSWERS = [ask(Reserved.NAME, None, act) for act in (Action.DECIDE_ACCEPTANCE, Action.ACCEPT, Action.DECLINE)]
ALL = (ask(), OWN, WRITE, NAME, *ANSWERS)


def absence(**changes: Any) -> Facts:
    away = STANDING_IN.replaced
    assert away is not None
    return replace(STANDING_IN, replaced=replace(away, absence=replace(AWAY, **changes)))


def job(**changes: Any) -> Facts:
    away = STANDING_IN.replaced
    assert away is not None
    return replace(STANDING_IN, replaced=replace(away, employment=replace(BEA_JOB, **changes)))


def persons(*others: Any) -> Facts:
    return with_consent(STANDING_IN, persons=(replace(PERSON, stands_in_for=BEA.id), *others))


def test_r21() -> None:
    """R21 · A substitute, while the one she replaces is away."""
    assert [why(STANDING_IN, question) for question in ALL] == ["line", "own_unit", "write", *["named"] * 4]
    for question in ALL:
        assert why(at(AT - DAY - 1, STANDING_IN), question) == Why.REPLACED_PRESENT
        assert why(at(AT - DAY, STANDING_IN), question) not in set(Why)
        assert why(at(AWAY.ends - 1, STANDING_IN), question) not in set(Why)
        assert why(at(AWAY.ends, STANDING_IN), question) == Why.REPLACED_PRESENT
        # Ended counts from when it is known, whatever a clock says.
        assert why(absence(ended_at=AT + 1), question) == Why.REPLACED_PRESENT
        assert why(replace(STANDING_IN, replaced=None), question) == Why.REPLACED_GONE
    # She takes the case on beforehand, by what shows no name.
    assert why(at(AT - DAY - 1, STANDING_IN), TAKE_ON) == "named"
    assert why(replace(STANDING_IN, assignment=None)) == Why.NOT_TAKEN_ON


def test_r21_the_line_alone_falls_with_who_is_not_there() -> None:
    """Another rule says it first; this one does not lean on that."""
    consent = STANDING_IN.consent
    assert consent is not None
    line = next(one for one in consent.lines if one.person == PERSON.id)
    row = next(one for one in consent.rows if one.id == line.row)
    assert replaced_line_stands(POLICY, STANDING_IN, line, row) is None
    assert replaced_line_stands(POLICY, replace(STANDING_IN, replaced=None), line, row) == Why.REPLACED_GONE


def test_r21_an_absence_is_thirty_days_at_most_and_hers() -> None:
    assert POLICY.longest_absence_days == 30
    assert why(absence(begins=AWAY.begins - 1)) == Why.REPLACED_PRESENT
    assert why(absence(ends=AWAY.ends + 1)) == Why.REPLACED_PRESENT
    assert why(absence(begins=AWAY.begins + 1)) == "line"
    assert why(absence(employment="job-arvid")) == Why.REPLACED_PRESENT
    assert why(replace(STANDING_IN, replaced=replace(STANDING_IN.replaced, absence=None))) == Why.REPLACED_PRESENT


def test_r21_whom_she_replaces_still_stands_there() -> None:
    assert why(persons()) == Why.REPLACED_GONE
    assert why(persons(replace(BEA, withdrawn_at=AT + 1))) == Why.REPLACED_GONE
    assert why(persons(replace(BEA, stands_in_for=PERSON.id))) == Why.REPLACED_GONE
    assert why(persons(replace(BEA, unit=REGION))) == Why.REPLACED_GONE
    assert why(persons(replace(BEA, officer="arvid"))) == Why.REPLACED_GONE
    for other in ({"unit": REGION}, {"officer": "arvid"}):  # though the employment is just as the consent names it
        named = with_consent(job(**other), persons=persons(replace(BEA, **other)).consent.persons)  # type: ignore[union-attr]
        assert why(named) == why(named, NAME) == why(named, OWN) == Why.REPLACED_GONE
    assert why(persons(BEA, BEA)) == Why.REPLACED_GONE
    assert why(job(ends=AT)) == Why.REPLACED_GONE
    assert why(job(ends=AT + 1)) == "line"
    assert why(job(begins=AT + 1)) == Why.REPLACED_GONE
    for other in ({"id": "job-again"}, {"officer": "carl"}, {"unit": REGION}):
        assert why(job(**other)) == Why.REPLACED_GONE


def test_r21_nothing_that_the_other_could_not_read_herself() -> None:
    hers = next(line for line in BEAS if line.row == REGION_C07.id)
    for mark in ("withdrawn_at", "declined_at"):
        assert why(with_line(STANDING_IN, hers, **{mark: AT})) == Why.REPLACED_GONE
    assert why(with_line(STANDING_IN, hers, accepted_at=None)) == Why.REPLACED_GONE
    assert why(with_line(STANDING_IN, hers, since=HIRED - 1)) == Why.REPLACED_GONE
    assert why(with_consent(STANDING_IN, lines=CONSENT.lines)) == Why.REPLACED_GONE
    assert why(job(function="consultation")) == Why.REPLACED_GONE
    assert why(job(begins=SIGNED + 1)) == Why.REPLACED_GONE
    assert why(persons(replace(BEA, reads=False))) == Why.REPLACED_GONE
    assert why(persons(replace(BEA, reads=False)), OWN) == "own_unit"
    # In whatever order the consent names them.
    turned = with_consent(STANDING_IN, persons=(BEA, replace(PERSON, stands_in_for=BEA.id)))
    assert why(turned) == "line"
    assert why(with_line(turned, hers, declined_at=AT)) == Why.REPLACED_GONE
    # What she has no line to herself is not opened by the other's.
    assert why(with_consent(STANDING_IN, lines=BEAS)) == Why.NO_LINE
    assert why(with_row(STANDING_IN, declined_at=AT)) == Why.DECLINED
    participants = ask(Category.C04, PARTICIPANT_SOURCE)
    assert why(STANDING_IN, participants) == "line"


def test_r21_after_the_end_her_own_unit_s_items_need_the_absence_too() -> None:
    ended = replace(with_consent(STANDING_IN, withdrawn_at=AT), own_ground=True)
    assert why(ended, OWN) == "own_unit"
    assert why(replace(ended, replaced=None), OWN) == Why.WITHDRAWN
    assert why(at(AT - DAY - 1, ended), OWN) == Why.WITHDRAWN


def test_r21_a_coach_who_is_also_a_substitute_remains_the_coach() -> None:
    coach = replace(STANDING_IN, replaced=None, coach=Assignment("arvid", AF, HIRED, None))
    assert why(coach, NAME) == "coach"
    assert why(coach) == Why.REPLACED_GONE


def test_r21_she_never_reads_more_than_the_one_she_replaces() -> None:
    """Whatever state of affairs: all that opens for a substitute by a line opens for the other by hers."""
    random, met = Random(21), 0
    pairs = [(source, category) for source in (AF, REGION, PARTICIPANT_SOURCE) for category in Category]
    for _ in range(20_000):
        facts = make_facts(random)
        named = facts.consent.persons if facts.consent else ()
        mine = [one for one in named if (one.officer, one.unit) == (facts.reader.officer, facts.reader.unit)]
        if facts.replaced is None or len(mine) != 1 or mine[0].stands_in_for is None or facts.assignment is None:
            continue
        theirs = facts.replaced.employment
        other = replace(
            facts,
            reader=Reader("officer", theirs.officer, theirs.unit, theirs, None),
            assignment=replace(facts.assignment, officer=theirs.officer, unit=theirs.unit),
        )
        purpose = Purpose.COORDINATE_PLANS
        reads = decide(POLICY, Question(Action.READ, purpose), facts, pairs)
        they = decide(POLICY, Question(Action.READ, purpose), other, pairs)
        for one, same in zip(reads, they, strict=True):
            if isinstance(one, Permit) and one.rule == "line":
                met += 1
                assert isinstance(same, Permit), facts
    assert met > 500


@pytest.mark.parametrize("question", [ask(), NAME, WRITE])
def test_r21_an_error_about_the_other_is_a_refusal(question: Any) -> None:
    broken = replace(STANDING_IN, replaced="Bea")
    assert not isinstance(decide_one(POLICY, question, broken), Permit)


def test_one_coach() -> None:
    """R6: whether one person's having seen the signature suffices is each unit's policy."""
    assert one_coach_suffices(POLICY, AF)
    strict = replace(POLICY, one_coach_never=frozenset({AF}))
    assert not one_coach_suffices(strict, AF)
    assert one_coach_suffices(strict, REGION)
    assert not one_coach_suffices(replace(POLICY, one_coach_suffices=False), REGION)
