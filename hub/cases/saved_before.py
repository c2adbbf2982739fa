"""Tells which rows of a file the same officer has saved before, by a mark in the ids of what she saved.

The mark is a tag under a key of the key file over her, her unit, the case and all that the row says: it tells nobody
else anything, and her nothing of what somebody else has saved. An item that was changed since keeps its mark.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import orjson
from sqlalchemy import Connection, func, select

from hub.cases.import_reading import ImportRow
from hub.plans.allowing import source_of
from hub.plans.beginning import alone
from hub.plans.tables import item
from hub.store import row_seals
from hub.store.actor import Actor
from hub.store.ground import Ground
from hub.store.ids import new_id

_ORDER: Final = 8  # hexadecimal digits before the mark: things of one moment are shown by their ids
_MARK: Final = 24
SAVED_BEFORE: Final = (
    "Den här raden har du redan sparat. Det gäller också om du har ändrat eller avbrutit insatsen sedan dess. Ta bort "
    "raden ur filen, eller kryssa för att rader får sparas en gång till."
)


def ids_of(ground: Ground, actor: Actor, case_id: str, rows: Iterable[ImportRow]) -> list[str]:
    """Give each row's item an id that ends in its mark, in the order of the rows."""
    marks = [_mark(ground, actor, case_id, row) for row in rows]
    order = sorted(new_id(ground.random)[:_ORDER] for _ in marks)
    return [before + mark for before, mark in zip(order, marks, strict=True)]


def saved_before(
    tx: Connection, ground: Ground, actor: Actor, rows: Mapping[str, Iterable[ImportRow]]
) -> dict[str, list[str]]:
    """Say of which rows, by case, she has saved the same; each case was permitted.

    Of the same file twice at once the later one sees what the first has saved.
    """
    told: dict[str, list[str]] = {}
    for case_id, ones in sorted(rows.items(), key=lambda pair: pair[0]):
        alone(tx, case_id)
        ends = func.substr(item.c.id, _ORDER + 1)
        standing = set(tx.execute(select(ends).where(item.c.case_id == case_id)).scalars())
        again = [row.row for row in ones if _mark(ground, actor, case_id, row) in standing]
        told |= {f"rows.{number}": [SAVED_BEFORE] for number in again}
    return told


def _mark(ground: Ground, actor: Actor, case_id: str, row: ImportRow) -> str:
    said = orjson.dumps(dict(row.values), option=orjson.OPT_SORT_KEYS)
    return row_seals.tag(ground, "imported", actor.id, source_of(actor), case_id, row.kind.value, said).hex()[:_MARK]
