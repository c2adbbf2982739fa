"""A participant's data key: made, wrapped by the provider, and unwrapped into a ring of one cipher a (source, category)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from keys.errors import KeyMissing
from keys.providers import Provider
from keys.sealed import FIELD_MAGIC, Label, header, length_prefixed, u32

KEY_LENGTH = 32
DATA = "data"  # opens the participant's fields
LOG = "log"  # opens the details of log entries about her, and outlives the data key


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedKey:
    """A key as the key store keeps it: only the provider can unwrap it, and only for the same participant and purpose."""

    participant: str
    purpose: str
    dek_version: int
    kek_epoch: int
    blob: bytes = field(repr=False)

    def aad(self, installation: str) -> bytes:
        return _wrap_aad(installation, self.participant, self.purpose, self.dek_version, self.kek_epoch)


class KeyRing:
    """One participant's unwrapped data key. Derives a cipher the first time a (source, category) is asked for."""

    __slots__ = ("_ciphers", "_dek", "dek_version", "header", "installation", "participant")

    def __init__(self, dek: bytes, *, installation: str, participant: str, dek_version: int) -> None:
        self._dek = dek
        self._ciphers: dict[tuple[str, str], AESGCM] = {}
        self.installation = installation
        self.participant = participant
        self.dek_version = dek_version
        self.header = header(FIELD_MAGIC, dek_version)

    def cipher(self, label: Label) -> AESGCM:
        """For keys.sealing and keys.opening alone. Raises KeyMissing when the label is another participant's."""
        if (label.participant, label.dek_version, label.installation) != (
            self.participant,
            self.dek_version,
            self.installation,
        ):
            raise KeyMissing("the ring holds another participant, version or installation than the label")
        wanted = (label.source, label.category)
        cipher = self._ciphers.get(wanted)
        if cipher is None:
            cipher = self._ciphers[wanted] = AESGCM(derive(self._dek, "hub/cat/v1", *wanted))
        return cipher

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key ring is never copied or stored")


def derive(key: bytes, info: str, *parts: str) -> bytes:
    """HKDF-SHA256 without salt; the key is random already, and the parts are bound with their lengths."""
    bound = info.encode() + length_prefixed(*parts)
    return HKDF(algorithm=SHA256(), length=KEY_LENGTH, salt=b"", info=bound).derive(key)


def new_wrapped_key(  # noqa: PLR0913 - each names a part of what the key is bound to
    provider: Provider,
    *,
    installation: str,
    participant: str,
    purpose: str,
    random: Callable[[int], bytes],
    dek_version: int = 1,
) -> WrappedKey:
    epoch = provider.epoch
    aad = _wrap_aad(installation, participant, purpose, dek_version, epoch)
    return WrappedKey(
        participant=participant,
        purpose=purpose,
        dek_version=dek_version,
        kek_epoch=epoch,
        blob=provider.wrap(random(KEY_LENGTH), aad),
    )


def unwrap(provider: Provider, wrapped: WrappedKey, *, installation: str) -> KeyRing:
    """Raises KeyMissing for a log key or a destroyed epoch, Tampered for a key moved from somebody else's row."""
    return KeyRing(
        unwrap_key(provider, wrapped, installation=installation, purpose=DATA),
        installation=installation,
        participant=wrapped.participant,
        dek_version=wrapped.dek_version,
    )


def unwrap_key(provider: Provider, wrapped: WrappedKey, *, installation: str, purpose: str) -> bytes:
    if wrapped.purpose != purpose:
        raise KeyMissing(f"a key for {wrapped.purpose!r}, not for {purpose!r}")
    return provider.unwrap(wrapped.blob, wrapped.aad(installation))


def _wrap_aad(installation: str, participant: str, purpose: str, dek_version: int, kek_epoch: int) -> bytes:
    return length_prefixed("hub/dek", installation, participant, u32(dek_version), u32(kek_epoch), purpose)
