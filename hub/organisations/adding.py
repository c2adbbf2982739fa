"""Adds organisations and their secrecy units (OSL 8:1-2); whether one ever reads is said when it is added."""

from typing import Any, Final

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from hub.organisations.kinds import AuthorityKind
from hub.organisations.tables import organisation, unit
from hub.store import row_marks, row_seals
from hub.store.ground import Ground
from hub.store.ids import new_id
from hub.store.legible import one_line

# A coordination association, an employer or another body that holds none of the secrets never reads any.
READING_KINDS: Final = frozenset(AuthorityKind) - {AuthorityKind.ASSOCIATION, AuthorityKind.OTHER}


class NameTaken(Exception):  # noqa: N818 - names what happened
    """One of that name stands there, perhaps only since the asker looked."""


def folded(name: str) -> str:
    """Give the name as names are held against each other, the same on both databases.

    How it is capitalised or spaced is no difference, nor whether its å is one letter or an a and a ring.
    """
    return one_line(name).casefold()


def add_organisation(tx: Connection, ground: Ground, *, name: str, kind: AuthorityKind, at: int) -> str:
    """Return the new organisation's id. Raises NameTaken."""
    row = {
        "id": new_id(ground.random),
        "name": name,
        "kind": kind.value,
        "never_reads": kind not in READING_KINDS,
        "valid_from": at,
        "valid_to": None,
    }
    return _add(tx, ground, organisation, row)


def add_unit(tx: Connection, ground: Ground, *, organisation_id: str, name: str, at: int) -> str:
    """Return the new unit's id. Raises NameTaken."""
    row = {
        "id": new_id(ground.random),
        "organisation_id": organisation_id,
        "name": name,
        "name_folded": folded(name),
        "own_ground": False,  # by which it would go on reading its own items without a consent: nothing records it yet
        "own_ground_reference": None,
        "valid_from": at,
        "valid_to": None,
    }
    return _add(tx, ground, unit, row)


def _add(tx: Connection, ground: Ground, table: Table, row: dict[str, Any]) -> str:
    """Leave it to the database which of two at once is the first: the other waits for it, and is told."""
    sealed = {**row, "seal": row_seals.seal_of(ground, table.name, row)}
    added: str | None = tx.execute(_ADD[tx.dialect.name, table.name], sealed).scalar_one_or_none()
    if added is None:
        raise NameTaken
    row_marks.written(tx, table.name, added, seal=sealed["seal"])
    return added


_ADD: Final = {
    (kind, table.name): insert(table).on_conflict_do_nothing().returning(table.c.id)
    for kind, insert in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
    for table in (organisation, unit)
}
