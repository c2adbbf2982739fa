"""What happens in one participant's case decides nothing in another's, in whatever order the two go on (I18)."""

from collections.abc import Callable
from itertools import combinations
from typing import Final

from tests.attacks.scene import as_dana, made
from tests.cast import Participant, World
from tests.consents import story

UNITS: Final = (("FK Nordost", "C09"), ("AF Rehabteam", "C04"), ("AME", "C04"), ("participant", "C04"))
READERS: Final = ("fia", "arvid", "amir")
Step = Callable[[World, dict[str, story.Paper]], object]


def _signs(world: World, papers: dict[str, story.Paper]) -> None:
    papers["hers"] = story.signed(world, named=READERS, rows=UNITS)


def _is_answered(world: World, papers: dict[str, story.Paper]) -> None:
    story.witnessed(world, papers["hers"])
    story.answered(world, papers["hers"], "fia", "arvid")


def _takes_back(what: str) -> Step:
    def step(world: World, papers: dict[str, story.Paper]) -> None:
        paper = papers["hers"]
        target = paper.person(world, "fia") if what == "person" else paper.row(world, "AF Rehabteam", "C04")
        made(world.api("dana").post(f"/consents/{paper.id}/withdrawals", {what: target}))

    return step


FIRST: Final[tuple[Step, ...]] = (_signs, _is_answered, _takes_back("person"))
OTHER: Final[tuple[Step, ...]] = (_signs, _is_answered, _takes_back("row"))


def readable(world: World, who: Participant) -> set[tuple[str, str, str]]:
    with as_dana(world, who):
        return {(name, *pair) for name in READERS for pair in UNITS if story.may_read(world, name, *pair)}


def live(world: World, order: tuple[int, ...]) -> tuple[set[tuple[str, str, str]], ...]:
    """Let two participants' steps happen, the first one's at the places of `order`; give what is then readable."""
    pair = [world.add_participant(f"{name} Demosson") for name in ("Dana", "Eva")]
    left = [list(FIRST), list(OTHER)]
    papers: list[dict[str, story.Paper]] = [{}, {}]
    for place in range(len(FIRST) + len(OTHER)):
        whose = 0 if place in order else 1
        with as_dana(world, pair[whose]):
            left[whose].pop(0)(world, papers[whose])
    return tuple(readable(world, who) for who in pair)


# One in five, so that each participant is the first and the last one somewhere, and they take turns.
ORDERS: Final = tuple(combinations(range(len(FIRST) + len(OTHER)), len(FIRST)))[4::5]


def test_what_happens_in_one_case_decides_nothing_in_another(world: World) -> None:
    one_after_the_other = live(world, (0, 1, 2))
    assert all(one_after_the_other)
    assert one_after_the_other[0] != one_after_the_other[1]
    for order in ORDERS:
        assert live(world, order) == one_after_the_other, order
