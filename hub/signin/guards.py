"""The guards that stand before a blueprint's routes; the composition root gives each blueprint exactly one."""

from collections.abc import Callable
from typing import Final, Never

from flask import g, request

from hub.access_log import writer
from hub.officers.roles import Role
from hub.signin.acts import registering_unit, told
from hub.signin.cookies import presented
from hub.signin.current import SignedIn, Surface, signed_in
from hub.signin.looking_up import look_up
from hub.signin.refused_ids import refusal_of
from hub.store.ground import ground
from policies.vocabulary import Action, Outcome

Guard = Callable[[str], None]

_READING: Final = frozenset({"GET", "HEAD"})


def open_to_all(surface: str) -> None:
    """Let everybody in; who is signed in is known, so that a page can greet."""
    g.signed_in = _look_up(surface)


def anyone_signed_in(surface: str) -> None:
    """Refuse with NotSignedIn who is not."""
    g.signed_in = _look_up(surface)
    signed_in()


def participants_only(surface: str) -> None:
    """Refuse staff with NotShown: who lacks a route is told the same as for a page that is not there."""
    anyone_signed_in(surface)
    if signed_in().role is not Role.PARTICIPANT:
        _refuse(signed_in())


def staff(*roles: Role) -> Guard:
    """Make a guard for officers of these roles. It raises NotSignedIn, or NotShown for every other role."""

    def of_these_roles(surface: str) -> None:
        anyone_signed_in(surface)
        if signed_in().role not in roles:
            _refuse(signed_in())

    return of_these_roles


def _refuse(who: SignedIn) -> Never:
    """Log and count it like an id that is refused: nobody tries in silence what is not for her role.

    Raises NotShown, or TooMany once there were too many, for every role and every id alike.
    """
    here = ground()
    with here.store.write() as tx:
        at = here.clock.now(tx)
        tried = told(
            who.actor,
            act=Action.READ if request.method in _READING else Action.WRITE,
            at=at,
            outcome=Outcome.REFUSED,
            authority=who.organisation,
            reason="role",
            units=registering_unit(tx, who.participant) if who.participant is not None else (),
        )
        writer.append(tx, here, tried)
        refused = refusal_of(tx, who.actor, at=at)
    raise refused


def _look_up(surface: str) -> SignedIn | None:
    # The API never looks at cookies, the pages never at the header: a cookie that a browser sends along opens no API.
    secret = presented(request, Surface(surface), ground().settings)
    return look_up(ground(), secret, Surface(surface)) if secret else None
