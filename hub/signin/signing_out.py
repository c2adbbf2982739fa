"""Signs out: the session ends on the server, so that a copied cookie opens nothing; everywhere, if that is asked."""

from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.access_log import writer
from hub.signin import sessions
from hub.signin.acts import registering_unit, told
from hub.signin.current import SignedIn
from hub.signin.tables import account
from hub.store.ground import Ground
from hub.store.locks import lock_beside
from policies.vocabulary import Action

_EVERYWHERE: Final = "everywhere"  # hub.oversight words these entries by it


def sign_out(tx: Connection, ground: Ground, who: SignedIn, *, everywhere: bool = False) -> None:
    """End the session at hand, or all of the account: of a telephone that is gone, too.

    On a coach's screen only what is there ends: who holds that screen may not be the participant.
    """
    everywhere = everywhere and not who.assisted
    if everywhere:
        tx.execute(_HOLD, {"account": who.account})  # as a change of her ways in does, which ends several too
    at = ground.clock.now(tx)
    if everywhere:
        sessions.end_all(tx, account_id=who.account, at=at)
    else:
        sessions.end(tx, who.session, at=at)
    units = registering_unit(tx, who.participant) if who.participant is not None else ()
    reason = _EVERYWHERE if everywhere else None
    writer.append(tx, ground, told(who.actor, act=Action.SIGN_OUT, at=at, reason=reason, units=units))


_HOLD: Final = lock_beside(select(account.c.id).where(account.c.id == bindparam("account")))
