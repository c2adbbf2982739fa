"""Step-up: acts that weigh much ask staff for a second factor proved within the last five minutes.

Signing in with a second factor counts. A route calls `require` (API) or takes the code along with its own form
(`hub.signin.confirming`), so that nothing typed is lost. A participant is never asked: her own code signs.
"""

from dataclasses import replace
from typing import Final

from sqlalchemy import Connection

from hub.access_log import writer
from hub.officers.holding import hold_employment
from hub.officers.roles import Role
from hub.signin import sessions
from hub.signin.acts import told
from hub.signin.beginning import Client
from hub.signin.current import SignedIn, Surface
from hub.signin.looking_up import session_id
from hub.signin.proving import hold, prove
from hub.signin.second_factor import Shown
from hub.store.clock import MINUTE
from hub.store.errors import HubError, NotSignedIn
from hub.store.ground import Ground
from policies.vocabulary import Action

LASTS: Final = 5 * MINUTE


class StepUpRequired(HubError):  # noqa: N818 - names what the asker is told
    """The act asks for a second factor that was proved within the last five minutes."""


def fresh(who: SignedIn) -> bool:
    """Tell whether who asks has proved within five minutes who she is; a participant never has to."""
    if who.role is Role.PARTICIPANT:
        return True
    return who.stepped_up_at is not None and who.at - who.stepped_up_at <= LASTS


def require(who: SignedIn) -> None:
    """Raise StepUpRequired unless `fresh`: the API answers 403 step_up_required."""
    if not fresh(who):
        raise StepUpRequired


def step_up(ground: Ground, who: SignedIn, shown: Shown, client: Client) -> tuple[SignedIn, str | None]:
    """Prove by a second factor who asks, in transactions of its own; log it, and return the session that goes on.

    A page's session gets a new secret (the second value) and its old cookie is dead; a token of the API stays.
    Raises Invalid (field `code`), TooMany, or NotSignedIn when the session has ended meanwhile.
    """
    proof = prove(ground, who, shown)
    with ground.store.write() as tx:
        at = hold_employment(tx, ground, who.actor)  # before her session, as by who ends both
        hold(tx, proof)
        goes_on, secret = _going_on(tx, ground, who, at=at)
        # By the tag that the acts after it carry: a session is known to a reviewer by how it began.
        writer.append(tx, ground, told(goes_on.actor, act=Action.STEP_UP, at=at), client.trace)
    return goes_on, secret


def _going_on(tx: Connection, ground: Ground, who: SignedIn, *, at: int) -> tuple[SignedIn, str | None]:
    stepped = replace(who, stepped_up_at=at, at=at)
    if who.surface is Surface.API:
        if not sessions.prove_again(tx, ground, who.session, at=at):
            raise NotSignedIn
        return stepped, None
    secret = sessions.rotate(tx, ground, who.session, at=at)
    if secret is None:
        raise NotSignedIn
    return replace(stepped, session=session_id(secret)), secret
