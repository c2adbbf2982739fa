"""The rules of policies/README.md from R13 on, and those without a number, under the same headings."""

from __future__ import annotations

import re

import pytest

from policies import decide as decide_module
from policies import rules
from policies.decision import Permit, Refusal
from policies.facts import Assignment, Consent, Facts, Paper, Question
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Category, Function, ReaderKind, Reserved
from policies.vocabulary import RefusalReason as Why
from tests.policies import test_rules, test_substitutes
from tests.policies.changing import replace
from tests.policies.world import (
    AF,
    AF_C04,
    AME,
    AMIR,
    AT,
    CHECK,
    COACHED,
    CONSENT,
    DANA,
    DAY,
    FACTS,
    FOLDER,
    HERSELF,
    HIRED,
    JOB,
    LINE,
    MACHINE,
    NAME,
    OWN,
    POLICY,
    REGION,
    REGION_C04,
    REGION_C07,
    REVIEWING,
    SIGNED,
    WRITE,
    ask,
    decide_one,
    line_for,
    permit,
    why,
    with_consent,
    with_job,
    with_line,
    with_row,
)


def test_r13() -> None:
    """R13 · Nothing is remembered from one question to the next."""
    assert why() == "line"
    assert why(with_consent(withdrawn_at=AT)) == Why.WITHDRAWN
    assert why() == "line"


def test_r14() -> None:
    """R14 · A new version ends the old one wholly."""
    second = replace(CONSENT, id="consent-4", version=4, rows=(REGION_C04,), lines=(line_for(REGION_C04),))
    narrower = replace(FACTS, consent=second)
    assert why(narrower) == Why.NO_LINE
    assert permit(narrower, ask(Category.C04)).version == 4
    # A line that stood before keeps its first signing, so that what it opened stays open.
    later = replace(second, signed_at=AT, valid_from=AT, valid_to=AT + DAY)
    assert permit(replace(FACTS, consent=later), ask(Category.C04)).line == line_for(REGION_C04)


def test_r15() -> None:
    """R15 · The version decides, not the clock."""
    assert permit().version == CONSENT.version
    same_instant = replace(CONSENT, id="consent-4", version=4)
    assert permit(replace(FACTS, consent=same_instant)).version == 4
    assert "version" in Consent._fields


def test_r16() -> None:
    """R16 · Nobody signs or reads in her place yet."""
    assert set(ReaderKind) == {"officer", "participant", "system"}


def test_r17() -> None:
    """R17 · After death the other units read nothing."""
    for question in (ask(), OWN, WRITE, NAME):
        dead = replace(FACTS, participant=replace(FACTS.participant, died_at=SIGNED))
        assert why(dead, question) == Why.DECEASED
        assert why(replace(dead, own_ground=True), question) == Why.DECEASED
    assert why(replace(MACHINE, participant=replace(FACTS.participant, died_at=AT)), CHECK) == Why.DECEASED


def test_r18() -> None:
    """R18 · Nobody under eighteen."""
    assert POLICY.minimum_age == 18


@pytest.mark.parametrize("function", [*Function, "administrator"])
def test_r19(function: str) -> None:
    """R19 · No override, no emergency key, no all."""
    bare = with_consent(with_job(function=function), persons=(), lines=())
    for action in Action:
        for label in (*Category, *Reserved):
            assert isinstance(decide_one(POLICY, ask(label, REGION, action), bare), Refusal)
            assert isinstance(decide_one(POLICY, ask(label, AF, action), bare), Refusal)


def test_r20() -> None:
    """R20 · Lifting secrecy and the legal ground are two things."""
    # The consent is no ground for the unit's own items, and the unit's ground is none for reading others'.
    assert why(replace(with_consent(withdrawn_at=AT), own_ground=True), ask()) == Why.WITHDRAWN
    assert "own_ground" not in Consent._fields


def test_r23() -> None:
    """R23 · Ink on paper is compared by a second person."""
    for label in (Reserved.CONSENT, Reserved.NAME):
        question = ask(label, None, Action.COMPARE)
        assert why(FACTS, question) == Why.NOT_OWN
        assert why(replace(FACTS, paper=Paper(REGION, "bea")), question) == Why.NOT_OWN
        assert why(replace(FACTS, paper=Paper(AF, "arvid")), question) == Why.SAME_PERSON
        assert permit(replace(FACTS, paper=Paper(AF, "bea")), question).rule == "second"
        assert permit(replace(FACTS, paper=Paper(AF, "bea")), question).version is None
    without = with_job(replace(FACTS, paper=Paper(AF, "bea")), function=Function.NONE)
    assert why(without, ask(Reserved.NAME, None, Action.COMPARE)) == Why.FUNCTION


def test_ceiling() -> None:
    """The ceiling · The most that may be granted."""
    assert why(with_job(function=Function.CONSULTATION)) == Why.CEILING
    assert why(with_row(source_function=Function.AF_OFFICER)) == Why.CEILING
    assert why(with_row(source_function=Function.NONE)) == Why.CEILING
    c08 = with_line(with_row(category=Category.C08), category=Category.C08)
    for function in Function:
        reads = function in {Function.CLINICIAN, Function.REHAB_COORDINATOR}
        expected = "line" if reads else Why.FUNCTION if function is Function.NONE else Why.CEILING
        assert why(with_job(c08, function=function), ask(Category.C08)) == expected
    hers = replace(REGION_C07, source=PARTICIPANT_SOURCE)
    untrue = with_consent(rows=(hers,), lines=(line_for(hers),))
    assert why(untrue, ask(Category.C07, PARTICIPANT_SOURCE)) == Why.CEILING
    # Being the participant is a matter of the source, never of a function with that name.
    borrowed = with_row(source_function=PARTICIPANT_SOURCE, category=Category.C04)
    borrowed = with_line(borrowed, category=Category.C04)
    assert why(
        with_consent(borrowed, lines=borrowed.consent.lines[:1] if borrowed.consent else ()), ask(Category.C04)
    ) == (Why.CEILING)


def test_names() -> None:
    """Names · The name, the number, the account and the consent's text."""
    assert permit(FACTS, NAME) == Permit("named", 3)
    for action in (Action.LIST, Action.EXTRACT, Action.RESOLVE):
        assert why(FACTS, replace(NAME, action=action)) == "named"
    # With a standing line, or a row that her unit gives; with neither, nothing.
    only_gives = with_consent(lines=())
    only_reads = with_consent(rows=(REGION_C07,), lines=(LINE,))
    assert why(only_gives, NAME) == "named"
    assert why(only_reads, NAME) == "named"
    assert why(with_row(only_gives, row=AF_C04, withdrawn_at=AT), NAME) == Why.NO_SHARE
    assert why(with_row(only_reads, withdrawn_at=AT), NAME) == Why.NO_SHARE
    assert why(with_line(only_reads, withdrawn_at=AT), NAME) == Why.NO_SHARE
    assert why(with_line(only_reads, officer="bea"), NAME) == Why.NO_SHARE
    # Waiting to be taken on, an officer sees the name where she answers for her unit, and nothing else.
    waiting = replace(FACTS, assignment=None)
    answering = (Action.DECIDE_ACCEPTANCE, Action.ACCEPT, Action.DECLINE, Action.TAKE_ON)
    assert all(why(waiting, replace(NAME, action=action)) == "named" for action in answering)
    assert why(with_consent(waiting, rows=(), lines=()), replace(NAME, action=Action.TAKE_ON)) == Why.NO_SHARE
    number = ask(Reserved.NUMBER, None)
    assert why(waiting, replace(number, action=Action.DECIDE_ACCEPTANCE)) == "named"
    for action in (Action.READ, Action.LIST, Action.ACCEPT, Action.TAKE_ON, Action.WRITE):
        assert why(FACTS, replace(number, action=action)) == Why.NO_RULE
        assert why(COACHED, replace(number, action=action)) == Why.NO_RULE
    for label in (Reserved.ACCOUNT, Reserved.CONSENT):
        assert why(FACTS, ask(label, None)) == Why.NOT_OWN


def test_a_list_and_an_extract_are_readings() -> None:
    """What she may read she may list and take out, and nothing else (R5)."""
    for facts in (FACTS, with_consent(lines=()), with_consent(withdrawn_at=AT), replace(FACTS, assignment=None)):
        for label in Category:
            for source in (REGION, AF, PARTICIPANT_SOURCE):
                read = decide_one(POLICY, ask(label, source), facts)
                assert decide_one(POLICY, ask(label, source, Action.LIST), facts) == read
                assert decide_one(POLICY, ask(label, source, Action.EXTRACT), facts) == read


def test_coach() -> None:
    """The coach · While she is the registering coach."""
    signed = replace(COACHED, consent=CONSENT)
    for facts in (COACHED, signed):
        for action, label in (
            (Action.READ, Reserved.NAME),
            (Action.LIST, Reserved.NAME),
            (Action.EXTRACT, Reserved.NAME),
            (Action.RESOLVE, Reserved.NAME),
            (Action.READ, Reserved.ACCOUNT),
            (Action.LINK, Reserved.ACCOUNT),
            (Action.CODE_RESET, Reserved.ACCOUNT),
            (Action.READ, Reserved.CONSENT),
            (Action.DRAFT, Reserved.CONSENT),
            (Action.PRESENT, Reserved.CONSENT),
            (Action.WITNESS, Reserved.CONSENT),
        ):
            assert why(facts, ask(label, None, action)) == "coach"
        assert why(facts, ask(Category.C01, PARTICIPANT_SOURCE)) in {Why.NO_CONSENT, Why.NOT_NAMED}
    registering = [ask(label, None, Action.REGISTER) for label in (Reserved.NAME, Reserved.NUMBER, Reserved.ACCOUNT)]
    for question in registering:
        assert why(COACHED, question) == "coach"
        assert why(signed, question) == Why.NO_RULE
        assert why(FACTS, question) == Why.NOT_OWN

    def coach(**changes: object) -> Facts:
        interval = Assignment("amir", AME, HIRED, None)
        return replace(COACHED, coach=replace(interval, **changes))

    account = ask(Reserved.ACCOUNT, None)
    assert why(coach(begins=AT, ends=AT + 1), account) == "coach"
    for changed in (coach(begins=AT + 1), coach(ends=AT), coach(officer="bea"), coach(unit=AF)):
        assert why(changed, account) == Why.NOT_OWN
    assert why(with_job(COACHED, ends=AT), account) == Why.NOT_EMPLOYED
    assert why(with_job(COACHED, function=Function.NONE), account) == Why.FUNCTION
    assert why(replace(COACHED, reader=replace(AMIR, kind=ReaderKind.SYSTEM)), account) == Why.NO_RULE


def test_her_own() -> None:
    """Her own · The participant reads all that is hers."""
    withdrawn = with_consent(HERSELF, withdrawn_at=SIGNED)
    for facts in (HERSELF, withdrawn, replace(HERSELF, consent=None)):
        for label in (*Category, *Reserved):
            assert permit(facts, ask(label, REGION)) == Permit("own", None)
            assert why(facts, ask(label, REGION, Action.LIST)) == "own"
        for action in (Action.SIGN, Action.WITHDRAW):
            assert why(facts, ask(Reserved.CONSENT, None, action)) == "own"
    for other in ("eva", None):
        assert why(replace(HERSELF, reader=replace(DANA, participant=other))) == Why.NOT_OWN
    nobody = replace(HERSELF, reader=replace(DANA, participant=None), participant=replace(FACTS.participant, id=None))
    assert why(nobody) == Why.NOT_OWN


def test_collision_check() -> None:
    """Krockkontroll · Her own yes alone lets the times be compared."""
    assert permit(MACHINE, CHECK) == Permit("collision_check", 3)
    assert why(with_consent(MACHINE, collision_check=False), CHECK) == Why.CHECK_NOT_ALLOWED
    assert why(with_consent(MACHINE, collision_check="yes"), CHECK) == Why.CHECK_NOT_ALLOWED
    assert why(replace(MACHINE, consent=None), CHECK) == Why.NO_CONSENT
    assert why(MACHINE, replace(CHECK, source=PARTICIPANT_SOURCE)) == "collision_check"
    assert why(with_consent(MACHINE, rows=()), replace(CHECK, source=PARTICIPANT_SOURCE)) == "collision_check"
    assert why(with_consent(MACHINE, rows=()), CHECK) == Why.NO_LINE
    assert why(MACHINE, replace(CHECK, source=AME)) == Why.NO_LINE
    assert why(with_row(MACHINE, row=REGION_C04, accepted_at=None), CHECK) == Why.NO_LINE
    assert why(with_row(MACHINE, row=REGION_C04, declined_at=AT), CHECK) == Why.NO_LINE
    assert why(MACHINE, replace(CHECK, category=Category.C03)) == Why.NOT_COMPARED
    assert why(MACHINE, replace(CHECK, category=Reserved.NAME)) == Why.NO_RULE
    assert why(FACTS, CHECK) == Why.NO_RULE


def test_r22() -> None:
    """R22 · A reviewer opens whom one case is about, with a reason."""
    reveal = ask(Reserved.NAME, None, Action.REVEAL)
    assert permit(REVIEWING, reveal) == Permit("reveal", None)
    assert why(replace(REVIEWING, consent=None), reveal) == "reveal"
    told = ask(Reserved.CONSENT, None, Action.WITHDRAW)
    assert why(REVIEWING, told) == "reviewer", "she may be told that something is taken back"
    assert why(replace(REVIEWING, reviewed=()), told) == Why.FUNCTION, "refused as one who is not named"
    assert why(with_consent(persons=()), told) == Why.NOT_NAMED
    assert why(replace(REVIEWING, reviewed=()), reveal) == Why.NOT_CONCERNED
    assert why(replace(FACTS, reviewed=(AF,)), reveal) == Why.FUNCTION
    ended = replace(REVIEWING.reader, employment=replace(JOB, function=Function.NONE, ends=AT))
    assert why(replace(REVIEWING, reader=ended), reveal) == Why.NOT_EMPLOYED
    restricted = replace(FACTS.participant, restricted_at=AT)
    assert why(replace(REVIEWING, participant=restricted), reveal) == Why.RESTRICTED
    for label in (Reserved.NUMBER, Reserved.ACCOUNT, Reserved.CONSENT, *Category):
        assert why(REVIEWING, ask(label, REGION, Action.REVEAL)) == Why.NO_RULE
    for act in (Action.READ, Action.LIST, Action.EXTRACT):
        assert why(REVIEWING, ask(Reserved.NAME, None, act)) != "reveal"


def test_each_rule_alone_refuses_when_it_is_told_nothing() -> None:
    nobody = replace(FACTS.reader, employment=None)
    reading = Question(Action.READ, "coordinate_plans")
    nothing = replace(FACTS, reader=nobody, consent=None, assignment=None, coach=None)
    about_nothing = {rules.words_known, rules.participant_open, rules.nothing_signed, rules.replaced_away}
    stages = {rule for _, needed in decide_module._STAGES.values() for rule in needed}
    for rule in stages - about_nothing:
        assert rule(POLICY, reading, nothing) is not None, rule
    for named in (rules.has_share, rules.person_reads, rules.person_named):
        assert named(POLICY, reading, replace(FACTS, reader=nobody)) is not None or named is rules.has_share
    assert rules.has_share(POLICY, reading, replace(with_consent(rows=(REGION_C07,)), reader=nobody)) == Why.NO_SHARE
    assert rules.lines_of_reader(nothing) == {}
    for line_rule in (rules.employment_unbroken, rules.ceiling_allows):
        assert line_rule(POLICY, nothing, LINE, REGION_C07) is not None
    empty = replace(nothing, reader=replace(nobody, unit=AF))
    assert rules.unit_writes(POLICY, empty, AF, Category.C04) == Why.NO_LINE
    assert rules.check_reaches(POLICY, empty, AF, Category.C04) == Why.NO_LINE
    with_row_only = replace(nothing, consent=CONSENT, reader=replace(nobody, unit=AF))
    assert rules.unit_writes(POLICY, with_row_only, AF, Category.C04) == Why.CEILING


def test_each_heading_is_a_heading_of_the_readme() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    tests = [*vars(test_rules).items(), *vars(test_substitutes).items(), *globals().items()]
    here = [(test.__doc__ or "").rstrip(".") for name, test in tests if name.startswith("test_")]
    headings = re.findall(r"^### (.+)$", readme, flags=re.MULTILINE)
    assert sorted(headings) == sorted(each for each in here if " · " in each)


def test_each_act_that_may_be_permitted_is_in_the_readme() -> None:
    table = (FOLDER / "README.md").read_text(encoding="utf-8").partition("\n## Acts\n")[2].partition("\n## ")[0]
    kinds = {"reviewer": "officer", "coach": "officer"}
    told = {
        (kinds.get(who, who), act)
        for who, acts in re.findall(r"^\| (\w+) \| ([^|]+) \|", table, flags=re.MULTILINE)
        for act in re.findall(r"`(\w+)`", acts)
    }
    assert told == {(who, act) for who, act, _ in decide_module._WAYS}
