"""Keys of two participants under a file provider, and labels that differ from each other in one part."""

import os
from pathlib import Path

import pytest

from keys.keyring import KeyRing
from keys.providers.file import FileProvider
from keys.sealed import Label
from tests.keys.holders import DANA, ring_of


@pytest.fixture
def provider(tmp_path: Path) -> FileProvider:
    path = tmp_path / "hub.keys"
    FileProvider.create(path, os.urandom)
    return FileProvider.open(path, production=False, accept_file_keys=False)


@pytest.fixture
def ring(provider: FileProvider) -> KeyRing:
    return ring_of(provider, DANA)


@pytest.fixture
def label() -> Label:
    return Label(
        table="activity",
        record="a" * 32,
        record_version=3,
        source="f" * 32,
        category="C05",
    )
