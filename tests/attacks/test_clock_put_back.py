"""The clock is put back while acts run: one seal takes them in, in another order than that in which they were done.

No honest history is called one of rows put back; one that was built upon such a row is, in whatever order (T4, T8).
"""

from collections.abc import Callable
from itertools import permutations
from typing import Final, NamedTuple

import pytest
from sqlalchemy import select, update

from hub.access_log.reader.findings import Fault
from hub.access_log.reader.row_stories import Story
from hub.access_log.sealer import NEAR, seal_pending
from hub.officers.employing import REACH
from hub.officers.tables import officer
from hub.officers.telling_rows import tell_rows
from hub.store import clear_rows
from tests.attacks.test_for_a_moment import taking_long
from tests.attacks.test_held_on import faults, standing_again
from tests.attacks.test_reviews_of_before import is_given, is_taken
from tests.attacks.test_rows_of_before import OPERATOR, rows
from tests.cast import MINUTE, SECOND, World

_Act = Callable[[World], object]


def is_reached(by: str) -> _Act:
    """Give an act that says how an officer is reached: that may be again as it was."""

    def act(world: World) -> None:
        hers = officer.c.id == world["dora"].officer
        with world.store.write() as tx:
            was = clear_rows.values(tx.execute(select(officer).where(hers)).one())
            tx.execute(update(officer).where(hers).values(phone=by))
            REACH.written(tx, {**was, "phone": by}, was)
            tell_rows(tx, world.ground, OPERATOR, at=world.ground.clock.now(tx))

    return act


class History(NamedTuple):
    """Gives acts as they are done, the first of them before the others' seal; `guard` knows them as honest."""

    acts: Callable[[int], tuple[_Act, ...]]
    guard: str


def units(*_: int) -> tuple[_Act, ...]:
    return is_taken, is_given, is_taken, is_given, is_taken


def another_unit(*_: int) -> tuple[_Act, ...]:
    return is_given, is_taken, is_given


def numbers(time: int) -> tuple[_Act, ...]:
    return tuple(is_reached(f"{time}{by}") for by in "12134")


HISTORIES: Final = {
    "her unit": History(units, "_settle"),
    "another unit": History(another_unit, "_settle"),
    "her number": History(numbers, "_goes_round"),
}


def settled_singly(story: Story) -> None:
    """Follow the order of the clock, as if it could not step back."""
    told, story._waiting = story._waiting, []
    for one in told:
        story._waiting.append(one)
        if one.was == story.last or story._found_nothing(one):
            story._follow(one)


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("what", HISTORIES)
def test_in_whatever_order_one_seal_takes_them_in_they_are_honest(
    world: World, monkeypatch: pytest.MonkeyPatch, what: str, *, guarded: bool
) -> None:
    history = HISTORIES[what]
    for time, order in enumerate(permutations(range(len(history.acts(0)) - 1))):
        first, *acts = history.acts(time)
        first(world)
        seal_pending(world.ground)
        begun = world.clock.at + MINUTE
        for act, place in zip(acts, order, strict=True):
            world.clock.move(begun + place * SECOND - world.clock.at)
            act(world)
        world.clock.move(begun + MINUTE - world.clock.at)
        seal_pending(world.ground)
    if not guarded:
        off = settled_singly if history.guard == "_settle" else lambda *_: False
        monkeypatch.setattr(Story, history.guard, off)
    told = faults(world)
    assert (told == set()) == guarded, told
    assert told <= {Fault.RECORD_RETURNED, Fault.RECORD_ROLLED_BACK}


@pytest.mark.parametrize("guarded", [True, False])
def test_what_was_taken_slowly_is_given_anew_after_it(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """It is sealed after the giving, which then looks as if it had found the unit there and changed nothing."""
    is_given(world)
    seal_pending(world.ground)
    world.clock.move(MINUTE)
    is_reached("1")(world)  # whose seal is the last before it
    with taking_long(world):
        is_taken(world)
    is_given(world)
    seal_pending(world.ground, reach=NEAR)
    if not guarded:
        monkeypatch.setattr("hub.access_log.reader.moments.Moment.may_be_before", lambda *_: False)
    assert faults(world) == (set() if guarded else {Fault.RECORD_RETURNED})


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize(
    "acts",
    [(is_reached("1"), is_given, is_taken, is_given, is_taken), (is_given, *map(is_reached, "1213"))],
    ids=["unit", "number"],
)
def test_what_others_followed_upon_before_it_was_sealed_is_put_before_them(
    world: World, monkeypatch: pytest.MonkeyPatch, acts: tuple[_Act, ...], *, guarded: bool
) -> None:
    """What took long is sealed within the minute; until then what was done after it seems to follow by itself."""
    apart, first, slow, *others = acts
    first(world)
    seal_pending(world.ground)
    world.clock.move(MINUTE)
    apart(world)  # whose seal is the last before it
    with taking_long(world):
        slow(world)
    for act in others:
        world.clock.move(SECOND)
        act(world)
        seal_pending(world.ground, reach=NEAR)
    seal_pending(world.ground)
    if not guarded:
        monkeypatch.setattr(Story, "_take_back", lambda _: None)
    assert faults(world) == (set() if guarded else {Fault.RECORD_ROLLED_BACK})


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("later", [SECOND, -SECOND])
def test_what_is_built_upon_a_row_of_before_is_found_within_one_seal(
    world: World, monkeypatch: pytest.MonkeyPatch, later: int, *, guarded: bool
) -> None:
    is_reached("1")(world)
    before = rows(world, officer)
    seal_pending(world.ground)
    world.clock.move(MINUTE)
    is_reached("2")(world)
    world.clock.move(later)
    with standing_again(world, officer, before):
        is_reached("3")(world)
    if not guarded:
        monkeypatch.setattr(Story, "is_broken", lambda *_, **__: False)
    told = faults(world)
    assert told == {Fault.RECORD_ROLLED_BACK} if guarded else told <= {Fault.RECORD_ROLLED_BACK}
    assert guarded or later > 0 or told != set()
