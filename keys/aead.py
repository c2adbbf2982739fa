"""Sealing one field and opening a packed record; for keys.sealing, keys.opening and keys.secrets alone."""

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keys.errors import KeyMissing, KeysError, Tampered, WrongFormat
from keys.sealed import FIELD_MAGIC, NONCE_LENGTH, SECRET_MAGIC, pad, unpack


def seal_bytes(cipher: AESGCM, *, header: bytes, aad: bytes, plaintext: bytes) -> bytes:
    """Seal under a fresh nonce, which is the system's and nobody's parameter: a repeated one would lay both open."""
    nonce = os.urandom(NONCE_LENGTH)
    return header + nonce + cipher.encrypt(nonce, pad(plaintext), aad)


def open_packed(
    cipher: AESGCM, *, header: bytes, heads: Sequence[bytes], tail: bytes, packed: bytes
) -> tuple[bytes, ...]:
    """Open every field of a record, each under its own head and the tail they share.

    The innermost loop of every read: one function for a field would cost a quarter more.
    """
    decrypt, fields = cipher.decrypt, []
    parts = unpack(packed, len(heads))
    for head, found, nonce, body in zip(heads, parts[::3], parts[1::3], parts[2::3], strict=True):
        if found != header:
            raise _not_ours(header, found)
        try:
            marked = decrypt(nonce, body, head + tail).rstrip(b"\x00")
        except InvalidTag:
            raise Tampered("does not open under its label") from None
        if marked[-1:] != b"\x80":
            raise Tampered("the padding is not ours")
        fields.append(marked[:-1])
    return tuple(fields)


def _not_ours(header: bytes, found: bytes) -> KeysError:
    """Say what stands where this header should: magic, then key version."""
    magic = found[:4]
    if magic not in (FIELD_MAGIC, SECRET_MAGIC):
        return WrongFormat("unknown header bytes " + magic.hex())
    if magic != header[:4]:
        return Tampered("a field and a secret were taken for each other")
    return KeyMissing(f"sealed with key version {int.from_bytes(found[4:], 'big')}, not the one at hand")
