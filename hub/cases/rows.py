"""The statements that find a reader's own cases: built once, since building them cost more than running them."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Integer, Select, String, bindparam, func, or_, select

from hub.cases.narrowing import Only
from hub.cases.tables import report
from hub.grants.tables import assignment, case, coach_assignment, consent, governing
from hub.grants.unanswered import UNIT_WAITS
from hub.store.prepared import Prepared
from policies.vocabulary import Kind

AFTER_ALL: Final = "g"
"""Stands after every id in the order of the list, which begins with the last."""

_LISTED: Final = select(case.c.id, case.c.number, case.c.coordinator_id).where(
    case.c.id < bindparam("before", type_=String)
)


def _taken_on() -> Select[Any]:
    return select(assignment.c.case_id).where(
        assignment.c.officer_id == bindparam("officer", type_=String),
        assignment.c.unit_id == bindparam("unit", type_=String),
        assignment.c.employment_id == bindparam("employment", type_=String),
    )


_COACHED: Final = select(coach_assignment.c.case_id).where(
    coach_assignment.c.officer_id == bindparam("officer", type_=String),
    coach_assignment.c.unit_id == bindparam("unit", type_=String),
    coach_assignment.c.ends.is_(None),
)
_STILL: Final = or_(case.c.id.in_(_taken_on().where(assignment.c.ends.is_(None))), case.c.id.in_(_COACHED))


# A case once taken on stays in the list, whatever ended it: that it went away would tell how it ended.
_MINE: Final = or_(case.c.id.in_(_taken_on()), case.c.id.in_(_COACHED))
# Each is asked of one case: else all cases of the hub would be gone through for the few that are hers.
_STANDS: Final = (
    select(governing.c.case_id)
    .join(consent, consent.c.id == governing.c.consent_id)
    .where(
        governing.c.case_id == case.c.id,
        governing.c.kind == Kind.COOPERATION.value,
        consent.c.withdrawn_at.is_(None),
        consent.c.valid_from <= bindparam("at", type_=BigInteger),
        consent.c.valid_to > bindparam("at", type_=BigInteger),
    )
)
_UNANSWERED: Final = select(report.c.case_id).where(
    report.c.case_id == case.c.id,
    report.c.source == bindparam("unit", type_=String),
    report.c.answered_at.is_(None),
)
# What a list is narrowed to without opening a case. It may let more through than is then shown, and never less. Of what
# she has no longer it lets nothing through: how many are counted would tell what has come of a case since.
_CLEAR: Final[Mapping[Only, tuple[ColumnElement[bool], ...]]] = {
    Only.WAITS: (UNIT_WAITS.where(governing.c.case_id == case.c.id).exists(), _STANDS.exists()),
    Only.REPORTS: (_UNANSWERED.exists(),),
    Only.ENDS_SOON: (_STANDS.where(consent.c.valid_to <= bindparam("soon", type_=BigInteger)).exists(),),
    # Of a case that she only took on, being counted would tell that it was taken back, and not merely from her.
    Only.WITHOUT: (case.c.id.in_(_COACHED), ~_STANDS.exists()),
}


def _page(*mine: ColumnElement[bool]) -> Select[Any]:
    return _LISTED.where(*mine).order_by(case.c.id.desc()).limit(bindparam("most", type_=Integer))


_HERS: Final = {only: (_STILL, *_CLEAR[only]) if only in _CLEAR else (_MINE,) for only in Only}
OF_OFFICER: Final = {only: _page(*hers) for only, hers in _HERS.items()}
HOW_MANY: Final = {only: select(func.count()).select_from(case).where(*hers) for only, hers in _HERS.items()}
OF_PARTICIPANT: Final = _page(case.c.participant_id == bindparam("participant", type_=String))

# The nearest on both sides among the cases that an officer still has; and whether in this one, as the list says of it,
# her unit has not answered.
BESIDE: Final = Prepared(
    lambda _: select(
        select(func.min(case.c.id))
        .where(_STILL, case.c.id > bindparam("case", type_=String))
        .scalar_subquery()
        .label("before"),
        select(func.max(case.c.id))
        .where(_STILL, case.c.id < bindparam("case", type_=String))
        .scalar_subquery()
        .label("after"),
        UNIT_WAITS.where(governing.c.case_id == bindparam("case", type_=String)).exists().label("waits"),
    )
)

PURPOSES: Final = (
    select(governing.c.case_id, consent.c.purposes)
    .join(consent, consent.c.id == governing.c.consent_id)
    .where(
        governing.c.case_id.in_(bindparam("cases", expanding=True)),
        governing.c.kind == Kind.COOPERATION.value,
    )
)
