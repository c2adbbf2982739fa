"""What one actor did, as the log tells it; and when somebody last did something at all.

Pages tell of it before anybody verifies: so only what the hub can tell for its own, by its tag, is taken for said.
"""

from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from hub.access_log.entry import UnfitEntry
from hub.access_log.reader.parsing import Entry, parse
from hub.access_log.reader.vouching import Vouching
from hub.access_log.tables import log_entry
from hub.store import entry_tags
from hub.store.actor import ActorKind
from hub.store.ground import Ground
from policies.vocabulary import Action

_MOST: Final = 20  # of the newest, among which one is the hub's, or somebody has put that many there
_SAID: Final = (log_entry.c.id, log_entry.c.at, log_entry.c.actor, log_entry.c.action, log_entry.c.body)
_ACTS: Final = (
    select(*_SAID)
    .where(
        log_entry.c.actor == bindparam("by"),
        log_entry.c.at >= bindparam("since"),
        log_entry.c.action == bindparam("action"),
    )
    .order_by(log_entry.c.at)
)
_LAST: Final = (  # what the commands and the hub itself did is nobody's act
    select(*_SAID)
    .where(
        log_entry.c.at < bindparam("before"),
        *(log_entry.c.actor.not_like(f"{kind}:%") for kind in (ActorKind.OPERATOR, ActorKind.SYSTEM)),
    )
    .order_by(log_entry.c.at.desc())
    .limit(_MOST)
)


def acts_of(tx: Connection, ground: Ground, *, by: str, action: Action, since: int = 0) -> list[Entry]:
    """Give them oldest first, from `since` (µs) on."""
    rows = tx.execute(_ACTS, {"by": by, "action": action.value, "since": since}).all()
    vouching = Vouching(tx, ground)
    return [entry for row in rows if (entry := _of_hub(vouching, row)) is not None]


def last_of_a_person(tx: Connection, ground: Ground, *, before: int) -> int | None:
    """Give when (µs) a person, also one whom nobody knows, last did something; None where nobody has.

    Where none of the newest is the hub's for sure, as in a log of before the tags: the oldest of them.
    """
    rows = tx.execute(_LAST, {"before": before}).all()
    vouching = Vouching(tx, ground)
    newest = next((row for row in rows if _of_hub(vouching, row) is not None), rows[-1] if rows else None)
    return None if newest is None else newest.at


def _of_hub(vouching: Vouching, row: Any) -> Entry | None:
    """Give the entry that a row is, as the hub wrote it; `hub log verify` points out any other."""
    if not isinstance(row.body, bytes):  # SQLite keeps any type
        return None
    try:
        entry = parse(row.body)
    except UnfitEntry:
        return None
    same = (entry.id, entry.ts, entry.actor, entry.act) == (row.id, row.at, row.actor, row.action)
    tagged = entry_tags.seen(entry.salt) is not None
    return entry if same and tagged and vouching.holds(row.body, entry) else None
