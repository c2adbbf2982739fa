"""The demo's story, told once on each database: who is let in, which plans collide, what the log says."""

import json
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hub.access_log.reader.verifying import verify
from hub.access_log.sealer import seal_pending
from hub.cli import demo
from hub.cli.preparing import prepare
from hub.cli.sealed_records import sealed_records
from hub.cli.story.acting import Player, Stage
from hub.cli.tagged_rows import tagged_rows
from hub.store.clock import DatabaseClock, SetClock
from hub.web.app import create_app
from hub.web.ground_building import build_ground
from hub.web.settings import Mode, Settings, SettingsError, form_secret, read_settings
from tests.cast import insecure_argon2
from tests.databases import Databases

__all__ = ["insecure_argon2"]

REFERENCE = {"X01", "X03", "X04", "X05", "X06"}
SIGNED = {f"P{number:02}" for number in range(1, 13)}


class Demo:
    """The loaded demo, a moment after the loading."""

    def __init__(self, settings: Settings) -> None:
        self.home = settings.home / "demo"
        self.accounts: list[dict[str, str]] = json.loads((self.home / "accounts.json").read_bytes())
        self.cases: dict[str, str] = json.loads((self.home / "cases.json").read_bytes())
        self.players: dict[str, Player] = {}
        self.clock = SetClock(0)
        self.ground = build_ground(settings, clock=self.clock)
        with self.ground.store.read() as tx:
            self.clock.at = DatabaseClock().now(tx)
        self.stage = Stage(create_app(self.ground, csrf_secret=form_secret(settings)), self.clock)

    def player(self, key: str) -> Player:
        if key not in self.players:
            told = next(one for one in self.accounts if one["id"] == key)
            secret = told.get("password") or told["code"]
            self.players[key] = Player(key, told["username"], secret, told.get("totp_secret"))
        return self.players[key]

    def ask(self, key: str, path: str, expect: int = 200) -> Any:
        return self.stage.ask(self.player(key), "GET", path, expect=expect)


@pytest.fixture
def told(database: Databases, clean: Path, monkeypatch: pytest.MonkeyPatch, insecure_argon2: None) -> Iterator[Demo]:
    monkeypatch.setenv("HUB_DATABASE_URL", database.url)
    settings = read_settings(Mode.DEMO)
    prepare(settings, lambda _: None)
    (settings.home / "demo").mkdir()
    demo.load(settings)
    with pytest.raises(SettingsError, match="empty"):
        demo.load(settings)
    loaded = Demo(settings)
    yield loaded
    loaded.ground.store.close()
    loaded.ground.key_store.close()


def test_the_story_is_told(told: Demo) -> None:
    """One test, because telling it takes seconds."""
    _accounts_let_in(told)
    _plans_collide_as_expected(told)
    _consents_stand_as_told(told)
    _who_is_not_named_learns_nothing(told)
    _the_log_is_whole(told)


def _accounts_let_in(told: Demo) -> None:
    for name in ("accounts.json", "cases.json"):
        assert stat.S_IMODE((told.home / name).stat().st_mode) == 0o600
    assert set(told.cases) == SIGNED | {"P13", "P14"}
    assert {one["id"] for one in told.accounts if one["role"] == "participant"} == SIGNED | {"P13"}
    roles = {one["role"] for one in told.accounts}
    assert roles >= {"coach", "officer", "dpo", "administrator", "project_leader", "access_manager"}
    for one in told.accounts:
        assert told.ask(one["id"], "/me")["role"] == one["role"]


def _plans_collide_as_expected(told: Demo) -> None:
    found = {}
    for key in SIGNED:
        shown = told.ask(key, "/me/case")
        found[key] = {collision["rule"] for collision in shown["collisions"]}
        assert shown["id"] == told.cases[key]
    assert found == {key: REFERENCE if key == "P01" else set() for key in SIGNED}
    views = [told.ask(reader, f"/cases/{told.cases['P01']}") for reader in ("O10", "O08", "O03", "O05", "O01")]
    for shown in views:
        assert {collision["rule"] for collision in shown["collisions"]} == REFERENCE
        assert not shown["incomplete"]
    assert [collision["state"] for collision in views[0]["collisions"]][:2] == ["owned", "proposed"]
    listed = {case["id"]: case["collision_hint"] for case in told.ask("O10", "/cases")["items"]}
    assert [case for case, hint in listed.items() if hint] == [told.cases["P01"]]


def _consents_stand_as_told(told: Demo) -> None:
    states = {key: told.ask(key, "/me/consents")["items"] for key in SIGNED | {"P13"}}
    assert all(len(consent["purposes"]) == 1 for consents in states.values() for consent in consents)
    newest = {key: consents[0]["state"] for key, consents in states.items()}
    assert newest == dict.fromkeys(SIGNED, "active") | {"P12": "withdrawn", "P13": "declined"}
    assert [consent["state"] for consent in states["P10"]] == ["active", "superseded"]
    waits = told.ask("O06", "/acceptances")["items"]
    assert [(one["case"], len(one["rows"])) for one in waits] == [(told.cases["P03"], 2)]
    assert not told.ask("O02", f"/cases/{told.cases['P12']}", expect=404).get("name")


def _who_is_not_named_learns_nothing(told: Demo) -> None:
    for key in ("O09", "O13"):
        assert told.ask(key, "/cases")["items"] == []
    refused = told.ask("O09", f"/cases/{told.cases['P09']}", expect=404)
    assert refused == told.ask("O09", f"/cases/{'0' * 32}", expect=404)
    for role in ("Y1", "L1", "V1", "U1", "A1"):
        told.ask(role, "/cases", expect=404)


def _the_log_is_whole(told: Demo) -> None:
    entries = told.ask("D4", "/log/entries")["items"]
    assert entries
    reads = told.ask("P01", "/me/reads?limit=100")["items"]
    assert {entry["action"] for entry in reads} >= {"read", "report", "write"}
    seal_pending(told.ground, reach=None)
    tags = partial(tagged_rows, told.ground)
    findings = verify(told.ground, lambda done, total: None, records=sealed_records, tags=tags)
    assert findings.sound, findings.found
    assert findings.entries > 500
