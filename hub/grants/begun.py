"""Tells the log of which participant a case is, and by which number: people and files find the case by that alone.

Both stand in the case's own row, in clear. Whoever let two cases change their numbers for a moment would have what an
officer writes about the one, from a file, sealed as the other's, and read by her and by all who read hers; and would
have a reviewer hand the one what the log says of the other (T4, T8).
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

import orjson
from sqlalchemy import Connection, select

from hub.access_log.entry import Record
from hub.access_log.reader.telling import check_begun_for
from hub.grants.tables import case
from hub.store.ground import Ground
from hub.store.heads import Written
from hub.store.tables import record_head
from keys.errors import Tampered

TABLE: Final = case.name


def begun(case_id: str, participant: str, number: str) -> Written:
    """Give what the log and the head tell of a case as it begins."""
    clear = orjson.dumps([case_id, participant, number])
    return Written(table=TABLE, record=case_id, version=1, sha256=sha256(clear).digest(), sealed=clear)


def check_numbered(tx: Connection, ground: Ground, *, case_id: str, participant: str, number: str) -> None:
    """Hold that the case was begun for this participant, under this number. Raises Tampered."""
    record = Record.of(begun(case_id, participant, number))
    check_begun_for(tx, ground, participant, case_id=case_id, record=record)


def find_numbered(tx: Connection, ground: Ground, number: str) -> tuple[str, str] | None:
    """Give the case that was begun under this number, and its participant.

    None where there is none, or where it was begun otherwise: by the same statements, so that nobody is told which.
    """
    row = tx.execute(select(case.c.id, case.c.participant_id).where(case.c.number == number)).first()
    case_id, participant = row or ("", "")
    try:
        check_numbered(tx, ground, case_id=case_id, participant=participant, number=number)
    except Tampered:
        return None
    return case_id, participant


def cases_told(tx: Connection) -> Iterator[Written]:
    """Give what stands of each case of which the log was told."""
    told = select(record_head.c.record_id).where(record_head.c.record_table == TABLE)
    columns = (case.c.id, case.c.participant_id, case.c.number)
    return (begun(*row) for row in tx.execute(select(*columns).where(case.c.id.in_(told))))
