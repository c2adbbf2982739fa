"""Knows a unit and its organisation by their seals: by their names a right is given and a text is worded.

Whoever could swap two units' names, or let an organisation that never reads be one that does, would have an ordinary
act employ, name or ask somebody at another place than it says. What does not fit is used nowhere, nor sealed anew.
"""

from collections.abc import Iterable
from typing import Any, Final

from hub.organisations.tables import organisation, unit
from hub.store import row_seals
from hub.store.ground import Ground

DOUBTFUL: Final = (
    "Enhetens eller organisationens uppgifter i databasen är inte skrivna av Ingången. "
    "Be driften köra hub log verify och lägga tillbaka raden från en kopia."
)
_UNIT: Final = "place_"
_ORGANISATION: Final = "owner_"
ORGANISATION_COLUMNS: Final = tuple(
    organisation.c[name].label(_ORGANISATION + name) for name in (*row_seals.ORGANISATION, "seal")
)
UNIT_COLUMNS: Final = tuple(unit.c[name].label(_UNIT + name) for name in (*row_seals.UNIT, "seal"))
# For a statement that joins both.
COLUMNS: Final = (*UNIT_COLUMNS, *ORGANISATION_COLUMNS)


def is_organisation(ground: Ground, row: Any) -> bool:
    """Tell whether the organisation in this row's `ORGANISATION_COLUMNS` is as the hub wrote it."""
    return row_seals.stands(ground, "organisation", row, prefix=_ORGANISATION)


def is_unit(ground: Ground, row: Any) -> bool:
    """Tell whether the unit in this row's `UNIT_COLUMNS` is as the hub wrote it."""
    return row_seals.stands(ground, "unit", row, prefix=_UNIT)


def are_genuine(ground: Ground, row: Any) -> bool:
    """Tell whether both the unit and the organisation in this row's `COLUMNS` are as the hub wrote them."""
    return is_unit(ground, row) and is_organisation(ground, row)


def doubtful(ground: Ground, rows: Iterable[Any]) -> frozenset[str]:
    """Give the ids of the units in these rows, all of one statement, that are not as the hub wrote them."""
    units = {row.place_id: row for row in rows}
    return frozenset(unit_id for unit_id, row in units.items() if not are_genuine(ground, row))
