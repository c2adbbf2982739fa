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
        account = Reserved.ACCOUNT.value
        allowed = require(tx, ground, who.actor, case_id=case_id, action=Action.ASSIST, category=account)
        try:
            lock_for(tx, ground, who, case_id=case_id)
        except Conflict as told:
            raise refuse(ground, who.actor, told=told, **allowed.asked | {"reason": told.code}) from told
        record(tx, ground, who.actor, **allowed.done | {"reason": BEGUN})
