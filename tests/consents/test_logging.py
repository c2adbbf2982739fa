"""Each act on a consent is one entry that stands or falls with it, and the whole log agrees with what is stored."""

from typing import Any

import pytest
from sqlalchemy import func, select

from hub.access_log import sealer
from hub.access_log.reader.parsing import parse
from hub.access_log.reader.verifying import verify
from hub.access_log.tables import log_entry
from hub.cli.sealed_records import sealed_records
from hub.consents import signing
from hub.consents.dropping import drop_unsigned
from hub.grants.tables import consent, consent_line
from tests.cast import DAY, World, insecure_argon2, make_world, world
from tests.consents.story import drafted, in_force, presented, sign, signed

__all__ = ["insecure_argon2", "make_world", "world"]


def _acts(world: World) -> list[tuple[str, str, str | None]]:
    with world.store.read() as tx:
        bodies = tx.execute(select(log_entry.c.body).order_by(log_entry.c.at, log_entry.c.id)).scalars().all()
    entries = [parse(body) for body in bodies]
    return [(entry.act.value, entry.outcome.value, entry.reason) for entry in entries if entry.act.value != "read"]


def test_each_act_is_one_entry(world: World) -> None:
    paper = in_force(world, named=("fia", "amir"), rows=(("AME", "C04"), ("FK Nordost", "C09")))
    row = paper.row(world, "FK Nordost", "C09")
    body = {"rows": {row: False}, "reason": "Inte nu."}
    assert world.api("fia").post(f"/consents/{paper.id}/acceptances", body).status == 200
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 201
    acts = sorted(_acts(world), key=str)
    assert acts == sorted(
        [
            ("register", "permitted", None),
            ("draft", "permitted", None),
            ("present", "permitted", None),
            ("sign", "permitted", None),
            ("witness", "permitted", None),
            ("accept", "permitted", "taken_on"),
            ("decline", "permitted", None),
            ("withdraw", "permitted", "whole"),
        ],
        key=str,
    )


def test_an_entry_says_what_a_unit_answered_and_never_in_words(world: World) -> None:
    paper = in_force(world)
    row = paper.row(world, "AF Rehabteam", "C04")
    world.api("arvid").post(f"/consents/{paper.id}/acceptances", {"rows": {row: False}, "reason": "Kanariefågel"})
    with world.store.read() as tx:
        found = tx.execute(select(log_entry.c.body).where(log_entry.c.action == "decline")).scalar_one()
    entry: Any = parse(found)
    answers = [tuple(one)[:4] for one in entry.decisions if one.source == world.units["AF Rehabteam"]]
    assert answers == [(world.units["AF Rehabteam"], "C04", "refused", "declined")]
    assert entry.consent == f"{paper.id}@1"
    assert "Kanariefågel".encode() not in found


def test_a_signature_that_cannot_be_logged_does_not_stand(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = presented(world)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(signing, "record_act", fail)
        assert sign(world, paper).status == 500
    with world.store.read() as tx:
        assert tx.execute(select(consent.c.signed_at)).scalar_one() is None
        assert tx.execute(select(func.count()).select_from(consent_line)).scalar_one() == 0
    assert sign(world, paper).status == 200


def test_log_and_store_agree_after_a_whole_life(world: World) -> None:
    paper = in_force(world)
    row = paper.row(world, "AF Rehabteam", "C04")
    world.api("arvid").post(f"/consents/{paper.id}/acceptances", {"rows": {row: False}, "reason": "Inte nu."})
    drafted(world)
    presented(world)
    world.clock.move(31 * DAY)
    assert drop_unsigned(world.ground) == 2
    signed(world)
    sealer.seal_pending(world.ground)
    findings = verify(world.ground, lambda *_: None, records=sealed_records)
    assert findings.sound, findings.found
