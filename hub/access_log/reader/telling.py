"""Asks whether an entry tells of a record: the head that names the entry lies in clear, as the record does."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, select

from hub.access_log.entry import Record, UnfitEntry
from hub.access_log.hashing import leaf_hash
from hub.access_log.reader.parsing import Entry, parse
from hub.access_log.tables import log_checkpoint, log_entry, log_leaf
from hub.store import entry_tags
from hub.store.ground import Ground
from hub.store.heads import Written
from hub.store.outages import needing
from hub.store.tables import record_head
from keys.errors import Tampered
from policies.vocabulary import Action, Outcome

_first = log_entry.alias("first")
_BEGINS: Final = (
    select(_first.c.body).join(log_leaf, log_leaf.c.entry_id == _first.c.id).where(log_leaf.c.number == 0)
).scalar_subquery()
_BODY: Final = select(log_entry.c.body, _BEGINS.label("begins"))
_OF_ID: Final = _BODY.where(log_entry.c.id == bindparam("entry"))
_REGISTERED: Final = _BODY.where(
    log_entry.c.subject == bindparam("subject"), log_entry.c.action == Action.REGISTER.value
)
_ROOTS: Final = select(log_checkpoint.c.size, log_checkpoint.c.root).where(
    log_checkpoint.c.size.in_(bindparam("sizes", expanding=True))
)
_NO_SIZE: Final = -1  # so that a case that is not there costs the same statements
_NAMED: Final = select(record_head.c.entry_id).where(
    record_head.c.record_table == bindparam("table"), record_head.c.record_id == bindparam("record")
)


class Told(NamedTuple):
    """An entry of the hub's, and its leaf hash (hex)."""

    entry: Entry
    leaf: str


def tells(
    tx: Connection,
    ground: Ground,
    entry_id: str,
    record: Record,
    *,
    label: tuple[str, str] | None = None,
    subject: str | None = None,
) -> bool:
    """Tell whether the entry says that this version was written, that it hashes to this, under which label, of whom.

    A label is the (source, category) that was decided on. An entry that the hub did not write tells nothing: put in for
    a moment, it would let an act build on rows of before, and nothing would find that afterwards.
    """
    told = told_by(tx, ground, entry_id, record)
    if told is None:
        return False
    decided = {(one.source, one.category) for one in told.entry.decisions}
    return (label is None or label in decided) and subject in {None, told.entry.subj}


def told_by(tx: Connection, ground: Ground, entry_id: str, record: Record) -> Told | None:
    """Give the entry of this id where the hub wrote it, and it says that this version was written."""
    with needing("log"):
        rows = tx.execute(_OF_ID, {"entry": entry_id}).all()
        entry = next(iter(_of_hub(tx, ground, rows)), None)
    if entry is None or entry.outcome != Outcome.PERMITTED or record not in entry.rec:
        return None
    return Told(entry, leaf_hash(rows[0].body).hex())


def check_begun_for(
    tx: Connection, ground: Ground, participant: str, *, case_id: str, record: Record | None = None
) -> None:
    """Hold that the log says of a case that it was begun for this participant, as this record. Raises Tampered.

    The case's own row lies in clear, and whoever is given a way in reads all that is this participant's. She was
    registered once: who puts another entry of that in beside the first gains nothing by it. Nor, while the first is
    hidden, by an entry that the hub did not write: where all the log's have tags, it has none that fits.
    """
    with needing("log"):
        found = _of_hub(tx, ground, tx.execute(_REGISTERED, {"subject": participant}).all())
    begun = (Action.REGISTER, Outcome.PERMITTED, participant, case_id)
    same = [one and (one.act, one.outcome, one.subj, one.case) for one in found] == [begun]
    # What was begun before the log was told of cases by their records is told without one.
    told = [each for one in found if one is not None for each in one.rec if record and each.table == record.table]
    if not same or (told and told != [record]):
        raise Tampered("the case is not the one that was begun for its participant")


def _of_hub(tx: Connection, ground: Ground, rows: Sequence[Any]) -> list[Entry | None]:
    """Read the entries; None in place of one that is not the hub's."""
    read = [(row.body, _read(row.body)) for row in rows]
    sizes = {entry_tags.seen(one.salt) or 0 for _, one in read if one is not None}
    roots = {row.size: row.root for row in tx.execute(_ROOTS, {"sizes": [_NO_SIZE, *sizes]})} | {0: b""}
    for row in rows[:1]:
        note_beginning(ground, row.begins)
    return [one if one is not None and _is_of_hub(ground, body, one, roots) else None for body, one in read]


def beginning(tx: Connection) -> Any:
    """Give what stands as the first entry."""
    return tx.execute(select(_BEGINS)).scalar_one()


def note_beginning(ground: Ground, body: Any) -> None:
    """Remember that the log begins with a tag, once it was seen: then none of its entries is without.

    Who serves looks as it starts, so that nobody hides the beginning until something is asked.
    """
    first = _read(body)
    if first is not None and entry_tags.seen(first.salt) == 0:
        ground.store.tagged |= entry_tags.fits(ground, body, first.salt, b"")


def _is_of_hub(ground: Ground, body: bytes, entry: Entry, roots: Mapping[int, bytes]) -> bool:
    size = entry_tags.seen(entry.salt)
    if size is None:
        return not ground.store.tagged
    return size in roots and entry_tags.fits(ground, body, entry.salt, roots[size])


def _read(body: Any) -> Entry | None:
    """Read an entry; None for what is none, of whatever type: SQLite keeps any, and none hinders a taking back."""
    try:
        return parse(body) if isinstance(body, bytes) else None
    except UnfitEntry:
        return None


def check_told(
    tx: Connection,
    ground: Ground,
    standing: Written,
    *,
    label: tuple[str, str] | None = None,
    subject: str | None = None,
) -> None:
    """Hold that the entry which a record's head names tells of the record, before anything is written over it.

    What is written over, or removed, does not open: without it the next version of the one would be told to the log
    where somebody has put the other in its place, and nothing would find that the other is gone. Raises Tampered.
    """
    named = tx.execute(_NAMED, {"table": standing.table, "record": standing.record}).scalar_one_or_none()
    if not tells(tx, ground, named or "", Record.of(standing), label=label, subject=subject):
        raise Tampered(f"{standing.table} {standing.record}: not what its entry tells")
