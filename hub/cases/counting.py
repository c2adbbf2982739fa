"""In how many of her cases a report waits for an officer's unit: counted by the list's decisions, opening nothing."""

from typing import Final

from sqlalchemy import Connection

from hub.cases.listing import own_ids
from hub.cases.narrowing import Only
from hub.consents.counting import Count
from hub.disclosure.permitting import Refused, record, require
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Reserved

MOST: Final = 50
REASON: Final = "report_counted"  # hub.oversight words these entries by it


def count_reports(ground: Ground, actor: Actor) -> Count:
    """Count the cases that her list shows when it is narrowed to these: one commit, one entry for each counted.

    At every visit of her first page; so that it keeps nobody waiting for long, of many only the first are counted.
    """
    with ground.store.read() as tx:
        ids = own_ids(tx, ground, actor, only=Only.REPORTS, most=MOST)
    if not ids:
        return Count(0, more=False)
    with ground.store.write() as tx:
        # Locked in the order of ids, as by everybody who holds several cases.
        number = sum(_counts(tx, ground, actor, case_id) for case_id in sorted(ids[:MOST]))
    return Count(number, more=len(ids) > MOST)


def _counts(tx: Connection, ground: Ground, actor: Actor, case_id: str) -> bool:
    source, category = PARTICIPANT_SOURCE, Reserved.NAME.value
    try:
        allowed = require(tx, ground, actor, case_id=case_id, action=Action.LIST, source=source, category=category)
    except Refused:
        return False
    if allowed.permit.rule != "named":  # the registering coach is told nothing of what is said to units
        return False
    record(tx, ground, actor, **allowed.done | {"count": 1, "reason": REASON})
    return True
