"""Attacks whose guard is one line, each shown to work with that line patched away: what the tests beside them prove."""

from dataclasses import replace
from typing import Any, Final

import pytest
from sqlalchemy import Connection

from hub.access_log import reader as log_reader
from hub.collisions import finding
from hub.collisions.finding import Reader
from hub.signin import throttling
from policies.vocabulary import Action
from tests.attacks.scene import made, play
from tests.attacks.test_quiet_ways import both_read, told_since
from tests.cast import World
from tests.databases import count
from tests.log_entries import entries


class _Everybody(frozenset[str]):
    def __contains__(self, _: object) -> bool:
        return True


def test_a_collision_names_its_owner_to_who_shares_no_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = both_read(world)
    path = f"/cases/{scene.who.case}"
    keys = [{one["key"] for one in world.api(name).get(path).json["collisions"]} for name in ("fia", "rut")]
    (key,) = keys[0] & keys[1]
    made(world.api("fia").patch(f"{path}/collisions/{key}", {"state": "owned", "version": 0}))
    told: Final = finding._told

    def to_everybody(policy: Any, found: Any, state: Any, asks: Reader) -> Any:
        return told(policy, found, state, replace(asks, people=_Everybody()))

    assert world["fia"].officer not in world.api("rut").get(path).text
    monkeypatch.setattr(finding, "_told", to_everybody)
    assert world["fia"].officer in world.api("rut").get(path).text


def test_a_reset_of_what_is_not_there_is_tried_in_silence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    new = world.add_participant("Ny Demosson", code=None)
    monkeypatch.setattr("hub.cases.linking.refuse", lambda *_, told, **__: told)
    before = entries(world)
    assert world.api("amir").post(f"/cases/{new.case}/links", {"purpose": "code_reset"}).status == 409
    assert told_since(world, before) == []


def test_the_cost_of_a_foreign_proof_tells_that_it_is_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    play(world, "proof")
    registered = next(key for key, entry in entries(world).items() if entry.act is Action.REGISTER)
    look: Final = log_reader.entry

    def eager(tx: Connection, entry_id: str) -> Any:
        found = look(tx, entry_id)
        if found is not None:
            log_reader.proof(tx, entry_id)  # before anybody has asked whether it is hers to see
        return found

    api = world.api("dora")
    api.get("/log/entries")  # seals what is pending
    monkeypatch.setattr(log_reader, "entry", eager)
    costs = []
    for entry in (registered, "e" * 32):
        with count(world.store) as counts:
            assert api.get(f"/log/entries/{entry}/proof").status == 404
        costs.append(counts.statements)
    assert costs[0] > costs[1]


def test_without_waits_guessing_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "pause", lambda _: None)
    monkeypatch.setattr(throttling, "reserve", lambda *_, **__: 0)
    wrong = {"username": world["fia"].username, "password": "wrong", "code": "000000"}
    assert {world.api().post("/sessions", wrong).status for _ in range(30)} == {401}
