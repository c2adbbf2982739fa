"""A small world in which everything is permitted until a test takes something away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from policies.decide import decide, opens
from policies.decision import Permit, Refusal
from policies.facts import (
    Absence,
    Assignment,
    Consent,
    Employment,
    Facts,
    Line,
    Participant,
    Person,
    Question,
    Reader,
    Replaced,
    Row,
)
from policies.loading import FILES, parse_policy
from policies.vocabulary import (
    PARTICIPANT_SOURCE,
    Action,
    Category,
    Function,
    Kind,
    Purpose,
    ReaderKind,
    RefusalReason,
    Reserved,
)
from tests.policies.changing import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policies.policy import Policy


class Item(NamedTuple):
    """A stored item, as little of it as the rules look at, and whose it is."""

    first_written: int
    basis_version: int | None
    source: str
    category: str


class Asked(NamedTuple):
    """A question about one label."""

    action: str
    source: str | None
    category: str
    purpose: str | None


def decide_one(policy: Policy, asked: Asked, facts: Facts) -> Permit | Refusal:
    (answer,) = decide(policy, Question(asked.action, asked.purpose), facts, [(asked.source, asked.category)])
    return answer


def reaches(decision: Permit | Refusal | None, item: Item) -> bool:
    return opens(decision, item.first_written, item.basis_version)


FOLDER: Final = Path(__file__).parents[2] / "policies"
TEXTS: Final[Mapping[str, str]] = {name: (FOLDER / name).read_text(encoding="utf-8") for name in FILES}
POLICY: Final = parse_policy(TEXTS)

DAY: Final = 86_400_000_000
HOUR: Final = DAY // 24
HIRED: Final = 1_000 * DAY
SIGNED: Final = 2_000 * DAY
FROM: Final = SIGNED + DAY
AT: Final = SIGNED + 30 * DAY
TO: Final = FROM + 366 * DAY + HOUR  # a night on which the clocks go back lies in between

# Units: Arvid works at the employment service, Rut at the region; Otto must never see anything.
AF: Final = "af"
REGION: Final = "region"
AME: Final = "ame"

JOB: Final = Employment("job-arvid", "arvid", AF, Function.AF_OFFICER, HIRED, None)
ARVID: Final = Reader(ReaderKind.OFFICER, "arvid", AF, JOB, None)
DANA: Final = Reader(ReaderKind.PARTICIPANT, None, None, None, "dana")
SYSTEM: Final = Reader(ReaderKind.SYSTEM, None, None, None, None)

PERSON: Final = Person("person-arvid", "arvid", AF, JOB.id, reads=True, withdrawn_at=None, stands_in_for=None)
REGION_C07: Final = Row("row-region-c07", REGION, Function.CLINICIAN, Category.C07, SIGNED, None, None)
REGION_C04: Final = Row("row-region-c04", REGION, Function.CLINICIAN, Category.C04, SIGNED, None, None)
HERS_C04: Final = Row("row-dana-c04", PARTICIPANT_SOURCE, Function.NONE, Category.C04, None, None, None)
AF_C04: Final = Row("row-af-c04", AF, Function.AF_OFFICER, Category.C04, SIGNED, None, None)


def line_for(row: Row) -> Line:
    """Arvid's line to the row."""
    return Line(
        id=f"line-{row.id}",
        row=row.id,
        person=PERSON.id,
        officer=PERSON.officer,
        unit=PERSON.unit,
        employment=PERSON.employment,
        source=row.source,
        category=row.category,
        since=SIGNED,
        covers_earlier=False,
        accepted_at=row.accepted_at,
        declined_at=None,
        withdrawn_at=None,
    )


LINE: Final = line_for(REGION_C07)
CONSENT: Final = Consent(
    id="consent-3",
    version=3,
    kind=Kind.COOPERATION,
    signed_at=SIGNED,
    valid_from=FROM,
    valid_to=TO,
    withdrawn_at=None,
    purposes=(Purpose.COORDINATE_PLANS,),
    collision_check=True,
    persons=(PERSON,),
    rows=(REGION_C07, REGION_C04, HERS_C04, AF_C04),
    lines=(LINE, line_for(REGION_C04), line_for(HERS_C04)),
)
FACTS: Final = Facts(
    at=AT,
    participant=Participant("dana", None, None),
    reader=ARVID,
    consent=CONSENT,
    assignment=Assignment("arvid", AF, SIGNED, None),
    coach=None,
    own_ground=False,
    replaced=None,
)
# Bea, Arvid's colleague, is away; Arvid stands in for her.
BEA_JOB: Final = Employment("job-bea", "bea", AF, Function.AF_OFFICER, HIRED, None)
BEA: Final = Person("person-bea", "bea", AF, BEA_JOB.id, reads=True, withdrawn_at=None, stands_in_for=None)
AWAY: Final = Absence(BEA_JOB.id, AT - DAY, AT + 29 * DAY + HOUR, None)
BEAS: Final = tuple(
    replace(line, id=f"bea-{line.id}", person=BEA.id, officer="bea", employment=BEA_JOB.id) for line in CONSENT.lines
)
STANDING_IN: Final = replace(
    FACTS,
    consent=replace(CONSENT, persons=(replace(PERSON, stands_in_for=BEA.id), BEA), lines=(*CONSENT.lines, *BEAS)),
    replaced=Replaced(BEA_JOB, AWAY),
)
COACH_JOB: Final = Employment("job-amir", "amir", AME, Function.AME_COACH, HIRED, None)
AMIR: Final = Reader(ReaderKind.OFFICER, "amir", AME, COACH_JOB, None)
COACHED: Final = replace(FACTS, reader=AMIR, consent=None, assignment=None, coach=Assignment("amir", AME, HIRED, None))
REVIEWING: Final = replace(
    FACTS,
    reader=replace(ARVID, employment=replace(JOB, function=Function.NONE)),
    assignment=None,
    reviewed=(AF,),
)
ITEM: Final = Item(first_written=SIGNED, basis_version=3, source=REGION, category=Category.C07)


def ask(
    category: str = Category.C07,
    source: str | None = REGION,
    action: str = Action.READ,
    purpose: str | None = Purpose.COORDINATE_PLANS,
) -> Asked:
    return Asked(action, source, category, purpose)


def with_consent(facts: Facts = FACTS, **changes: object) -> Facts:
    return replace(facts, consent=replace(facts.consent or CONSENT, **changes))


def with_line(facts: Facts = FACTS, line: Line = LINE, **changes: object) -> Facts:
    consent = facts.consent or CONSENT
    lines = tuple(replace(each, **changes) if each.id == line.id else each for each in consent.lines)
    return with_consent(facts, lines=lines)


def with_row(facts: Facts = FACTS, row: Row = REGION_C07, **changes: object) -> Facts:
    consent = facts.consent or CONSENT
    rows = tuple(replace(each, **changes) if each.id == row.id else each for each in consent.rows)
    return with_consent(facts, rows=rows)


def with_person(facts: Facts = FACTS, **changes: object) -> Facts:
    consent = facts.consent or CONSENT
    return with_consent(facts, persons=tuple(replace(each, **changes) for each in consent.persons))


def with_job(facts: Facts = FACTS, **changes: object) -> Facts:
    job = facts.reader.employment or JOB
    return replace(facts, reader=replace(facts.reader, employment=replace(job, **changes)))


OWN: Final = ask(Category.C04, AF)
WRITE: Final = ask(Category.C04, AF, Action.WRITE)
NAME: Final = ask(Reserved.NAME, None)
CHECK: Final = ask(Category.C04, REGION, Action.COLLISION_CHECK, None)
MACHINE: Final = replace(FACTS, reader=SYSTEM)
HERSELF: Final = replace(FACTS, reader=DANA)


def why(facts: Facts = FACTS, question: Asked | None = None) -> RefusalReason | str:
    """Give the reason of a refusal, or the rule of a permit."""
    decision = decide_one(POLICY, question or ask(), facts)
    return decision.reason if isinstance(decision, Refusal) else decision.rule


def permit(facts: Facts = FACTS, question: Asked | None = None) -> Permit:
    decision = decide_one(POLICY, question or ask(), facts)
    assert isinstance(decision, Permit)
    return decision


def at(instant: int, facts: Facts = FACTS) -> Facts:
    return replace(facts, at=instant)
