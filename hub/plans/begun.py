"""Holds that a plan lies in the case in which it was begun, before something new is written in it.

Which case a plan lies in stands in its own row, in clear. Whoever laid one participant's plan in another's case, just
as an officer of both wrote in it, would have that sealed as the other's, and read by all who read hers (T4, T8).
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

import orjson
from sqlalchemy import Connection, select

from hub.access_log.reader.telling import check_told
from hub.plans.items import TABLE as ITEMS
from hub.plans.tables import item, plan
from hub.store.ground import Ground
from hub.store.heads import Written, check_head, head_hash
from hub.store.tables import record_head

TABLE: Final = plan.name


def begun(plan_id: str, case_id: str, source: str) -> Written:
    """Give what the log and the head tell of a plan that begins without an item."""
    clear = orjson.dumps([plan_id, case_id, source])
    return Written(table=TABLE, record=plan_id, version=1, sha256=sha256(clear).digest(), sealed=clear)


def is_told(tx: Connection, plan_id: str) -> bool:
    """Tell whether the log was told of the plan itself."""
    told = select(record_head.c.version).where(record_head.c.record_table == TABLE, record_head.c.record_id == plan_id)
    return tx.execute(told).first() is not None


def check_plan(tx: Connection, ground: Ground, *, plan_id: str, case_id: str, source: str, participant: str) -> None:
    """Hold that what the log tells of the plan, or of the first item in it, is of this participant. Raises Tampered."""
    first = select(item).where(item.c.plan_id == plan_id).order_by(item.c.first_written, item.c.id).limit(1)
    row = tx.execute(first).first()
    if row is None:
        standing = begun(plan_id, case_id, source)
    else:
        digest = head_hash(row.sealed, row.first_written, row.basis_version, row.kind, row.plan_id)
        standing = Written(table=ITEMS, record=row.id, version=row.version, sha256=digest, sealed=row.sealed)
    check_head(tx, standing)
    check_told(tx, ground, standing, subject=participant)


def plans_told(tx: Connection) -> Iterator[Written]:
    """Give what stands of each plan of which the log was told."""
    told = select(record_head.c.record_id).where(record_head.c.record_table == TABLE)
    columns = (plan.c.id, plan.c.case_id, plan.c.source)
    return (begun(*row) for row in tx.execute(select(*columns).where(plan.c.id.in_(told))))
