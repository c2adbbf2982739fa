"""Signs out: the session ends on the server, so that a copied cookie opens nothing."""

from sqlalchemy import Connection

from hub.access_log import writer
from hub.signin import sessions
from hub.signin.acts import registering_unit, told
from hub.signin.current import SignedIn
from hub.store.ground import Ground
from policies.vocabulary import Action


def sign_out(tx: Connection, ground: Ground, who: SignedIn) -> None:
    at = ground.clock.now(tx)
    sessions.end(tx, who.session, at=at)
    units = registering_unit(tx, who.participant) if who.participant is not None else ()
    out = told(who.actor, act=Action.SIGN_OUT, at=at, units=units)
    writer.append(tx, ground, out)
