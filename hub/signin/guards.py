"""The guards that stand before a blueprint's routes; the composition root gives each blueprint exactly one."""

from collections.abc import Callable

from flask import g, request

from hub.officers.roles import Role
from hub.signin.cookies import presented
from hub.signin.current import SignedIn, Surface, signed_in
from hub.signin.looking_up import look_up
from hub.store.errors import NotShown
from hub.store.ground import ground

Guard = Callable[[str], None]


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
        raise NotShown


def staff(*roles: Role) -> Guard:
    """Make a guard for officers of these roles. It raises NotSignedIn, or NotShown for every other role."""

    def of_these_roles(surface: str) -> None:
        anyone_signed_in(surface)
        if signed_in().role not in roles:
            raise NotShown

    return of_these_roles


def _look_up(surface: str) -> SignedIn | None:
    # The API never looks at cookies, the pages never at the header: a cookie that a browser sends along opens no API.
    secret = presented(request, Surface(surface), ground().settings)
    return look_up(ground(), secret, Surface(surface)) if secret else None
