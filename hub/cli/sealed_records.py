"""Gives every row whose hash the log tells, of every feature, for the check of the log; opens nothing."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, Select, literal, select

from hub.access_log.reader.record_heads import SealedRecord
from hub.cases.tables import report, report_answer
from hub.collisions.resolving import told_state
from hub.collisions.tables import collision_state
from hub.consents.tables import document
from hub.grants import standing
from hub.grants.tables import acceptance
from hub.participants.tables import identity
from hub.plans.tables import item
from hub.store.tables import record_head

_AT_A_TIME: Final = 1000
_OF: Final[dict[str, Select[str, int, bytes]]] = {
    "acceptance": select(acceptance.c.id, literal(1), acceptance.c.reason).where(acceptance.c.reason.is_not(None)),
    "document": select(document.c.id, document.c.version, document.c.sealed),
    "identity": select(identity.c.id, identity.c.version, identity.c.sealed),
    "item": select(item.c.id, item.c.version, item.c.sealed).where(item.c.removed_at.is_(None)),
    "report": select(report.c.id, literal(1), report.c.sealed),
    "report_answer": select(report_answer.c.id, literal(1), report_answer.c.sealed),
}


_STATES: Final = select(
    *(collision_state.c[name] for name in ("key", "version", "state", "owner_id", "until", "by_officer_id", "at"))
)


def sealed_records(tx: Connection) -> Iterator[SealedRecord]:
    for table, statement in _OF.items():
        for record, version, sealed in tx.execute(statement.execution_options(yield_per=_AT_A_TIME)):
            yield SealedRecord(table, record, version, sha256(sealed).digest())
    for row in tx.execute(_STATES.execution_options(yield_per=_AT_A_TIME)):
        told = told_state(*row)
        yield SealedRecord(told.table, told.record, told.version, told.sha256)
    yield from _consents(tx)


def _consents(tx: Connection) -> Iterator[SealedRecord]:
    """Give what stands of each signed version; its number is the head's, which no row of a consent carries."""
    heads = select(record_head.c.record_id, record_head.c.version).where(record_head.c.record_table == standing.TABLE)
    numbers = {row.record_id: row.version for row in tx.execute(heads)}
    for consent_id, digest in standing.standing(tx):
        yield SealedRecord(standing.TABLE, consent_id, numbers.get(consent_id, 0), digest)
