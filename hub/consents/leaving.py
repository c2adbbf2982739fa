"""Tells the participant and her coach that nobody reads at a unit any more, since who was named there has left.

Both know whom the consent names; nobody else is told, and nothing is opened.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, groupby, islice
from typing import Final

from sqlalchemy import Connection

from hub.consents.counting import Count
from hub.consents.drafting import check_drafter
from hub.disclosure.permitting import Refused, record
from hub.grants.left_units import LeftUnit, left_for, left_in
from hub.grants.naming import names
from hub.store.actor import Actor
from hub.store.alphabet import in_swedish
from hub.store.ground import Ground
from policies.vocabulary import Action

REASON: Final = "officer_left"  # hub.oversight words these entries by it
MOST: Final = 20  # cases at once: each is a decision and an entry


@dataclass(frozen=True, slots=True)
class Left:
    """Who has left, by name, and the unit where nobody reads now."""

    case: str
    number: str
    who: tuple[str, ...]
    unit: str


def left_of_hers(ground: Ground, case_id: str) -> tuple[Left, ...]:
    """Tell the participant, whose case the caller has shown it to be."""
    with ground.store.read() as tx:
        return tuple(_named(tx, ground, left_in(tx, case_id, at=ground.clock.now(tx))))


def left_for_coach(ground: Ground, actor: Actor) -> tuple[Left, ...]:
    """Tell the coach of her cases, by the decision of who may draft in each, with an entry for each; at most MOST."""
    with ground.store.read() as tx:
        cases = sorted({one.case for one in left_for(tx, actor, at=ground.clock.now(tx))})
    if not cases:
        return ()
    with ground.store.write() as tx:
        # Locked in the order of ids, as by everybody who holds several cases; what is refused takes nobody's place.
        found = filter(None, (_told(tx, ground, actor, case_id) for case_id in cases))
        return tuple(chain.from_iterable(islice(found, MOST)))


def count_left(ground: Ground, actor: Actor) -> Count:
    """Count the cases of which `left_for_coach` tells."""
    number = len({one.case for one in left_for_coach(ground, actor)})
    return Count(number, more=number == MOST)


def _told(tx: Connection, ground: Ground, actor: Actor, case_id: str) -> tuple[Left, ...]:
    try:
        allowed = check_drafter(tx, ground, actor, case_id=case_id)
    except Refused:
        return ()
    found = left_in(tx, case_id, at=allowed.facts.at)
    if not found:
        return ()
    record(tx, ground, actor, **allowed.done | {"action": Action.LIST, "count": 1, "reason": REASON})
    return tuple(_named(tx, ground, found))


def _named(tx: Connection, ground: Ground, found: list[LeftUnit]) -> Iterator[Left]:
    if not found:
        return
    called = names(tx, ground, officers=[one.officer for one in found], units=[one.unit for one in found])
    for (case_id, number, unit), ones in groupby(found, key=lambda one: one[:3]):
        who = sorted((called.officers[one.officer].name for one in ones), key=in_swedish)
        yield Left(case_id, number, tuple(who), called.units[unit].full)
