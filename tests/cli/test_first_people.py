"""A production installation from nothing: made, filled from a file, served, and its first people sign in."""

import json
import os
import subprocess
import time
from pathlib import Path

import httpx
import pyotp
import pytest

from hub.cli.accounts import STEP_SECONDS
from hub.cli.migrating import Line, downgrade
from tests.cli.conftest import HUB, PRODUCTION, serving
from tests.databases import Databases

ADA = "ada@demostad.example"
FILE = """organisation;myndighetstyp;enhet;namn;titel;funktion;e-post;roll;från;till;granskar
Demostads kommun;kommun;AME;Amir Amini;handledare;ame-handledare;amir@demostad.example;handledare;2026-01-01;;
Demostads kommun;kommun;Stab;Dagny Dahl;dataskyddsombud;ingen;dagny@demostad.example;dataskyddsombud;2026-01-01;;AME
Försäkringskassan;försäkringskassan;FK Nordost;Fia Falk;handläggare;fk-handläggare;fia@fk.se;handläggare;2026-01-01;;
"""
ROLES = {ADA: "administrator", "amir@demostad.example": "coach", "dagny@demostad.example": "dpo"}
ROLES["fia@fk.se"] = "officer"


@pytest.fixture(name="environment")
def _environment(clean: Path, database: Databases) -> dict[str, str]:
    """Give the settings of a production on two databases that hold nothing, not even tables."""
    lines: tuple[Line, ...] = ("case", "keys")
    for line, store in zip(lines, (database.store, database.key_store), strict=True):
        downgrade(store, line)
        with store.write() as tx:
            tx.exec_driver_sql("DROP TABLE alembic_version")
    return {**PRODUCTION, "HUB_DATABASE_URL": database.url, "HOME": str(clean)}


def run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [HUB, *arguments], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def sign_in(address: str, letter: dict[str, str]) -> str:
    """Sign in as the letter says and give the role that the session has."""
    enrolled = pyotp.parse_uri(letter["otpauth"])
    assert isinstance(enrolled, pyotp.TOTP)
    code = enrolled.at(time.time() + STEP_SECONDS)  # the step after the one that enrolled, and good for a minute yet
    body = {"username": letter["username"], "password": letter["password"], "code": code}
    begun = httpx.post(f"{address}/api/v1/sessions", json=body)
    assert begun.status_code == 201, begun.text
    bearer = {"Authorization": f"Bearer {begun.json()['token']}"}
    return str(httpx.get(f"{address}/api/v1/me", headers=bearer).json()["role"])


def enrol(address: str, told: str) -> dict[str, str]:
    """Use the link that `hub init` prints; give what signs her in from then on."""
    link, password = told.strip().rpartition("/")[2], "kofta sjunger blå tratt"
    prepared = httpx.post(f"{address}/api/v1/enrolments/preparation", json={"invitation": link}).json()
    code = pyotp.TOTP(prepared["totp_secret"]).now()
    body = {"invitation": link, "password": password, "code": code}
    used = httpx.post(f"{address}/api/v1/enrolments", json=body)
    assert used.status_code == 201, used.text
    assert len(used.json()["recovery_codes"]) == 10
    return {"username": prepared["username"], "password": password, "otpauth": prepared["otpauth"]}


def test_the_first_people_sign_in(environment: dict[str, str], clean: Path, tmp_path: Path) -> None:
    file = tmp_path / "officers.csv"
    file.write_text(FILE, encoding="utf-8")
    link = run(environment, "init", "--administrator", ADA)
    told = run(environment, "import", "officers", str(file))
    (place,) = clean.glob("invitations-*.json")
    letters = json.loads(place.read_text(encoding="utf-8"))
    assert str(place) in told
    assert not [letter for letter in letters if letter["password"] in told or letter["totp_secret"] in told]
    with serving(environment, "serve", "--i-accept-file-keys") as (process, address):
        assert process.poll() is None, process.communicate()
        letters.append(enrol(address, link))
        assert {letter["username"]: sign_in(address, letter) for letter in letters} == ROLES
        assert "whole" in run(environment, "log", "verify")
