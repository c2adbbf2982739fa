"""A participant's data key: made and wrapped, then unwrapped into a ring of one cipher a (source, category)."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NoReturn

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keys.errors import KeyMissing
from keys.providers import Provider
from keys.sealed import FIELD_MAGIC, Label, label_part, length_prefixed, u32

KEY_LENGTH = 32
DATA = "data"  # opens the participant's fields
LOG = "log"  # opens the details of log entries about her, and outlives the data key


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedKey:
    """A key as the key store keeps it: only the provider unwraps it, for the same participant and purpose alone."""

    participant: str
    purpose: str
    dek_version: int
    kek_epoch: int
    blob: bytes = field(repr=False)

    def aad(self, installation: str) -> bytes:
        versions = u32(self.dek_version), u32(self.kek_epoch)
        return length_prefixed("hub/dek", installation, self.participant, *versions, self.purpose)


class KeyRing:
    """One participant's unwrapped data key. Derives a cipher the first time a (source, category) is asked for."""

    __slots__ = ("_extracted", "_held", "_owner", "header", "participant")

    def __init__(self, dek: bytes, *, installation: str, participant: str, dek_version: int) -> None:
        self._extracted = extract(dek)
        self._held: dict[tuple[object, ...], tuple[AESGCM, list[bytes], bytes]] = {}
        self._owner = length_prefixed("hub/field", installation, participant, u32(dek_version))
        self.participant = participant
        self.header = FIELD_MAGIC + u32(dek_version)

    def cipher(self, label: Label, columns: tuple[str, ...]) -> tuple[AESGCM, list[bytes], bytes]:
        """For keys.sealing and keys.opening alone: the cipher of a (source, category) and what it binds fields to.

        That is a head for each column, which names the ring's own participant, and the origin. Kept: all records of
        one table, source and category share them.
        """
        wanted = (label.table, label.source, label.category, columns)
        held = self._held.get(wanted)
        if held is None:
            origin = label_part(label.source, label.category)
            heads = [self._owner + label_part(label.table, column) for column in columns]
            held = self._held[wanted] = AESGCM(expand(self._extracted, b"hub/cat/v1" + origin)), heads, origin
        return held

    def tag(self, *parts: str | bytes) -> bytes:
        """Authenticate what lies in clear, bound to the ring's own participant, under a key that seals nothing."""
        return hmac.digest(expand(self._extracted, b"hub/tag/v1"), self._owner + length_prefixed(*parts), "sha256")

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key ring is never copied or stored")


def extract(key: bytes) -> bytes:
    """Take the first half of HKDF-SHA256 (RFC 5869), with an empty salt."""
    return hmac.digest(bytes(KEY_LENGTH), key, "sha256")


def expand(extracted: bytes, info: bytes) -> bytes:
    """Take the second half, to one block. Tested against the library's, which takes twice as long."""
    return hmac.digest(extracted, info + b"\x01", "sha256")


def new_wrapped_key(
    provider: Provider, *, installation: str, participant: str, purpose: str, random: Callable[[int], bytes]
) -> WrappedKey:
    """Make an owner's first key for the purpose."""
    empty = WrappedKey(participant=participant, purpose=purpose, dek_version=1, kek_epoch=provider.epoch, blob=b"")
    return replace(empty, blob=provider.wrap(random(KEY_LENGTH), empty.aad(installation)))


def unwrap(provider: Provider, wrapped: WrappedKey, *, installation: str) -> KeyRing:
    """Raise KeyMissing for a log key or a destroyed epoch, Tampered for a key moved from somebody else's row."""
    dek = unwrap_key(provider, wrapped, installation=installation, purpose=DATA)
    return KeyRing(dek, installation=installation, participant=wrapped.participant, dek_version=wrapped.dek_version)


def unwrap_key(provider: Provider, wrapped: WrappedKey, *, installation: str, purpose: str) -> bytes:
    if wrapped.purpose != purpose:
        raise KeyMissing(f"a key for {wrapped.purpose!r}, not for {purpose!r}")
    return provider.unwrap(wrapped.blob, wrapped.aad(installation))
