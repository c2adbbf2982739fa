"""What format 0x01 once sealed opens for ever, with this program and with one written from the description alone."""

import ast
import json
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from keys.blind_index import blind_index
from keys.keyring import KeyRing, WrappedKey, unwrap
from keys.providers.file import FileProvider
from keys.sealed import Label
from keys.secrets import hub_box, log_box, open_secret
from tests.keys import independent_reader
from tests.keys.holders import open_record, open_sealed, unpack

HERE = Path(__file__).parent
GOLDEN: dict[str, Any] = json.loads((HERE / "golden" / "v1.json").read_text(encoding="utf-8"))
INSTALLATION: str = GOLDEN["installation"]
OWNER = {"installation": INSTALLATION, **{part: GOLDEN["data_key"][part] for part in ("participant", "dek_version")}}


@pytest.fixture
def published(tmp_path: Path) -> FileProvider:
    path = tmp_path / "golden.keys"
    path.touch(mode=0o600)
    path.write_text(json.dumps(GOLDEN["key_file"]), encoding="utf-8")
    return FileProvider.open(path, production=False, accept_file_keys=False)


@pytest.fixture
def ring(published: FileProvider) -> KeyRing:
    return unwrap(published, wrapped("data_key"), installation=INSTALLATION)


def wrapped(name: str) -> WrappedKey:
    row = GOLDEN[name]
    return WrappedKey(**{**row, "blob": bytes.fromhex(row["blob"])})


def labelled(vector: dict[str, Any]) -> tuple[Label, str]:
    parts = dict(vector["label"])
    column = parts.pop("column")
    assert {part: parts.pop(part) for part in ("installation", "participant", "dek_version")} == OWNER
    return Label(**parts), column


@pytest.mark.parametrize("vector", GOLDEN["fields"])
def test_fields(ring: KeyRing, vector: dict[str, Any]) -> None:
    label, column = labelled(vector)
    assert open_sealed(ring, label, bytes.fromhex(vector["sealed"]), column).hex() == vector["plaintext"]


def test_a_packed_record(ring: KeyRing) -> None:
    vector = GOLDEN["record"]
    packed = bytes.fromhex(vector["packed"])
    opened = open_record(ring, labelled(vector)[0], vector["columns"], packed)
    assert [field.hex() for field in opened] == vector["plaintexts"]
    assert "hub1." + urlsafe_b64encode(unpack(packed)[0]).decode().rstrip("=") == vector["text"]


def test_secrets(published: FileProvider) -> None:
    boxes = {
        "log_detail": log_box(published, wrapped("log_key"), installation=INSTALLATION),
        "hub_secret": hub_box(published, installation=INSTALLATION),
    }
    for name, box in boxes.items():
        vector = GOLDEN[name]
        opened = open_secret(
            box, purpose=vector["purpose"], record=vector["record"], sealed=bytes.fromhex(vector["sealed"])
        )
        assert opened.hex() == vector["plaintext"]


def test_the_index(published: FileProvider) -> None:
    vector = GOLDEN["index"]
    found = blind_index(published, installation=INSTALLATION, unit=vector["unit"], number=vector["number"])
    assert found.hex() == vector["index"]


def test_the_signature(published: FileProvider) -> None:
    vector = GOLDEN["signature"]
    data, signature = bytes.fromhex(vector["data"]), bytes.fromhex(vector["signature"])
    assert published.sign("log", data) == signature
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(vector["public_key"])).verify(signature, data)


def test_the_independent_reader_reads_the_same() -> None:
    assert independent_reader.everything(GOLDEN) == {
        "fields": [vector["plaintext"] for vector in GOLDEN["fields"]],
        "log_detail": [GOLDEN["log_detail"]["plaintext"]],
        "index": [GOLDEN["index"]["index"]],
    }


def test_the_independent_reader_is_independent_and_short() -> None:
    source = (HERE / "independent_reader.py").read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 80
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names])
    }
    assert imported == {"cryptography", "json", "pathlib", "struct", "sys", "typing"}
