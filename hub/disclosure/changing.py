"""The transaction of a change: it stands with its entry, or falls, and then its refusal is logged on its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from hub.access_log import writer
from hub.disclosure.permitting import Refused
from hub.signin.refused_ids import refusal_of
from hub.store.errors import NotShown
from hub.store.ground import Ground


@contextmanager
def change(ground: Ground) -> Iterator[Connection]:
    """Open the write transaction of one change. Raises what the refusal tells (NotShown, TooMany, Conflict).

    A refusal rolls everything back and is then logged in a transaction of its own; if that cannot be written,
    StoreUnavailable is raised and nothing is told.
    """
    try:
        with ground.store.write() as tx:
            yield tx
    except Refused as refused:
        told = refused.told
        with ground.store.write() as tx:
            writer.append(tx, ground, refused.entry)
            if isinstance(told, NotShown):
                told = refusal_of(tx, refused.actor, at=refused.entry.ts)
        raise told from None
