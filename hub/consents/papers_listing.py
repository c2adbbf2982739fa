"""The papers that wait at a unit to be compared, or came back to who entered them: numbers alone, each logged."""

from dataclasses import dataclass

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

REASON, BACK = "paper_waits", "paper_back"  # hub.oversight words these entries by them


@dataclass(frozen=True, slots=True)
class Papers:
    """One page of papers, the longest waiting first; `next` is what asks for the one after it."""

    items: tuple[Waiting, ...]
    next: str | None


def list_papers(ground: Ground, actor: Actor, *, after: str | None = None) -> Papers:
    """Give one page of what waits at the actor's unit: one commit, one entry for each that is shown."""
    with ground.store.write() as tx:
        now = hold_employment(tx, ground, actor)
        every = _every(tx, ground, actor, at=now)
        found, following = page_of(every, after, lambda one: (one.entered_at, one.consent), most=PAGE)
        writer.append_many(tx, ground, [entry(ground, actor, **_seen(one, at=now)) for one in found])
    return Papers(tuple(found), following)


def count_papers(ground: Ground, actor: Actor) -> Count:
    """Count what waits for the actor, a page at most: not her own, unless it came back. One entry for each."""
    with ground.store.read() as tx:
        if not _for_her(tx, ground, actor, at=ground.clock.now(tx)):
            return Count(0, more=False)
    with ground.store.write() as tx:
        now = hold_employment(tx, ground, actor)
        found = _for_her(tx, ground, actor, at=now)
        writer.append_many(tx, ground, [entry(ground, actor, **_seen(one, at=now)) for one in found[:PAGE]])
    return Count(min(len(found), PAGE), more=len(found) > PAGE)


def _every(tx: Connection, ground: Ground, actor: Actor, *, at: int) -> tuple[Waiting, ...]:
    return waiting_papers(tx, ground, unit=actor.unit or "", officer=actor.id or "", at=at)


def _for_her(tx: Connection, ground: Ground, actor: Actor, *, at: int) -> list[Waiting]:
    return [one for one in _every(tx, ground, actor, at=at) if one.back or one.entered_by != actor.id]


def _seen(one: Waiting, *, at: int) -> Act:
    told: Act = {"at": at, "action": Action.LIST, "count": 1, "reason": BACK if one.back else REASON}
    return told | {"case": one.case, "subject": one.participant}
