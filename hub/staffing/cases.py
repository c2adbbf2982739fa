"""The cases of a unit as its access manager knows them: a number, as what somebody has or had it, and since when."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, exists, literal, or_, select

from hub.grants.handing_over import coaches_on
from hub.grants.tables import assignment, case, coach_assignment, consent, consent_person, governing
from hub.officers.tables import employment, officer
from hub.officers.working import employed_at

COACH: Final = "coach"
OFFICER: Final = "officer"


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case of the unit as its access manager knows it: the number, as what somebody has it, and since when.

    `coach` is whom to ask for a consent that names somebody else, while she works. Which case that is, and whose, is
    for the log alone.
    """

    number: str
    having: str  # COACH or OFFICER
    since: int
    coach: str | None
    coach_email: str | None
    case: str
    participant: str


@dataclass(frozen=True, slots=True)
class Left(OwnCase):
    """A case that somebody left and nobody of the unit has now, with her name."""

    left_by: str


def cases_of(tx: Connection, *, officer_id: str, unit_id: str, at: int) -> tuple[OwnCase, ...]:
    """Give what she has at the unit, as coach or as an officer who took the case on."""
    coached = _hers(coach_assignment, COACH).where(coach_assignment.c.ends.is_(None), _SINCE_HIRED)
    taken = _hers(assignment, OFFICER).where(or_(assignment.c.ends.is_(None), assignment.c.ends > at), _IN_THIS_JOB)
    hers = {"officer": officer_id, "unit": unit_id, "now": at}
    rows = [*tx.execute(coached, hers), *tx.execute(taken, hers)]
    return tuple(OwnCase(*row) for row in rows)


def queue(tx: Connection, *, unit_id: str, at: int) -> tuple[Left, ...]:
    """Give the cases that somebody left and nobody of the unit has now, as coach or as officer."""
    without_coach = tx.execute(_WITHOUT_COACH, {"unit": unit_id, "now": at}).all()
    without_officer = tx.execute(_WITHOUT_OFFICER, {"unit": unit_id, "now": at}).all()
    newest: dict[tuple[str, str], Left] = {}
    for row in (*without_coach, *without_officer):
        newest[row.number, row.having] = Left(*row)
    return tuple(sorted(newest.values(), key=lambda one: (one.having, one.since, one.number)))


def _hers(table: Any, having: str) -> Any:
    return (
        select(case.c.number, literal(having), table.c.begins, *_TO_ASK, *_WHICH)
        .join(case, case.c.id == table.c.case_id)
        .outerjoin(_coach, _STILL_COACHES)
        .where(table.c.officer_id == bindparam("officer"), table.c.unit_id == bindparam("unit"))
        .order_by(table.c.begins, case.c.number)
    )


_coach = officer.alias("coach")
_coach_works = employment.alias("coach_works")
_STILL_COACHES: Final = and_(
    _coach.c.id == case.c.coordinator_id,
    exists().where(_coach_works.c.officer_id == _coach.c.id, employed_at(bindparam("now"), _coach_works)),
)
_TO_ASK: Final = (_coach.c.name.label("coach"), _coach.c.email.label("coach_email"))
_WHICH: Final = (case.c.id, case.c.participant_id)
_now_coaching = coach_assignment.alias("now_coaching")
_works = employment.alias("works")
_SINCE_HIRED: Final = exists().where(*coaches_on(coach_assignment, _works, bindparam("now")))
_IN_THIS_JOB: Final = exists().where(_works.c.id == assignment.c.employment_id, employed_at(bindparam("now"), _works))
_HAS_A_COACH: Final = exists().where(
    _now_coaching.c.case_id == case.c.id,
    _now_coaching.c.unit_id == bindparam("unit"),
    _now_coaching.c.ends.is_(None),
    *coaches_on(_now_coaching, _works, bindparam("now")),
)
_WITHOUT_COACH: Final = (
    select(case.c.number, literal(COACH).label("having"), coach_assignment.c.begins, *_TO_ASK, *_WHICH, officer.c.name)
    .join(case, case.c.id == coach_assignment.c.case_id)
    .outerjoin(_coach, _STILL_COACHES)
    .join(officer, officer.c.id == coach_assignment.c.officer_id)
    .where(coach_assignment.c.unit_id == bindparam("unit"), ~_HAS_A_COACH)
    .order_by(coach_assignment.c.begins)
)
_now_has = assignment.alias("now_has")
_named = consent_person.alias("named")
# A substitute reads only while she whom she replaces is away, and never once that one has left: she does not have it.
_HAS_AN_OFFICER: Final = exists().where(
    _named.c.consent_id == consent.c.id,
    _named.c.employment_id == _now_has.c.employment_id,
    _named.c.stands_in_for.is_(None),
    _named.c.withdrawn_at.is_(None),
    _now_has.c.case_id == case.c.id,
    _now_has.c.unit_id == bindparam("unit"),
    or_(_now_has.c.ends.is_(None), _now_has.c.ends > bindparam("now")),
    _works.c.id == _now_has.c.employment_id,
    employed_at(bindparam("now"), _works),
)
_ENDED: Final = and_(employment.c.id == assignment.c.employment_id, employment.c.ends <= bindparam("now"))
# Only while the consent that governs still names her: a later version names somebody else, or nobody.
_WITHOUT_OFFICER: Final = (
    select(case.c.number, literal(OFFICER).label("having"), assignment.c.begins, *_TO_ASK, *_WHICH, officer.c.name)
    .select_from(assignment)
    .join(employment, _ENDED)
    .join(case, case.c.id == assignment.c.case_id)
    .outerjoin(_coach, _STILL_COACHES)
    .join(officer, officer.c.id == assignment.c.officer_id)
    .join(governing, governing.c.case_id == case.c.id)
    .join(consent, consent.c.id == governing.c.consent_id)
    .join(
        consent_person,
        and_(
            consent_person.c.consent_id == consent.c.id,
            consent_person.c.employment_id == assignment.c.employment_id,
            consent_person.c.withdrawn_at.is_(None),
        ),
    )
    .where(
        assignment.c.unit_id == bindparam("unit"),
        consent.c.withdrawn_at.is_(None),
        consent.c.valid_to > bindparam("now"),
        ~_HAS_AN_OFFICER,
    )
    .order_by(assignment.c.begins)
)
