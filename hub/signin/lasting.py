"""How long a session lasts from now on if nothing more is asked, so that a page can warn before it ends."""

from dataclasses import dataclass

from hub.officers.roles import Role
from hub.signin.current import SignedIn
from hub.signin.looking_up import (
    ASSISTED_LONGEST,
    OFFICER_IDLE,
    OFFICER_LONGEST,
    PARTICIPANT_IDLE,
    SEEN_AT_MOST_EVERY,
)
from hub.store.clock import SECOND


@dataclass(frozen=True, slots=True)
class Left:
    """Whole seconds until the session ends; `final` when no act of hers can move that end."""

    seconds: int
    final: bool


def left_of(who: SignedIn) -> Left:
    """Tell it for the request that looked the session up, by the same limits that end it."""
    # What was seen less than a minute ago is not written again, so the end may stand a little earlier than from now.
    seen = who.at if who.at - who.last_seen >= SEEN_AT_MOST_EVERY else who.last_seen
    hers = who.role is Role.PARTICIPANT
    idle_ends = seen + (PARTICIPANT_IDLE if hers else OFFICER_IDLE)
    ends = who.created_at + (ASSISTED_LONGEST if hers else OFFICER_LONGEST)
    final = (who.assisted or not hers) and ends <= idle_ends
    return Left(max(0, (ends if final else idle_ends) - who.at) // SECOND, final)
