"""What went wrong for others goes wrong here too, where the guard of a lesson of test_lessons is patched away."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import orjson
import pytest
from marshmallow import Schema
from sqlalchemy import update

from hub.access_log import writer
from hub.access_log.entry import canonical
from hub.access_log.reader import walking
from hub.cases import importing, listing
from hub.grants import proposing
from hub.grants.tables import consent_row
from hub.web import headers
from policies import rules
from tests.attacks.scene import as_dana, made, play
from tests.attacks.test_lessons import (
    drafted,
    everything,
    faults_of_a_cut_tail,
    headers_of_answers,
    moves_a_grant,
    odd_entries,
    said_of_access,
)
from tests.attacks.test_sweep import _take_out
from tests.cast import DAY, World
from tests.databases import ONE_DATABASE

pytestmark = ONE_DATABASE


def test_2_every_path_would_show_it_after_she_took_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = play(world, "lesson")
    with as_dana(world, scene.who):
        made(world.api("dana").post(f"/consents/{scene.paper.id}/withdrawals", {"whole": True}))
    _take_out(monkeypatch, rules, "consent_stands", lambda *_: None)
    shown = {path for path, data in everything(world, "fia", scene).items() if scene.found_in(data)}
    case = scene.who.case
    assert {f"/cases/{case}", f"/arenden/{case}", "/cases", "/arenden"} <= shown


def test_2_a_browser_would_keep_it(make_world: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headers, "KEPT_NOWHERE", {})
    world = make_world()
    assert not any("Cache-Control" in one for one in headers_of_answers(world, play(world, "lesson")))


def test_3_it_would_be_read_after_its_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = play(world, "lesson")
    world.clock.move(400 * DAY)
    assert world.api("fia").get(f"/cases/{scene.who.case}").status == 404
    _take_out(monkeypatch, rules, "consent_stands", lambda *_: None)
    assert world.api("fia").get(f"/cases/{scene.who.case}").status == 200


def test_4_a_consent_would_last_for_ever(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = play(world, "lesson")
    monkeypatch.setattr(proposing, "longest", lambda *_: 2**62)
    assert made(drafted(world, scene, valid_to="2031-12-31"))["valid_to"].startswith("2031-12-31")


def test_5_a_file_would_reset_what_was_granted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = play(world, "lesson")
    save = importing._save_case

    def and_reset(tx: Any, *rest: Any) -> None:
        save(tx, *rest)
        tx.execute(update(consent_row).values(accepted_by=None))

    monkeypatch.setattr(importing, "_save_case", and_reset)
    assert moves_a_grant(world, scene)


def test_8_a_tail_would_be_cut_off_unseen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards off: the checkpoint that is signed, and what is made of the leaves, would not be asked."""
    monkeypatch.setattr(walking.Walk, "_end", lambda *_: None)
    assert "tail_cut" not in faults_of_a_cut_tail(world, play(world, "lesson"))


@pytest.mark.parametrize("what", ["canonical", "leaf_hash"])
def test_9_entries_would_have_two_forms(world: World, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    def indented(*of: Any, **more: Any) -> bytes:
        return orjson.dumps(orjson.loads(canonical(*of, **more)), option=orjson.OPT_INDENT_2)

    other = {"canonical": indented, "leaf_hash": lambda body: sha256(body).digest()}
    monkeypatch.setattr(writer, what, other[what])
    play(world, "lesson")
    assert odd_entries(world) > 20


def test_10_it_would_say_that_access_is_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "NO_LONGER", listing.ACTIVE)
    words = said_of_access(world, play(world, "lesson"))
    assert words["taken back"][0] == "active"
    assert words["taken back"][-1] is False


def test_7_a_word_would_be_taken_for_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scene, load = play(world, "lesson"), Schema.load

    def spelt_out(schema: Schema, said: Any, **how: Any) -> Any:
        if isinstance(said, dict) and said.get("persons") == ["*"]:
            said = {**said, "persons": [member.officer for member in (world["fia"], world["arvid"], world["rut"])]}
        return load(schema, said, **how)

    monkeypatch.setattr(Schema, "load", spelt_out)
    assert len(made(drafted(world, scene, persons=["*"]))["persons"]) == 3
