"""The three sealed identity records of a participant: how they are labelled, and the fields of each in order."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, insert

from hub.participants.tables import identity
from hub.store.ground import Ground
from hub.store.heads import Frame, Written
from hub.store.ids import new_id
from hub.store.sealing import seal
from keys.keyring import KeyRing
from policies.vocabulary import PARTICIPANT_SOURCE, Reserved

TABLE: Final = identity.name
SOURCE: Final = PARTICIPANT_SOURCE  # who she is is her own, whichever unit wrote it down
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    Reserved.NAME.value: ("name",),
    Reserved.NUMBER.value: ("number",),
    Reserved.ACCOUNT.value: ("contact", "language", "origin"),
}


def write_identity(
    tx: Connection, ground: Ground, ring: KeyRing, *, category: Reserved, fields: Mapping[str, Any], at: int
) -> Written:
    """Seal and store the first version of one record; its head is put when the log entry has its id."""
    record = new_id(ground.random)
    ordered = {column: fields[column] for column in COLUMNS[category.value]}
    label = {"table": TABLE, "record": record, "source": SOURCE, "category": category.value}
    written = seal(ring, **label, version=1, frame=Frame(at), fields=ordered)
    row = {
        "id": record,
        "participant_id": ring.participant,
        "category": category.value,
        "version": 1,
        "first_written": at,
        "sealed": written.sealed,
    }
    tx.execute(insert(identity), row)
    return written
