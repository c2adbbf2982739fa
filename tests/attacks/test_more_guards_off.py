"""More attacks whose guard is one line, each shown to work with that line patched away: what tests elsewhere prove."""

import io
from typing import Any, Final

import orjson
import pytest
from sqlalchemy import false, update

from hub.collisions import checking
from hub.consents import showing, witnessing
from hub.consents.documents import part_of
from hub.consents.tables import document
from hub.disclosure import deciding
from hub.grants import loading
from hub.plans import allowing
from hub.signin import refused_ids
from hub.store import sheets, workbooks
from policies.vocabulary import Function
from tests.attacks.scene import PARTICIPANT, SLOTS, as_dana, made, play
from tests.attacks.test_quiet_ways import _hint, rehired
from tests.attacks.test_witness import opened
from tests.cast import World
from tests.consents import story
from tests.sheets import workbook
from tests.store.test_sheets import repacked


def test_a_coach_who_comes_back_has_her_cases_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = play(world, "left")
    monkeypatch.setattr(loading, "_since_hired", lambda begun, _: begun)
    rehired(world, "amir", Function.AME_COACH)
    assert scene.found_in(world.api("amir").get(f"/cases/{scene.who.case}").data)


def test_the_one_bit_outlives_what_it_rests_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_narrowed_since", false)
    scene = play(world, "bit")
    checking.check_case(world.ground, scene.who.case, at=world.now)
    with as_dana(world, scene.who):
        made(world.api("dana").post(f"/consents/{scene.paper.id}/withdrawals", {"category": "C04"}))
    assert _hint(world, scene) is True


def test_who_has_not_taken_on_sees_what_she_would_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    of_hers: Final = showing.narrowed
    monkeypatch.setattr(showing, "narrowed", lambda *version, **asked: of_hers(*version, **{**asked, "reads": True}))
    paper = story.signed(world, rows=(("FK Nordost", "C04"), ("participant", "C04")))
    rows = world.api("arvid").get(f"/consents/{paper.id}").json["rows"]
    assert (PARTICIPANT, "C04") in {(row["source"], row["category"]) for row in rows}


def test_it_is_read_for_what_she_did_not_sign(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "_wrong_purpose", lambda *_: None)
    scene = play(world, "purpose")
    assert scene.found_in(world.api("fia").get(f"/cases/{scene.who.case}?purpose=joint_decision").data)


def test_what_is_not_for_her_role_is_tried_without_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refused_ids, "count_refused", lambda *_: 0)
    ada = world.api("ada")
    assert {ada.get(f"/cases/{number:032x}").status for number in range(62)} == {404}


def test_a_save_accepts_what_the_witness_shall(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowing, "check_witness", lambda *_, **__: None)
    paper = story.signed(world)
    amir = world.api("amir")
    made(amir.post(f"/consents/{paper.id}/acceptances", {"take_on": True}))
    plan = made(amir.post(f"/cases/{world.dana.case}/plans", {}))["id"]
    assert amir.post(f"/plans/{plan}/activities", {"type": "studies", "slots": SLOTS, "accept": True}).status == 201


def test_a_rewritten_digest_is_attested(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper, forged = story.signed(world), b"\1" * 32

    def as_the_row_says(_: Any, __: Any, consent_id: str) -> str:
        with world.store.read() as tx:
            found = part_of(tx, consent_id, "signature")
        assert found is not None
        return (found.digest or b"").hex()

    with world.store.write() as tx:
        tx.execute(update(document).where(document.c.part == "signature").values(digest=forged))
    monkeypatch.setattr(witnessing, "_signed", as_the_row_says)
    story.witnessed(world, paper)
    assert orjson.loads(opened(world, paper.id, "witness", "witnessed"))["signature"] == forged.hex()


def test_a_file_without_end_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_LINES", 10**9)
    assert sheets.read_sheet(b"a\n" + b"\n" * 200_000).rows == ()


def test_a_bomb_is_handed_to_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = repacked(workbook(["a"]), "xl/media/bomb.bin", bytes(64 * 1024 * 1024))
    monkeypatch.setattr(workbooks, "_checked", io.BytesIO)
    assert sheets.read_sheet(bomb).heading == ("a",)
