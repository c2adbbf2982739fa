"""A reviewer is ended between what she is to be shown is found and the entry of her look: she is shown nothing.

Each look is shown to be given with the guard off.
"""

from collections.abc import Callable
from typing import Any, Final

import pytest

from hub.access_log.reader import Filters
from hub.officers.roles import Role
from hub.oversight import answering, reviewing
from hub.signin.current import SignedIn
from hub.store.errors import NotSignedIn
from policies.vocabulary import Function
from tests.attacks.test_leavers import begins
from tests.cast import World
from tests.consents.story import signed
from tests.staffing.conftest import add_member

LOOKS: Final[dict[str, Callable[[World, SignedIn], Any]]] = {
    "answers": lambda world, who: answering.folded_answer(
        world.ground, who, case=world.dana.number, span=(None, None), before=None, limit=9
    ),
    "looks": lambda world, who: reviewing.list_entries(
        world.ground, who, filters=Filters(), case=None, before=None, limit=9
    ),
}


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("works_elsewhere", [True, False])
@pytest.mark.parametrize("look", LOOKS)
def test_she_is_shown_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, look: str, *, works_elsewhere: bool, guarded: bool
) -> None:
    """Where she works on at another office too, under whose session she looks: not what the one she left may see."""
    signed(world)
    add_member(world, "gun", "Gun Grahn", "FK Nordost", Role.ACCESS_MANAGER, Function.NONE)
    if works_elsewhere:
        begins(world, "dora", "AF Rehabteam")
    who, gun, units = world.who("dora"), world.api("gun"), [world.units["FK Nordost"]]
    found = reviewing.find

    def then_she_is_ended(*given: Any, **named: Any) -> reviewing.Page:
        page = found(*given, **named)
        assert gun.delete(f"/officers/{who.officer}").status == 200
        return page

    for module in (answering, reviewing):
        monkeypatch.setattr(module, "find", then_she_is_ended)
    if guarded:
        with pytest.raises(NotSignedIn):
            LOOKS[look](world, who)
        return
    monkeypatch.setattr(reviewing, "hold_employment", lambda *_: world.now)
    monkeypatch.setattr(reviewing, "hold_looked_after", lambda *_, **__: units)
    assert LOOKS[look](world, who).entries
