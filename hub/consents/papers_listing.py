"""The papers that wait at a unit to be compared: case numbers and no names, and each that is shown has its entry."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from hub.access_log import writer
from hub.consents.counting import Count
from hub.consents.paging import PAGE, page_of
from hub.disclosure.entries import Act, entry
from hub.grants.papers import Waiting, waiting_papers
from hub.officers.holding import hold_employment
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.vocabulary import Action

REASON: Final = "paper_waits"  # hub.oversight words these entries by it


@dataclass(frozen=True, slots=True)
class Papers:
    """One page of papers, the longest waiting first; `next` is what asks for the one after it."""

    items: tuple[Waiting, ...]
    next: str | None


def list_papers(ground: Ground, actor: Actor, *, after: str | None = None) -> Papers:
    """Give one page of what waits at the actor's unit: one commit, one entry for each that is shown."""
    with ground.store.write() as tx:
        now = hold_employment(tx, ground, actor)
        every = waiting_papers(tx, unit=actor.unit or "")
        found, following = page_of(every, after, lambda one: (one.entered_at, one.consent), most=PAGE)
        writer.append_many(tx, ground, [entry(ground, actor, **_seen(one, at=now)) for one in found])
    return Papers(tuple(found), following)


def count_papers(ground: Ground, actor: Actor) -> Count:
    """Count what waits for the actor, a page at most: not her own, which another compares. One entry for each."""
    with ground.store.read() as tx:
        if not _of_others(tx, actor):
            return Count(0, more=False)
    with ground.store.write() as tx:
        now = hold_employment(tx, ground, actor)
        found = _of_others(tx, actor)
        writer.append_many(tx, ground, [entry(ground, actor, **_seen(one, at=now)) for one in found[:PAGE]])
    return Count(min(len(found), PAGE), more=len(found) > PAGE)


def _of_others(tx: Connection, actor: Actor) -> list[Waiting]:
    return [one for one in waiting_papers(tx, unit=actor.unit or "") if one.entered_by != actor.id]


def _seen(one: Waiting, *, at: int) -> Act:
    told: Act = {"at": at, "action": Action.LIST, "count": 1, "reason": REASON}
    return told | {"case": one.case, "subject": one.participant}
