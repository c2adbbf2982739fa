"""Finds the units of which nobody reads by a consent in force any more: whom the participant named there has left."""

from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, Connection, Select, String, bindparam, exists, select

from hub.grants.tables import case, consent, consent_person, governing
from hub.grants.unanswered import coached, in_force
from hub.officers.tables import employment
from hub.officers.working import employed_at
from hub.store.actor import Actor


class LeftUnit(NamedTuple):
    """One who has left her unit, where nobody else is named who works there; and whose case it is."""

    case: str
    number: str
    unit: str
    officer: str


def left_in(tx: Connection, case_id: str, *, at: int) -> list[LeftUnit]:
    return _found(tx, _LEFT.where(governing.c.case_id == bindparam("case", type_=String)), at=at, case=case_id)


def left_for(tx: Connection, coach: Actor, *, at: int) -> list[LeftUnit]:
    """Find them in the cases that she coaches at the unit, and in the employment, that she is signed in for.

    Where she has begun a new version since, she knows.
    """
    hers = _LEFT.where(governing.c.case_id.in_(coached(coach, at)), ~_BEGUN_SINCE)
    return _found(tx, hers, at=at, officer=coach.id or "")


def _found(tx: Connection, statement: Select[Any], *, at: int, **asked: str) -> list[LeftUnit]:
    return [LeftUnit(*row) for row in tx.execute(statement, {"at": at, **asked})]


_AT: Final = bindparam("at", type_=BigInteger)
_another, _her_job = consent_person.alias("another"), employment.alias("her_job")
# A substitute reads only while she whom she replaces is away, and never once that one has left.
_WORKS_THERE: Final = exists().where(
    _another.c.consent_id == consent.c.id,
    _another.c.unit_id == consent_person.c.unit_id,
    _another.c.reads.is_(True),
    _another.c.answer.is_(True),
    _another.c.withdrawn_at.is_(None),
    _another.c.stands_in_for.is_(None),
    _her_job.c.id == _another.c.employment_id,
    employed_at(_AT, _her_job),
)
_draft = consent.alias("draft")
_BEGUN_SINCE: Final = exists().where(
    _draft.c.case_id == consent.c.case_id,
    _draft.c.kind == consent.c.kind,
    _draft.c.drafted_by == bindparam("officer", type_=String),
    _draft.c.drafted_at >= employment.c.ends,
    _draft.c.signed_at.is_(None),
    _draft.c.declined_at.is_(None),
    _draft.c.withdrawn_at.is_(None),
    _draft.c.valid_to > _AT,
)
_LEFT: Final = (
    select(case.c.id, case.c.number, consent_person.c.unit_id, consent_person.c.officer_id)
    .select_from(governing)
    .join(consent, consent.c.id == governing.c.consent_id)
    .join(case, case.c.id == governing.c.case_id)
    .join(consent_person, consent_person.c.consent_id == consent.c.id)
    .join(employment, employment.c.id == consent_person.c.employment_id)
    .where(
        *in_force(_AT),
        consent_person.c.reads.is_(True),
        consent_person.c.answer.is_(True),
        consent_person.c.withdrawn_at.is_(None),
        consent_person.c.stands_in_for.is_(None),
        employment.c.ends <= _AT,
        ~_WORKS_THERE,
    )
    .order_by(case.c.number, consent_person.c.unit_id, consent_person.c.officer_id)
)
