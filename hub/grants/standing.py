"""What stands of a signed consent, as one hash: each act that changes it tells the log, and the log's check compares.

Decisions are made from rows that lie in clear. Whoever writes to the database past the hub could draw a line, undo a
withdrawal or let an older version govern; then the rows no longer hash to what the log last told (T4, T5).
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, bindparam, or_, select

from hub.grants import consent_seals
from hub.grants.consent_hashes import MARK, REWRITTEN, TABLE, hashes, heads
from hub.grants.tables import consent, governing
from hub.store.ground import Ground
from hub.store.heads import Written
from hub.store.tables import record_head

_AT_A_TIME: Final = 500


def changed(tx: Connection, ground: Ground, case_id: str, *, signed: str | None = None) -> list[Written]:
    """Give each version that is signed, or was, and of which something else stands than its head says; seal it anew.

    Called under the case's lock, after the act; `signed` is the version that this very act has signed. Any other
    version that has neither head nor seal, or only a draft's seal, was signed by nobody: it is left for the check of
    the log to find. A version that already differed from the log before the act (hub.grants.consent_seals.hold) is
    told once as REWRITTEN, which no rows hash to: so the log vouches neither for its rows now nor for those of before.
    """
    ids = tx.execute(_SIGNED, {"case": case_id}).scalars().all()
    told, known = heads(tx, ids), consent_seals.sealed(tx, ids) | {signed}
    compared = consent_seals.compare(tx, ground, case_id)
    otherwise = {key for key, parts in compared.items() if parts is None}
    signs = {signed, *tx.execute(_GOVERNS, {"case": case_id}).scalars()} & known
    found = []
    for key, stands in hashes(tx, ids):
        head = told.get(key)
        before = head.ct_sha256 if head is not None else None
        if (head is None and key not in signs) or before == REWRITTEN:
            continue
        digest = REWRITTEN if before == MARK or key in otherwise else stands
        if before != digest:
            version = 1 if head is None else head.version + 1
            found.append(Written(table=TABLE, record=key, version=version, sha256=digest, sealed=b""))
    consent_seals.seal_anew(tx, ground, {one.record: one.version for one in found if one.record in known}, compared)
    return found


def standing(tx: Connection) -> Iterator[tuple[str, bytes]]:
    """Give each signed version's id and the SHA-256 of what stands of it now, all cases'.

    Of one whose dates no act leaves so it gives none: what governs was shown, not declined, and nothing has overtaken
    it; what governs no more was overtaken. Those dates are in no hash, and rewritten they hide from her what is read.
    """
    ids, odd = tx.execute(_ALL_SIGNED).scalars().all(), frozenset(tx.execute(_ODD).scalars())
    for first in range(0, len(ids), _AT_A_TIME):
        for key, stands in hashes(tx, ids[first : first + _AT_A_TIME]):
            yield key, stands if key not in odd else b""


_GOVERNS: Final = select(governing.c.consent_id).where(
    governing.c.case_id == bindparam("case"), governing.c.consent_id.is_not(None)
)
_ALL_SIGNED: Final = select(consent.c.id).where(consent.c.signed_at.is_not(None)).order_by(consent.c.id)
_ODD: Final = (
    select(consent.c.id)
    .outerjoin(governing, governing.c.consent_id == consent.c.id)
    .where(
        consent.c.signed_at.is_not(None),
        or_(
            consent.c.presented_at.is_(None),
            consent.c.declined_at.is_not(None),
            governing.c.consent_id.is_(None) == consent.c.superseded_at.is_(None),
        ),
    )
)
_TOLD: Final = select(record_head.c.record_id).where(
    record_head.c.record_table == TABLE, record_head.c.record_id == consent.c.id
)
_SIGNED: Final = select(consent.c.id).where(
    consent.c.case_id == bindparam("case"), or_(consent.c.signed_at.is_not(None), _TOLD.exists())
)
