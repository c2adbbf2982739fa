"""An id of another case in a body is one of nothing: same answer, same work, and that case stays as it was (T4)."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import pytest

from hub.grants.tables import assignment, consent, consent_line, consent_person, consent_row, governing
from hub.store.base import metadata
from tests.attacks.scene import Scene, as_dana, play
from tests.attacks.test_oracle import counted
from tests.attacks.test_rows_of_before import rows
from tests.cast import Answer, World
from tests.checking import faults
from tests.consents import story

NOTHING: Final = "e" * 32
HELD: Final = (consent, consent_person, consent_row, consent_line, assignment, governing, metadata.tables["item"])


class Way(NamedTuple):
    """Who sends what where; `which` takes the other case's id of the sort that belongs there."""

    role: str
    path: str
    which: Callable[[World, Scene], str]
    body: Callable[[World, Scene, str], dict[str, Any]]


def a_person(world: World, other: Scene) -> str:
    return other.paper.person(world, "fia")


def a_row(world: World, other: Scene) -> str:
    return other.paper.row(world, "AF Rehabteam", "C04")


def an_activity(_: World, other: Scene) -> str:
    return other.ids["activity:fia"]


def signing(field: str) -> Callable[[World, Scene, str], dict[str, Any]]:
    def body(world: World, mine: Scene, one: str) -> dict[str, Any]:
        said = story.signature(world, mine.paper)
        return {**said, field: {**said[field], one: True}, "code": mine.who.code}

    return body


def excepting(world: World, mine: Scene, one: str) -> dict[str, Any]:
    said = story.signature(world, mine.paper)
    exceptions = [{"row": one, "person": mine.paper.person(world, "fia")}]
    return {**said, "exceptions": exceptions, "code": mine.who.code}


def excepting_a_person(world: World, mine: Scene, one: str) -> dict[str, Any]:
    said = story.signature(world, mine.paper)
    exceptions = [{"row": mine.paper.row(world, "AF Rehabteam", "C04"), "person": one}]
    return {**said, "exceptions": exceptions, "code": mine.who.code}


_SLOTS: Final = [{"day": 1, "start": "09:00", "end": "13:00"}]
WAYS: Final = {
    "takes back a person": Way(
        "dana", "/consents/{consent}/withdrawals", a_person, lambda _w, _m, one: {"person": one}
    ),
    "takes back a row": Way("dana", "/consents/{consent}/withdrawals", a_row, lambda _w, _m, one: {"row": one}),
    "has a person taken back": Way(
        "amir", "/cases/{case}/withdrawals", a_person, lambda _w, _m, one: {"person": one, "channel": "phone"}
    ),
    "has a row taken back": Way(
        "amir", "/cases/{case}/withdrawals", a_row, lambda _w, _m, one: {"row": one, "channel": "phone"}
    ),
    "has it taken back by number": Way(
        "dagny",
        "/withdrawals",
        a_row,
        lambda _w, mine, one: {"number": mine.who.number, "row": one, "channel": "phone"},
    ),
    "accepts": Way("arvid", "/consents/{consent}/acceptances", a_row, lambda _w, _m, one: {"rows": {one: True}}),
    "declines": Way("arvid", "/consents/{consent}/acceptances", a_row, lambda _w, _m, one: {"rows": {one: False}}),
    "foresees": Way(
        "fia",
        "/cases/{case}/foreseen/activities",
        an_activity,
        lambda _w, _m, one: {"item": one, "type": "studies", "slots": _SLOTS},
    ),
    "signs for a person": Way("dana", "/consents/{draft}/signature", a_person, signing("persons")),
    "signs for a row": Way("dana", "/consents/{draft}/signature", a_row, signing("rows")),
    "excepts a row": Way("dana", "/consents/{draft}/signature", a_row, excepting),
    "excepts a person": Way("dana", "/consents/{draft}/signature", a_person, excepting_a_person),
}


@pytest.mark.parametrize("what", WAYS)
def test_it_is_one_of_nothing(world: World, what: str) -> None:
    way, other, mine = WAYS[what], play(world, "active"), play(world, "mine")
    with as_dana(world, mine.who):
        _begin(world, way, mine)
        before, told, others = _standing(world), [], way.which(world, other)
        nothing = others[:-1] + ("0" if others[-1] != "0" else "1")  # it stands in the same place of what is in order
        for one in (nothing, nothing, others):  # the first one also seals what waited
            with counted(world) as cost:
                answer = _send(world, way, mine, one)
            told.append((answer.status, answer.data.replace(one.encode(), b""), cost[0]))
            assert _standing(world) == before
    assert told[1] == told[2]
    assert faults(world) == []


@pytest.mark.parametrize("what", WAYS)
def test_one_of_her_own_is_taken(world: World, what: str) -> None:
    """So that the other's is not refused for something else."""
    way, mine = WAYS[what], play(world, "mine")
    with as_dana(world, mine.who):
        _begin(world, way, mine)
        nothing, hers = (_send(world, way, mine, one) for one in (NOTHING, way.which(world, mine)))
    assert hers.status < 300, hers.text
    assert (hers.status, hers.data) != (nothing.status, nothing.data)


def _begin(world: World, way: Way, mine: Scene) -> None:
    if "{draft}" in way.path:
        mine.paper = story.presented(world)


def _send(world: World, way: Way, mine: Scene, one: str) -> Answer:
    ids = {"consent": mine.paper.id, "draft": mine.paper.id, "case": mine.who.case}
    api, body = world.api(way.role), way.body(world, mine, one)
    return api.post(way.path.format(**ids), body)


def _standing(world: World) -> list[Any]:
    """Give all rows of both cases: a refused act changes nothing of her own either."""
    return [rows(world, table) for table in HELD]
