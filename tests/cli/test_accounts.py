"""The demo's codes: one that works now, and never one that was used."""

import json
import time
from pathlib import Path

import pyotp
import pytest
from click.testing import CliRunner
from sqlalchemy import insert, update

from hub.cli import accounts, main
from hub.cli.accounts import table_of, working_code
from hub.officers.tables import officer
from hub.signin.tables import account
from tests.databases import Databases

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STAFF = {"username": "fia@fk.example", "password": "hemligt", "totp_secret": SECRET, "role": "officer", "name": "Fia"}
DANA = {"username": "lugn-ek", "code": "704913", "role": "participant", "name": "Dana"}


class Time:
    """Stands still but for who sleeps."""

    def __init__(self, now: float) -> None:
        self.now = now

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.mark.parametrize(("last", "step"), [(0, 100), (99, 100), (100, 101), (101, 102)])
def test_a_used_step_is_waited_out(monkeypatch: pytest.MonkeyPatch, last: int, step: int) -> None:
    clock = Time(100 * 30 + 7.5)
    monkeypatch.setattr(accounts, "time", clock)
    assert working_code(SECRET, lambda: last, sleep=clock.sleep) == pyotp.TOTP(SECRET).at(step * 30)
    assert clock.now == max(100 * 30 + 7.5, step * 30)


@pytest.fixture
def demo(clean: Path, database: Databases, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUB_DATABASE_URL", database.url)
    (clean / "demo").mkdir(parents=True)
    (clean / "demo" / "accounts.json").write_text(json.dumps([STAFF, DANA]), encoding="utf-8")
    row = {"id": "f" * 32, "name": "Fia", "title": "", "email": STAFF["username"], "role": "officer"}
    with database.store.write() as tx:
        tx.execute(insert(officer), row)
        tx.execute(
            insert(account),
            {"id": "a" * 32, "username": STAFF["username"], "officer_id": "f" * 32, "totp_last_step": 0},
        )
    return clean


def test_demo_code_prints_a_code_that_was_not_used(demo: Path, database: Databases) -> None:
    told = CliRunner().invoke(main, ["demo", "code", "fia@fk.example"]).output.strip()
    now = int(time.time() // 30)
    assert told in {pyotp.TOTP(SECRET).at(step * 30) for step in (now - 1, now)}
    assert CliRunner().invoke(main, ["demo", "code", "lugn-ek"]).output.strip() == "704913"
    assert CliRunner().invoke(main, ["demo", "code", "nobody"]).exit_code == 1
    with database.store.write() as tx:
        tx.execute(update(account).values(totp_last_step=now + 1))
    clock = Time(now * 30.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "time", clock)
        patch.setattr("hub.cli.accounts.working_code.__kwdefaults__", {"sleep": clock.sleep})
        later = CliRunner().invoke(main, ["demo", "code", "fia@fk.example"]).output.strip()
    assert later == pyotp.TOTP(SECRET).at((now + 2) * 30)


def test_demo_accounts_are_told_to_people_and_programs(demo: Path) -> None:
    assert json.loads(CliRunner().invoke(main, ["demo", "accounts", "--json"]).output) == [STAFF, DANA]
    shown = CliRunner().invoke(main, ["demo", "accounts"]).output
    assert "lugn-ek" in shown
    assert SECRET not in shown
    assert "http://127.0.0.1:8000" in table_of([STAFF], "http://127.0.0.1:8000")
