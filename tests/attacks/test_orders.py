"""What happens in one participant's case decides nothing in another's, in whatever order the two go on (I18)."""

from collections.abc import Callable
from itertools import combinations
from types import SimpleNamespace
from typing import Any, Final

import pytest

from hub.grants import assignment_seals, withdrawing
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
        target = paper.person(world, "fia") if what == "person" else "C04"
        made(world.api("dana").post(f"/consents/{paper.id}/withdrawals", {what: target}))

    return step


FIRST: Final[tuple[Step, ...]] = (_signs, _is_answered, _takes_back("person"))
OTHER: Final[tuple[Step, ...]] = (_signs, _is_answered, _takes_back("category"))


Right = tuple[str, str, str]


def readable(world: World, who: Participant) -> frozenset[Right]:
    with as_dana(world, who):
        return frozenset((name, *pair) for name in READERS for pair in UNITS if story.may_read(world, name, *pair))


def live(world: World, order: tuple[int, ...]) -> list[list[frozenset[Right]]]:
    """Let two participants' steps happen, the first one's at the places of `order`.

    Give for each of them what can be read after each of her own steps, and that the other's step changed nothing.
    """
    pair = [world.add_participant(f"{name} Demosson") for name in ("Dana", "Eva")]
    left = [list(FIRST), list(OTHER)]
    papers: list[dict[str, story.Paper]] = [{}, {}]
    told: list[list[frozenset[Right]]] = [[frozenset()], [frozenset()]]
    for place in range(len(FIRST) + len(OTHER)):
        whose = 0 if place in order else 1
        with as_dana(world, pair[whose]):
            left[whose].pop(0)(world, papers[whose])
        told[whose].append(readable(world, pair[whose]))
        assert readable(world, pair[1 - whose]) == told[1 - whose][-1], (order, place)
    return told


# One in five, so that each participant is the first and the last one somewhere, and they take turns.
ORDERS: Final = tuple(combinations(range(len(FIRST) + len(OTHER)), len(FIRST)))[4::5]


def test_what_happens_in_one_case_decides_nothing_in_another(world: World) -> None:
    one_after_the_other = live(world, (0, 1, 2))
    assert [len(rights) for rights in one_after_the_other[0]] == [0, 0, 12, 8]
    assert [len(rights) for rights in one_after_the_other[1]] == [0, 0, 12, 5]
    for order in ORDERS:
        assert live(world, order) == one_after_the_other, order


def test_an_act_that_forgets_its_case_would_be_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fia is taken back in Dana's case, and had no longer taken on Eva's either."""

    def end(tx: Any, _of_case: Any, *which: Any, at: int) -> None:
        assignment_seals.end(tx, *which, at=at)

    monkeypatch.setattr(withdrawing, "assignment_seals", SimpleNamespace(end=end))
    with pytest.raises(AssertionError, match=r"\(0, 1, 5\), 5"):
        live(world, (0, 1, 5))
