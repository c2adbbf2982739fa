"""Checks a receipt by the steps of docs/checking-a-receipt.md, as an outsider would: with nothing of the hub's."""

from base64 import b64decode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def check(receipt_leaf: str, proof: Mapping[str, Any], key: str) -> None:
    """Raise AssertionError that begins with the number of the step which fails."""
    leaf = bytes.fromhex(proof["leaf"])
    assert proof["leaf"] == receipt_leaf, "1: another leaf"
    if proof["body"] is not None:
        assert sha256(b"\x00" + proof["body"].encode()).digest() == leaf, "1: another body"

    name, key_id, encoded = key.split("+", 2)
    public = b64decode(encoded, validate=True)
    assert (len(public), public[:1]) == (33, b"\x01"), "2: no such key"
    assert sha256(name.encode() + b"\n" + public).digest()[:4].hex() == key_id, "2: another id"

    signed, _, last = proof["checkpoint"].partition("\n\n")
    signed += "\n"
    origin, size, root = signed.splitlines()
    dash, signer, encoded = last.removesuffix("\n").split(" ")
    mark = b64decode(encoded, validate=True)
    assert (origin, dash, signer, len(mark), mark[:4].hex()) == (name, "\u2014", name, 68, key_id), "3: not of this log"

    try:
        Ed25519PublicKey.from_public_bytes(public[1:]).verify(mark[4:], signed.encode())
    except InvalidSignature:
        raise AssertionError("4: not signed") from None

    assert int(size) == proof["size"] > proof["index"] >= 0, "5: another size"
    assert climb(leaf, proof["index"], proof["size"], map(bytes.fromhex, proof["hashes"])) == b64decode(root), (
        "6: no way"
    )


def climb(leaf: bytes, index: int, size: int, hashes: Iterable[bytes]) -> bytes | None:
    """Give the root that the proof leads to."""
    found, here, last = leaf, index, size - 1
    for sibling in hashes:
        if last == 0:
            return None
        if here % 2 or here == last:
            found = sha256(b"\x01" + sibling + found).digest()
            while here and here % 2 == 0:
                here, last = here // 2, last // 2
        else:
            found = sha256(b"\x01" + found + sibling).digest()
        here, last = here // 2, last // 2
    return found if last == 0 else None
