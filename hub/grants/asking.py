"""Holds a case, and reads all that an act on it is decided by: in that order, wherever somebody decides."""

from dataclasses import replace

from sqlalchemy import Connection

from hub.grants import loading
from hub.grants.loading import Loaded
from hub.grants.papers import waiting_paper
from hub.grants.reviewing import reviewed
from hub.store.actor import Actor, ActorKind
from hub.store.ground import Ground
from policies.facts import Facts
from policies.vocabulary import Action


def hold_facts(
    tx: Connection, ground: Ground, actor: Actor, action: Action, *, case_id: str, exclusive: bool = False
) -> Loaded:
    """Lock the case, then load the facts; a case that is not there runs the same statements and has none."""
    locked = loading.lock(tx, ground, case_id=case_id, actor=actor, exclusive=exclusive)
    loaded = loading.load(tx, ground, locked=locked, actor=actor)
    facts = more_facts(tx, ground, actor, action, case_id=case_id, facts=loaded.facts)
    return loaded if facts is loaded.facts else replace(loaded, facts=facts)


def more_facts(
    tx: Connection, ground: Ground, actor: Actor, action: Action, *, case_id: str, facts: Facts | None
) -> Facts | None:
    """Add what only this act is decided by: the paper that waits, or the units that the actor reviews.

    So no ordinary read pays for them. Of a case that is not there (None) the same is asked, so that what it costs tells
    nothing of the case.
    """
    if action is Action.COMPARE:
        paper = waiting_paper(tx, case_id=case_id)
        return facts._replace(paper=paper) if facts is not None else None
    if action is Action.REVEAL or (action is Action.WITHDRAW and actor.kind is ActorKind.OFFICER):
        participant = facts.participant.id if facts is not None else case_id
        at = facts.at if facts is not None else 0
        opens = action is Action.REVEAL
        mine = reviewed(tx, ground, officer=actor.id, case_id=case_id, participant=participant, at=at, opens=opens)
        return facts._replace(reviewed=mine) if facts is not None else None
    return facts
