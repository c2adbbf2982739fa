"""The papers that wait at a unit to be compared: case numbers and no names, and each that is shown has its entry."""

from typing import Final

from sqlalchemy import Connection

from hub.access_log import writer
from hub.disclosure.entries import Act, entry
from hub.grants.papers import Waiting, waiting_papers
from hub.officers.holding import hold_employment
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.vocabulary import Action

REASON: Final = "paper_waits"  # hub.oversight words these entries by it


def list_papers(ground: Ground, actor: Actor) -> tuple[Waiting, ...]:
    """Give what waits at the actor's unit, the longest waiting first: one commit, one entry for each."""
    with ground.store.write() as tx:
        now = hold_employment(tx, ground, actor)
        found = waiting_papers(tx, unit=actor.unit or "")
        writer.append_many(tx, ground, [entry(ground, actor, **_seen(one, at=now)) for one in found])
    return found


def count_papers(ground: Ground, actor: Actor) -> int:
    """Count what waits for the actor: not her own, which another compares. One entry for each that is counted."""
    with ground.store.read() as tx:
        if not _of_others(tx, actor):
            return 0
    with ground.store.write() as tx:
        now = hold_employment(tx, ground, actor)
        found = _of_others(tx, actor)
        writer.append_many(tx, ground, [entry(ground, actor, **_seen(one, at=now)) for one in found])
    return len(found)


def _of_others(tx: Connection, actor: Actor) -> list[Waiting]:
    return [one for one in waiting_papers(tx, unit=actor.unit or "") if one.entered_by != actor.id]


def _seen(one: Waiting, *, at: int) -> Act:
    told: Act = {"at": at, "action": Action.LIST, "count": 1, "reason": REASON}
    return told | {"case": one.case, "subject": one.participant}
