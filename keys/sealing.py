"""Sealing a participant's fields: what goes in here comes out again only through keys.opening."""

from collections.abc import Sequence

from keys.aead import seal_bytes
from keys.keyring import KeyRing
from keys.sealed import Label, length_prefixed, pack


def seal(ring: KeyRing, label: Label, plaintext: bytes) -> bytes:
    return seal_bytes(ring.cipher(label), header=ring.header, aad=label.aad(), plaintext=plaintext)


def seal_record(ring: KeyRing, label: Label, fields: Sequence[tuple[str, bytes]]) -> bytes:
    """(column, plaintext) pairs, each sealed under its own column, packed in the order given: opening asks for the same."""
    cipher, before = ring.cipher(label), label.before_column()
    after = label.after_column(label.record, label.record_version)
    return pack([
        seal_bytes(cipher, header=ring.header, aad=before + length_prefixed(column) + after, plaintext=plaintext)
        for column, plaintext in fields
    ])
