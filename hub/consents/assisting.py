"""The coach of a case hands her screen over to the participant; the hub's assisted session does the rest."""

from hub.disclosure.changing import change
from hub.disclosure.permitting import record, refuse, require
from hub.signin.assisting import BEGUN, lock_for
from hub.signin.current import SignedIn
from hub.store.errors import Conflict
from hub.store.ground import Ground
from policies.vocabulary import Action, Reserved


def hand_over(ground: Ground, who: SignedIn, *, case_id: str) -> None:
    """Lock the coach's session in this case; all but its coach get the 404. Raises Conflict when it is locked."""
    with change(ground) as tx:
        facts, permit = require(
            tx, ground, who.actor, case_id=case_id, action=Action.ASSIST, category=Reserved.ACCOUNT.value
        )
        try:
            lock_for(tx, ground, who, case_id=case_id)
        except Conflict as told:
            raise refuse(
                ground,
                who.actor,
                at=facts.at,
                action=Action.ASSIST,
                reason=told.code,
                facts=facts,
                case=case_id,
                told=told,
            ) from told
        record(
            tx,
            ground,
            who.actor,
            at=facts.at,
            action=Action.ASSIST,
            facts=facts,
            permit=permit,
            category=Reserved.ACCOUNT.value,
            case=case_id,
            reason=BEGUN,
        )
