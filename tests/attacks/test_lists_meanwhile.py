"""Who was ended after her session was looked up gets no list of case numbers, and no word of the log, any more."""

from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

import pytest

from hub.cases import reminding
from hub.consents import papers_listing, queueing
from hub.oversight import checking, reviewing
from hub.signin.current import SignedIn
from hub.staffing import showing
from hub.store.errors import NotSignedIn
from tests.cast import World
from tests.moving_on import leaves

Listing = tuple[ModuleType, str, Callable[[World, SignedIn], Any]]


def unit_of(world: World, who: SignedIn) -> Any:
    with world.store.write() as tx:
        return showing.show(tx, world.ground, who)


# Whose module holds her employment, who she is, and what she asks for.
LISTS: Final[dict[str, Listing]] = {
    "checkpoint": (reviewing, "dora", lambda world, who: reviewing.checkpoint(world.ground, who) or "none yet"),
    "late": (queueing, "cia", lambda world, who: queueing.late_for_coach(world.ground, who.actor)),
    "papers": (papers_listing, "cia", lambda world, who: papers_listing.list_papers(world.ground, who.actor)),
    "queue": (queueing, "fia", lambda world, who: queueing.queue(world.ground, who.actor)),
    "reminders": (reminding, "cia", lambda world, who: reminding.reminders(world.ground, who.actor)),
    "unit": (showing, "bea", unit_of),
    "wholeness": (checking, "dora", lambda world, who: checking.wholeness(world.ground, who)),
}


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("listing", LISTS)
def test_she_is_told_nothing(world: World, monkeypatch: pytest.MonkeyPatch, listing: str, *, guarded: bool) -> None:
    module, name, ask = LISTS[listing]
    who = world.who(name)
    leaves(world, name)
    if guarded:
        with pytest.raises(NotSignedIn):
            ask(world, who)
        return
    monkeypatch.setattr(module, "hold_employment", lambda *_: world.now)
    assert ask(world, who) is not None
