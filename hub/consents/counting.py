"""How much waits for an officer: counted by the decisions of the list that it leads to, without opening a name."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from hub.consents.listing import waiting_now
from hub.consents.paging import PAGE
from hub.disclosure.permitting import Refused, record, require
from hub.grants.waiting import Waiting
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Reserved

REASON: Final = "waits_counted"  # hub.oversight words these entries by it


@dataclass(frozen=True, slots=True)
class Count:
    """How many wait; where there is `more` than one count holds, at least so many."""

    number: int
    more: bool


def count_waiting(ground: Ground, actor: Actor) -> Count:
    """Count what `listing.waiting` would show on its first page; a number tells something too."""
    with ground.store.read() as tx:
        found = waiting_now(tx, ground, actor, ground.clock.now(tx))
    if not found:
        return Count(0, more=False)
    with ground.store.write() as tx:
        # Locked in the order of ids, as by everybody who holds several cases.
        number = sum(_counts(tx, ground, actor, one) for one in sorted(found[:PAGE], key=lambda one: one.case))
    return Count(number, more=len(found) > PAGE)


def _counts(tx: Connection, ground: Ground, actor: Actor, one: Waiting) -> bool:
    """Decide as the list does. The entry says that she was counted, for no list has shown her."""
    if one.stands_in_for is not None:
        return True
    action, label = Action.DECIDE_ACCEPTANCE if one.is_answered else Action.LIST, Reserved.NAME.value
    try:
        allowed = require(tx, ground, actor, case_id=one.case, action=action, source=PARTICIPANT_SOURCE, category=label)
    except Refused:
        return False
    if action is Action.DECIDE_ACCEPTANCE:
        record(tx, ground, actor, **allowed.done | {"reason": REASON})
    # What only waits for a witness is the coach's own case: her list tells of it, and it would count as one more.
    return True
