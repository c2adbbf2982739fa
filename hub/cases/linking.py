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
        facts, _ = require(
            tx,
            ground,
            who.actor,
            case_id=case_id,
            action=_ACTS[purpose],
            category=Reserved.ACCOUNT.value,
        )
        participant = facts.participant.id
        check_begun_for(tx, ground, participant, case_id=case_id)
        try:
            return make_link(tx, ground, who, participant=participant, case=case_id, purpose=purpose, at=facts.at)
        except Conflict as told:
            act = _ACTS[purpose]
            raise refuse(
                ground, who.actor, at=facts.at, action=act, reason=told.code, facts=facts, case=case_id, told=told
            ) from told
