"""A link or an invitation that has served, put back for the moment of one more use, leaves that; the check tells (T4).

So does a reviewer's unit of before by which she opened whom a case is about. Shown to stay unseen with the comparing
off; and whoever uses hers honestly meets no finding.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import pytest
from sqlalchemy import Table

from hub.access_log.reader.findings import Fault
from hub.access_log.reader.spent_codes import SpentCodes
from hub.access_log.reader.ways_in import WaysIn
from hub.access_log.sealer import NEAR, seal_pending
from hub.signin.linking import Link, LinkPurpose
from hub.signin.tables import invitation, link
from tests.attacks.test_for_a_moment import taking_long
from tests.attacks.test_held_on import faults
from tests.attacks.test_reviews_of_before import given_again, is_given
from tests.attacks.test_rows_of_before import rows
from tests.attacks.test_ways_in_of_before import standing_again
from tests.cast import MINUTE, World
from tests.consents.story import in_force
from tests.meeting import at_once
from tests.oversight.test_revealing import ask
from tests.signin.calling_in import PASSWORD, call_in, code_of
from tests.signin.test_links import given_link, use

_CODES: Final = ("481527", "162397")


def reset(world: World) -> Link:
    return given_link(world, world.dana, LinkPurpose.CODE_RESET)


def is_reset(world: World) -> int:
    reset(world)
    return 201


class Way(NamedTuple):
    """What is put back, and how it begins: that gives what ends it, and what is tried again; each gives 201."""

    table: Table
    begin: Callable[[World], tuple[Callable[[], int], Callable[[], int]]]


def a_link_that_served(world: World) -> tuple[Callable[[], int], Callable[[], int]]:
    made = reset(world)
    return lambda: use(world, made, _CODES[0]).status, lambda: use(world, made, _CODES[1]).status


def a_link_that_a_newer_one_ended(world: World) -> tuple[Callable[[], int], Callable[[], int]]:
    made = reset(world)
    return lambda: is_reset(world), lambda: use(world, made, _CODES[0]).status


def an_invitation(world: World) -> tuple[Callable[[], int], Callable[[], int]]:
    called = call_in(world)

    def enrols() -> int:
        prepared = world.api().post("/enrolments/preparation", {"invitation": called.secret}).json
        code = code_of(world, prepared["totp_secret"])
        body = {"invitation": called.secret, "password": PASSWORD, "code": code}
        return world.api().post("/enrolments", body).status

    return enrols, enrols


WAYS: Final = {
    "a link that served": Way(link, a_link_that_served),
    "a link that a newer one ended": Way(link, a_link_that_a_newer_one_ended),
    "an invitation": Way(invitation, an_invitation),
}


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("what", WAYS)
def test_what_is_used_again_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, what: str, *, guarded: bool
) -> None:
    way = WAYS[what]
    ends, again = way.begin(world)
    before = rows(world, way.table)
    assert faults(world) == set()
    world.clock.move(MINUTE)
    assert ends() == 201
    assert faults(world) == set()
    world.clock.move(MINUTE)
    with standing_again(world, way.table, before):
        assert again() == 201
    if not guarded:
        monkeypatch.setattr(SpentCodes, "found", lambda _: iter(()))
    assert faults(world) == ({Fault.RIGHT_ENDED} if guarded else set())


@pytest.mark.parametrize("guarded", [True, False])
def test_whom_a_case_is_about_opened_by_a_unit_of_before_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    in_force(world)
    is_given(world)
    assert ask(world, "dora", world.dana.number).status == 200
    with given_again(world):
        assert ask(world, "dora", world.dana.number).status == 200
    if not guarded:
        monkeypatch.setattr(WaysIn, "found", lambda _: iter(()))
    assert faults(world) == ({Fault.RIGHT_ENDED} if guarded else set())


def test_a_link_and_the_newer_one_at_once_are_honest(world: World) -> None:
    made = reset(world)
    assert faults(world) == set()
    world.clock.move(MINUTE)
    told = at_once(world, lambda: use(world, made, _CODES[0]).status, lambda: is_reset(world), written="UPDATE link")
    assert told in ([201, 201], [401, 201])
    assert faults(world) == set()


@pytest.mark.parametrize("slow", [0, 1, 2])
def test_so_are_links_where_an_act_took_long_to_commit(world: World, slow: int) -> None:
    links: list[Link] = []
    acts: tuple[Callable[[], object], ...] = (
        lambda: links.append(reset(world)),
        lambda: use(world, links[-1], _CODES[0]),
        lambda: links.append(reset(world)),
    )
    for number, act in enumerate(acts):
        world.clock.move(MINUTE)
        assert world.api("arvid").get("/cases").status == 200, "whose seal is the last before"
        if number == slow:
            with taking_long(world):
                act()
        else:
            act()
        seal_pending(world.ground, reach=NEAR)
    assert use(world, links[-1], _CODES[1]).status == 201
    assert faults(world) == set()
