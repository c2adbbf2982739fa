"""Writes the entry of an act about an officer that stands in no case: proposed, bound, declined, away, back."""

from collections.abc import Sequence

from sqlalchemy import Connection

from hub.access_log import writer
from hub.access_log.entry import NewEntry, Record
from hub.access_log.writer import Receipt
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.vocabulary import Action, Outcome


def tell(
    tx: Connection,
    ground: Ground,
    actor: Actor,
    *,
    at: int,
    action: Action,
    records: Sequence[Record],
    reason: str,
) -> Receipt:
    """Append the entry in the act's own transaction."""
    new = NewEntry(
        **actor.told,
        ts=at,
        act=action,
        outcome=Outcome.PERMITTED,
        rec=tuple(records),
        n=1,
        policy=ground.policy.digest,
        reason=reason,
    )
    return writer.append(tx, ground, new)
