"""Hashes what stands of a signed consent: what the log is told of after each act, and what the next one begins on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, Final

import orjson
from sqlalchemy import BindParameter, Connection, Row, Select, and_, bindparam, select, update

from hub.access_log.entry import Record
from hub.access_log.reader.telling import tells
from hub.grants.tables import consent, consent_line, consent_person, consent_row, governing
from hub.store.ground import Ground
from hub.store.tables import record_head

TABLE: Final = "consent"
MARK: Final = b""
REWRITTEN: Final = sha256(b"hub/rewritten").digest()
_IDS: Final[BindParameter[Any]] = bindparam("ids", expanding=True)


def hashes(tx: Connection, ids: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Give the id of each of the versions, and the SHA-256 of what stands of it now."""
    parts: list[dict[str, list[Row[Any]]]] = []
    for statement in _PARTS:
        of: dict[str, list[Row[Any]]] = defaultdict(list)
        for row in tx.execute(statement, {"ids": ids}):
            of[row.consent_id].append(row)
        parts.append(of)
    for head in tx.execute(_CONSENTS, {"ids": ids}):
        stands = [*head, head.governs == head.id, *([tuple(row) for row in of[head.id]] for of in parts)]
        yield head.id, sha256(orjson.dumps(stands, default=tuple)).digest()


def heads(tx: Connection, ids: Sequence[str]) -> dict[str, Any]:
    """Give the heads of the versions, by id: what the log was told of them last."""
    return {row.record_id: row for row in tx.execute(_HEADS, {"ids": ids})}


def not_as_told(tx: Connection, ground: Ground, case_id: str) -> Iterator[str]:
    """Give the versions of a case that do not stand as the log was told last, by the entry that each one's head names.

    Rows of before, put back together with their seals, would fit those; the act would then tell them as its own. One
    that was told as rewritten is so for good, and once nothing lives by it, it hinders no new one.
    """
    lives = {row.id: bool(row.lives) for row in tx.execute(_TOLD, {"case": case_id})}
    told = heads(tx, list(lives))
    for key, digest in hashes(tx, list(lives)):
        head, lost = told[key], told[key].ct_sha256 == REWRITTEN and not lives[key]
        if not lost and not tells(tx, ground, head.entry_id, Record(TABLE, key, head.version, digest.hex())):
            yield key


def mark_rewritten(tx: Connection, ids: Iterable[str]) -> None:
    """Let the act tell of these versions what no rows hash to, whatever it makes of them."""
    for key in ids:
        tx.execute(_MARK, {"id": key})


def _part(table: Any, *names: str) -> Select[Any]:
    columns = [table.c[name] for name in ("consent_id", "id", *names)]
    return select(*columns).where(table.c.consent_id.in_(_IDS)).order_by(table.c.id)


_DATES: Final = ("accepted_at", "declined_at", "withdrawn_at")
_WHO: Final = ("officer_id", "unit_id", "employment_id")
# Named one by one: a column that a later migration adds must not make what stood before look rewritten.
_PARTS: Final = (
    _part(consent_person, *_WHO, "proposal_id", "stands_in_for", "reads", "answer", "withdrawn_at"),
    _part(consent_row, "source", "source_function", "category", "answer", "accepted_by", *_DATES),
    _part(consent_line, "row_id", "person_id", *_WHO, "source", "category", "since", "covers_earlier", *_DATES),
)
_CONSENTS: Final[Select[Any]] = (
    select(
        *(consent.c[name] for name in ("id", "case_id", "kind", "version", "signed_at", "valid_from", "valid_to")),
        *(consent.c[name] for name in ("withdrawn_at", "purposes", "covers_earlier", "collision_check", "one_coach")),
        governing.c.consent_id.label("governs"),
    )
    .outerjoin(governing, (governing.c.case_id == consent.c.case_id) & (governing.c.kind == consent.c.kind))
    .where(consent.c.id.in_(_IDS))
)
_HEADS: Final = select(
    *(record_head.c[name] for name in ("record_id", "version", "ct_sha256", "entry_id")),
).where(record_head.c.record_table == TABLE, record_head.c.record_id.in_(_IDS))
_TOLD: Final = (
    select(consent.c.id, and_(governing.c.consent_id.is_not(None), consent.c.withdrawn_at.is_(None)).label("lives"))
    .join(record_head, (record_head.c.record_table == TABLE) & (record_head.c.record_id == consent.c.id))
    .outerjoin(governing, governing.c.consent_id == consent.c.id)
    .where(consent.c.case_id == bindparam("case"))
)
_MARK: Final = (
    update(record_head)
    .where(record_head.c.record_table == TABLE, record_head.c.record_id == bindparam("id"))
    .values(ct_sha256=MARK)
)
