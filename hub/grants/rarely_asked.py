"""Reads the facts that only a few acts are decided by, so that no ordinary read pays for them."""


from sqlalchemy import Connection

from hub.grants.papers import waiting_paper
from hub.grants.reviewing import reviewed
from hub.store.actor import Actor, ActorKind
from policies.facts import Facts
from policies.vocabulary import Action


def more_facts(tx: Connection, actor: Actor, action: Action, *, case_id: str, facts: Facts) -> Facts:
    """Add what this act asks for besides: the paper that waits, or the units that the actor reviews."""
    if action is Action.COMPARE:
        return facts._replace(paper=waiting_paper(tx, case_id=case_id))
    if action is Action.REVEAL or (action is Action.WITHDRAW and actor.kind is ActorKind.OFFICER):
        mine = reviewed(tx, officer=actor.id, case_id=case_id, participant=facts.participant.id)
        return facts._replace(reviewed=mine)
    return facts
