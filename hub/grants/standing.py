"""What stands of a signed consent, as one hash: each act that changes it tells the log, and the log's check compares.

Decisions are made from rows that lie in clear. Whoever writes to the database past the hub could draw a line, undo a
withdrawal or let an older version govern; then the rows no longer hash to what the log last told (T4, T5).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any, Final

import orjson
from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, select

from hub.grants import consent_seals
from hub.grants.tables import consent, consent_line, consent_person, consent_row, governing
from hub.store.ground import Ground
from hub.store.heads import Written
from hub.store.tables import record_head

TABLE: Final = "consent"
_AT_A_TIME: Final = 500
_IDS: Final[BindParameter[Any]] = bindparam("ids", expanding=True)


def changed(tx: Connection, ground: Ground, case_id: str, *, signed: str | None = None) -> list[Written]:
    """Give each signed version of the case of which something else stands than its head says, and seal it anew.

    Asked under the case's lock, after the act; `signed` is the version that this very act has signed. One that has
    neither head nor seal, and is not that one, nobody signed: it is left for the check of the log to find.
    """
    ids = tx.execute(_SIGNED, {"case": case_id}).scalars().all()
    heads = {row.record_id: row for row in tx.execute(_HEADS, {"ids": ids})}
    known = consent_seals.sealed(tx, ids) | {signed}
    found = []
    for key, digest in _hashes(tx, ids):
        head = heads.get(key)
        if head is None and key not in known:
            continue
        if head is None or head.ct_sha256 != digest:
            version = 1 if head is None else head.version + 1
            found.append(Written(table=TABLE, record=key, version=version, sha256=digest, sealed=b""))
    # One that lost its seal since it was signed has been rewritten past the hub: it gets none again.
    consent_seals.seal_anew(tx, ground, [one.record for one in found if one.record in known])
    return found


def standing(tx: Connection) -> Iterator[tuple[str, bytes]]:
    """Give each signed version's id and the SHA-256 of what stands of it now, all cases'."""
    ids = tx.execute(_ALL_SIGNED).scalars().all()
    for first in range(0, len(ids), _AT_A_TIME):
        yield from _hashes(tx, ids[first : first + _AT_A_TIME])


def _hashes(tx: Connection, ids: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    parts: list[dict[str, list[Row[Any]]]] = []
    for statement in _PARTS:
        of: dict[str, list[Row[Any]]] = defaultdict(list)
        for row in tx.execute(statement, {"ids": ids}):
            of[row.consent_id].append(row)
        parts.append(of)
    for head in tx.execute(_CONSENTS, {"ids": ids}):
        stands = [*head, head.governs == head.id, *([tuple(row) for row in of[head.id]] for of in parts)]
        yield head.id, sha256(orjson.dumps(stands, default=tuple)).digest()


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
_ALL_SIGNED: Final = select(consent.c.id).where(consent.c.signed_at.is_not(None)).order_by(consent.c.id)
_SIGNED: Final = _ALL_SIGNED.where(consent.c.case_id == bindparam("case"))
_HEADS: Final = select(record_head.c.record_id, record_head.c.version, record_head.c.ct_sha256).where(
    record_head.c.record_table == TABLE, record_head.c.record_id.in_(_IDS)
)
