"""The statements that read what a case holds, still sealed: one shape for all kinds of rows, so that one is enough."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Integer,
    LargeBinary,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from hub.grants.tables import absence, case, coach_assignment, consent_line, consent_person, governing
from hub.officers.tables import employment, officer
from hub.organisations.tables import organisation, unit
from hub.participants.identity import SOURCE
from hub.participants.tables import identity
from hub.plans.items import TABLE
from hub.plans.tables import item
from hub.store.tables import record_head
from policies.vocabulary import Reserved

_NO_TEXT: Final = cast(null(), String)
_NO_NUMBER: Final = cast(null(), Integer)
_NO_INSTANT: Final = cast(null(), BigInteger)
_NO_BYTES: Final = cast(null(), LargeBinary)
_NO_END: Final = literal_column(str(2**62), BigInteger)  # µs; later than any instant


_FIRST: Final = "case"
_OF_CASE: Final = item.c.case_id == bindparam("case")

# What an item's row holds stands in the order of hub.disclosure.records.Sealed, so that it is taken over as it is.
_SHAPE: Final[Mapping[str, ColumnElement[Any]]] = {
    "id": _NO_TEXT,
    "version": _NO_NUMBER,
    "source": _NO_TEXT,
    "category": _NO_TEXT,
    "at": _NO_INSTANT,
    "basis": _NO_NUMBER,
    "sealed": _NO_BYTES,
    "head_version": _NO_NUMBER,
    "head_sha": _NO_BYTES,
    "kind": _NO_TEXT,
    "plan": _NO_TEXT,
    "one": _NO_TEXT,
    "two": _NO_TEXT,
    "three": _NO_TEXT,
    "four": _NO_TEXT,
}


def _branch(part: str, joined: FromClause, **columns: ColumnElement[Any]) -> Select[Any]:
    """Give one kind of row in the shape that all kinds share.

    The words are ours and stand in the text: each value that is bound costs every read.
    """
    empty = {} if part == _FIRST else dict.fromkeys(_SHAPE, null())  # the first kind of row gives all of them types
    shaped = {**_SHAPE, **empty, **columns}
    return select(_word(part).label("part"), *(column.label(name) for name, column in shaped.items())).select_from(
        joined
    )


def _word(word: str) -> ColumnElement[str]:
    return literal_column(f"'{word}'", String)


@cache
def gathering() -> CompoundSelect[Any]:
    """Give everything of one case; binds case, kind, officer, unit and everyone."""
    return union_all(_case_rows(), _item_rows(), _unit_rows(), _name_rows(), _coordinator_rows(), _people_rows())


def _case_rows() -> Select[Any]:
    return _branch(
        _FIRST, case, id=case.c.id, source=case.c.participant_id, one=case.c.number, two=case.c.coordinator_id
    ).where(case.c.id == bindparam("case"))


def _item_rows() -> Select[Any]:
    head = and_(record_head.c.record_table == _word(TABLE), record_head.c.record_id == item.c.id)
    return _branch(
        "item",
        item.outerjoin(record_head, head),
        id=item.c.id,
        source=item.c.source,
        category=item.c.category,
        kind=item.c.kind,
        plan=item.c.plan_id,
        version=item.c.version,
        basis=item.c.basis_version,
        at=item.c.first_written,
        sealed=item.c.sealed,
        head_version=record_head.c.version,
        head_sha=record_head.c.ct_sha256,
    ).where(_OF_CASE)


def _unit_rows() -> Select[Any]:
    """The units whose items they are, once each."""
    joined = unit.join(organisation, organisation.c.id == unit.c.organisation_id)
    return _branch("unit", joined, id=unit.c.id, one=unit.c.name, two=organisation.c.name).where(
        unit.c.id.in_(select(item.c.source).where(_OF_CASE))
    )


def _name_head() -> ColumnElement[bool]:
    return and_(record_head.c.record_table == _word(identity.name), record_head.c.record_id == identity.c.id)


def _name_rows() -> Select[Any]:
    joined = case.join(identity, identity.c.participant_id == case.c.participant_id).outerjoin(
        record_head, _name_head()
    )
    return _branch(
        "name",
        joined,
        id=identity.c.id,
        source=_word(SOURCE),
        category=identity.c.category,
        version=identity.c.version,
        at=identity.c.first_written,
        sealed=identity.c.sealed,
        head_version=record_head.c.version,
        head_sha=record_head.c.ct_sha256,
    ).where(case.c.id == bindparam("case"), identity.c.category == _word(Reserved.NAME.value))


@cache
def naming(label: Reserved) -> Select[Any]:
    """Give the sealed names, or another record of who it is, of several cases; binds cases."""
    name = and_(identity.c.participant_id == case.c.participant_id, identity.c.category == _word(label.value))
    return (
        select(
            case.c.id.label("case_id"),
            case.c.participant_id,
            case.c.number,
            identity.c.id,
            identity.c.version,
            identity.c.first_written.label("at"),
            identity.c.sealed,
            record_head.c.version.label("head_version"),
            record_head.c.ct_sha256.label("head_sha"),
        )
        .select_from(case.outerjoin(identity, name).outerjoin(record_head, _name_head()))
        .where(case.c.id.in_(bindparam("cases", expanding=True)))
    )


def _coordinator_rows() -> Select[Any]:
    still = and_(
        coach_assignment.c.case_id == case.c.id,
        coach_assignment.c.officer_id == case.c.coordinator_id,
        coach_assignment.c.ends.is_(None),
    )
    joined = (
        case.join(officer, officer.c.id == case.c.coordinator_id)
        .join(coach_assignment, still)
        .join(unit, unit.c.id == coach_assignment.c.unit_id)
    )
    return _branch("coordinator", joined, **_who(), at=_works_until()).where(case.c.id == bindparam("case"))


def _works_until() -> ColumnElement[Any]:
    """Give when the employment ends in which a coach was given the case: who has left is nobody to turn to."""
    there = and_(
        employment.c.officer_id == coach_assignment.c.officer_id,
        employment.c.unit_id == coach_assignment.c.unit_id,
        employment.c.begins <= coach_assignment.c.begins,
    )
    last = func.max(func.coalesce(employment.c.ends, _NO_END))
    return select(func.coalesce(last, 0)).where(there).correlate(coach_assignment).scalar_subquery()


def _shared() -> ColumnElement[bool]:
    """Ask that the asker shares a line with the person: who reads hers, or whose she reads."""
    line = consent_line
    standing = and_(
        line.c.consent_id == consent_person.c.consent_id, line.c.withdrawn_at.is_(None), line.c.declined_at.is_(None)
    )
    reads_mine = and_(
        line.c.officer_id == consent_person.c.officer_id,
        line.c.unit_id == consent_person.c.unit_id,
        line.c.source == bindparam("unit", type_=String),
    )
    gives_me = and_(
        line.c.officer_id == bindparam("officer", type_=String),
        line.c.unit_id == bindparam("unit", type_=String),
        line.c.source == consent_person.c.unit_id,
    )
    # The coordinator drew up the text and the participant signed it: both know everybody in it.
    coordinates = case.c.coordinator_id == bindparam("officer", type_=String)
    has_line = exists().where(standing, or_(reads_mine, gives_me)).correlate(consent_person)
    return or_(bindparam("everyone", type_=Boolean), coordinates, has_line)


def _people_rows() -> Select[Any]:
    """Persons of the governing version with whom the asker shares a line; no substitute of one who was taken back."""
    replaced = consent_person.alias("replaced")
    joined = (
        governing.join(case, case.c.id == governing.c.case_id)
        .join(consent_person, consent_person.c.consent_id == governing.c.consent_id)
        .join(officer, officer.c.id == consent_person.c.officer_id)
        .join(unit, unit.c.id == consent_person.c.unit_id)
        .join(employment, employment.c.id == consent_person.c.employment_id)
        .outerjoin(replaced, replaced.c.id == consent_person.c.stands_in_for)
        .outerjoin(absence, and_(absence.c.employment_id == employment.c.id, absence.c.ended_at.is_(None)))
    )
    # One absence stands an employment at most; whether it has begun is for who knows the time.
    away = {"version": absence.c.begins, "basis": absence.c.ends}
    return _branch("person", joined, **_who(), **away, at=employment.c.ends, four=replaced.c.officer_id).where(
        governing.c.case_id == bindparam("case"),
        governing.c.kind == bindparam("kind"),
        consent_person.c.answer.is_(True),
        consent_person.c.withdrawn_at.is_(None),
        replaced.c.withdrawn_at.is_(None),
        _shared(),
    )


def _who() -> dict[str, Any]:
    """Give an officer in columns that a person has no other use for: how she is reached costs no statement more."""
    return {
        "id": officer.c.id,
        "source": unit.c.id,
        "category": officer.c.email,
        "kind": officer.c.phone,
        "plan": officer.c.reached,
        "one": officer.c.name,
        "two": officer.c.title,
        "three": unit.c.name,
    }
