"""A second reader of format 0x01, from its description alone: imports nothing of the hub, only `cryptography`.

Usage: python independent_reader.py golden/v1.json
"""

import json
import struct
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def lengths(*parts: str | bytes) -> bytes:
    joined = b""
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8")
        joined += struct.pack(">H", len(data)) + data
    return joined


def hkdf(key: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=b"", info=info).derive(key)


def hmac(key: bytes, data: bytes) -> bytes:
    mac = HMAC(key, SHA256())
    mac.update(data)
    return mac.finalize()


def plain(key: bytes, magic: bytes, version: int, aad: bytes, sealed: bytes) -> bytes:
    if sealed[:8] != magic + b"\x01\x01\x00" + struct.pack(">I", version):
        raise ValueError("header")
    text = AESGCM(key).decrypt(sealed[8:20], sealed[20:], aad)
    while text[-1] == 0:
        text = text[:-1]
    if text[-1] != 0x80:
        raise ValueError("padding")
    return text[:-1]


def data_key(kek: bytes, hub: str, row: dict[str, Any]) -> bytes:
    blob = bytes.fromhex(row["blob"])
    version, epoch = struct.pack(">I", row["dek_version"]), struct.pack(">I", row["kek_epoch"])
    aad = lengths("hub/dek", hub, row["participant"], version, epoch, row["purpose"])
    return AESGCM(kek).decrypt(blob[12:24], blob[24:], aad)


def field(dek: bytes, at: dict[str, Any], sealed: bytes) -> bytes:
    key = hkdf(dek, b"hub/cat/v1" + lengths(at["source"], at["category"]))
    version, record_version = (struct.pack(">I", at[name]) for name in ("dek_version", "record_version"))
    where = (at["installation"], at["participant"], version, at["table"], at["column"], at["record"], record_version)
    return plain(key, b"H", at["dek_version"], lengths("hub/field", *where, at["source"], at["category"]), sealed)


def everything(golden: dict[str, Any]) -> dict[str, list[str]]:
    hub, kek = golden["installation"], bytes.fromhex(golden["kek"])
    dek = data_key(kek, hub, golden["data_key"])
    detail = golden["log_detail"]
    log_aad = lengths("hub/secret", hub, golden["log_key"]["participant"], detail["purpose"], detail["record"])
    log_key = hkdf(data_key(kek, hub, golden["log_key"]), b"hub/log/v1")
    number = b"hub/bidx/v1" + lengths(hub, golden["index"]["unit"], golden["index"]["number"])
    return {
        "fields": [field(dek, one["label"], bytes.fromhex(one["sealed"])).hex() for one in golden["fields"]],
        "log_detail": [plain(log_key, b"S", 1, log_aad, bytes.fromhex(detail["sealed"])).hex()],
        "index": [hmac(bytes.fromhex(golden["bidx"]), number)[:16].hex()],
    }


if __name__ == "__main__":
    print(json.dumps(everything(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), indent=1))  # noqa: T201
