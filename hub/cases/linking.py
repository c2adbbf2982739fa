"""The coach gives a participant the link by which she chooses her own code, or lets her choose a new one."""

from hub.access_log.reader.telling import check_begun_for
from hub.disclosure.changing import change
from hub.disclosure.permitting import refuse, require
from hub.signin.current import SignedIn
from hub.signin.linking import Link, LinkPurpose, make_link
from hub.store.errors import Conflict
from hub.store.ground import Ground
from policies.vocabulary import Action, Reserved

_ACTS = {LinkPurpose.FIRST_SIGN_IN: Action.LINK, LinkPurpose.CODE_RESET: Action.CODE_RESET}


def give_link(ground: Ground, who: SignedIn, *, case_id: str, purpose: LinkPurpose) -> Link:
    """Make a link, for the registering coach alone; everybody else gets the 404 and leaves an entry."""
    with change(ground) as tx:
        act = _ACTS[purpose]
        allowed = require(tx, ground, who.actor, case_id=case_id, action=act, category=Reserved.ACCOUNT.value)
        at, participant = allowed.facts.at, allowed.facts.participant.id
        check_begun_for(tx, ground, participant, case_id=case_id)
        try:
            return make_link(tx, ground, who, participant=participant, case=case_id, purpose=purpose, at=at)
        except Conflict as told:
            raise refuse(ground, who.actor, told=told, **allowed.asked | {"reason": told.code}) from told
