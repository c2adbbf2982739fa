"""One field sealed and opened with one cipher object; for keys.sealing, keys.opening and keys.secrets alone."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keys.errors import KeyMissing, KeysError, Tampered
from keys.sealed import HEADER_LENGTH, NONCE_LENGTH, pad, parse, unpad


def seal_bytes(cipher: AESGCM, *, header: bytes, aad: bytes, plaintext: bytes) -> bytes:
    """The nonce is the system's and nobody's parameter: a repeated one would lay both plaintexts open."""
    nonce = os.urandom(NONCE_LENGTH)
    return header + nonce + cipher.encrypt(nonce, pad(plaintext), aad)


def open_bytes(cipher: AESGCM, header: bytes, aad: bytes, sealed: bytes) -> bytes:
    if sealed[:8] != header:
        raise _not_ours(header, sealed)
    try:
        padded = cipher.decrypt(sealed[8:HEADER_LENGTH], sealed[HEADER_LENGTH:], aad)
    except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
        raise Tampered("does not open under its label") from None
    return unpad(padded)


def _not_ours(header: bytes, sealed: bytes) -> KeysError:
    parsed = parse(sealed)
    if parsed.magic != header[:4]:
        return Tampered("a field and a secret were taken for each other")
    return KeyMissing(f"sealed with key version {parsed.key_version}, not the one at hand")
