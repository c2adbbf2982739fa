"""What is not one's own unit's is not there: the same refusal for an officer elsewhere and for none, logged."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from hub.disclosure.permitting import Refused, refuse
from hub.signin.current import SignedIn
from hub.store.errors import NotShown
from hub.store.ground import Ground
from policies.vocabulary import Action


def not_mine(tx: Connection, ground: Ground, who: SignedIn) -> Refused:
    """Make the refusal: `change` rolls back, logs it and answers 404."""
    at = ground.clock.now(tx)
    return refuse(ground, who.actor, at=at, action=Action.OFFICER_CHANGE, reason="not_own_unit")


@contextmanager
def own_unit(tx: Connection, ground: Ground, who: SignedIn) -> Iterator[None]:
    """Turn the NotShown of a use case of a lower floor into a refusal that is logged and counted."""
    try:
        yield
    except NotShown:
        raise not_mine(tx, ground, who) from None
