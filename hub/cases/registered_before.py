"""Tells whom the same coach has registered before, and coaches now, by a name in a file.

So the same file, sent twice, does not register everybody twice. What is kept is a tag under a key of the key file, as a
to-do of the unit's that is done from the first: it goes with the participant. It tells the coach no more than her own
list does, and nothing of whom that would not name.

A row's tag is over the coach, her unit and the name. The number is not in it: whoever holds her session would learn it
by trying.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, bindparam, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from hub.grants import coach_seals
from hub.grants.handing_over import coaches_on
from hub.grants.tables import case, coach_assignment
from hub.officers.employing import hold
from hub.officers.tables import employment
from hub.participants import open_seals
from hub.participants.tables import participant, unit_todo
from hub.signin.current import SignedIn
from hub.store import row_seals
from hub.store.base import Id
from hub.store.ground import Ground
from hub.store.legible import one_line

REGISTERED_BEFORE: Final = (
    "Du har redan registrerat någon med det namnet från en fil. Ta bort raden ur filen, eller kryssa för att personer "
    "med samma namn får registreras."
)
_KIND: Final = "row_of_a_file"
_MARK: Final = 32  # hexadecimal digits, as an id has


def registered_before(
    tx: Connection, ground: Ground, who: SignedIn, names: Mapping[int, str], *, at: int
) -> dict[str, list[str]]:
    """Say of which rows she has registered somebody so called. Of a file sent twice at once the later one is told."""
    marks = {row: mark_of_name(ground, who, name) for row, name in names.items()}
    standing = _standing(tx, ground, who, marks.values(), at=at)
    return {f"rows.{row}": [REGISTERED_BEFORE] for row, mark in marks.items() if mark in standing}


def coaches(tx: Connection, ground: Ground, who: SignedIn, case_id: str, *, at: int) -> bool:
    """Tell whether the case is on her own list."""
    row = tx.execute(_COACHED.where(case.c.id == case_id), {"officer": who.officer, "now": at}).first()
    return row is not None and _is_hers(ground, row, at=at)


def _standing(tx: Connection, ground: Ground, who: SignedIn, marks: Iterable[str], *, at: int) -> set[str]:
    """Give the marks of whom she registered and coaches now."""
    hold(tx, officer_id=who.officer or "")
    asked = {"marks": sorted(set(marks)), "officer": who.officer, "now": at}
    return {row.id for row in tx.execute(_MARKED, asked).all() if _is_hers(ground, row, at=at)}


def remember(tx: Connection, who: SignedIn, mark: str, *, case_id: str, at: int) -> None:
    """Keep that she has registered somebody by this mark: of several, the one registered last."""
    tx.execute(_REMEMBER[tx.dialect.name], {"mark": mark, "unit": who.unit, "case": case_id, "now": at})


def mark_of_name(ground: Ground, who: SignedIn, name: str) -> str:
    return row_seals.tag(ground, "registered", who.officer, who.unit, one_line(name).casefold()).hex()[:_MARK]


def _is_hers(ground: Ground, row: Any, *, at: int) -> bool:
    """Tell whether the hub wrote that she coaches her, and that nobody has restricted what is processed of her."""
    return coach_seals.stands(ground, row) and open_seals.closed(ground, row, at=at) == (None, None)


def _upsert(into: type[postgresql.Insert] | type[sqlite.Insert]) -> postgresql.Insert | sqlite.Insert:
    whose = select(case.c.participant_id).where(case.c.id == bindparam("case", type_=Id)).scalar_subquery()
    put = into(unit_todo).values(
        id=bindparam("mark"),
        unit_id=bindparam("unit"),
        participant_id=whose,
        kind=_KIND,
        at=bindparam("now"),
        done_at=bindparam("now"),
    )
    newest = {name: put.excluded[name] for name in ("participant_id", "at", "done_at")}
    return put.on_conflict_do_update(index_elements=["id"], set_=newest)


_REMEMBER: Final = {"postgresql": _upsert(postgresql.Insert), "sqlite": _upsert(sqlite.Insert)}
_COACHED: Final = (
    select(*coach_seals.COLUMNS, *open_seals.COLUMNS)
    .select_from(case)
    .join(participant, participant.c.id == case.c.participant_id)
    .join(coach_assignment, coach_assignment.c.case_id == case.c.id)
    .where(
        coach_assignment.c.officer_id == bindparam("officer"),
        coach_assignment.c.ends.is_(None),
        exists().where(*coaches_on(coach_assignment, employment, bindparam("now"))),
    )
)
_MARKED: Final = (
    _COACHED.add_columns(unit_todo.c.id)
    .join(unit_todo, unit_todo.c.participant_id == case.c.participant_id)
    .where(unit_todo.c.id.in_(bindparam("marks", expanding=True)))
)
