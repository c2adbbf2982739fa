"""Before new ways to sign in take the old ones' place, one of the old is shown: a link alone takes over nobody.

Whoever makes such a link (an access manager) could else use it herself and act as the officer. What stood on an earlier
link of hers, the secret of the app, she has seen as well: its codes are no proof. Only of an app that the officer has
coupled herself are they, which its seal says: rows of links could be taken away (T4, T8).
"""

from typing import Any

from sqlalchemy import Row

from hub.access_log import writer
from hub.signin import throttling
from hub.signin.acts import told
from hub.signin.calling import Purpose
from hub.signin.codes import is_own
from hub.signin.passwords import matches
from hub.signin.second_factor import Owner, Shown, proves
from hub.store.actor import Actor, ActorKind
from hub.store.errors import Invalid, TooMany
from hub.store.ground import Ground
from policies.vocabulary import Action, Outcome


def asks_old(row: Row[*tuple[Any, ...]]) -> bool:
    """Tell whether the invitation is one that serves only who shows an old way in."""
    return row.purpose == Purpose.AGAIN.value and row.held_password_hash is not None


def prove_old(ground: Ground, row: Row[*tuple[Any, ...]], old: str) -> None:
    """Try what was typed as today's password, as a recovery code, and as a code of an app that no link has shown.

    A wrong one counts and is logged. Raises Invalid (field `old`) or TooMany.
    """
    with ground.store.write() as tx:
        wait = throttling.reserve(tx, ground, name=row.account_id, address="invitation", at=ground.clock.now(tx))
    if wait:
        raise TooMany(wait)
    right = matches(ground, row.held_password_hash, old)
    herself = Actor(ActorKind.OFFICER, row.officer_id, row.unit_id)
    owner = Owner(account=row.account_id, actor=herself, totp_sealed=_own_app(ground, row))
    with ground.store.write() as tx:
        at = ground.clock.now(tx)
        if not right:
            right = proves(tx, ground, owner, Shown(code=old), scope=row.account_id, at=at) is not None
        if right:
            throttling.forget(tx, ground, name=row.account_id, address="invitation")
        else:
            failed = told(herself, act=Action.SIGN_IN_FAILED, at=at, outcome=Outcome.REFUSED, reason="invitation_old")
            writer.append(tx, ground, failed)
    if not right:
        raise Invalid({"old": ["Det stämmer inte. Skriv ditt lösenord i dag eller en reservkod."]})


def _own_app(ground: Ground, row: Row[*tuple[Any, ...]]) -> bytes | None:
    """Give the app's seed where she alone has seen it."""
    sealed: bytes | None = row.held_totp_sealed
    own = sealed is not None and is_own(ground, account_id=row.account_id, sealed=sealed)
    return sealed if own else None
