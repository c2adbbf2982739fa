"""Tells what one sending has made: the entry of a thing that was made names the sending's mark beside the thing.

So what is sent twice, by a press too many or by a program whose answer never arrived, is made once (E9), also when what
it made has been changed or taken away since. The mark is a tag under a key of the key file over who sends, for which
unit, and a value of the form's or the program's own: it tells nobody else anything, and her nothing of another's. Its
head holds a tag of all that was sent. Neither says what that was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, NamedTuple

import orjson
from sqlalchemy import Connection, bindparam, select

from hub.access_log.entry import Record
from hub.access_log.reader.parsing import Entry
from hub.access_log.reader.telling import told_by
from hub.access_log.writer import Receipt
from hub.store import row_seals
from hub.store.actor import Actor
from hub.store.errors import Invalid
from hub.store.ground import Ground
from hub.store.heads import HeadRefused, Written, put_heads
from hub.store.tables import record_head
from keys.errors import Tampered

TABLE: Final = "sending"  # of no rows: the head is all that stands of it
HEADER: Final = "Idempotency-Key"
_ANOTHER: Final = "Värdet har redan använts för något annat. Välj ett nytt."
_DIGITS: Final = 32  # hexadecimal, as an id has


class Mark(NamedTuple):
    """The value that a form or a program gave: what else is sent under a form's is another sending, a program errs."""

    value: str
    of_form: bool = False


@dataclass(frozen=True, slots=True)
class Sending:
    """One sending as log and head know it; `said` is a tag of all that was sent."""

    id: str
    said: bytes

    @property
    def written(self) -> Written:
        return Written(table=TABLE, record=self.id, version=1, sha256=self.said, sealed=b"")


@dataclass(frozen=True, slots=True)
class Made:
    """What a sending made: the receipt that was handed out then, and the entry."""

    receipt: Receipt
    entry: Entry

    def id_in(self, table: str) -> str:
        return next(one.id for one in self.entry.rec if one.table == table)


def sending_of(ground: Ground, actor: Actor, mark: Mark | None, *said: object) -> Sending | None:
    """Give the sending of all this, which begins with where it goes; None where it has no mark."""
    if mark is None:
        return None
    whose = (actor.id, actor.unit, mark.value)  # in both tags: none shows that two have sent the same
    # No tag holds more than 64 kB, and what was sent has not been found to be too long yet.
    all_said = sha256(orjson.dumps(said, default=str, option=orjson.OPT_SORT_KEYS)).digest()
    sent = row_seals.tag(ground, "sent", *whose, all_said)
    return Sending(row_seals.tag(ground, TABLE, *whose, sent if mark.of_form else None).hex()[:_DIGITS], sent)


def made_before(tx: Connection, ground: Ground, sending: Sending | None) -> Made | None:
    """Give what the sending made; None where it has made nothing. Of two at once the caller keeps one waiting.

    Raises Invalid when something else was sent under the same mark, and Tampered.
    """
    if sending is None:
        return None
    head = tx.execute(_HEAD, {"id": sending.id}).first()
    if head is None:
        return None
    if not row_seals.fits(head.ct_sha256, sending.said):
        raise Invalid({HEADER: [_ANOTHER]})
    told = told_by(tx, ground, head.entry_id, Record.of(sending.written))
    if told is None:
        raise Tampered(f"{TABLE} {sending.id}: not what its entry tells")
    return Made(Receipt(head.entry_id, told.leaf), told.entry)


def heads_of(sending: Sending | None) -> Iterable[Written]:
    """Give what the entry tells of the sending, and its head holds."""
    return () if sending is None else (sending.written,)


def put(tx: Connection, written: Sequence[Written], *, entry: str) -> None:
    """Put the heads of what was made and of its sending.

    Raises Invalid when the same mark was used in another case at this moment: nothing kept that one waiting.
    """
    try:
        put_heads(tx, written, entry=entry)
    except HeadRefused as met:
        if met.args != (TABLE,):
            raise
        raise Invalid({HEADER: [_ANOTHER]}) from None


_HEAD: Final = select(record_head.c.ct_sha256, record_head.c.entry_id).where(
    record_head.c.record_table == TABLE, record_head.c.record_id == bindparam("id")
)
