"""The statements that find a reader's own cases: built once, since building them cost more than running them."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, func, or_, select

from hub.grants.tables import assignment, case, coach_assignment, consent, governing
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


def _page(*mine: ColumnElement[bool]) -> Select[Any]:
    return _LISTED.where(*mine).order_by(case.c.id.desc()).limit(bindparam("most", type_=Integer))


# A case once taken on stays in the list, whatever ended it: that it went away would tell how it ended.
OF_OFFICER: Final = _page(or_(case.c.id.in_(_taken_on()), case.c.id.in_(_COACHED)))
OF_PARTICIPANT: Final = _page(case.c.participant_id == bindparam("participant", type_=String))

# The nearest on both sides among the cases that an officer still has.
NEIGHBOURS: Final = Prepared(
    lambda _: select(
        select(func.min(case.c.id))
        .where(_STILL, case.c.id > bindparam("case", type_=String))
        .scalar_subquery()
        .label("before"),
        select(func.max(case.c.id))
        .where(_STILL, case.c.id < bindparam("case", type_=String))
        .scalar_subquery()
        .label("after"),
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
