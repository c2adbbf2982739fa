"""Drops drafts that were never signed; the version's number stays taken, everything else of it goes."""

from sqlalchemy import Connection, delete, select, update

from hub.grants.consent_hashes import TABLE
from hub.grants.papers import end_waiting
from hub.grants.tables import consent, consent_person, consent_row, paper, row_reader
from hub.store.clock import DAY
from hub.store.ground import Ground
from hub.store.tables import record_head

RETENTION = "unsigned_drafts"
_TOLD = select(record_head.c.record_id).where(
    record_head.c.record_table == TABLE, record_head.c.record_id == consent.c.id
)


def unsigned_too_long(tx: Connection, ground: Ground, *, at: int) -> tuple[str, ...]:
    """Give the drafts that are older than the retention policy lets an unsigned draft be.

    One that the log knows as signed is none, whatever its row says: its text would be told to the log as dropped.
    """
    oldest = at - ground.policy.retention_days[RETENTION] * DAY
    statement = select(consent.c.id).where(consent.c.signed_at.is_(None), consent.c.drafted_at < oldest)
    still_there = select(consent_person.c.id).where(consent_person.c.consent_id == consent.c.id).exists()
    return tuple(tx.execute(statement.where(still_there, ~_TOLD.exists()).order_by(consent.c.id)).scalars())


def drop(tx: Connection, consent_id: str, *, at: int) -> None:
    """Remove whom and what the draft asked for, and let no paper of it wait. Whoever calls removes its sealed text.

    Its time is out with it: she has not said no.
    """
    end_waiting(tx, paper.c.consent_id == consent_id, settled_at=at, counts=False)
    rows = select(consent_row.c.id).where(consent_row.c.consent_id == consent_id)
    tx.execute(delete(row_reader).where(row_reader.c.row_id.in_(rows)))
    tx.execute(delete(consent_row).where(consent_row.c.consent_id == consent_id))
    tx.execute(delete(consent_person).where(consent_person.c.consent_id == consent_id))
    tx.execute(update(consent).where(consent.c.id == consent_id, consent.c.valid_to > at).values(valid_to=at))
