"""The quiet ways of test_quiet_ways, each open once its guard is patched away.

Those whose guard is one line of an older kind are in test_guards_off and test_more_guards_off.
"""

import builtins
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from flask import request
from sqlalchemy import Connection

from hub.access_log import writer
from hub.cases import importing
from hub.consents import answering, showing
from hub.grants import loading
from hub.grants.accepting import Answered, answer_rows
from hub.grants.versions import Version
from hub.signin import guards
from hub.store.errors import Invalid
from hub.store.ground import Ground
from policies import rules
from policies.facts import Facts
from policies.vocabulary import Action, Function
from tests.attacks.scene import play
from tests.attacks.test_quiet_ways import (
    answered_for_arvid,
    answers_for_the_whole,
    back_on_own_ground,
    begun_with_what_stands,
    looked_for,
    orders_of_errors,
    rehired,
    told_of_a_form,
    told_of_a_plan,
    told_since,
    tried_without_an_id,
)
from tests.attacks.test_sweep import _take_out
from tests.attacks.unlogged import untold
from tests.cast import World
from tests.consents import story
from tests.databases import ONE_DATABASE
from tests.log_entries import entries

pytestmark = ONE_DATABASE
EARLIER = "covers_earlier"


def test_the_order_of_ids_would_tell_a_number_that_is_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two guards: the strange rows are told in the file's order, and so is all that is wrong with a file."""
    scene = play(world, "real")

    def sorted_(found: Iterable[Any], **by: Any) -> Sequence[Any]:
        return list(found) if isinstance(found, dict) else builtins.sorted(found, **by)

    monkeypatch.setattr(importing, "sorted", sorted_, raising=False)
    monkeypatch.setattr(importing, "wrong_rows", Invalid)
    first, *_, last = orders_of_errors(world, scene)
    assert first != last, "where the real one is told is not where it stands"


def test_an_officer_who_comes_back_would_read_on_her_units_own_ground(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = play(world, "left")
    monkeypatch.setattr(loading, "_since_hired", lambda begun, _: begun)
    assert back_on_own_ground(world, scene) == 200


def test_an_officer_who_comes_back_would_read_by_her_old_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three guards: what she took on ends with her employment, so does her name, and each line asks it anew."""

    def in_any(many: Iterable[Any], facts: Facts) -> list[Any]:
        reader = facts.reader
        return [each for each in many if (each.officer, each.unit) == (reader.officer, reader.unit)]

    scene = play(world, "left")
    rehired(world, "fia", Function.FK_OFFICER)
    assert world.api("fia").get(f"/cases/{scene.who.case}").status == 404
    monkeypatch.setattr(loading, "_since_hired", lambda begun, _: begun)
    monkeypatch.setattr(rules, "_naming_reader", in_any)
    _take_out(monkeypatch, rules, "employment_unbroken", lambda *_: None)
    assert ("AME", "C04") in scene.found_in(world.api("fia").get(f"/cases/{scene.who.case}").data)


def test_a_plan_would_be_begun_in_silence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = play(world, "begun")
    untold(monkeypatch, Action.WRITE)
    assert told_of_a_plan(world, scene) == []


def test_the_readers_would_be_seen_in_silence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = play(world, "form")
    untold(monkeypatch, Action.READ)
    assert told_of_a_form(world, scene) == []


def test_what_stands_would_be_read_in_silence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = play(world, "drafted")
    untold(monkeypatch, Action.READ)
    assert begun_with_what_stands(world, scene) == {}


def test_another_units_rows_would_be_tried_in_silence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = play(world, "foreign")
    monkeypatch.setattr(answering, "refuse", lambda *_, told, **__: told)
    before = entries(world)
    assert answered_for_arvid(world, scene, scene.paper.row(world, "AF Rehabteam", "C04")).status == 422
    assert told_since(world, before) == []


def test_another_units_rows_would_be_answered_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = play(world, "foreign")

    def of_any_unit(tx: Connection, ground: Ground, *, version: Version, **said: Any) -> tuple[Answered, ...]:
        (row,) = (version.row(row_id) for row_id in said["answers"])
        assert row is not None
        return answer_rows(tx, ground, version=version, **{**said, "unit": row.source})

    monkeypatch.setattr(answering, "answer_rows", of_any_unit)
    assert answered_for_arvid(world, scene, scene.paper.row(world, "AF Rehabteam", "C04")).status == 200
    assert ("AF Rehabteam", "C04") not in scene.found_in(world.api("amir").get(f"/cases/{scene.who.case}").data)


def test_what_she_answered_for_the_whole_would_be_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = story.in_force(world)

    def keeping_them(one: Any, **new: Any) -> Any:
        return replace(one, **{name: said for name, said in new.items() if name not in ("collision_check", EARLIER)})

    monkeypatch.setattr(showing, "replace", keeping_them)
    assert answers_for_the_whole(world, paper)["fia"] == (True, False)


def test_what_is_not_for_her_role_would_be_tried_in_silence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    untold(monkeypatch, Action.READ, Action.WRITE)
    before = entries(world)
    assert world.api("ada").get("/cases").status == 404
    assert world.api("fia").post("/cases", {"name": "Ny Demosson"}).status == 404
    assert told_since(world, before) == []


class _WithAnId:
    """A request as it is, but that it always holds an id."""

    def __getattr__(self, name: str) -> Any:
        return {"id": "0" * 32} if name == "view_args" else getattr(request, name)


def test_an_address_without_an_id_would_be_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "request", _WithAnId())
    assert tried_without_an_id(world) == {404, 429}


def test_whom_a_reviewer_looks_for_would_stand_in_clear(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = play(world, "looked")
    monkeypatch.setattr(writer, "seal_detail", lambda *_, plaintext, **__: plaintext)
    assert scene.who.case.encode() in looked_for(world, scene).detail
