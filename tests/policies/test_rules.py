"""The rules of policies/README.md R0 to R12, under the same headings, with the boundaries on both sides."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from policies.decision import Permit, Refusal
from policies.facts import Assignment, Consent, Facts
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Category, Function, Kind, Purpose, Reserved
from policies.vocabulary import RefusalReason as Why
from tests.policies.changing import replace
from tests.policies.world import (
    AF,
    AF_C04,
    AME,
    ARVID,
    AT,
    CHECK,
    COACHED,
    DANA,
    DAY,
    FACTS,
    FROM,
    HERS_C04,
    HERSELF,
    HIRED,
    ITEM,
    LINE,
    MACHINE,
    NAME,
    OWN,
    PERSON,
    POLICY,
    REGION,
    REGION_C04,
    SIGNED,
    TO,
    WRITE,
    ask,
    at,
    decide_one,
    line_for,
    permit,
    reaches,
    why,
    with_consent,
    with_job,
    with_line,
    with_person,
    with_row,
)


def test_r0() -> None:
    """R0 · Unknown words are refused."""
    assert why(FACTS, ask(action="approve")) == Why.UNKNOWN
    assert why(FACTS, ask(category="C99")) == Why.UNKNOWN
    assert why(FACTS, ask(category="*")) == Why.UNKNOWN
    assert why(FACTS, ask(purpose="control")) == Why.UNKNOWN
    assert why(FACTS, ask(source=None)) == Why.UNKNOWN
    assert why(HERSELF, ask(source=None)) == Why.UNKNOWN
    assert why(HERSELF, ask(purpose="control")) == Why.UNKNOWN
    assert why(replace(FACTS, reader=replace(ARVID, kind="robot"))) == Why.NO_RULE
    assert why(FACTS, ask(action=Action.SIGN)) == Why.NO_RULE
    assert why(MACHINE, ask(action=Action.READ)) == Why.NO_RULE
    assert why(HERSELF, CHECK) == Why.NO_RULE
    assert why(with_job(function="janitor")) == Why.FUNCTION


def test_r1() -> None:
    """R1 · Restricted: nobody but she."""
    for person in (FACTS, MACHINE, COACHED):
        held = replace(person, participant=replace(FACTS.participant, restricted_at=AT + 1))
        for question in (ask(), OWN, WRITE, NAME, CHECK, ask(Reserved.ACCOUNT, None)):
            assert why(held, question) in {Why.RESTRICTED, Why.NO_RULE}
    held = replace(HERSELF, participant=replace(FACTS.participant, restricted_at=SIGNED))
    assert why(held) == "own"
    assert why(held, NAME) == "own"
    assert why(held, ask(Category.C04, PARTICIPANT_SOURCE, Action.WRITE)) == "write"
    assert why(replace(held, reader=ARVID, own_ground=True), OWN) == Why.RESTRICTED
    # Lifted again, exactly what was opens (I12).
    assert permit(FACTS) == permit(replace(held, reader=ARVID, participant=FACTS.participant))


def test_r2() -> None:
    """R2 · Employed now, in a function that reads, and the case taken on."""
    assert why() == "line"
    assert why(with_job(ends=AT + 1)) == "line"
    assert why(with_job(ends=AT)) == Why.NOT_EMPLOYED
    assert why(with_job(begins=AT + 1)) == Why.NOT_EMPLOYED
    assert why(with_job(begins=SIGNED)) == "line"
    assert why(at(HIRED, COACHED), NAME) == "coach"
    assert why(at(HIRED - 1, COACHED), NAME) == Why.NOT_EMPLOYED
    assert why(replace(FACTS, reader=replace(ARVID, employment=None))) == Why.NOT_EMPLOYED
    assert why(with_job(officer="bea")) == Why.NOT_EMPLOYED
    assert why(with_job(unit=REGION)) == Why.NOT_EMPLOYED
    assert why(with_job(function=Function.NONE)) == Why.FUNCTION
    assert why(with_job(function=Function.NONE), OWN) == Why.FUNCTION

    def taken(**changes: object) -> Facts:
        assignment = Assignment("arvid", AF, SIGNED, None)
        return replace(FACTS, assignment=replace(assignment, **changes))

    for question in (ask(), OWN, WRITE, NAME):
        assert why(replace(FACTS, assignment=None), question) == Why.NOT_TAKEN_ON
        assert why(taken(officer="bea"), question) == Why.NOT_TAKEN_ON
        assert why(taken(unit=REGION), question) == Why.NOT_TAKEN_ON
        assert why(taken(begins=AT + 1), question) == Why.NOT_TAKEN_ON
        assert why(taken(ends=AT), question) == Why.NOT_TAKEN_ON
        assert isinstance(decide_one(POLICY, question, taken(begins=AT, ends=AT + 1)), Permit)


def test_r2_a_unit_is_never_the_participant() -> None:
    unit = PARTICIPANT_SOURCE
    job = replace(ARVID.employment or COACHED.reader.employment, unit=unit)
    facts = replace(
        with_person(unit=unit),
        reader=replace(ARVID, unit=unit, employment=job),
        assignment=Assignment("arvid", unit, SIGNED, None),
    )
    assert why(facts, ask(Category.C04, unit)) == Why.NOT_EMPLOYED


def test_r3() -> None:
    """R3 · One signed version governs alone."""
    assert why(replace(FACTS, consent=None)) == Why.NO_CONSENT
    assert why(replace(FACTS, consent=None, own_ground=True), OWN) == Why.NO_CONSENT
    for kind in (Kind.EMPLOYER, Kind.FOLLOW_UP, "all"):
        assert why(with_consent(kind=kind)) == Why.NO_CONSENT
    assert why(with_consent(signed_at=AT, valid_from=AT)) == "line"
    assert why(with_consent(signed_at=AT + 1, valid_from=AT + 1)) == Why.NO_CONSENT
    # There is room for one version in the facts: no union can be made.
    assert Facts.__annotations__["consent"] == Consent | None


def test_r4() -> None:
    """R4 · Within its time, never from before it was signed, never longer than twelve months."""
    for question, rule in ((ask(), "line"), (OWN, "own_unit"), (WRITE, "write"), (NAME, "named")):
        assert why(at(FROM - 1), question) == Why.NOT_YET_VALID
        assert why(at(FROM), question) == rule
        assert why(at(TO - 1), question) == rule
        assert why(at(TO), question) == Why.EXPIRED
        assert why(at(TO + 1_000_000), question) == Why.EXPIRED
        assert why(with_consent(valid_from=SIGNED), question) == Why.TOO_LONG
        assert why(with_consent(valid_from=SIGNED, valid_to=TO - DAY), question) == rule
        assert why(with_consent(valid_from=SIGNED - 1, valid_to=TO - DAY - 1), question) == Why.RETROACTIVE
        assert why(with_consent(valid_to=TO + 1), question) == Why.TOO_LONG
    assert POLICY.longest_validity_days == 366
    assert why(at(FROM - 1, MACHINE), CHECK) == Why.NOT_YET_VALID
    assert why(at(TO, MACHINE), CHECK) == Why.EXPIRED


def test_r5() -> None:
    """R5 · The exact line, and no other."""
    assert permit() == Permit("line", 3, LINE)
    assert why(FACTS, ask(Category.C08)) == Why.NO_LINE
    assert why(FACTS, ask(Category.C07, PARTICIPANT_SOURCE)) == Why.NO_LINE
    assert why(FACTS, ask(Category.C07, AME)) == Why.NO_LINE
    others: list[dict[str, Any]] = [{"officer": "bea"}, {"unit": REGION}, {"employment": "job-bea"}]
    for other in others:
        assert why(with_person(**other)) == Why.NOT_NAMED
        assert why(with_line(**other)) == Why.NO_LINE
    assert why(with_line(person="person-bea")) == Why.NO_LINE
    assert why(with_line(row=REGION_C04.id)) == Why.NO_LINE
    assert why(with_line(row="row-unknown")) == Why.NO_LINE
    assert why(with_row(source=AME)) == Why.NO_LINE
    assert why(with_row(category=Category.C04)) == Why.NO_LINE
    assert why(with_consent(persons=())) == Why.NOT_NAMED
    assert why(with_consent(persons=(PERSON, replace(PERSON, id="again")))) == Why.AMBIGUOUS
    assert why(with_consent(lines=(LINE, replace(LINE, id="again")))) == Why.AMBIGUOUS
    assert why(with_person(reads=False)) == Why.NAMED_ONLY_TO_GIVE
    assert why(with_person(reads="no")) == Why.NAMED_ONLY_TO_GIVE
    assert why(with_person(reads=False), OWN) == "own_unit"
    assert why(with_person(reads=False), WRITE) == "write"


def test_r6() -> None:
    """R6 · The holder of the secret has accepted."""
    assert why(with_line(accepted_at=None)) == Why.NOT_ACCEPTED
    assert why(with_line(accepted_at=AT + 1)) == "line"
    assert why(with_line(declined_at=AT)) == Why.DECLINED
    assert why(with_row(declined_at=AT)) == Why.DECLINED
    assert why(with_row(accepted_at=None)) == "line"
    # What is the participant's own needs nobody's acceptance.
    hers = ask(Category.C04, PARTICIPANT_SOURCE)
    assert why(FACTS, hers) == "line"
    assert why(with_line(line=line_for(HERS_C04), declined_at=AT), hers) == Why.DECLINED
    # A unit that waits delays only what it gives itself.
    waiting = with_row(row=AF_C04, accepted_at=None)
    assert why(waiting) == "line"
    assert why(waiting, OWN) == "own_unit"
    assert why(waiting, WRITE) == Why.NOT_ACCEPTED


def test_r7() -> None:
    """R7 · One unbroken employment since the line was first signed."""
    assert why(with_job(begins=SIGNED)) == "line"
    assert why(with_job(begins=SIGNED + 1)) == Why.EMPLOYMENT_BROKEN
    assert why(with_line(since=HIRED - 1)) == Why.EMPLOYMENT_BROKEN
    # Hired again: a new employment, which the old line does not know, also where a colleague's goes on.
    assert why(with_job(id="job-again", begins=AT)) == Why.NOT_NAMED
    named_again = with_person(with_job(id="job-again", begins=AT), employment="job-again")
    assert why(named_again) == Why.NO_LINE
    assert why(with_line(named_again, employment="job-again")) == Why.EMPLOYMENT_BROKEN
    # Two units at once do not mix: the line is for the unit at which she was named.
    both = replace(ARVID, unit=AME, employment=replace(ARVID.employment or COACHED.reader.employment, unit=AME))
    assert why(replace(FACTS, reader=both, assignment=Assignment("arvid", AME, SIGNED, None))) == Why.NOT_NAMED


def test_r8() -> None:
    """R8 · The item stands on a ground, and is not from before the line."""
    given = permit()
    assert reaches(given, ITEM)
    assert reaches(given, replace(ITEM, basis_version=None))
    assert not reaches(given, replace(ITEM, basis_version=4))
    assert reaches(given, replace(ITEM, basis_version=1))
    assert not reaches(given, replace(ITEM, first_written=SIGNED - 1))
    assert reaches(permit(with_line(covers_earlier=True)), replace(ITEM, first_written=SIGNED - 1))
    assert not reaches(permit(with_line(covers_earlier="yes")), replace(ITEM, first_written=SIGNED - 1))
    assert not reaches(permit(with_line(covers_earlier=True)), replace(ITEM, basis_version=4))
    compared = permit(MACHINE, CHECK)
    assert reaches(compared, replace(ITEM, first_written=HIRED))
    assert not reaches(compared, replace(ITEM, basis_version=4))
    for whole in (permit(FACTS, OWN), permit(HERSELF), permit(FACTS, NAME), permit(COACHED, NAME)):
        assert reaches(whole, replace(ITEM, first_written=HIRED, basis_version=9))
    assert not reaches(permit(FACTS, WRITE), ITEM)
    assert not reaches(Refusal(Why.NO_LINE), ITEM)
    assert not reaches(replace(given, rule="all"), ITEM)
    assert not reaches(SimpleNamespace(rule="own"), ITEM)  # type: ignore[arg-type]
    assert not reaches(replace(given, version=None), ITEM)
    assert not reaches(replace(given, version=None), replace(ITEM, basis_version=None))
    assert not reaches(replace(given, line=None), ITEM)
    assert not reaches(given, replace(ITEM, first_written="yesterday"))


def test_r9() -> None:
    """R9 · A purpose that the consent has."""
    for question in (ask(purpose=None), ask(purpose=Purpose.FOLLOW_UP)):
        assert why(FACTS, question) == Why.PURPOSE
        assert why(FACTS, replace(question, source=AF, category=Category.C04)) == Why.PURPOSE
    assert why(with_consent(purposes=())) == Why.PURPOSE
    assert why(with_consent(purposes=tuple(Purpose)), ask(purpose=Purpose.FOLLOW_UP)) == "line"
    assert why(with_consent(purposes=(None,)), ask(purpose=None)) == Why.PURPOSE
    assert why(FACTS, replace(NAME, purpose=None)) == "named"
    assert why(FACTS, replace(WRITE, purpose=None)) == "write"


def test_r10() -> None:
    """R10 · Writing for the own unit, and the participant her own."""
    assert permit(FACTS, WRITE) == Permit("write", 3)
    assert why(FACTS, replace(WRITE, action=Action.IMPORT)) == "write"
    assert why(FACTS, replace(WRITE, action=Action.ANSWER_REPORT)) == "write"
    assert why(FACTS, replace(WRITE, action=Action.ANSWER_REPORT, source=REGION)) == Why.NOT_OWN
    for facts in (HERSELF, replace(HERSELF, consent=None)):
        assert why(facts, ask(Category.C07, REGION, Action.REPORT)) == "own"
    assert why(FACTS, ask(Category.C07, REGION, Action.REPORT)) == Why.NO_RULE
    assert why(HERSELF, ask(Reserved.NAME, None, Action.REPORT)) == Why.NO_RULE
    assert why(FACTS, replace(WRITE, source=REGION)) == Why.NOT_OWN
    assert why(FACTS, replace(WRITE, category=Category.C03)) == Why.NO_LINE
    twice = (AF_C04, replace(AF_C04, id="again"))
    assert why(with_consent(rows=twice), WRITE) == Why.AMBIGUOUS
    assert why(with_row(row=AF_C04, withdrawn_at=AT), WRITE) == Why.ROW_WITHDRAWN
    assert why(with_row(row=AF_C04, accepted_at=None), WRITE) == Why.NOT_ACCEPTED
    assert why(with_row(row=AF_C04, declined_at=AT), WRITE) == Why.NOT_ACCEPTED
    # Not accepted is said only when nothing else stands in the way.
    assert why(with_row(with_job(function=Function.CONSULTATION), row=AF_C04, accepted_at=None), WRITE) == Why.CEILING
    assert why(with_job(function=Function.CONSULTATION), WRITE) == Why.CEILING
    assert why(with_row(row=AF_C04, category=Category.C15), replace(WRITE, category=Category.C15)) == Why.CEILING
    fk = with_row(with_job(function=Function.FK_OFFICER), row=AF_C04, category=Category.C15)
    assert why(fk, replace(WRITE, category=Category.C15)) == "write"

    hers = {
        category for category in Category if why(HERSELF, ask(category, PARTICIPANT_SOURCE, Action.WRITE)) == "write"
    }
    assert hers == {Category.C01, Category.C03, Category.C04, Category.C10, Category.C11, Category.C12}
    assert why(HERSELF, ask(Category.C02, PARTICIPANT_SOURCE, Action.WRITE)) == Why.CEILING
    assert why(HERSELF, WRITE) == Why.NOT_OWN
    assert why(replace(HERSELF, consent=None), ask(Category.C04, PARTICIPANT_SOURCE, Action.WRITE)) == "write"
    eva = replace(HERSELF, reader=replace(DANA, participant="eva"))
    assert why(eva, ask(Category.C04, PARTICIPANT_SOURCE, Action.WRITE)) == Why.NOT_OWN


def test_r11() -> None:
    """R11 · The own unit's items, with the consent and after it."""
    assert permit(FACTS, OWN) == Permit("own_unit", 3)
    assert why(with_consent(rows=(), lines=()), OWN) == "own_unit"
    after = Permit("own_unit", None)
    for ended, reason in ((with_consent(withdrawn_at=AT), Why.WITHDRAWN), (at(TO), Why.EXPIRED)):
        assert why(ended, OWN) == reason
        kept = replace(ended, own_ground=True)
        assert permit(kept, OWN) == after
        assert why(kept, ask()) == reason
        assert why(kept, WRITE) == reason
        assert why(kept, NAME) == reason
        assert why(replace(kept, assignment=None), OWN) == reason
        assert why(with_job(kept, ends=kept.at), OWN) == Why.NOT_EMPLOYED
        assert why(replace(kept, own_ground="yes"), OWN) == reason
    # The switch is for when all has ended, not for when she alone has been taken away.
    assert why(replace(with_person(withdrawn_at=AT), own_ground=True), OWN) == Why.PERSON_WITHDRAWN
    assert why(at(FROM - 1, replace(FACTS, own_ground=True)), OWN) == Why.NOT_YET_VALID


def test_r12() -> None:
    """R12 · Withdrawn, as a whole or in part, is withdrawn at once."""
    for instant in (SIGNED, AT, AT + 1):  # A clock that steps back opens nothing again.
        for question in (ask(), OWN, WRITE, NAME):
            assert why(with_consent(withdrawn_at=instant), question) == Why.WITHDRAWN
            assert why(with_person(withdrawn_at=instant), question) == Why.PERSON_WITHDRAWN
        assert why(with_line(withdrawn_at=instant)) == Why.LINE_WITHDRAWN
        assert why(with_row(withdrawn_at=instant)) == Why.ROW_WITHDRAWN
        assert why(with_consent(MACHINE, withdrawn_at=instant), CHECK) == Why.WITHDRAWN
        assert why(with_row(MACHINE, row=REGION_C04, withdrawn_at=instant), CHECK) == Why.NO_LINE
    # A part takes that part and nothing else.
    assert why(with_row(withdrawn_at=AT), ask(Category.C04)) == "line"
    assert why(with_line(withdrawn_at=AT), ask(Category.C04)) == "line"
