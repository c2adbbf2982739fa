"""Restricted or dead: nobody but she herself is shown anything, by any address; lifted, it is as before (I11, I12)."""

from typing import Any, Final

import pytest
from sqlalchemy import update

from hub.collisions.checking import check_case
from hub.participants.tables import participant
from policies import rules
from tests.attacks.addresses import all_addresses, ask, ids_of
from tests.attacks.scene import NAMED, SLOTS, Mark, Scene, as_dana, permitted, play
from tests.attacks.test_sweep import _take_out
from tests.cast import API, World

MARKS: Final = ("restricted_at", "died_at")


def put(world: World, scene: Scene, **marks: int | None) -> None:
    """Mark her row as the act will that is still to come (R1, R17): nothing seals it yet."""
    with world.store.write() as tx:
        tx.execute(update(participant).where(participant.c.id == scene.who.id).values(**marks))


def shown(world: World, scene: Scene, name: str) -> set[Mark]:
    """Ask by every address that reads, with and without an id, and tell what of hers came back."""
    found: set[Mark] = set()
    with as_dana(world, scene.who):
        for address in all_addresses(world):
            if address.method == "GET":
                client: Any = world.api(name) if address.is_api else world.page(name)
                found |= scene.found_in(ask(world, client, scene, address, ids_of(scene, address), name).data)
        for rule in world.app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and not rule.arguments:
                client = world.api(name) if rule.rule.startswith(API) else world.page(name)
                found |= scene.found_in(client.get(rule.rule.removeprefix(API)).data)
    return found


def opened(world: World, scene: Scene) -> dict[str, set[Mark]]:
    return {name: scene.found_in(world.api(name).get(f"/cases/{scene.who.case}").data) for name in NAMED}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mark", MARKS)
def test_nobody_else_is_shown_anything_until_it_is_lifted(world: World, mark: str) -> None:
    scene = play(world, "restricted")
    before = opened(world, scene)
    assert before == {name: permitted("active", name) & set(scene.marks) for name in NAMED}
    put(world, scene, **{mark: world.now})
    assert opened(world, scene) == {name: set() for name in NAMED}
    for name in ("fia", "amir"):  # who has a line, and who coaches and coordinates besides
        assert shown(world, scene, name) == set(), name
    put(world, scene, **{mark: None})
    assert opened(world, scene) == before


def acts(world: World, scene: Scene) -> set[tuple[str, int]]:
    """Write, take out, make a link and compare; give what each was answered, and whether it was compared."""
    item = {"type": "studies", "title": "Ny", "slots": SLOTS}
    told = set()
    for name in ("fia", "arvid", "amir"):  # also by her own unit, in its own plan
        told.add(("saved", world.api(name).post(f"/plans/{scene.ids[f'plan:{name}']}/activities", item).status))
        told.add(("taken out", world.api(name).get(f"/cases/{scene.who.case}/extract").status))
    told.add(("link", world.api("amir").post(f"/cases/{scene.who.case}/links", {"purpose": "code_reset"}).status))
    return told | {("compared", int(check_case(world.ground, scene.who.case, at=world.now)))}


@pytest.mark.parametrize("mark", MARKS)
def test_nothing_is_written_taken_out_or_compared(world: World, mark: str) -> None:
    scene = play(world, "restricted")
    put(world, scene, **{mark: world.now})
    assert acts(world, scene) == {("saved", 404), ("taken out", 404), ("link", 404), ("compared", 0)}


def test_she_reads_on_and_takes_back(world: World) -> None:
    scene = play(world, "restricted")
    put(world, scene, restricted_at=world.now)
    with as_dana(world, scene.who):
        api = world.api("dana")
        assert scene.found_in(api.get("/me/case").data) == set(scene.marks)
        assert api.post(f"/consents/{scene.paper.id}/withdrawals", {"whole": True}).status == 201


def test_without_that_rule_they_would_go_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = play(world, "restricted")
    put(world, scene, restricted_at=world.now)
    _take_out(monkeypatch, rules, "participant_open", lambda *_: None)
    assert scene.found_in(world.api("fia").get(f"/cases/{scene.who.case}").data)
    assert acts(world, scene) == {("saved", 201), ("taken out", 200), ("link", 201), ("compared", 1)}
