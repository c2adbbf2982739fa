"""The guards that stand before a blueprint's routes; the composition root gives each blueprint exactly one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Never

from flask import g, request

from hub.access_log import writer
from hub.officers.roles import Role
from hub.signin.acts import registering_unit, told
from hub.signin.cookies import presented
from hub.signin.current import SignedIn, Surface, signed_in
from hub.signin.looking_up import look_up
from hub.signin.refused_ids import refusal_of
from hub.store.errors import NotShown, NotSignedIn
from hub.store.ground import ground
from policies.vocabulary import Action, Outcome

Guard = Callable[[str], None]

_READING: Final = frozenset({"GET", "HEAD"})


class ScreenHandedOver(NotSignedIn):
    """The coach has handed her screen over to the participant: until she takes it back, her session opens nothing."""


def open_to_all(surface: str) -> None:
    """Let everybody in; who is signed in is known, so that a page can greet. A locked session is nobody's."""
    who = _look_up(surface)
    g.screen_lent = who is not None and who.handed_case is not None
    g.signed_in = None if g.screen_lent else who


def anyone_signed_in(surface: str) -> None:
    """Refuse with NotSignedIn who is not; an assisted session (T11) opens nothing that does not say it does."""
    signed_in_also_assisted(surface)
    if signed_in().assisted:
        _refuse(signed_in(), reason="assisted")


def signed_in_also_assisted(surface: str) -> None:
    """Let an assisted session in too. Raises NotSignedIn, ScreenHandedOver while the coach's session is locked."""
    g.signed_in = None
    who = _look_up(surface)
    if who is not None and who.handed_case is not None:
        raise ScreenHandedOver
    g.signed_in = who
    signed_in()


def signed_in_also_handed_over(surface: str) -> None:
    """Let in every living session, a locked one too: for saying that one is still there, which opens nothing."""
    g.signed_in = _look_up(surface)
    signed_in()


def participants_only(surface: str) -> None:
    """Refuse staff with NotShown: who lacks a route is told the same as for a page that is not there."""
    anyone_signed_in(surface)
    _only_participants()


def participants_also_assisted(surface: str) -> None:
    """As participants_only, but also on the coach's screen: for signing, taking back, and who has read."""
    signed_in_also_assisted(surface)
    _only_participants()


def handed_over(surface: str) -> None:
    """Let in who stands at a screen that a coach has handed over: before the participant's code, or after it."""
    g.signed_in = None
    who = _look_up(surface)
    if who is None:
        raise NotSignedIn
    if who.handed_case is None and not who.assisted:
        g.signed_in = who
        _refuse(who)
    g.signed_in = who


def _only_participants() -> None:
    if signed_in().role is not Role.PARTICIPANT:
        _refuse(signed_in())


@dataclass(frozen=True, slots=True)
class OfRoles:
    """A guard for who has one of these roles. It raises NotSignedIn, or NotShown for every other role."""

    roles: tuple[Role, ...]

    def __call__(self, surface: str) -> None:
        anyone_signed_in(surface)
        if signed_in().role not in self.roles:
            _refuse(signed_in())


def staff(*roles: Role) -> OfRoles:
    return OfRoles(roles)


def _refuse(who: SignedIn, *, reason: str = "role") -> Never:
    """Log it, and count the id that the address holds, if any: nobody tries in silence what is not for her role.

    Raises NotShown, or TooMany once there were too many ids, for every role and every id alike.
    """
    here = ground()
    with here.store.write() as tx:
        at = here.clock.now(tx)
        tried = told(
            who.actor,
            act=Action.READ if request.method in _READING else Action.WRITE,
            at=at,
            outcome=Outcome.REFUSED,
            reason=reason,
            units=registering_unit(tx, who.participant) if who.participant is not None else (),
        )
        writer.append(tx, here, tried)
        refused = refusal_of(tx, who.actor, at=at) if request.view_args else NotShown()
    raise refused


def _look_up(surface: str) -> SignedIn | None:
    # The API never looks at cookies, the pages never at the header: a cookie that a browser sends along opens no API.
    secret = presented(request, Surface(surface), ground().settings)
    return look_up(ground(), secret, Surface(surface)) if secret else None
