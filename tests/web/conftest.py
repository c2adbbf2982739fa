"""An app on fresh databases, without anybody in them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hub.store.clock import DatabaseClock
from hub.store.ground import Ground
from hub.web.app import create_app
from hub.web.ground_building import read_policy
from keys.providers.file import FileProvider
from tests.databases import Databases, fresh

CSRF_SECRET = bytes(range(32))


@dataclass(frozen=True, slots=True)
class DemoSettings:
    demo: bool = True
    production: bool = False
    base_url: str = "http://127.0.0.1:8000"
    reviewed_texts: frozenset[str] = frozenset()


@pytest.fixture
def ground(run_directory: Path, tmp_path: Path) -> Iterator[Ground]:
    # What is tested here hardly meets the database, so one kind is enough; health is asked of both.
    with fresh("sqlite", run_directory, f"{tmp_path.name}-{os.getpid()}") as databases:
        yield make_ground(databases, tmp_path)


def make_ground(database: Databases, tmp_path: Path) -> Ground:
    path = tmp_path / "keys" / "keys.json"
    path.parent.mkdir(mode=0o700)
    FileProvider.create(path, os.urandom)
    return Ground(
        store=database.store,
        key_store=database.key_store,
        provider=FileProvider.open(path, production=False, accept_file_keys=False),
        policy=read_policy(),
        clock=DatabaseClock(),
        random=os.urandom,
        installation="test",
        settings=DemoSettings(),
    )


@pytest.fixture
def app(ground: Ground) -> Flask:
    return create_app(ground, csrf_secret=CSRF_SECRET)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
