"""The one statement that reads all that a decision rests on: one row, in which several rows of one kind are JSON."""

from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    FromClause,
    LargeBinary,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from hub.grants import assignment_seals, coach_seals, replacing
from hub.grants.tables import assignment, coach_assignment, consent, consent_line, consent_person, consent_row
from hub.organisations import place_seals
from hub.organisations.tables import unit
from hub.participants import open_seals
from hub.participants.tables import participant
from hub.store.clock import Clock


def statement_of(clock: Clock, dialect: str) -> Select[Any]:
    """Give one row: what there is one of as columns, what there are several of as JSON in a column each."""
    named = (
        (unit, unit.c.id == bindparam("unit")),
        (participant, participant.c.id == bindparam("participant")),
        (consent, consent.c.id == bindparam("consent")),
        (_ME, and_(_ME.c.consent_id == consent.c.id, _by_me(_ME), _ME.c.answer.is_(True))),
        (assignment, _open_for_me(assignment)),
        (coach_assignment, _open_for_me(coach_assignment)),
    )
    joined: FromClause = select(literal_column("1").label("one")).subquery("always")
    for table, condition in named:
        joined = joined.outerjoin(table, condition)
    many = {"persons": _persons(), "rows": _rows(), "lines": _lines(), "replaced": replacing.replaced(_ME)}
    return select(
        *_columns(),
        *(_as_json(rows, dialect).label(name) for name, rows in many.items()),
        # Asked after the locks: they were taken by the statement before.
        select(clock.column(dialect)).scalar_subquery().label("at"),
    ).select_from(joined)


# The reader as the consent names her; only a substitute stands in for somebody.
_ME = consent_person.alias("me")


def _by_me(table: FromClause) -> ColumnElement[bool]:
    return and_(table.c.officer_id == bindparam("officer"), table.c.unit_id == bindparam("unit"))


def _open_for_me(table: FromClause) -> ColumnElement[bool]:
    return and_(table.c.case_id == bindparam("case"), _by_me(table), table.c.ends.is_(None))


def _columns() -> list[Any]:
    return [
        *open_seals.COLUMNS,
        consent.c.id.label("consent_id"),
        consent.c.version,
        consent.c.kind,
        consent.c.signed_at,
        consent.c.valid_from,
        consent.c.valid_to,
        consent.c.withdrawn_at,
        consent.c.purposes,
        consent.c.collision_check,
        consent.c.seal,
        _ME.c.id.label("me"),
        _ME.c.seal.label("my_seal"),
        *place_seals.UNIT_COLUMNS,
        *assignment_seals.COLUMNS,
        *coach_seals.COLUMNS,
    ]


def _as_json(rows: Select[Any], dialect: str) -> ColumnElement[str]:
    """Put rows of plain values into one text: [[…], …], or nothing when there are none."""
    columns = [_said(column, dialect) for column in rows.selected_columns.values()]
    if dialect == "sqlite":
        said: ColumnElement[Any] = func.json_group_array(func.json_array(*columns))
    else:
        said = cast(func.json_agg(func.json_build_array(*columns)), Text)
    return rows.with_only_columns(said, maintain_column_froms=True).scalar_subquery()


def _said(column: Any, dialect: str) -> Any:
    """Write bytes in hex: JSON holds none."""
    if not isinstance(column.type, LargeBinary):
        return column
    return func.hex(column) if dialect == "sqlite" else func.encode(column, "hex")


# Each of these gives its columns in the order of the fact that is made of them.


def _persons() -> Select[Any]:
    """The reader as she is named, and whom she stands in for."""
    at = consent_person.c
    fields = (at.id, at.officer_id, at.unit_id, at.employment_id, at.reads, at.withdrawn_at, at.stands_in_for)
    known = and_(at.officer_id.is_not(None), at.employment_id.is_not(None), at.answer.is_(True))
    return select(*fields).where(known, or_(at.id == _ME.c.id, at.id == _ME.c.stands_in_for))


def _rows() -> Select[Any]:
    at = consent_row.c
    state = (at.accepted_at, at.declined_at, at.withdrawn_at)
    fields = (at.id, at.source, at.source_function, at.category, *state)
    return select(*fields).where(at.consent_id == bindparam("consent"), at.answer.is_(True))


def _lines() -> Select[Any]:
    """The lines of the reader, and of whom she stands in for."""
    at = consent_line.c
    who = (at.person_id, at.officer_id, at.unit_id, at.employment_id)
    state = (at.since, at.covers_earlier, at.accepted_at, at.declined_at, at.withdrawn_at)
    fields = (at.id, at.row_id, *who, at.source, at.category, *state)
    hers = or_(_by_me(consent_line), at.person_id == _ME.c.stands_in_for)
    return select(*fields).where(at.consent_id == bindparam("consent"), hers)


def several(text: str | None, *, truth: int | None = None) -> list[list[Any]]:
    """Read what `_as_json` wrote, in the order of the ids: the facts' digest must not hang on where rows lie.

    The value in the place `truth` is one, which SQLite writes as a number.
    """
    found: list[list[Any]] = sorted(orjson.loads(text), key=itemgetter(0)) if text else []
    if truth is not None:
        for one in found:
            one[truth] = bool(one[truth])
    return found
