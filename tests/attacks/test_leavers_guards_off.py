"""What somebody who has left still held in her hand opens again where one guard of test_leavers is patched away."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, false, insert, select

from hub.access_log.reader import concerned
from hub.cases import listing
from hub.grants import reviewing
from hub.officers import looking_after, review_seals
from hub.officers.tables import employment, officer, reviewed_unit
from hub.signin import living_invitations, starting
from hub.staffing import calling_managers, ending
from hub.store.ground import Ground
from tests.attacks import test_leavers as attacks
from tests.attacks.test_leavers import acts_seen, ends_by_date, hints, reviewed
from tests.cast import World
from tests.databases import ONE_DATABASE
from tests.sealed_rows import seal_all
from tests.staffing.conftest import sign_in, use_link

pytestmark = ONE_DATABASE
EVERY = select(reviewed_unit, false().label("has_left")).where(reviewed_unit.c.officer_id == bindparam("officer"))


def what_was_once_hers_is_hers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two guards: a unit that she has left is left out, and the row of one where she works says that she must."""
    for asked in ("_LOOKED_AFTER", "_HELD_LOOKED_AFTER"):  # what is found, and what the entry of the look rests on
        monkeypatch.setattr(looking_after, asked, EVERY)
    monkeypatch.setattr(review_seals, "must_work_there", lambda *_, **__: False)


@pytest.mark.parametrize("how", ["gone", "back again"])
def test_a_coach_who_has_left_would_open_her_account(world: World, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(starting, "_made", lambda *_, **__: True)
    assert attacks.left_with_a_link(world, how) == (200, 201)


def test_what_she_looked_after_would_come_along(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two guards, in one: it is taken from her when she leaves, and when she begins anew."""
    monkeypatch.setattr(looking_after, "_look_away", lambda *_: None)
    attacks.goes_to_another_office(world)
    assert world.units["FK Nordost"] in reviewed(world, "dora")


@pytest.mark.parametrize("leaves", [attacks.works_on_at_one_of_two, attacks.is_to_be_back_at_fk])
def test_the_log_of_a_unit_that_she_left_would_stay_hers(
    world: World, monkeypatch: pytest.MonkeyPatch, leaves: Any
) -> None:
    leaves(world)
    assert acts_seen(world, "dora") == 0
    what_was_once_hers_is_hers(monkeypatch)
    assert acts_seen(world, "dora") > 0


def test_so_it_would_where_she_begins_past_the_hub(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    what_was_once_hers_is_hers(monkeypatch)
    assert world.api("fia").get("/cases/" + "0" * 32).status == 404
    ends_by_date(world, "dora")
    with world.store.write() as tx:
        place = {"officer_id": world["dora"].officer, "unit_id": world.units["AF Rehabteam"]}
        row = {"id": "d" * 32, **place, "function": "none", "begins": world.now}
        tx.execute(insert(employment), row)
        seal_all(tx, world.ground)
    world.members["dora"] = replace(world["dora"], employment="d" * 32, unit=world.units["AF Rehabteam"])
    assert acts_seen(world, "dora") > 0


def test_what_a_date_ended_would_come_along(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two guards: it is taken from her when she begins elsewhere, and no log of a unit that she left is hers."""
    monkeypatch.setattr(looking_after, "_look_away", lambda *_: None)
    attacks.begins_elsewhere_after_a_date(world)
    assert len(reviewed(world, "dagny")) == 2
    what_was_once_hers_is_hers(monkeypatch)
    assert acts_seen(world, "dagny") > 0


def test_she_would_review_it_again_when_she_is_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "stop_looking_after", lambda *_, **__: None)
    attacks.is_back_at_one_of_two(world)
    assert acts_seen(world, "dora") > 0


def test_what_the_coordinator_is_told_would_follow_him(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "_still_hears", lambda _opened: True)
    attacks.checked_with_amir_at_fk(world)
    ends_by_date(world, "amir")
    assert hints(world, "amir at fk") == [True]


@pytest.mark.parametrize("is_to_be_back", [False, True])
def test_who_made_a_link_and_left_would_be_the_units_access_manager(
    world: World, monkeypatch: pytest.MonkeyPatch, *, is_to_be_back: bool
) -> None:
    link = attacks.first_link(world)
    if is_to_be_back:
        attacks.is_to_come_back(world, world["ada"])
    monkeypatch.setattr(living_invitations, "_maker_works", lambda *_, **__: True)
    siv = sign_in(world, use_link(world, link))
    assert siv is not None
    assert siv.get("/officers").status == 200


def test_the_administrator_would_be_the_manager_whom_another_unit_confirms(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = (officer.c.id, officer.c.role, false().label("works"), false().label("called"))
    monkeypatch.setattr(calling_managers, "_KNOWN", select(*columns).where(officer.c.email == bindparam("email")))
    siv, _, taken = attacks.called_in_twice(world)
    stolen = use_link(world, taken.json["url"])
    assert stolen.username == siv.username
    assert sign_in(world, siv) is None
    assert sign_in(world, stolen) is not None


def test_her_own_look_would_make_it_another_units_matter(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def by_anybodys(tx: Connection, ground: Ground, **asked: Any) -> tuple[str, ...]:
        nobody = select(officer.c.id).where(false())
        return concerned(tx, ground, **{**asked, "apart_from": nobody, "opens": False})  # by whatever was done

    monkeypatch.setattr(reviewing, "concerned", by_anybodys)
    assert attacks.asks_by_her_own_look(world) == (200, 201)
