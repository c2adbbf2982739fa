"""Adds organisations and their secrecy units (OSL 8:1-2); whether one ever reads is said when it is added."""

from typing import Final

from sqlalchemy import Connection, insert

from hub.organisations.kinds import AuthorityKind
from hub.organisations.tables import organisation, unit
from hub.store.ground import Ground
from hub.store.ids import new_id

# A coordination association, an employer or another body that holds none of the secrets never reads any.
READING_KINDS: Final = frozenset(AuthorityKind) - {AuthorityKind.ASSOCIATION, AuthorityKind.OTHER}


def add_organisation(tx: Connection, ground: Ground, *, name: str, kind: AuthorityKind, at: int) -> str:
    """Return the new organisation's id."""
    added = new_id(ground.random)
    row = {
        "id": added,
        "name": name,
        "kind": kind.value,
        "never_reads": kind not in READING_KINDS,
        "valid_from": at,
        "valid_to": None,
    }
    tx.execute(insert(organisation), row)
    return added


def add_unit(
    tx: Connection, ground: Ground, *, organisation_id: str, name: str, at: int, own_ground: str | None = None
) -> str:
    """Return the new unit's id. `own_ground`: the paragraph by which it keeps reading its own items without consent."""
    added = new_id(ground.random)
    row = {
        "id": added,
        "organisation_id": organisation_id,
        "name": name,
        "own_ground": own_ground is not None,
        "own_ground_reference": own_ground,
        "valid_from": at,
        "valid_to": None,
    }
    tx.execute(insert(unit), row)
    return added
