"""Sealing a participant's fields: what goes in here comes out again only through keys.opening."""

from collections.abc import Sequence

from keys.aead import seal_bytes
from keys.keyring import KeyRing
from keys.sealed import Label, pack, record_part


def seal_record(ring: KeyRing, label: Label, fields: Sequence[tuple[str, bytes]]) -> bytes:
    """Seal (column, plaintext) pairs, each under its own column, in the order in which opening must name them."""
    cipher, heads, origin = ring.cipher(label, tuple([column for column, _ in fields]))
    tail = record_part(label.record, label.record_version) + origin
    each = zip(heads, fields, strict=True)
    return pack([seal_bytes(cipher, header=ring.header, aad=head + tail, plaintext=text) for head, (_, text) in each])
